internal import Foundation
internal import Replication
internal import Wire

/// The conversations that a server has open: who speaks, and which number he used last.
///
/// They live in memory: after a restart everybody greets again, and nothing is lost by it.
/// A request is answered once: its number must be above the last (refusal `replayed`).
final class Sessions: @unchecked Sendable {  // safe: `open` is touched under `lock` only
    /// How long a conversation may rest, by this server's clock.
    static let restMaxMilliseconds: UInt64 = 15 * 60 * 1000
    /// More than this many at once are refused as busy: one per office of a large county.
    static let countMax = 10_000

    private struct Session {
        let node: Identifier
        var counter: UInt64
        var lastUsed: UInt64
    }

    private let lock = NSLock()
    private var open: [Identifier: Session] = [:]

    /// Opens a conversation with a node.
    func begin(_ session: Identifier, node: Identifier, now: UInt64) throws(Denial) {
        lock.lock()
        defer { lock.unlock() }
        open = open.filter { !Self.isOver($0.value, now: now) }
        guard open.count < Self.countMax else { throw Denial(.busy, retryAfterSeconds: 30) }
        open[session] = Session(node: node, counter: 0, lastUsed: now)
    }

    /// Checks a request's place in its conversation.
    func use(
        _ session: Identifier, counter: UInt64, node: Identifier, now: UInt64
    ) throws(Denial) {
        lock.lock()
        defer { lock.unlock() }
        guard let found = open[session], found.node == node, !Self.isOver(found, now: now) else {
            throw Denial(.sessionEnded)
        }
        guard counter > found.counter else { throw Denial(.replayed) }
        open[session]?.counter = counter
        open[session]?.lastUsed = now
    }

    /// Also over when the clock has jumped back: a wrong clock only costs a greeting.
    private static func isOver(_ session: Session, now: UInt64) -> Bool {
        now < session.lastUsed || now - session.lastUsed > restMaxMilliseconds
    }
}
