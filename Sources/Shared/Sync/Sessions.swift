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

    /// How far a conversation has come; each stage allows what those before it do.
    enum Stage: Int {
        /// The greeting is done: only a hello may follow.
        case greeted
        /// There was a hello: the child may ask for its own runs, to find out what happened to it.
        case heard
        /// The hello was answered `normal`: everything may follow.
        case welcome
    }

    private struct Session {
        let node: Identifier
        var counter: UInt64
        var lastUsed: UInt64
        var stage = Stage.greeted
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
        _ session: Identifier, counter: UInt64, node: Identifier, from stage: Stage, now: UInt64
    ) throws(Denial) {
        lock.lock()
        defer { lock.unlock() }
        guard let found = open[session], found.node == node, !Self.isOver(found, now: now) else {
            throw Denial(.sessionEnded)
        }
        guard counter > found.counter else { throw Denial(.replayed) }
        guard found.stage.rawValue >= stage.rawValue else {
            throw Denial(.malformed, ["a hello that is answered `normal` comes first"])
        }
        open[session]?.counter = counter
        open[session]?.lastUsed = now
    }

    /// Notes how far a conversation has come.
    func reach(_ stage: Stage, in session: Identifier) {
        lock.lock()
        defer { lock.unlock() }
        open[session]?.stage = stage
    }

    /// Also over when the clock has jumped back: a wrong clock only costs a greeting.
    private static func isOver(_ session: Session, now: UInt64) -> Bool {
        now < session.lastUsed || now - session.lastUsed > restMaxMilliseconds
    }
}
