internal import CMicroHTTPD
internal import Foundation

/// One running daemon of libmicrohttpd: a listener with its threads.
///
/// The callbacks below are the only place where the library enters this room. They find their
/// objects through opaque pointers, each with one owner: the service is held by the daemon until
/// the library has stopped, a client from the start of a connection to its end, an exchange from
/// its request line to its completion.
///
/// The library's own quiescing is not used: it stops the program if a network thread sees the same
/// flag at the same moment. New connections are cut by the watchdog instead.
///
/// Unchecked, because the pointer is only used by `init` and by `stop`, which is called once.
final class Daemon: @unchecked Sendable {
    /// What the daemon does with requests.
    let service: Service

    /// Where it listens, with the port that the system gave.
    let place: HTTPListener.Place

    private let handle: OpaquePointer
    private let held: Unmanaged<Service>
    private let watch: Watch

    /// The ciphers: TLS 1.3 and 1.2 with 128 bits of security and more.
    ///
    /// `SECURE256` would refuse the P-256 keys of our servers.
    private static let priorities = "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"

    /// Opens the listener and starts its threads.
    init(_ listener: HTTPListener, _ service: Service) throws(HTTPServerError) {
        if case .tcp(let address, _) = listener.place, listener.tls == nil {
            guard Authority.isLoopback(address) else {
                throw .plainOnNetwork(address: address)
            }
        }
        guard service.pool.isUsable, let watch = Watch(service) else {
            throw .system("no more threads")
        }
        self.watch = watch
        self.service = service
        held = Unmanaged.passRetained(service)
        do throws(HTTPServerError) {
            let socket = try ListeningSocket(listener.place, backlog: service.limits.backlogMax)
            place = socket.place
            guard
                let handle = Self.start(
                    socket.descriptor, listener, service.limits, held.toOpaque())
            else {
                throw listener.tls == nil ? .system("no memory") : .identity
            }
            self.handle = handle
        } catch {
            watch.stop()
            held.release()
            throw error
        }
    }

    /// Ends everything; the listener's handlers have returned or are left to themselves.
    func stop() {
        if case .unix(let path) = place { unlink(path) }
        service.watchdog.cutAll()
        service.suspensions.close()
        MHD_stop_daemon(handle)
        watch.stop()
        held.release()
    }

    private static func start(
        _ listening: Int32, _ listener: HTTPListener, _ limits: HTTPLimits,
        _ context: UnsafeMutableRawPointer
    ) -> OpaquePointer? {
        var daemon = transport_daemon()
        daemon.listening = listening
        // The library divides its limit among its threads and refuses when one of them is full, so
        // it gets more than the watchdog lets in.
        let connections = limits.connectionsMax + limits.connectionsRefusedPolitelyMax
        daemon.connections = UInt32((connections + 16) * limits.networkThreads)
        daemon.threads = UInt32(limits.networkThreads)
        daemon.memory = limits.connectionBytesMax
        daemon.context = context
        daemon.handle = handleRequest
        daemon.target = takeTarget
        daemon.completed = completeRequest
        daemon.notified = noticeConnection
        guard let tls = listener.tls else { return transport_start(&daemon) }
        return tls.key.withCString { key in
            tls.certificate.withCString { certificate in
                priorities.withCString { priorities in
                    daemon.key = key
                    daemon.certificate = certificate
                    daemon.priorities = priorities
                    return transport_start(&daemon)
                }
            }
        }
    }
}

/// The thread of a watchdog.
private final class Watch: Sendable {
    private let bell: (hears: Int32, rings: Int32)
    private let thread: OSThread

    /// Starts to look; nil if the system has no thread or descriptor to give.
    init?(_ service: Service) {
        var bell: [Int32] = [-1, -1]
        guard pipe(&bell) == 0 else { return nil }
        let (hears, rings) = (bell[0], bell[1])
        for end in bell { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let tick = Int32(clamping: max(1, service.deadlines.tick.milliseconds))
        let thread = OSThread(name: "watchdog") {
            var waited = pollfd(fd: hears, events: Int16(POLLIN), revents: 0)
            while poll(&waited, 1, tick) <= 0 { service.look() }
        }
        guard let thread else {
            close(hears)
            close(rings)
            return nil
        }
        self.bell = (hears, rings)
        self.thread = thread
    }

    /// Looks no more.
    func stop() {
        // The end of the pipe is the bell.
        close(bell.rings)
        thread.join()
        close(bell.hears)
    }
}

private func service(_ context: UnsafeMutableRawPointer?) -> Service? {
    context.map { Unmanaged<Service>.fromOpaque($0).takeUnretainedValue() }
}

/// The other end of a connection, for as long as the connection.
private final class ClientBox {
    let client: Client
    init(_ client: Client) { self.client = client }
}

/// A connection has begun or is about to be closed.
private let noticeConnection: MHD_NotifyConnectionCallback = { context, connection, box, event in
    guard let service = service(context), let connection, let box else { return }
    let descriptor = transport_descriptor(connection)
    if event == .CONNECTION_NOTIFY_STARTED {
        let peer = numericAddress(transport_address(connection))
        let reception = service.watchdog.opened(
            descriptor, peer: peer, head: service.deadlines.head)
        let client = Client(peer: peer, isCrowded: reception == .crowded)
        box.pointee = Unmanaged.passRetained(ClientBox(client)).toOpaque()
    } else {
        service.watchdog.closed(descriptor)
        if let raw = box.pointee { Unmanaged<ClientBox>.fromOpaque(raw).release() }
        box.pointee = nil
    }
}

/// A request line has been read: the exchange begins.
private let takeTarget:
    @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?, OpaquePointer?)
        -> UnsafeMutableRawPointer? = { context, target, connection in
            guard let service = service(context), let connection else { return nil }
            let bytes = target.map { UnsafeRawBufferPointer(start: $0, count: strlen($0)) }
            let exchange = service.arrived(
                target: bytes.map(Array.init) ?? [], on: Connection(pointer: connection))
            return Unmanaged.passRetained(exchange).toOpaque()
        }

/// An exchange is over.
private let completeRequest: MHD_RequestCompletedCallback = { context, _, held, _ in
    guard let service = service(context), let held, let raw = held.pointee else { return }
    service.completed(Unmanaged<Exchange>.fromOpaque(raw).takeRetainedValue())
    held.pointee = nil
}

/// The head is complete, bytes of the body are there, or the body is complete.
private let handleRequest: MHD_AccessHandlerCallback = {
    context, connection, _, method, _, upload, uploadBytes, held in
    guard let service = service(context), let connection, let uploadBytes,
        let raw = held?.pointee,
        let client = client(of: connection)
    else { return .NO }
    let exchange = Unmanaged<Exchange>.fromOpaque(raw).takeUnretainedValue()
    let turn: Turn
    if let upload, uploadBytes.pointee > 0 {
        let bytes = UnsafeRawBufferPointer(start: upload, count: uploadBytes.pointee)
        uploadBytes.pointee = 0
        turn = service.received(exchange, bytes)
    } else {
        turn = service.turn(exchange, Connection(pointer: connection), client) {
            let count = min(transport_head_bytes(connection), service.limits.headBytesMax + 1)
            let image = UnsafeRawBufferPointer(start: method, count: method == nil ? 0 : count)
            return RequestHead(image: Array(image), target: exchange.target)
        }
    }
    switch turn {
    case .goOn: return .YES
    case .cut: return .NO
    case .send(let response, let stream):
        let isQueued = Answer.queue(
            response, stream, on: Connection(pointer: connection),
            descriptor: exchange.descriptor, service: service)
        return isQueued ? .YES : .NO
    }
}

/// The client of a connection.
private func client(of connection: OpaquePointer) -> Client? {
    guard let raw = transport_socket_context(connection) else { return nil }
    return Unmanaged<ClientBox>.fromOpaque(raw).takeUnretainedValue().client
}

/// The numeric form of an address; empty for a Unix socket.
///
/// An IPv4 client of an IPv6 socket is written as IPv4, so that it counts as the same client.
private func numericAddress(_ address: UnsafePointer<sockaddr>?) -> String {
    guard let address else { return "" }
    let family = Int32(address.pointee.sa_family)
    let length =
        family == AF_INET6 ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size
    guard family == AF_INET || family == AF_INET6 else { return "" }
    var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    getnameinfo(
        address, socklen_t(length), &text, socklen_t(text.count), nil, 0, Int32(NI_NUMERICHOST))
    let name = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return name.hasPrefix("::ffff:") ? String(name.dropFirst(7)) : name
}
