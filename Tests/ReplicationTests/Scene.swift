import Oracle
import Replication

/// A few replicas and one record, moved by hand.
struct Scene {
    static let facet = FacetID(Identifier(high: 7, low: 7), .nation)
    /// The register that most scenes are about.
    static let name = RegisterName(16)

    var replicas: [MemoryReplica]

    /// - Parameters:
    ///   - count: how many replicas.
    ///   - tiers: their tiers, from the first on; villages after that.
    ///   - policy: the policy of all registers.
    init(
        _ count: Int, tiers: [Tier] = [], isJudged: Bool = false, policy: MergePolicy = .multiValue
    ) {
        replicas = (0..<count).map { number in
            MemoryReplica(
                number, tier: number < tiers.count ? tiers[number] : .village, isJudged: isJudged
            ) { _ in policy }
        }
    }

    /// Somebody writes; nobody else has it yet.
    @discardableResult
    mutating func write(
        _ who: Int, _ value: Int, in name: RegisterName = Scene.name, shown: [Dot]? = nil
    ) -> Change {
        write(who, [Assignment(name, .integer(Int64(value)), shown: shown)])
    }

    @discardableResult
    mutating func write(_ who: Int, _ assignments: [Assignment]) -> Change {
        replicas[who].write(Self.facet, assignments)
    }

    /// Changes arrive at a replica.
    mutating func bring(_ changes: Change..., to who: Int) {
        for change in changes { replicas[who].apply(change) }
    }

    /// A server refuses a change: it voids the dots, and merges nothing of it.
    @discardableResult
    mutating func refuse(_ change: Change, at who: Int) -> Change {
        write(who, change.writes.map { Assignment(.void($0.dot), .bool(true)) })
    }

    func record(_ who: Int) -> Record {
        replicas[who].record(Self.facet)
            ?? Record(facet: Self.facet, type: 1, home: MemoryReplica.home)
    }

    /// The numbers that stand in a register.
    func values(_ who: Int, _ name: RegisterName = Scene.name) -> [Int] {
        record(who).siblings(name).compactMap { sibling in
            guard case .integer(let number) = sibling.value else { return nil }
            return Int(number)
        }.sorted()
    }
}

extension Change {
    /// The dots that the change wrote.
    var dots: [Dot] { writes.map(\.dot) }
}
