public import Replication

/// One line of the change log.
public struct LogEntry: Hashable, Sendable {
    /// What became of a change here.
    public enum Standing: Int64, Sendable {
        /// It is merged.
        case merged = 0
        /// It waits in quarantine for a person or a newer program.
        case held = 1
        /// It was refused for good; its bytes are in quarantine.
        case refused = 2
        /// Only its hash ever came.
        case hashOnly = 3
    }

    /// The place in this replica's log.
    public let position: Int64
    /// The incarnation that wrote.
    public let replica: ReplicaID
    /// The number of the change in its chain.
    public let sequence: UInt64
    /// The facet, where it is known.
    public let facet: FacetID?
    /// The facet's home as the writer knew it; the nation if the body is not here.
    public let home: DivisionCode
    /// The bytes of the change; `nil` if they are in quarantine or never came.
    public let body: [UInt8]?
    /// SHA-256 of the body: what stands in the chain.
    public let hash: [UInt8]
    /// The chain after the change; `nil` where the change came without its chain, from the parent.
    public let chain: [UInt8]?
    /// What became of it.
    public let standing: Standing
    /// Whether the change is the last of its act; true where only the hash is known.
    public let endsAct: Bool

    /// How far the facet travels; `home` where it is not known.
    public var reach: Reach { facet?.reach ?? .home }
}
