import Foundation
import Sync
import Testing
import Transport

@Suite(.timeLimit(.minutes(2))) struct HTTPClientTests {
    private func get(_ server: FakeServer) throws -> HTTPResponse {
        try server.client().send(HTTPRequest(.get, "/"), deadline: .seconds(20))
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello world",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello world",
    ])
    func `an answer that is cut at any byte is an error`(whole: String) throws {
        let bytes = Array(whole.utf8)
        let server = try FakeServer { connection, number in
            connection.receiveRequest()
            connection.send(Array(bytes.prefix(number)))
        }
        // Of the last line end of a chunked body the LF tells nothing new.
        let needed = whole.contains("chunked") ? bytes.count - 1 : bytes.count
        for count in 0..<needed {
            let error = #expect(throws: HTTPClientError.self, "cut after \(count) bytes") {
                try get(server)
            }
            #expect(error?.passes == true, "cut after \(count) bytes: \(error.debugDescription)")
        }
        #expect(try get(server).body == Array("hello world".utf8))
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\n\r\nhello", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello",
        "HTTP/1.0 200 OK\r\n\r\nhello",
    ])
    func `an answer that does not say where it ends is no answer`(text: String) throws {
        let server = try FakeServer(answer: Array(text.utf8))
        #expect(throws: HTTPClientError.malformed("the answer does not say where it ends")) {
            try get(server)
        }
    }

    @Test(arguments: ["hello", "SSH-2.0-OpenSSH\r\n", "HTTP/0.9 200\r\n\r\n", "\0\0\0\0"])
    func `what is not HTTP is an error`(text: String) throws {
        let server = try FakeServer(answer: Array(text.utf8))
        #expect(throws: HTTPClientError.self) { try get(server) }
    }

    @Test func `a redirect is an answer and not followed`() throws {
        let server = try FakeServer { connection, _ in
            connection.receiveRequest()
            connection.send(
                "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")
        }
        let answer = try get(server)
        #expect(answer.status == 302)
        #expect(answer.value(of: "location") == "http://127.0.0.1:1/")
    }

    @Test(arguments: [(-1, true), (0, true), (1, false)])
    func `an answer is as long as the client takes`(more: Int, isTaken: Bool) throws {
        var limits = HTTPClientLimits()
        limits.bodyBytesMax = 100_000
        let body = String(repeating: "x", count: 100_000 + more)
        let size = String(body.utf8.count, radix: 16)
        for text in [
            "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\(size)\r\n\(body)\r\n0\r\n\r\n",
        ] {
            let server = try FakeServer(answer: Array(text.utf8))
            let client = try server.client(limits: limits)
            if isTaken {
                let answer = try client.send(HTTPRequest(.get, "/"), deadline: .seconds(20))
                #expect(answer.body.count == body.utf8.count)
            } else {
                #expect(throws: HTTPClientError.tooLong(bytesMax: 100_000)) {
                    try client.send(HTTPRequest(.get, "/"), deadline: .seconds(20))
                }
            }
        }
    }

    @Test(arguments: [(-1, true), (0, true), (1, false)])
    func `a head is as long as the client takes`(more: Int, isTaken: Bool) throws {
        let start = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX: "
        let filling = String(repeating: "x", count: 16_384 + more - start.utf8.count - 4)
        let server = try FakeServer(answer: Array("\(start)\(filling)\r\n\r\nok".utf8))
        if isTaken {
            #expect(try get(server).body == Array("ok".utf8))
        } else {
            #expect(throws: HTTPClientError.self) { try get(server) }
        }
    }

    @Test func `a head without end is given up`() throws {
        let server = try FakeServer { connection, _ in
            connection.receiveRequest()
            connection.send("HTTP/1.1 200 OK\r\n")
            while connection.send("X-More: and more\r\n") {}
        }
        #expect(throws: HTTPClientError.self) { try get(server) }
    }

    @Test func `a server that does not answer is timed out`() throws {
        let latch = Latch()
        let server = try FakeServer { connection, _ in
            connection.receiveRequest()
            latch.wait()
        }
        let client = try server.client()
        let error = #expect(throws: HTTPClientError.self) {
            try client.send(HTTPRequest(.get, "/"), deadline: .milliseconds(300))
        }
        latch.open()
        guard case .timedOut = error else {
            Issue.record("\(error.debugDescription)")
            return
        }
        #expect(error?.passes == true)
    }

    @Test func `a server that falls silent in the middle is given up`() throws {
        let latch = Latch()
        let server = try FakeServer { connection, _ in
            connection.receiveRequest()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx")
            latch.wait()
        }
        var limits = HTTPClientLimits()
        limits.silence = .seconds(1)
        let client = try server.client(limits: limits)
        #expect(throws: HTTPClientError.self) {
            try client.send(HTTPRequest(.get, "/"), deadline: nil)
        }
        latch.open()
    }

    @Test func `nobody listening is unreachable`() throws {
        let port = try TestServer().port
        let client = try HTTPClient(Origin("http://127.0.0.1:\(port)"))
        let error = #expect(throws: HTTPClientError.self) {
            try client.send(HTTPRequest(.get, "/"), deadline: .seconds(20))
        }
        guard case .unreachable(_, .closed) = error else {
            Issue.record("\(error.debugDescription)")
            return
        }
    }

    @Test func `a name that nobody has is unreachable`() throws {
        let pin = try #require(KeyPin(sha256: [UInt8](repeating: 1, count: 32)))
        let client = try HTTPClient(Origin("https://nobody.invalid", pins: [pin]))
        let error = #expect(throws: HTTPClientError.self) {
            try client.send(HTTPRequest(.get, "/"), deadline: .seconds(20))
        }
        guard case .unreachable(_, .name) = error else {
            Issue.record("\(error.debugDescription)")
            return
        }
    }

    @Test(arguments: [
        "http://county.example", "http://10.0.0.1:8440", "https://county.example",
        "ftp://127.0.0.1", "127.0.0.1", "", "http://", "http://127.0.0.1/path",
        "http://user@127.0.0.1", "http://127.0.0.1:99999", "http://127.0.0.1.evil.example",
        "http://localhost.evil.example", "file:///etc/passwd", "http://127.0.0.1\r\n",
    ])
    func `an address that is unprotected or strange is refused`(url: String) {
        #expect(throws: HTTPClientError.self) { try Origin(url) }
    }

    @Test func `a message that would change its shape is refused`() throws {
        let server = try TestServer()
        let client = try server.client()
        for target in ["", "hello", "/a b", "/a\r\nX: y", "/ä", "/a#b", "/\0"] {
            #expect(throws: HTTPClientError.self, "\(target)") {
                try client.send(HTTPRequest(.get, target), deadline: .seconds(20))
            }
        }
        for field in [
            HeaderField("X", "a\r\nY: b"), HeaderField("X\r\n", "a"), HeaderField("", "a"),
            HeaderField("X", "ä"), HeaderField("X:", "a"), HeaderField("X", "\0"),
        ] {
            #expect(throws: HTTPClientError.self, "\(field)") {
                try client.send(HTTPRequest(.get, "/hello", [field]), deadline: .seconds(20))
            }
        }
        #expect(server.witness.requests.isEmpty)
    }

    @Test func `only what the caller says is sent`() throws {
        let server = try TestServer()
        let client = try server.client()
        _ = try client.send(
            HTTPRequest(.post, "/echo", [HeaderField("X-Empty", ""), HeaderField("X-A", "b")]),
            deadline: .seconds(20))
        let request = try #require(server.witness.requests.first)
        let fields = request.headers.map { "\($0.name): \($0.value)" }
        #expect(
            Set(fields) == [
                "Host: 127.0.0.1:\(server.port)", "Content-Length: 0", "X-Empty: ", "X-A: b",
            ])
    }

    @Test func `a connection is used again, and replaced when it has died`() throws {
        let server = try FakeServer { connection, number in
            // The first connection answers twice and is then gone without a word.
            for turn in 0..<2 {
                guard connection.receiveRequest() != nil else { return }
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n\(number) \(turn)")
            }
        }
        let client = try server.client()
        let bodies = try (0..<4).map { _ in
            let answer = try client.send(HTTPRequest(.get, "/"), deadline: .seconds(20))
            return String(decoding: answer.body, as: UTF8.self)
        }
        #expect(bodies == ["0 0", "0 1", "1 0", "1 1"])
    }

    @Test func `a long body waits until it is asked for`() throws {
        let body = [UInt8](repeating: 3, count: 70_000)
        let server = try FakeServer { connection, _ in
            let head = connection.receiveRequest() ?? ""
            let isAnnounced = head.lowercased().contains("expect: 100-continue")
            let isEarly = connection.isReadable(within: 100)
            connection.send("HTTP/1.1 413 Too Long\r\nContent-Length: 4\r\n\r\n")
            connection.send(isAnnounced && !isEarly ? "good" : "bad.")
        }
        let answer = try server.client().send(
            HTTPRequest(.post, "/", body: body), deadline: .seconds(20))
        #expect(answer.status == 413)
        #expect(answer.body == Array("good".utf8))
    }

    @Test func `the caller can end a request`() throws {
        let latch = Latch()
        let server = try FakeServer { connection, _ in
            connection.receiveRequest()
            latch.wait()
        }
        let client = try server.client(shouldStop: { true })
        #expect(throws: HTTPClientError.stopped) {
            try client.send(HTTPRequest(.get, "/"), deadline: .seconds(60))
        }
        latch.open()
    }

    @Test func `a receiver can end a stream, and the client goes on`() throws {
        let server = try TestServer(routes: [
            Route(.get, "/endless") { _ in
                Response(200) { stream in
                    while stream.write([UInt8](repeating: 1, count: 1_000)) {}
                    return true
                }
            }
        ])
        let client = try server.client()
        var count = 0
        #expect(throws: HTTPClientError.stopped) {
            try client.send(HTTPRequest(.get, "/endless"), deadline: .seconds(60)) {
                count += $0.count
                return count < 100_000
            }
        }
        #expect(try client.send(HTTPRequest(.get, "/hello"), deadline: .seconds(20)).status == 200)
    }

    @Test func `proxies of the environment are not asked`() async {
        await #expect(processExitsWith: .success) {
            for name in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "ALL_PROXY"] {
                setenv(name, "http://127.0.0.1:1", 1)
            }
            do {
                let server = try TestServer()
                let answer = try server.client().send(
                    HTTPRequest(.get, "/hello"), deadline: .seconds(20))
                exit(answer.status == 200 ? 0 : 1)
            } catch {
                exit(2)
            }
        }
    }
}
