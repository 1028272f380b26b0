public import Replication

/// One change of a signed run, with what the judge decided about it.
public struct Arrival: Hashable, Sendable {
    /// What came.
    public enum Item: Hashable, Sendable {
        /// A change and its bytes.
        case change(body: [UInt8], Change)
        /// Bytes that this program cannot read.
        case unread(body: [UInt8], facet: FacetID?)
        /// The hash alone: the change does not travel this far.
        case hash([UInt8])
    }

    /// What the judge decided.
    public enum Verdict: Hashable, Sendable {
        /// Merge it.
        case merge
        /// Keep it out until a person or a newer program decides.
        case hold(code: UInt16, detail: String)
        /// It is not permitted, for good; the caller voids its dots.
        case refuse(code: UInt16, detail: String)
    }

    /// The incarnation that wrote.
    public let replica: ReplicaID
    /// The number of the change in its chain.
    public let sequence: UInt64
    /// The chain after it, checked by the caller.
    public let chain: [UInt8]
    /// What came.
    public let item: Item
    /// What is to become of it; of a hash nothing.
    public let verdict: Verdict
    /// The child over whose link it came.
    public let node: Identifier

    /// An arrival from its parts.
    public init(
        replica: ReplicaID, sequence: UInt64, chain: [UInt8], item: Item, verdict: Verdict,
        node: Identifier
    ) {
        self.replica = replica
        self.sequence = sequence
        self.chain = chain
        self.item = item
        self.verdict = verdict
        self.node = node
    }
}

/// What became of an arrival.
public enum ArrivalResult: Hashable, Sendable {
    /// It was not known here.
    case new
    /// It was known; nothing happened.
    case duplicate
    /// Only its hash was known, and now it is here.
    case opened
    /// One name, two contents: what was here stays, the newcomer is held in quarantine (INV-7).
    case collision(case: Identifier)

    /// Whether the body came just now and the verdict was carried out.
    public var isNew: Bool { self == .new || self == .opened }
}

/// One item that came down from the parent, whose frame is signed.
public enum Pulled: Hashable, Sendable {
    /// A change and its bytes.
    case change(body: [UInt8], Change)
    /// A record as it stood at the parent.
    case state(Record)
    /// The record belongs to another division now, outside this replica's scope.
    case movedOut(FacetID, newHome: DivisionCode)
    /// Bytes that this program cannot read: kept in quarantine, nothing else waits for them.
    case unread([UInt8])
}
