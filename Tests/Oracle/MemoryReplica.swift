public import Replication

/// A replica in memory: the shipped merge, and nothing around it.
public struct MemoryReplica: Subject, Sendable {
    /// Which of the replicas of a schedule; names its incarnations.
    public let number: Int
    /// The incarnation that writes.
    public private(set) var incarnation: ReplicaID
    /// The records, in the order in which they were first heard of.
    public var records: [Record] = []
    /// Whether own writes wait for the judgement of a parent, with what they replaced behind them.
    public let isJudged: Bool
    /// The merge policy of a register.
    public let policy: @Sendable (RegisterName) -> MergePolicy

    /// The tier of the office.
    public var tier: Tier { stamp.tier }

    private var sequence: UInt64 = 0
    private var incarnations: UInt64 = 0
    private let stamp: Stamp

    /// An empty replica.
    public init(
        _ number: Int, tier: Tier = .village, isJudged: Bool = false,
        policy: @escaping @Sendable (RegisterName) -> MergePolicy = { _ in .multiValue }
    ) {
        self.number = number
        self.isJudged = isJudged
        self.policy = policy
        incarnation = Self.incarnation(number, 0)
        stamp = Stamp(
            author: Identifier(high: 0xA, low: UInt64(number)), office: .nation, tier: tier,
            time: .zero)
    }

    /// Makes a change and merges it.
    public mutating func write(_ facet: FacetID, _ assignments: [Assignment]) -> Change {
        let change = author(facet, assignments)
        keep(change)
        return change
    }

    /// Makes a change without merging it.
    ///
    /// - Parameter home: what the author believes to be the record's home; `nil` if he knows.
    public mutating func author(
        _ facet: FacetID, _ assignments: [Assignment], home: DivisionCode? = nil
    ) -> Change {
        let record = self.record(facet) ?? Record(facet: facet, type: 1, home: home ?? Self.home)
        sequence += 1
        return Change(
            facet: facet, type: record.type, home: home ?? record.claimedHome, stamp: stamp,
            replica: incarnation, sequence: sequence, act: Act(first: sequence, count: 1),
            schema: 1, rights: .none, past: record.past,
            writes: record.writes(
                assignments, by: incarnation, tier: stamp.tier, policy: policy))
    }

    /// Merges a change of this replica's own.
    public mutating func keep(_ change: Change) {
        records[index(of: change.facet, home: change.home)].apply(change, isPending: isJudged)
    }

    /// Merges a change of this replica's own that its parent has yet to judge.
    public mutating func keepPending(_ change: Change) {
        records[index(of: change.facet, home: change.home)].apply(change, isPending: true)
    }

    /// Merges a change.
    public mutating func apply(_ change: Change) {
        records[index(of: change.facet, home: change.home)].apply(change)
    }

    /// Merges a state.
    public mutating func apply(_ state: Record) {
        records[index(of: state.facet, home: state.claimedHome)].apply(state)
    }

    /// The parent accepted writes.
    public mutating func settle(_ isAccepted: (PendingWrite) -> Bool) {
        for index in records.indices { records[index].settle(isAccepted) }
    }

    /// The parent refused a change of this replica's own.
    public mutating func unapply(_ change: Change) {
        guard let index = records.firstIndex(where: { $0.facet == change.facet }) else { return }
        records[index].unapply(change.writes.map(\.dot))
    }

    /// What stands; `nil` if the record was never heard of.
    public func record(_ facet: FacetID) -> Record? { records.first { $0.facet == facet } }

    /// A copy of all records.
    public func backup() -> [Record] { records }

    /// Puts a copy in the place of what is here, under a new incarnation.
    public mutating func restore(_ backup: [Record]) {
        records = backup
        incarnations += 1
        renew(life: incarnations)
    }

    /// Begins a new incarnation, which no other replica of this number has had.
    public mutating func renew(life: UInt64) {
        incarnation = Self.incarnation(number, life)
        sequence = 0
    }

    /// Where a record stands; it is made if it was never heard of.
    public mutating func index(of facet: FacetID, home: DivisionCode = Self.home) -> Int {
        if let index = records.firstIndex(where: { $0.facet == facet }) { return index }
        records.append(Record(facet: facet, type: 1, home: home))
        return records.count - 1
    }

    /// The division that owns all records, as far as anybody who knows is asked.
    public static let home = DivisionCode("350603") ?? .nation

    private static func incarnation(_ number: Int, _ life: UInt64) -> ReplicaID {
        // Spread over the order of identifiers, so that no replica is always the first.
        Identifier(high: UInt64(number + 1) &* 0x9e37_79b9_7f4a_7c15 &+ life << 32, low: life)
    }
}
