internal import Foundation

/// The table of a listener's open connections, with the deadline of each, and the thread that
/// cuts the late ones.
///
/// Cutting is `shutdown`, under the same lock under which a connection leaves the table before its
/// descriptor is closed, so a descriptor that the system gave to somebody else cannot be hit. The
/// library then sees the end of the connection and cleans up by its usual way.
///
/// Time is counted in looks of the thread and never read from a clock. On a machine too busy to
/// look in time deadlines become longer, never shorter.
final class Watchdog: Sendable {
    /// What becomes of a new connection.
    enum Reception { case welcome, crowded, cut }

    private struct Entry {
        let peer: String
        var stage: ServerEvent.Stage
        /// The look that cuts it; nil while the server itself is the one waited for.
        var due: UInt64?
    }

    private struct Table {
        var entries: [Int32: Entry] = [:]
        var perPeer: [String: Int] = [:]
        var look: UInt64 = 0
        var isClosed = false
    }

    private let table = Guarded(Table())
    private let limits: HTTPLimits
    private let tick: Duration
    private let observe: @Sendable (ServerEvent) -> Void

    /// A table without connections.
    init(
        limits: HTTPLimits, tick: Duration, observe: @escaping @Sendable (ServerEvent) -> Void
    ) {
        precondition(tick >= .milliseconds(1), "The watchdog sleeps between two looks.")
        self.limits = limits
        self.tick = tick
        self.observe = observe
    }

    /// The number of the present look.
    var look: UInt64 { table.withLock { $0.look } }

    /// How many looks a duration lasts, at least.
    func looks(_ duration: Duration) -> UInt64 {
        let tick = max(1, tick.milliseconds)
        return UInt64(max(0, duration.milliseconds) / tick + 1)
    }

    /// Enters a connection; `cut` ones have been cut already and are still entered.
    func opened(_ descriptor: Int32, peer: String, head: Duration) -> Reception {
        let reception = table.withLock { table -> Reception in
            let count = table.entries.count
            table.entries[descriptor] = Entry(
                peer: peer, stage: .head, due: table.look + looks(head))
            if !peer.isEmpty { table.perPeer[peer, default: 0] += 1 }
            let ofPeer = peer.isEmpty ? 0 : table.perPeer[peer, default: 0]
            if table.isClosed || ofPeer > limits.connectionsPerAddressMax
                || count >= limits.connectionsMax + limits.connectionsRefusedPolitelyMax
            {
                shutdown(descriptor, Int32(SHUT_RDWR))
                return .cut
            }
            return count >= limits.connectionsMax ? .crowded : .welcome
        }
        if reception == .cut { observe(.connectionRefused(peer: peer)) }
        return reception
    }

    /// Removes a connection whose descriptor is about to be closed.
    func closed(_ descriptor: Int32) {
        table.withLock { table in
            guard let entry = table.entries.removeValue(forKey: descriptor),
                let count = table.perPeer[entry.peer]
            else { return }
            table.perPeer[entry.peer] = count > 1 ? count - 1 : nil
        }
    }

    /// Sets what the client has to do next and the look at which it is too late; nil waits.
    func expect(_ descriptor: Int32, _ stage: ServerEvent.Stage, by due: UInt64?) {
        table.withLock { table in
            table.entries[descriptor]?.stage = stage
            table.entries[descriptor]?.due = due
        }
    }

    /// The same with a duration from now; only `sooner` never postpones.
    func expect(
        _ descriptor: Int32, _ stage: ServerEvent.Stage, within time: Duration,
        onlySooner: Bool = false
    ) {
        table.withLock { table in
            guard var entry = table.entries[descriptor] else { return }
            let due = table.look + looks(time)
            entry.due = onlySooner ? min(due, entry.due ?? due) : due
            entry.stage = stage
            table.entries[descriptor] = entry
        }
    }

    /// One look: cuts whoever is late.
    func lookOnce() {
        let late = table.withLock { table -> [Entry] in
            table.look += 1
            var late: [Entry] = []
            for (descriptor, entry) in table.entries {
                guard let due = entry.due, due <= table.look else { continue }
                if entry.stage == .answer { Self.forgetUnsent(descriptor) }
                shutdown(descriptor, Int32(SHUT_RDWR))
                table.entries[descriptor]?.due = nil
                late.append(entry)
            }
            return late
        }
        for entry in late { observe(.connectionCut(entry.stage, peer: entry.peer)) }
    }

    /// Has the system drop what it holds for a client that takes nothing; without this megabytes
    /// would stay after the connection is closed.
    private static func forgetUnsent(_ descriptor: Int32) {
        var now = linger(l_onoff: 1, l_linger: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
    }

    /// Cuts every connection and each one that still comes.
    func cutAll() {
        table.withLock { table in
            table.isClosed = true
            for descriptor in table.entries.keys { shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
    }

    /// Cuts each connection that still comes.
    func refuseNew() { table.withLock { $0.isClosed = true } }
}
