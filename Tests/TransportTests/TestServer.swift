import Foundation
import Testing
import Transport

/// What the handlers and the watchdog of a test server have seen.
final class Witness: Sendable {
    private let lock = NSLock()
    // Touched under the lock only.
    nonisolated(unsafe) private var seenEvents: [ServerEvent] = []
    // Touched under the lock only.
    nonisolated(unsafe) private var seenRequests: [Request] = []

    func see(_ event: ServerEvent) { lock.withLock { seenEvents.append(event) } }
    func see(_ request: Request) { lock.withLock { seenRequests.append(request) } }

    var events: [ServerEvent] { lock.withLock { seenEvents } }
    var requests: [Request] { lock.withLock { seenRequests } }

    /// Waits until an event is there, at most 30 s.
    func waits(for wanted: (ServerEvent) -> Bool) -> Bool {
        for _ in 0..<3_000 {
            if events.contains(where: wanted) { return true }
            usleep(10_000)
        }
        return false
    }
}

/// A gate that handlers wait at until the test opens it.
final class Latch: Sendable {
    private let condition = NSCondition()
    // Touched under the condition's lock only.
    nonisolated(unsafe) private var isOpen = false
    // Touched under the condition's lock only.
    nonisolated(unsafe) private var waiting = 0

    func wait() {
        condition.lock()
        waiting += 1
        condition.broadcast()
        while !isOpen { condition.wait() }
        condition.unlock()
    }

    func open() {
        condition.lock()
        isOpen = true
        condition.broadcast()
        condition.unlock()
    }

    /// Waits until so many handlers stand here.
    func hasWaiting(_ count: Int) {
        condition.lock()
        while waiting < count { condition.wait() }
        condition.unlock()
    }
}

/// A server on a free port with the routes that the tests ask for, and what it has seen.
struct TestServer: ~Copyable {
    let server: HTTPServer
    let witness: Witness
    let latch: Latch

    var port: UInt16 { server.port ?? 0 }

    /// Starts it with plain HTTP on 127.0.0.1, or what else is given.
    init(
        _ place: HTTPListener.Place = .tcp(address: "127.0.0.1", port: 0),
        tls: TLSIdentity? = nil, hosts: [String] = [], limits: HTTPLimits = HTTPLimits(),
        deadlines: HTTPDeadlines = HTTPDeadlines(), routes: [Route] = []
    ) throws {
        let witness = Witness()
        let latch = Latch()
        var deadlines = deadlines
        deadlines.tick = .milliseconds(20)
        let standard = [
            Route(.get, "/hello") { request in
                witness.see(request)
                return .text(200, "hello \(request.query)")
            },
            Route(.post, "/echo") { request in
                witness.see(request)
                return Response(200, [HeaderField("X-Peer", request.peer)], body: request.body)
            },
            Route(.post, "/small", bodyBytesMax: 10) { request in
                witness.see(request)
                return .text(200, "\(request.body.count)")
            },
            Route(.get, "/wait") { request in
                witness.see(request)
                latch.wait()
                return .text(200, "waited")
            },
            Route(.post, "/wait") { request in
                witness.see(request)
                latch.wait()
                return .text(200, "waited")
            },
        ]
        let router = Router(standard + routes)
        self.witness = witness
        self.latch = latch
        server = try HTTPServer(
            [HTTPListener(place, tls: tls, hosts: hosts, router: router)], limits: limits,
            deadlines: deadlines, chance: { $0.upperBound }, observe: { witness.see($0) })
    }

    deinit {
        latch.open()
        server.stop(grace: .seconds(5))
    }

    /// A raw connection to it.
    func connect(from source: String? = nil) throws -> RawConnection {
        try RawConnection(port: port, from: source)
    }

    /// A client of it.
    func client(limits: HTTPClientLimits = HTTPClientLimits()) throws -> HTTPClient {
        try HTTPClient(Origin("http://127.0.0.1:\(port)"), limits: limits)
    }
}
