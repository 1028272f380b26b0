public import Replication

/// A run as its origin signed it: the ends, the chain before and after, the signature.
///
/// What lies between is in the log.
public struct RunRecord: Hashable, Sendable {
    /// The incarnation that wrote.
    public let replica: ReplicaID
    /// The first sequence number.
    public let first: UInt64
    /// The last sequence number.
    public let last: UInt64
    /// The chain before the first change.
    public let chainBefore: [UInt8]
    /// The chain after the last change.
    public let chainAfter: [UInt8]
    /// The signature of the origin's node over the last.
    public let signature: [UInt8]

    /// A run from its parts.
    public init(
        replica: ReplicaID, first: UInt64, last: UInt64, chainBefore: [UInt8],
        chainAfter: [UInt8], signature: [UInt8]
    ) {
        self.replica = replica
        self.first = first
        self.last = last
        self.chainBefore = chainBefore
        self.chainAfter = chainAfter
        self.signature = signature
    }
}
