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

    /// How far ahead of the clock a stamp received may lie and still move the own ones.
    ///
    /// One hour forgives clocks that run a little fast. A stamp beyond it comes from a wrong clock
    /// and moves nothing: were it to move the stamps of a county by as much as is forgiven, one
    /// village whose clock says 2036 would date the acts of everybody.
    public static let leadMaxMilliseconds: UInt64 = 60 * 60 * 1000

    /// The next stamp of a replica: after its last one, and not before its clock.
    ///
    /// - Parameter now: the replica's clock, Unix milliseconds.
    public func next(now: UInt64) -> HybridTime {
        let clock = HybridTime(ticks: now << 16)
        return clock > self ? clock : HybridTime(ticks: ticks &+ 1)
    }

    /// This replica's last stamp after one was received; that of a wrong clock moves nothing.
    public func observing(_ received: HybridTime, now: UInt64) -> HybridTime {
        received > Self.ceiling(now) ? self : max(self, received)
    }

    /// This replica's last stamp once it knows that its clock is right: what it wrote while the
    /// clock was far ahead stands as it is, and dates nothing that is written from now on.
    public func settled(now: UInt64) -> HybridTime {
        self > Self.ceiling(now) ? HybridTime(ticks: now << 16) : self
    }

    private static func ceiling(_ now: UInt64) -> HybridTime {
        HybridTime(ticks: (now &+ leadMaxMilliseconds) << 16)
    }

    /// Earlier ticks first.
    public static func < (a: HybridTime, b: HybridTime) -> Bool { a.ticks < b.ticks }
}
