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
