public import Replication

/// How far the chain of an incarnation is known here.
public struct Head: Hashable, Sendable {
    /// The incarnation.
    public let replica: ReplicaID
    /// Its last change known without a gap before it; 0 if none.
    public let sequence: UInt64
    /// The chain after that change, 32 bytes.
    public let chain: [UInt8]
    /// The node over whose link its runs come, this one for its own; `nil` if none ever came.
    public let node: Identifier?

    /// A head from its parts.
    public init(replica: ReplicaID, sequence: UInt64, chain: [UInt8], node: Identifier?) {
        self.replica = replica
        self.sequence = sequence
        self.chain = chain
        self.node = node
    }
}
