internal import Foundation

/// The HTTP server: listeners, their limits, and a clean end.
///
/// Network threads read and write and never wait; handlers run on threads of their own and may
/// block. What a stranger can make the server hold in memory, threads and open files is bounded by
/// ``HTTPLimits`` for any input, and how long by ``HTTPDeadlines``.
public final class HTTPServer: Sendable {
    /// Where it listens, in the order of the listeners, with the ports that the system gave.
    public let places: [HTTPListener.Place]

    private let daemons: Guarded<[Daemon]>

    /// Starts to listen; all listeners or none.
    ///
    /// Raises the process's limit of open files as far as its limits of connections need and the
    /// system allows; where it does not allow, fewer connections are served.
    ///
    /// - Parameters:
    ///   - listeners: places with what is answered there.
    ///   - limits: of each listener.
    ///   - deadlines: of each listener.
    ///   - chance: a number of a range, for Retry-After.
    ///   - observe: told what no handler sees; called on any thread, must not wait.
    public init(
        _ listeners: [HTTPListener], limits: HTTPLimits = HTTPLimits(),
        deadlines: HTTPDeadlines = HTTPDeadlines(),
        chance: @escaping @Sendable (ClosedRange<Int>) -> Int,
        observe: @escaping @Sendable (ServerEvent) -> Void = { _ in }
    ) throws(HTTPServerError) {
        let limits = Self.affordable(limits, listeners)
        var started: [Daemon] = []
        for listener in listeners {
            let service = Service(
                listener, limits: Self.limits(limits, of: listener), deadlines: deadlines,
                chance: chance, observe: observe)
            do {
                started.append(try Daemon(listener, service))
            } catch {
                service.pool.close()
                service.pool.release()
                _ = Self.end(started, grace: .zero)
                throw error
            }
        }
        places = started.map(\.place)
        daemons = Guarded(started)
    }

    deinit { stop(grace: .zero) }

    /// The port of the first TCP listener.
    public var port: UInt16? {
        for case .tcp(_, let port) in places { return port }
        return nil
    }

    /// Stops: no new request, a grace time for those being answered, then every connection is cut.
    ///
    /// - Returns: false if a handler was still at work after the grace time. Its thread goes on and
    ///   its answer is lost; the process should end.
    @discardableResult
    public func stop(grace: Duration) -> Bool {
        let running = daemons.withLock { daemons in
            defer { daemons = [] }
            return daemons
        }
        return Self.end(running, grace: grace)
    }

    private static func end(_ daemons: [Daemon], grace: Duration) -> Bool {
        for daemon in daemons { daemon.service.refuseNew() }
        waitUntil(grace) { daemons.allSatisfy { $0.service.isIdle } }
        for daemon in daemons {
            daemon.stop()
            daemon.service.pool.close()
        }
        // A stream whose client was just cut needs a moment to notice.
        waitUntil(.milliseconds(500)) {
            daemons.allSatisfy { $0.service.pool.isFinished }
        }
        let finished = daemons.allSatisfy { $0.service.pool.isFinished }
        for daemon in daemons { daemon.service.pool.release() }
        return finished
    }

    /// Waits for a condition, at most so long; counts its own naps and reads no clock.
    private static func waitUntil(_ limit: Duration, _ condition: () -> Bool) {
        let nap = Duration.milliseconds(5)
        var waited = Duration.zero
        while !condition(), waited < limit {
            poll(nil, 0, Int32(nap.milliseconds))
            waited += nap
        }
    }

    private static func limits(_ limits: HTTPLimits, of listener: HTTPListener) -> HTTPLimits {
        guard case .unix = listener.place else { return limits }
        var limits = limits
        limits.connectionsMax = min(limits.connectionsMax, HTTPLimits.connectionsOfSocketMax)
        return limits
    }

    /// The limits with no more connections than the process may have open files.
    private static func affordable(
        _ wanted: HTTPLimits, _ listeners: [HTTPListener]
    ) -> HTTPLimits {
        // For the database, the parent's line, commands, logs, and the threads' own descriptors.
        let others = 512
        let count = max(1, listeners.count)
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var files = rlimit()
        guard getrlimit(resource, &files) == 0 else { return wanted }
        let needed = rlim_t(wanted.connectionsMax * count + others)
        if files.rlim_cur < needed {
            files.rlim_cur = min(needed, files.rlim_max)
            setrlimit(resource, &files)
        }
        var limits = wanted
        let possible = (Int(clamping: files.rlim_cur) - others) / count
        limits.connectionsMax = min(wanted.connectionsMax, max(16, possible))
        return limits
    }
}
