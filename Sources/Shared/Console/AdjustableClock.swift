internal import Foundation
internal import Synchronization
package import Replication

/// The machine's clock, which a lesson may set for the length of one command (`--clock`).
///
/// A time holds for the thread that runs the command alone: the server that runs it may answer
/// others meanwhile, and they get the right time.
package struct AdjustableClock: Clock {
    private let base: any Clock
    private let shift = Shift()
    private static let key = "happiness-sync.clock"

    /// A clock over the machine's.
    package init(_ base: any Clock) { self.base = base }

    /// The time of this thread, else the machine's.
    package func now() -> UInt64 {
        if let time = Thread.current.threadDictionary[Self.key] as? UInt64 { return time }
        return base.now() &+ shift.milliseconds.load(ordering: .relaxed)
    }

    /// Lets the clock of the whole program go on from a time: a server that a lesson starts on
    /// another day.
    package func goOn(from milliseconds: UInt64) {
        shift.milliseconds.store(milliseconds &- base.now(), ordering: .relaxed)
    }

    /// How far the program's clock is from the machine's, modulo 2⁶⁴.
    private final class Shift: Sendable {
        let milliseconds = Atomic<UInt64>(0)
    }

    /// Runs a body under another time.
    ///
    /// - Parameter milliseconds: Unix time; nil leaves the clock alone.
    package func with<Result>(
        _ milliseconds: UInt64?, _ body: () throws -> Result
    ) rethrows -> Result {
        guard let milliseconds else { return try body() }
        let dictionary = Thread.current.threadDictionary
        let before = dictionary[Self.key]
        dictionary[Self.key] = milliseconds
        defer { dictionary[Self.key] = before }
        return try body()
    }
}
