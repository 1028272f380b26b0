/// The name of one register write: the `counter`-th that `replica` made to one record.
///
/// Counters run 1, 2, 3 … per record and replica, without holes, so that a hole is always a loss.
public struct Dot: Hashable, Comparable, Sendable {
    /// The incarnation that wrote.
    public let replica: ReplicaID
    /// The how-manieth write to the record, from 1.
    public let counter: UInt64

    /// A dot from its two parts.
    public init(_ replica: ReplicaID, _ counter: UInt64) {
        self.replica = replica
        self.counter = counter
    }

    /// By replica, then by counter.
    public static func < (a: Dot, b: Dot) -> Bool {
        a.replica != b.replica ? a.replica < b.replica : a.counter < b.counter
    }
}

extension Dot {
    /// How many bytes name a dot.
    public static let byteCount = 24

    /// The replica, then the counter, most significant byte first.
    public var bytes: [UInt8] {
        replica.bytes + (0..<8).map { UInt8(truncatingIfNeeded: counter >> (56 - 8 * $0)) }
    }

    /// A dot from its bytes; `nil` of any other number of them, or of a counter that is zero.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount, let replica = ReplicaID(bytes: bytes.prefix(16)) else {
            return nil
        }
        let counter = bytes.dropFirst(16).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard counter > 0 else { return nil }
        self.init(replica, counter)
    }
}
