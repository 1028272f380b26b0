import Foundation
import Testing
import Transport

@Suite(.timeLimit(.minutes(2))) struct LimitTests {
    /// A GET of exactly so many bytes of head.
    private func head(bytes: Int) -> String {
        let start = "GET /hello HTTP/1.1\r\nHost: localhost\r\nX: "
        return start + String(repeating: "x", count: bytes - start.utf8.count - 4) + "\r\n\r\n"
    }

    private func status(_ server: borrowing TestServer, _ text: String) throws -> Int? {
        let connection = try server.connect()
        connection.send(text)
        return connection.receiveStatus()
    }

    @Test func `the defaults are those of the security design`() {
        let limits = HTTPLimits()
        #expect(limits.connectionsMax == 10_000)
        #expect(limits.connectionsPerAddressMax == 256)
        #expect(limits.headBytesMax == 16_384)
        #expect(limits.headersMax == 64)
        #expect(limits.targetBytesMax == 2_048)
        #expect(limits.bodyBytesMax == 8_388_608)
        #expect(limits.bodiesMax == 64)
        #expect(limits.waitingMax == 256)
        #expect(limits.retryAfterSeconds == 5...60)
        #expect(limits.connectionBytesMax == 32_768)
        let deadlines = HTTPDeadlines()
        #expect(deadlines.head == .seconds(10))
        #expect(deadlines.bodyFirst == .seconds(20))
        #expect(deadlines.bytesPerSecondMin == 1_024)
        #expect(deadlines.bodyLast == .seconds(900))
        #expect(deadlines.idle == .seconds(30))
        #expect(deadlines.tick == .milliseconds(250))
    }

    @Test(arguments: [(-1, 200), (0, 200), (1, 431)])
    func `heads have 16 KiB`(more: Int, expected: Int) throws {
        let server = try TestServer()
        #expect(try status(server, head(bytes: 16_384 + more)) == expected)
    }

    @Test(arguments: [20_000, 40_000, 200_000])
    func `much longer heads are refused by the library`(bytes: Int) throws {
        let server = try TestServer()
        #expect(try status(server, head(bytes: bytes)) == 431)
        #expect(server.witness.requests.isEmpty)
    }

    @Test(arguments: [(-1, 200), (0, 200), (1, 431)])
    func `heads have 64 fields`(more: Int, expected: Int) throws {
        let server = try TestServer()
        let fields = (1..<64 + more).map { "X-\($0): y\r\n" }.joined()
        #expect(
            try status(server, "GET /hello HTTP/1.1\r\nHost: localhost\r\n\(fields)\r\n")
                == expected)
    }

    @Test(arguments: [(-1, 200), (0, 200), (1, 414)])
    func `targets have 2 KiB`(more: Int, expected: Int) throws {
        let server = try TestServer()
        let query = String(repeating: "q", count: 2_048 + more - "/hello?".count)
        #expect(
            try status(server, "GET /hello?\(query) HTTP/1.1\r\nHost: localhost\r\n\r\n")
                == expected)
    }

    @Test(arguments: [(-1, 200), (0, 200), (1, 413)])
    func `a body is as long as its route allows`(more: Int, expected: Int) throws {
        let server = try TestServer()
        let request = HTTPRequest(.post, "/small", body: Array(repeating: 7, count: 10 + more))
        #expect(try server.client().send(request, deadline: .seconds(20)).status == expected)
        #expect(server.witness.requests.count == (expected == 200 ? 1 : 0))
    }

    @Test(arguments: [(-1, 200), (0, 200), (1, 413)])
    func `a body has 8 MiB where the route says nothing`(more: Int, expected: Int) throws {
        let server = try TestServer()
        let body = [UInt8](repeating: 7, count: 8 * 1_024 * 1_024 + more)
        let answer = try server.client().send(
            HTTPRequest(.post, "/echo", body: body), deadline: .seconds(60))
        #expect(answer.status == expected)
        if expected == 200 { #expect(answer.body == body) }
    }

    @Test func `a declared length is judged before a byte of the body is read`() throws {
        let server = try TestServer()
        let connection = try server.connect()
        connection.send("POST /small HTTP/1.1\r\nHost: localhost\r\nContent-Length: 11\r\n\r\n")
        #expect(connection.receiveStatus() == 413)
    }

    @Test func `connections above the limit are told 503, and those far above are cut`() throws {
        var limits = HTTPLimits()
        limits.connectionsMax = 4
        limits.connectionsRefusedPolitelyMax = 2
        let server = try TestServer(limits: limits)
        var open: [RawConnection] = []
        for number in 1...6 {
            let connection = try server.connect()
            connection.send("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n")
            let (head, _) = try #require(connection.receiveAnswer())
            let expected = number <= 4 ? 200 : 503
            #expect(TransportTests.status(of: head) == expected, "connection \(number)")
            if expected == 503 {
                #expect(head.contains("Retry-After: 60"), "chance gave the upper bound")
            }
            // Refused ones are closed by the server; the first four stay open.
            if number <= 4 { open.append(connection) }
        }
        var silent = try (1...2).map { _ in try server.connect() }
        let seventh = try server.connect()
        #expect(seventh.receive() == nil, "cut unheard")
        #expect(server.witness.waits { $0 == .connectionRefused(peer: "127.0.0.1") })
        #expect(silent.count == 2, "they held their places")
        silent = []
        open.removeLast()
        // A place is free again as soon as the server has seen the end of the connection.
        var last: Int?
        for _ in 0..<500 where last != 200 {
            let next = try server.connect()
            next.send("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n")
            last = next.receiveStatus()
            usleep(10_000)
        }
        #expect(last == 200)
    }

    @Test func `one address has its own limit, another address is not touched by it`() throws {
        var limits = HTTPLimits()
        limits.connectionsPerAddressMax = 3
        let server = try TestServer(limits: limits)
        var open: [RawConnection] = []
        for _ in 1...3 {
            let connection = try server.connect(from: "127.0.0.2")
            connection.send("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(connection.receiveStatus() == 200)
            open.append(connection)
        }
        let fourth = try server.connect(from: "127.0.0.2")
        #expect(fourth.receive() == nil)
        #expect(server.witness.waits { $0 == .connectionRefused(peer: "127.0.0.2") })
        let other = try server.connect(from: "127.0.0.3")
        other.send("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(other.receiveStatus() == 200)
        withExtendedLifetime(open) {}
    }

    /// Bodies that have been announced and do not come.
    private func stall(_ server: borrowing TestServer, _ count: Int) throws -> [RawConnection] {
        try (0..<count).map { _ in
            let connection = try server.connect()
            connection.send(
                "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n"
            )
            return connection
        }
    }

    @Test func `so many bodies are read at a time, so many wait, and one more is told 503`() throws
    {
        var limits = HTTPLimits()
        limits.bodiesMax = 3
        limits.waitingMax = 2
        let server = try TestServer(limits: limits)
        let inside = try stall(server, 3)
        for connection in inside {
            #expect(String(decoding: connection.receive() ?? [], as: UTF8.self).contains(" 100 "))
        }
        let waiting = try stall(server, 2)
        #expect(!waiting[0].isReadable(within: 200))
        let refused = try stall(server, 1)
        let (head, _) = try #require(refused[0].receiveAnswer())
        #expect(TransportTests.status(of: head) == 503)
        #expect(head.contains("Retry-After: 60"))
        // Without a body nobody waits.
        #expect(
            try server.client().send(HTTPRequest(.get, "/hello"), deadline: .seconds(20)).status
                == 200)
        inside[0].send("abcd")
        #expect(inside[0].receiveStatus() == 200)
        for connection in waiting.prefix(1) {
            #expect(String(decoding: connection.receive() ?? [], as: UTF8.self).contains(" 100 "))
            connection.send("abcd")
            #expect(connection.receiveStatus() == 200)
        }
    }

    @Test func `who waits too long for a place is told 503`() throws {
        var limits = HTTPLimits()
        limits.bodiesMax = 1
        var deadlines = HTTPDeadlines()
        deadlines.waiting = .milliseconds(200)
        let server = try TestServer(limits: limits, deadlines: deadlines)
        let inside = try stall(server, 1)
        _ = inside[0].receive()
        let waiting = try stall(server, 1)
        #expect(waiting[0].receiveStatus() == 503)
        inside[0].send("abcd")
        #expect(inside[0].receiveStatus() == 200)
    }

    @Test func `a place is free again when a client goes away in the middle`() throws {
        var limits = HTTPLimits()
        limits.bodiesMax = 1
        let server = try TestServer(limits: limits)
        for _ in 0..<5 {
            let gone = try stall(server, 1)
            _ = gone[0].receive()
        }
        let request = HTTPRequest(.post, "/echo", body: [1, 2, 3])
        #expect(try server.client().send(request, deadline: .seconds(20)).body == [1, 2, 3])
    }

    @Test func `so much work runs at a time, so much waits, and one more is told 503`() throws {
        var limits = HTTPLimits()
        limits.handlerThreads = 2
        limits.waitingMax = 3
        let server = try TestServer(limits: limits)
        var all: [RawConnection] = []
        for number in 1...8 {
            let connection = try server.connect()
            connection.send("GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n")
            all.append(connection)
            if number <= 2 { server.latch.hasWaiting(number) }
        }
        // Which of them wait is the network threads' affair: only their number is sure.
        var busy = all
        for _ in 0..<2_000 where busy.count > 5 {
            busy = busy.filter { !$0.isReadable(within: 10) }
        }
        #expect(busy.count == 5)
        for connection in all where !busy.contains(where: { $0 === connection }) {
            #expect(connection.receiveStatus() == 503)
        }
        server.latch.open()
        for connection in busy { #expect(connection.receiveStatus() == 200) }
    }
}
