/// What one listener does with requests: the order of checks, the waiting, the answers.
///
/// The methods are called by the network threads of libmicrohttpd, which must never wait; whatever
/// can wait (judging a head, running a handler, making a body) runs on the handler threads while
/// the connection is suspended. A thread that waited in SQLite would hold up every connection it
/// serves, and the watchdog would cut honest clients for it.
final class Service: Sendable {
    /// How much is taken from strangers.
    let limits: HTTPLimits

    /// How long clients are waited for.
    let deadlines: HTTPDeadlines

    /// The open connections.
    let watchdog: Watchdog

    /// The connections that somebody works for.
    let suspensions = Suspensions()

    /// The places for bodies.
    let gate: BodyGate

    /// The handler threads.
    let pool: HandlerPool

    private let router: Router
    private let hosts: Set<String>
    private let isUnixSocket: Bool
    private let chance: @Sendable (ClosedRange<Int>) -> Int
    private let observe: @Sendable (ServerEvent) -> Void
    private let stopping = Guarded(false)
    private let open = Guarded(0)

    /// A service for a listener; starts its handler threads.
    init(
        _ listener: HTTPListener, limits: HTTPLimits, deadlines: HTTPDeadlines,
        chance: @escaping @Sendable (ClosedRange<Int>) -> Int,
        observe: @escaping @Sendable (ServerEvent) -> Void
    ) {
        self.limits = limits
        self.deadlines = deadlines
        self.chance = chance
        self.observe = observe
        router = listener.router
        hosts = Set(listener.hosts.map { $0.lowercased() })
        if case .unix = listener.place { isUnixSocket = true } else { isUnixSocket = false }
        watchdog = Watchdog(limits: limits, tick: deadlines.tick, observe: observe)
        gate = BodyGate(insideMax: limits.bodiesMax, waitingMax: limits.waitingMax)
        pool = HandlerPool(threads: limits.handlerThreads, waitingMax: limits.waitingMax)
    }

    /// Takes no new connection and no new request; those being answered go on.
    func refuseNew() {
        stopping.withLock { $0 = true }
        watchdog.refuseNew()
    }

    /// Whether no request is between its head and the end of its answer.
    var isIdle: Bool { open.withLock { $0 == 0 } && pool.isIdle }

    /// A request line has been read.
    func arrived(target: [UInt8], on connection: Connection) -> Exchange {
        let descriptor = connection.descriptor
        watchdog.expect(descriptor, .head, within: deadlines.head, onlySooner: true)
        open.withLock { $0 += 1 }
        return Exchange(target: target, descriptor: descriptor)
    }

    /// The exchange is over: answered, or cut.
    func completed(_ exchange: Exchange) {
        exchange.end()
        leaveGate(exchange)
        watchdog.expect(exchange.descriptor, .idle, within: deadlines.idle)
        open.withLock { $0 -= 1 }
    }

    /// The library calls for the exchange: the head is there, or it has been resumed, or the body
    /// is complete.
    ///
    /// - Returns: what to do with the connection.
    func turn(
        _ exchange: Exchange, _ connection: Connection, _ client: Client,
        head: () -> RequestHead
    ) -> Turn {
        switch exchange.takeBack() {
        case .arrived: begin(exchange, connection, client, head())
        case .admitted(let refusal?): answer(exchange, refusal, nil)
        case .admitted(nil): approachGate(exchange, connection)
        case .called(true): readBody(exchange)
        case .called(false): answer(exchange, busy(exchange, "the queue moves too slowly"), nil)
        case .reading: run(exchange, connection)
        case .answered(let response, let stream): answer(exchange, response, stream)
        case .abandoned: abandon(exchange)
        case .sent, .admitting, .queued, .running: .goOn
        }
    }

    /// Bytes of the body have come.
    func received(_ exchange: Exchange, _ bytes: UnsafeRawBufferPointer) -> Turn {
        guard exchange.isReading, var request = exchange.request else { return .cut }
        exchange.request = nil
        request.body.append(contentsOf: bytes)
        exchange.request = request
        guard request.body.count <= request.bodyBytes else { return .cut }
        let allowance = looksFor(bytes: request.body.count)
        watchdog.expect(exchange.descriptor, .body, by: exchange.bodyBegan + allowance)
        return .goOn
    }

    /// A piece of an answer is being sent, which the client has to take.
    ///
    /// Judged piece by piece: the system buffers megabytes for a client that takes nothing, so the
    /// bytes gone so far say little.
    ///
    /// - Parameter began: the look at which an answer of known length began; nil for a stream,
    ///   which may last as long as its handler goes on.
    func sending(_ descriptor: Int32, bytes: Int, began: UInt64?) {
        var due = watchdog.look + looksFor(bytes: bytes)
        if let began { due = min(due, began + watchdog.looks(deadlines.bodyLast)) }
        watchdog.expect(descriptor, .answer, by: due)
    }

    /// The client waits for the next piece of a stream.
    func thinking(_ descriptor: Int32) { watchdog.expect(descriptor, .answer, by: nil) }

    /// One look of the watchdog, for connections and for those at the gate.
    func look() {
        watchdog.lookOnce()
        gate.expire(look: watchdog.look)
    }

    /// Looks allowed until so many bytes have moved.
    private func looksFor(bytes: Int) -> UInt64 {
        let seconds = Double(bytes) / Double(max(1, deadlines.bytesPerSecondMin))
        return watchdog.looks(min(deadlines.bodyFirst + .seconds(seconds), deadlines.bodyLast))
    }

    /// Reads the head and finds the route.
    private func begin(
        _ exchange: Exchange, _ connection: Connection, _ client: Client, _ head: RequestHead
    ) -> Turn {
        var request: Request
        do {
            request = try head.read(limits: limits, hosts: hosts)
        } catch {
            return refuse(exchange, client, .text(error.status, error.rawValue), error.rawValue)
        }
        request.peer = client.peer
        request.isUnixSocket = isUnixSocket
        guard !client.isCrowded, !stopping.withLock({ $0 }) else {
            exchange.request = request
            return answer(exchange, busy(exchange, "too many connections, or stopping"), nil)
        }
        switch router.match(request.method, request.path) {
        case .unknownPath:
            return refuse(exchange, client, .text(404, "Nothing is here."), "unknown path")
        case .unknownMethod(let allowed):
            let response = Response.text(
                405, "This path takes \(allowed).", [HeaderField("Allow", allowed)])
            return refuse(exchange, client, response, "unknown method for the path")
        case .route(let route):
            let most = route.bodyBytesMax ?? limits.bodyBytesMax
            guard request.bodyBytes <= most else {
                let response = Response.text(413, "The body is longer than \(most) bytes.")
                return refuse(exchange, client, response, "body too long")
            }
            exchange.request = request
            exchange.route = route
            return route.admit == nil
                ? approachGate(exchange, connection) : judge(exchange, connection)
        }
    }

    /// Has a thread judge the head.
    private func judge(_ exchange: Exchange, _ connection: Connection) -> Turn {
        guard let request = exchange.request, let admit = exchange.route?.admit else { return .cut }
        exchange.become(.admitting)
        return work(for: exchange, connection) { service in
            if exchange.hand(.admitted(admit(request))) { service.resume(connection) }
        }
    }

    /// Takes a place for the body, if there is one to read.
    private func approachGate(_ exchange: Exchange, _ connection: Connection) -> Turn {
        guard let request = exchange.request else { return .cut }
        guard request.bodyBytes > 0 else {
            exchange.become(.reading)
            watchdog.expect(exchange.descriptor, .body, by: nil)
            return .goOn
        }
        if gate.enter() {
            exchange.tookPlace()
            return readBody(exchange)
        }
        exchange.become(.queued)
        watchdog.expect(exchange.descriptor, .body, by: nil)
        guard suspensions.suspend(connection) else { return abandon(exchange) }
        let due = watchdog.look + watchdog.looks(deadlines.waiting)
        let waits = gate.wait(due: due) { [self] entered in
            guard exchange.hand(.called(entered)) else { return false }
            if entered { exchange.tookPlace() }
            resume(connection)
            return true
        }
        if !waits, exchange.hand(.called(false)) { resume(connection) }
        return .goOn
    }

    /// Lets the body come.
    private func readBody(_ exchange: Exchange) -> Turn {
        guard let bytes = exchange.request?.bodyBytes else { return .cut }
        exchange.become(.reading)
        exchange.request?.body.reserveCapacity(min(bytes, 64 * 1_024))
        exchange.bodyBegan = watchdog.look
        watchdog.expect(exchange.descriptor, .body, by: exchange.bodyBegan + looksFor(bytes: 0))
        return .goOn
    }

    /// Has a thread run the handler; a stream goes on there after its head has been handed over.
    private func run(_ exchange: Exchange, _ connection: Connection) -> Turn {
        guard let request = exchange.request, let route = exchange.route,
            request.body.count == request.bodyBytes
        else { return .cut }
        exchange.become(.running)
        exchange.request?.body = []
        watchdog.expect(exchange.descriptor, .answer, by: nil)
        return work(for: exchange, connection) { service in
            let response = Self.sendable(route.handler(request))
            service.leaveGate(exchange)
            guard case .stream(let produce) = response.body else {
                if exchange.hand(.answered(response, nil)) { service.resume(connection) }
                return
            }
            let stream = ResponseStream { service.resume(connection) }
            guard exchange.hand(.answered(response, stream)) else { return }
            service.resume(connection)
            stream.finish(whole: produce(stream))
        }
    }

    /// Suspends the connection and puts work into the pool; a full pool is told 503.
    private func work(
        for exchange: Exchange, _ connection: Connection,
        _ job: @escaping @Sendable (Service) -> Void
    ) -> Turn {
        guard suspensions.suspend(connection) else { return abandon(exchange) }
        let accepted = pool.submit { [self] in job(self) }
        if !accepted {
            let response = busy(exchange, "too much work is waiting")
            if exchange.hand(.answered(response, nil)) { resume(connection) }
        }
        return .goOn
    }

    private func resume(_ connection: Connection) { suspensions.resume(connection) }

    /// The answer itself, or 500 in place of one whose headers cannot be sent.
    private static func sendable(_ response: Response) -> Response {
        response.headers.allSatisfy(\.isSendable)
            ? response : .text(500, "The answer had a header that cannot be sent.")
    }

    private func leaveGate(_ exchange: Exchange) {
        if exchange.givesPlaceBack() { gate.leave() }
    }

    /// Answers for somebody who is still at work when the server stops.
    private func abandon(_ exchange: Exchange) -> Turn {
        exchange.become(.abandoned)
        return .send(Response.text(503, "This server is stopping."), nil)
    }

    private func answer(
        _ exchange: Exchange, _ response: Response, _ stream: ResponseStream?
    ) -> Turn {
        exchange.become(.sent)
        exchange.stream = stream
        return .send(response, stream)
    }

    private func refuse(
        _ exchange: Exchange, _ client: Client, _ response: Response, _ reason: String
    ) -> Turn {
        observe(.requestRefused(status: response.status, reason: reason, peer: client.peer))
        return answer(exchange, response, nil)
    }

    /// The answer that asks to come back later.
    private func busy(_ exchange: Exchange, _ reason: String) -> Response {
        let peer = exchange.request?.peer ?? ""
        observe(.requestRefused(status: 503, reason: reason, peer: peer))
        let seconds = chance(limits.retryAfterSeconds)
        return .text(
            503, "Too much is going on here; come back in \(seconds) seconds.",
            [HeaderField("Retry-After", String(seconds))])
    }
}

/// What the network thread does after a turn.
enum Turn {
    /// Nothing: the library reads on, or the connection is suspended.
    case goOn
    /// Send this answer.
    case send(Response, ResponseStream?)
    /// Close without an answer.
    case cut
}

/// Who is at the other end of a connection.
struct Client: Sendable {
    /// The numeric address; empty for a Unix socket.
    let peer: String

    /// Whether the listener has more connections than it serves.
    let isCrowded: Bool
}
