public import Replication

/// When a link talks next; told the time, it never sleeps itself (WALL-12).
///
/// A contact follows soon after something was written, otherwise at a quiet interval; after a
/// failure it rests as `Backoff` says.
public struct SyncLoop: Sendable {
    /// Between two contacts when nothing is written.
    public static let quietMilliseconds: UInt64 = 5 * 60 * 1_000
    /// After a write, so that the edits of one form travel together.
    public static let soonMilliseconds: UInt64 = 2_000

    private var backoff = Backoff()
    /// When the next contact is due, by the clock that the caller passes in.
    public private(set) var due: UInt64

    /// A loop whose first contact is due now.
    public init(now: UInt64) { due = now }

    /// Something was written here: do not wait for the quiet interval.
    public mutating func wake(now: UInt64) {
        guard backoff.failures == 0 else { return }
        due = min(due, now + Self.soonMilliseconds)
    }

    /// A contact succeeded.
    public mutating func succeed(now: UInt64) {
        backoff.succeed()
        due = now + Self.quietMilliseconds
    }

    /// A contact failed.
    ///
    /// - Parameters:
    ///   - entropy: the jitter, so that the children of a server do not come back all at once.
    ///   - hintSeconds: what the other end asked for.
    public mutating func fail(now: UInt64, entropy: any Entropy, hintSeconds: UInt64 = 0) {
        let rest = backoff.fail(
            chance: entropy.identifier().low, hintMilliseconds: hintSeconds * 1_000)
        due = now + rest
    }

    /// How many contacts have failed since one succeeded.
    public var failures: Int { backoff.failures }
}
