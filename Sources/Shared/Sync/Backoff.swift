/// How long a link rests after a contact that failed.
///
/// Full jitter: a random time between nothing and a bound that doubles, so that 2,000 villages do
/// not come back in one second after the county was down.
public struct Backoff: Sendable {
    /// The first bound.
    static let firstMilliseconds: UInt64 = 2_000
    /// The bound grows no further.
    static let lastMilliseconds: UInt64 = 10 * 60 * 1_000

    /// How many contacts have failed since one succeeded.
    public private(set) var failures = 0

    /// A link that has not failed yet.
    public init() {}

    /// A contact succeeded.
    public mutating func succeed() { failures = 0 }

    /// A contact failed; how long to rest, milliseconds.
    ///
    /// - Parameters:
    ///   - chance: a random word.
    ///   - hintMilliseconds: what the other end asked for, if it did; it is obeyed.
    public mutating func fail(chance: UInt64, hintMilliseconds: UInt64 = 0) -> UInt64 {
        let bound = min(
            Self.lastMilliseconds, Self.firstMilliseconds << UInt64(min(failures, 20)))
        failures += 1
        return hintMilliseconds + chance % (bound + 1)
    }
}
