import Foundation
import Support
import Testing
import Transport

@Suite(.timeLimit(.minutes(2))) struct MalformedRequestTests {
    /// The corpus of malformed requests, each of which gets 400 and the end of the connection.
    static let corpus: [(name: String, head: String)] = [
        (
            "length and encoding",
            "POST /echo HTTP/1.1|Host: localhost|Content-Length: 5|Transfer-Encoding: chunked"
        ),
        (
            "encoding and length",
            "POST /echo HTTP/1.1|Host: localhost|Transfer-Encoding: chunked|Content-Length: 5"
        ),
        ("two lengths", "POST /echo HTTP/1.1|Host: localhost|Content-Length: 5|Content-Length: 6"),
        (
            "two equal lengths",
            "POST /echo HTTP/1.1|Host: localhost|Content-Length: 5|Content-Length: 5"
        ),
        ("a list of lengths", "POST /echo HTTP/1.1|Host: localhost|Content-Length: 5, 5"),
        ("a plus", "POST /echo HTTP/1.1|Host: localhost|Content-Length: +5"),
        ("a minus", "POST /echo HTTP/1.1|Host: localhost|Content-Length: -5"),
        ("a blank inside", "POST /echo HTTP/1.1|Host: localhost|Content-Length: 5 5"),
        ("hexadecimal length", "POST /echo HTTP/1.1|Host: localhost|Content-Length: 0x5"),
        ("empty length", "POST /echo HTTP/1.1|Host: localhost|Content-Length:"),
        ("unknown encoding", "POST /echo HTTP/1.1|Host: localhost|Transfer-Encoding: xchunked"),
        (
            "encoding in a list",
            "POST /echo HTTP/1.1|Host: localhost|Transfer-Encoding: gzip, chunked"
        ),
        (
            "encoding with tab",
            "POST /echo HTTP/1.1|Host: localhost|Transfer-Encoding: chunked\u{b}"
        ),
        (
            "two encodings",
            "POST /echo HTTP/1.1|Host: localhost|Transfer-Encoding: chunked|Transfer-Encoding: chunked"
        ),
        ("no host", "GET /hello HTTP/1.1|X: y"),
        ("two hosts", "GET /hello HTTP/1.1|Host: localhost|Host: localhost"),
        ("another host", "GET /hello HTTP/1.1|Host: other.example"),
        ("NUL in a value", "GET /hello HTTP/1.1|Host: localhost|X: a\0b"),
        ("NUL in a name", "GET /hello HTTP/1.1|Host: localhost|X\0: b"),
        ("NUL before a name", "GET /hello HTTP/1.1|Host: localhost|\0X: b"),
        ("NUL in the target", "GET /hel\0lo HTTP/1.1|Host: localhost"),
        ("control character", "GET /hello HTTP/1.1|Host: localhost|X: a\u{1}b"),
        ("delete character", "GET /hello HTTP/1.1|Host: localhost|X: a\u{7f}b"),
        ("carriage return inside", "GET /hello HTTP/1.1|Host: localhost|X: a\rb"),
        ("beyond ASCII", "GET /hello HTTP/1.1|Host: localhost|X: ä"),
        ("a folded header", "GET /hello HTTP/1.1|Host: localhost|X: a| b"),
        ("a folded header by tab", "GET /hello HTTP/1.1|Host: localhost|X: a|\tb"),
        ("a folded host", "GET /hello HTTP/1.1|Host:| localhost"),
        ("a folded first line", "GET /hello HTTP/1.1| X: a|Host: localhost"),
        ("blank before the colon", "GET /hello HTTP/1.1|Host : localhost"),
        ("no colon", "GET /hello HTTP/1.1|Host: localhost|X"),
        ("no name", "GET /hello HTTP/1.1|Host: localhost|: x"),
        ("bare LF after a header", "GET /hello HTTP/1.1|Host: localhost\nX: y"),
        ("bare LF after the request line", "GET /hello HTTP/1.1\nHost: localhost"),
        ("absolute target elsewhere", "GET http://other.example/hello HTTP/1.1|Host: localhost"),
        ("unknown method", "BREW /hello HTTP/1.1|Host: localhost"),
        ("method in lower case", "get /hello HTTP/1.1|Host: localhost"),
        ("options of the server", "OPTIONS * HTTP/1.1|Host: localhost"),
        ("connect", "CONNECT localhost:1 HTTP/1.1|Host: localhost"),
        ("trace", "TRACE /hello HTTP/1.1|Host: localhost"),
        (
            "another expectation",
            "POST /echo HTTP/1.1|Host: localhost|Expect: tea|Content-Length: 5"
        ),
        ("a body on GET", "GET /hello HTTP/1.1|Host: localhost|Content-Length: 5"),
        ("a body on DELETE", "DELETE /hello HTTP/1.1|Host: localhost|Content-Length: 5"),
        ("doubled blank", "GET  /hello HTTP/1.1|Host: localhost"),
        ("blank at the end", "GET /hello HTTP/1.1 |Host: localhost"),
        ("blank in the target", "GET /hel lo HTTP/1.1|Host: localhost"),
        ("a fragment", "GET /hello#x HTTP/1.1|Host: localhost"),
        ("no version", "GET /hello|Host: localhost"),
        ("a version of words", "GET /hello HTTP/one|Host: localhost"),
    ]

    @Test(arguments: corpus)
    func `a malformed request gets 400 and the end`(name: String, head: String) throws {
        let server = try TestServer()
        let connection = try server.connect()
        // A second request follows: it must never be answered on this connection.
        let first = head.replacingOccurrences(of: "|", with: "\r\n") + "\r\n\r\n"
        connection.send(first + "hello" + "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n")
        let answer = connection.receiveAll()
        #expect(status(of: answer) == 400, "\(name): \(answer)")
        #expect(answer.contains("Connection: close"))
        #expect(!answer.contains("200 OK"), "\(name)")
        #expect(server.witness.requests.isEmpty, "no handler saw it")
        let other = try server.connect()
        other.send("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(other.receiveStatus() == 200, "the server goes on")
    }

    @Test(arguments: [
        ("GET /hello HTTP/1.0|Host: localhost", 505), ("GET /hello HTTP/2.0|Host: localhost", 505),
        ("POST /echo HTTP/1.1|Host: localhost|Transfer-Encoding: chunked", 411),
        ("POST /echo HTTP/1.1|Host: localhost|Content-Length: 9999999999999999999999", 413),
        ("POST /echo HTTP/1.1|Host: localhost|Content-Length: 18446744073709551615", 413),
        ("GET /nothing HTTP/1.1|Host: localhost", 404),
        ("PUT /hello HTTP/1.1|Host: localhost", 405),
    ])
    func `what a client can change has its own status`(head: String, expected: Int) throws {
        let server = try TestServer()
        let connection = try server.connect()
        connection.send(head.replacingOccurrences(of: "|", with: "\r\n") + "\r\n\r\n")
        #expect(status(of: connection.receiveAll()) == expected)
        #expect(server.witness.requests.isEmpty)
    }

    @Test func `405 says what the path takes`() throws {
        let server = try TestServer(routes: [
            Route(.post, "/hello") { _ in Response(200) }
        ])
        let answer = try server.client().send(HTTPRequest(.put, "/hello"), deadline: .seconds(20))
        #expect(answer.status == 405)
        #expect(answer.value(of: "Allow") == "GET, HEAD, POST")
    }

    @Test(arguments: 1...3) func `over the line the judge is right as well`(seed: UInt64) throws {
        let server = try TestServer()
        var chance = SeededRandom(seed: 100 + seed)
        for _ in 0..<400 {
            let raw = HeadModel.head(&chance)
            guard !HeadModel.isUnseen(raw) else { continue }
            let connection = try server.connect()
            let isRight = HeadModel.accepts(raw)
            connection.send(raw + Array("abc".utf8))
            // A head without an end waits for its deadline; that is another test.
            guard isRight || connection.isReadable(within: 50) else { continue }
            let found = connection.receiveStatus()
            let text = String(decoding: raw, as: UTF8.self).debugDescription
            let isTaken = [200, 404, 405].contains(found)
            #expect(isTaken == isRight, "seed \(seed): \(text) got \(found ?? 0)")
        }
    }
}
