import Foundation
import Testing
import Transport

@Suite(.timeLimit(.minutes(2))) struct WatchdogTests {
    private var quick: HTTPDeadlines {
        var deadlines = HTTPDeadlines()
        deadlines.head = .milliseconds(600)
        deadlines.bodyFirst = .milliseconds(600)
        deadlines.idle = .milliseconds(600)
        deadlines.bytesPerSecondMin = 100_000
        return deadlines
    }

    /// Sends a byte every 20 ms until the server cuts, for at most 30 s; whether it did.
    private func drip(_ connection: RawConnection, _ bytes: String) -> Bool {
        for byte in bytes.utf8 {
            if connection.isReadable(within: 20) { return connection.receive() == nil }
            if !connection.send([byte]) { return true }
        }
        return false
    }

    /// An honest client is served all the while.
    private func honest(_ server: borrowing TestServer) throws {
        let client = try server.client()
        for _ in 0..<20 {
            let answer = try client.send(
                HTTPRequest(.post, "/echo", body: [1, 2, 3]), deadline: .seconds(20))
            #expect(answer.body == [1, 2, 3])
        }
    }

    @Test func `a client that sends its head too slowly is cut`() throws {
        let server = try TestServer(deadlines: quick)
        let slow = try (0..<20).map { _ in try server.connect() }
        for connection in slow.dropFirst() { connection.send("GET /hello HTTP/1.1\r\nX: ") }
        try honest(server)
        #expect(drip(slow[0], "GET /hello HTTP/1.1\r\nX: " + String(repeating: "x", count: 1_500)))
        for connection in slow.dropFirst() { #expect(connection.receive() == nil) }
        try honest(server)
        #expect(server.witness.waits { $0 == .connectionCut(.head, peer: "127.0.0.1") })
        #expect(!server.witness.events.contains(.connectionCut(.body, peer: "127.0.0.1")))
    }

    @Test func `a client that sends nothing is cut`() throws {
        let server = try TestServer(deadlines: quick)
        let silent = try server.connect()
        #expect(silent.receive() == nil)
        #expect(server.witness.waits { $0 == .connectionCut(.head, peer: "127.0.0.1") })
        #expect(server.witness.events.count == 1)
    }

    @Test func `a client that sends its body too slowly is cut`() throws {
        let server = try TestServer(deadlines: quick)
        let slow = try (0..<20).map { _ in
            let connection = try server.connect()
            connection.send(
                "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999\r\n\r\n")
            return connection
        }
        try honest(server)
        #expect(drip(slow[0], String(repeating: "x", count: 1_500)))
        for connection in slow.dropFirst() { #expect(connection.receive() == nil) }
        try honest(server)
        #expect(server.witness.waits { $0 == .connectionCut(.body, peer: "127.0.0.1") })
    }

    @Test func `a body that keeps up with the lowest rate is not cut`() throws {
        var deadlines = quick
        deadlines.bytesPerSecondMin = 1_000
        let server = try TestServer(deadlines: deadlines)
        let connection = try server.connect()
        connection.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20000\r\n\r\n")
        // 500 bytes every 60 ms last for 2.4 s, four times what a body without bytes is given.
        for _ in 0..<40 {
            #expect(connection.send([UInt8](repeating: 120, count: 500)))
            usleep(60_000)
        }
        #expect(connection.receiveStatus() == 200)
        #expect(server.witness.events.isEmpty)
    }

    @Test func `no body lasts longer than the last deadline`() throws {
        var deadlines = quick
        deadlines.bytesPerSecondMin = 1
        deadlines.bodyLast = .milliseconds(900)
        let server = try TestServer(deadlines: deadlines)
        let connection = try server.connect()
        connection.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999\r\n\r\n")
        #expect(drip(connection, String(repeating: "x", count: 1_500)))
    }

    @Test func `a client that takes its answer too slowly is cut`() throws {
        let big = [UInt8](repeating: 7, count: 8 * 1_024 * 1_024)
        let server = try TestServer(
            deadlines: quick, routes: [Route(.get, "/big") { _ in Response(200, body: big) }])
        let slow = try server.connect()
        slow.shrinkReceiveBuffer()
        slow.send("GET /big HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(server.witness.waits { $0 == .connectionCut(.answer, peer: "127.0.0.1") })
        let all = slow.receiveAll()
        #expect(all.utf8.count < big.count, "the rest never came")
        let fast = try server.client()
        #expect(try fast.send(HTTPRequest(.get, "/big"), deadline: .seconds(60)).body == big)
    }

    @Test func `a client that takes a stream too slowly is cut and its handler told`() throws {
        let told = Latch()
        let server = try TestServer(
            deadlines: quick,
            routes: [
                Route(.get, "/stream") { _ in
                    Response(200) { stream in
                        while stream.write([UInt8](repeating: 7, count: 65_536)) {}
                        told.open()
                        return true
                    }
                }
            ])
        let slow = try server.connect()
        slow.shrinkReceiveBuffer()
        slow.send("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
        told.wait()
        #expect(server.witness.waits { $0 == .connectionCut(.answer, peer: "127.0.0.1") })
    }

    @Test func `an idle connection is closed, and not before`() throws {
        let server = try TestServer(deadlines: quick)
        let connection = try server.connect()
        for _ in 0..<3 {
            connection.send("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(connection.receiveStatus() == 200)
            usleep(100_000)
        }
        #expect(connection.receive() == nil)
        #expect(server.witness.waits { $0 == .connectionCut(.idle, peer: "127.0.0.1") })
        #expect(server.witness.events.count == 1)
    }

    @Test func `a handler, and a stream that thinks, may take their time`() throws {
        let server = try TestServer(
            deadlines: quick,
            routes: [
                Route(.get, "/slow") { _ in
                    usleep(1_500_000)
                    return Response(200) { stream in
                        usleep(1_500_000)
                        return stream.write(Array("done".utf8))
                    }
                }
            ])
        let answer = try server.client().send(HTTPRequest(.get, "/slow"), deadline: .seconds(30))
        #expect(answer.body == Array("done".utf8))
        #expect(
            server.witness.events.filter { $0 != .connectionCut(.idle, peer: "127.0.0.1") } == [])
    }

    @Test func `a waiting handler holds up no other connection`() throws {
        var limits = HTTPLimits()
        limits.networkThreads = 1
        let server = try TestServer(limits: limits, deadlines: quick)
        let busy = try (0..<4).map { _ in
            let connection = try server.connect()
            connection.send("GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n")
            return connection
        }
        server.latch.hasWaiting(4)
        try honest(server)
        server.latch.open()
        for connection in busy { #expect(connection.receiveStatus() == 200) }
    }
}
