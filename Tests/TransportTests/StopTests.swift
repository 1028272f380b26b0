import Foundation
import Testing
import Transport

@Suite(.timeLimit(.minutes(2))) struct StopTests {
    @Test func `what is being answered is finished, what is new is refused`() throws {
        let server = try TestServer()
        let busy = try server.connect()
        busy.send("GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n")
        let idle = try server.connect()
        idle.send("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(idle.receiveStatus() == 200)
        server.latch.hasWaiting(1)
        let stopping = Latch()
        let (http, latch) = (server.server, server.latch)
        let thread = Thread {
            #expect(http.stop(grace: .seconds(20)))
            stopping.open()
        }
        thread.start()
        // Wait until a new connection is cut: then the stop has begun.
        while let probe = try? server.connect() {
            probe.send("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n")
            if probe.receive() == nil { break }
        }
        idle.send("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(idle.receiveStatus() == 503)
        latch.open()
        #expect(busy.receiveAnswer()?.body == "waited\n")
        stopping.wait()
        #expect(throws: (any Error).self) { try server.connect() }
    }

    @Test func `a handler that does not end is left behind, and the stop says so`() throws {
        let server = try TestServer()
        let busy = try server.connect()
        busy.send("GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n")
        server.latch.hasWaiting(1)
        #expect(!server.server.stop(grace: .milliseconds(100)))
        #expect(busy.receiveAll().isEmpty, "cut without an answer")
        #expect(throws: (any Error).self) { try server.connect() }
    }

    @Test func `a stream whose reader has stopped ends with the server`() throws {
        let begun = Latch()
        let server = try TestServer(routes: [
            Route(.get, "/endless") { _ in
                Response(200) { stream in
                    while stream.write([UInt8](repeating: 1, count: 10_000)) { begun.open() }
                    return true
                }
            }
        ])
        let reader = try server.connect()
        reader.send("GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n")
        begun.wait()
        #expect(server.server.stop(grace: .milliseconds(300)))
    }

    @Test func `everybody who waits anywhere is released`() throws {
        var limits = HTTPLimits()
        limits.bodiesMax = 1
        limits.handlerThreads = 1
        let server = try TestServer(
            limits: limits,
            routes: [
                Route(
                    .post, "/guarded", admit: { _ in nil }, handler: { _ in Response(200) })
            ])
        var all: [RawConnection] = []
        func ask(_ text: String) throws {
            let connection = try server.connect()
            connection.send(text)
            all.append(connection)
        }
        try ask("GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n")
        server.latch.hasWaiting(1)
        try ask("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\n")
        for path in ["/echo", "/echo", "/guarded", "/guarded"] {
            try ask("POST \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc")
        }
        try ask("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n")
        try ask("GET /hel")
        usleep(200_000)
        #expect(!server.server.stop(grace: .milliseconds(200)))
        for connection in all { #expect(connection.receiveAll().isEmpty) }
    }

    @Test func `a stop at any moment of many requests loses no process`() throws {
        for round in 0..<30 {
            let server = try TestServer(routes: [
                Route(.get, "/stream") { _ in
                    Response(200) { stream in
                        (0..<50).allSatisfy { _ in stream.write([UInt8](repeating: 1, count: 5_000))
                        }
                    }
                }
            ])
            let connections = try (0..<12).map { _ in try server.connect() }
            for (number, connection) in connections.enumerated() {
                switch number % 3 {
                case 0: connection.send("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
                case 1: connection.send("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n")
                default:
                    connection.send(
                        "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc")
                }
            }
            usleep(UInt32(round) * 300)
            server.server.stop(grace: .milliseconds(round % 2 == 0 ? 0 : 500))
            withExtendedLifetime(connections) {}
        }
    }

    @Test func `no thread and no open file is left`() async {
        await #expect(processExitsWith: .success) {
            func count(_ what: String) -> Int {
                (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/" + what))?.count
                    ?? 0
            }
            func serve() throws {
                let server = try TestServer()
                let client = try server.client()
                for _ in 0..<10 {
                    _ = try client.send(HTTPRequest(.get, "/hello"), deadline: .seconds(20))
                }
                let open = try (0..<10).map { _ in try server.connect() }
                server.server.stop(grace: .zero)
                withExtendedLifetime(open) {}
            }
            do {
                try serve()
                let before = (count("task"), count("fd"))
                for _ in 0..<20 { try serve() }
                let after = (count("task"), count("fd"))
                exit(before == after ? 0 : 1)
            } catch {
                exit(2)
            }
        }
    }
}
