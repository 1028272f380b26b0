/// A hybrid logical time: for display, for sorting lists, and for the registers declared `latest`.
///
/// 48 bits of milliseconds and 16 of a counter that keeps stamps of one replica rising although
/// its clock stands still or jumps back. It decides nothing else (INV-14).
public struct HybridTime: Hashable, Comparable, Sendable {
    /// Milliseconds since 1970 in the high 48 bits, a counter in the low 16.
    public let ticks: UInt64

    /// A time from its ticks.
    public init(ticks: UInt64) { self.ticks = ticks }

    /// Unix time in milliseconds.
    public var milliseconds: UInt64 { ticks >> 16 }

    /// The time before all others.
    public static let zero = HybridTime(ticks: 0)

    /// A stamp received may push this replica's own stamps ahead by this much and no more.
    ///
    /// One day: a village whose clock says 2036 must not drag the stamps of a county with it.
    public static let leadMaxMilliseconds: UInt64 = 24 * 60 * 60 * 1000

    /// The next stamp of a replica: after its last one, and not before its clock.
    ///
    /// - Parameter now: the replica's clock, Unix milliseconds.
    public func next(now: UInt64) -> HybridTime {
        let clock = HybridTime(ticks: now << 16)
        return clock > self ? clock : HybridTime(ticks: ticks &+ 1)
    }

    /// This replica's last stamp after one was received, with the lead of a wrong clock cut off.
    public func observing(_ received: HybridTime, now: UInt64) -> HybridTime {
        let ceiling = HybridTime(ticks: (now &+ Self.leadMaxMilliseconds) << 16)
        return max(self, min(received, ceiling))
    }

    /// Earlier ticks first.
    public static func < (a: HybridTime, b: HybridTime) -> Bool { a.ticks < b.ticks }
}
