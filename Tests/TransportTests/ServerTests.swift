import Foundation
import Testing
import Transport

@Suite(.timeLimit(.minutes(2))) struct ServerTests {
    @Test func `a request goes to its handler and its answer comes back`() throws {
        let server = try TestServer()
        let body = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
        let answer = try server.client().send(
            HTTPRequest(.post, "/echo?a=b%20c", [HeaderField("X-Note", "one two")], body: body),
            deadline: .seconds(20))
        #expect(answer.status == 200)
        #expect(answer.body == body)
        #expect(answer.value(of: "x-peer") == "127.0.0.1")
        let request = try #require(server.witness.requests.first)
        #expect(request.method == .post)
        #expect(request.path == "/echo")
        #expect(request.query == "a=b%20c")
        #expect(request.value(of: "x-note") == "one two")
        #expect(request.bodyBytes == body.count)
        #expect(!request.isUnixSocket)
    }

    @Test(arguments: [0, 1, 16_383, 16_384, 16_385, 32_768, 32_769, 1_000_000])
    func `bodies of every length come back whole`(count: Int) throws {
        let server = try TestServer()
        let client = try server.client()
        let body = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        for _ in 0..<2 {
            let answer = try client.send(
                HTTPRequest(.post, "/echo", body: body), deadline: .seconds(20))
            #expect(answer.body == body)
        }
    }

    @Test func `one connection serves one request after the other`() throws {
        let server = try TestServer()
        let connection = try server.connect()
        for number in 0..<50 {
            connection.send("GET /hello?\(number) HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(connection.receiveAnswer()?.body == "hello \(number)\n")
        }
    }

    @Test func `requests that come together are answered in their order`() throws {
        let server = try TestServer()
        let connection = try server.connect()
        let requests = (0..<20).map { "GET /hello?\($0) HTTP/1.1\r\nHost: localhost\r\n\r\n" }
        let last = "GET /hello?20 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        connection.send(requests.joined() + last)
        let answers = connection.receiveAll()
        let places = (0...20).map { answers.range(of: "hello \($0)\n")?.lowerBound }
        #expect(!places.contains(nil))
        #expect(places.compactMap { $0 } == places.compactMap { $0 }.sorted())
    }

    @Test func `many clients are served at a time`() async throws {
        let server = try TestServer()
        let port = server.port
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<16 {
                group.addTask {
                    do {
                        let client = try HTTPClient(Origin("http://127.0.0.1:\(port)"))
                        for turn in 0..<50 {
                            let body = Array("\(number) \(turn)".utf8)
                            let answer = try client.send(
                                HTTPRequest(.post, "/echo", body: body), deadline: .seconds(30))
                            guard answer.body == body else { return false }
                        }
                        return true
                    } catch {
                        return false
                    }
                }
            }
            for await isRight in group { #expect(isRight) }
        }
        #expect(server.witness.requests.count == 800)
    }

    @Test func `HEAD is answered like GET without its body`() throws {
        let server = try TestServer(routes: [
            Route(.get, "/stream") { _ in Response(200) { $0.write([1, 2, 3]) } }
        ])
        let client = try server.client()
        let answer = try client.send(HTTPRequest(.head, "/hello"), deadline: .seconds(20))
        #expect(answer.status == 200)
        #expect(answer.value(of: "Content-Length") == "7")
        #expect(answer.body.isEmpty)
        let stream = try client.send(HTTPRequest(.head, "/stream"), deadline: .seconds(20))
        #expect(stream.status == 200)
    }

    @Test func `unknown paths are 404 and their bodies are not read`() throws {
        let server = try TestServer()
        let connection = try server.connect()
        connection.send("POST /nothing HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n")
        #expect(connection.receiveStatus() == 404)
        #expect(
            server.witness.waits {
                $0 == .requestRefused(status: 404, reason: "unknown path", peer: "127.0.0.1")
            })
    }

    @Test func `a head is judged before its body is asked for`() throws {
        let server = try TestServer(routes: [
            Route(
                .post, "/guarded",
                admit: { request in
                    request.value(of: "Key") == "right" ? nil : .text(401, "unknown key")
                },
                handler: { Response(200, body: $0.body.reversed()) })
        ])
        let start = "POST /guarded HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
        let wrong = try server.connect()
        wrong.send(start + "Key: wrong\r\nContent-Length: 3\r\n\r\n")
        let refusal = wrong.receiveAll()
        #expect(status(of: refusal) == 401, "and no 100 before it")
        let right = try server.connect()
        right.send(start + "Key: right\r\nContent-Length: 3\r\n\r\n")
        #expect(
            String(decoding: right.receive() ?? [], as: UTF8.self)
                == "HTTP/1.1 100 Continue\r\n\r\n")
        right.send("abc")
        #expect(right.receiveAnswer()?.body == "cba")
    }

    @Test func `an answer with a header that would break it becomes 500`() throws {
        let server = try TestServer(routes: [
            Route(.get, "/bad") { _ in Response(200, [HeaderField("X", "a\r\nSet-Cookie: b")]) }
        ])
        let connection = try server.connect()
        connection.send("GET /bad HTTP/1.1\r\nHost: localhost\r\n\r\n")
        let answer = try #require(connection.receiveAnswer())
        #expect(status(of: answer.head) == 500)
        #expect(!answer.head.contains("Cookie"))
    }

    @Test func `a stream comes piece by piece, and an unfinished one is an error`() throws {
        let latch = Latch()
        let server = try TestServer(routes: [
            Route(.get, "/whole") { _ in
                Response(200, [HeaderField("Content-Type", "text/plain")]) { stream in
                    guard stream.write(Array("first\n".utf8)) else { return false }
                    latch.wait()
                    return (0..<1_000).allSatisfy { stream.write(Array("line \($0)\n".utf8)) }
                }
            },
            Route(.get, "/empty") { _ in Response(200) { _ in true } },
            Route(.get, "/broken") { _ in
                Response(200) { stream in
                    _ = stream.write(Array("part".utf8))
                    return false
                }
            },
        ])
        let client = try server.client()
        var pieces: [[UInt8]] = []
        let answer = try client.send(HTTPRequest(.get, "/whole"), deadline: .seconds(30)) { piece in
            // The first piece is here while the handler still waits.
            if pieces.isEmpty { latch.open() }
            pieces.append(piece)
            return true
        }
        #expect(answer.status == 200)
        #expect(pieces.first == Array("first\n".utf8))
        let text = String(decoding: pieces.joined(), as: UTF8.self)
        #expect(text == "first\n" + (0..<1_000).map { "line \($0)\n" }.joined())
        #expect(try client.send(HTTPRequest(.get, "/empty"), deadline: .seconds(20)).body.isEmpty)
        #expect(throws: HTTPClientError.self) {
            try client.send(HTTPRequest(.get, "/broken"), deadline: .seconds(20))
        }
    }

    @Test func `a large stream is not held in memory but paced by its reader`() throws {
        let server = try TestServer(routes: [
            Route(.get, "/large") { _ in
                Response(200) { stream in
                    (0..<512).allSatisfy {
                        stream.write([UInt8](repeating: UInt8($0 % 256), count: 65_536))
                    }
                }
            }
        ])
        var count = 0
        _ = try server.client().send(HTTPRequest(.get, "/large"), deadline: .seconds(60)) {
            count += $0.count
            return true
        }
        #expect(count == 512 * 65_536)
    }

    @Test func `plain HTTP is refused where others can hear it`() throws {
        for address in ["0.0.0.0", "::", "192.0.2.1"] {
            #expect(throws: HTTPServerError.plainOnNetwork(address: address)) {
                _ = try TestServer(.tcp(address: address, port: 0))
            }
        }
        #expect(throws: HTTPServerError.plainOnNetwork(address: "county.example")) {
            _ = try TestServer(.tcp(address: "county.example", port: 0))
        }
        let local = try TestServer(.tcp(address: "localhost", port: 0))
        #expect(local.port != 0)
    }

    @Test func `a port in use is said to be in use`() throws {
        let server = try TestServer()
        #expect(throws: HTTPServerError.placeTaken("127.0.0.1:\(server.port)")) {
            _ = try TestServer(.tcp(address: "127.0.0.1", port: server.port))
        }
    }

    @Test func `a path has one handler for a method`() async {
        await #expect(processExitsWith: .failure) {
            _ = Router([
                Route(.get, "/a") { _ in Response(200) }, Route(.get, "/a") { _ in Response(200) },
            ])
        }
    }
}
