public import Replication
public import Support

/// One random schedule of four replicas and two records, judged by the ledger.
///
/// Forty steps: writes, forms that are opened early and saved late, changes in any order, states in
/// any order, backups and restores. Then everything is delivered twice, shuffled, and compared.
public struct Trial: Sendable {
    /// What happens in a schedule beside writes and changes.
    public enum Variant: String, CaseIterable, Sendable {
        /// Replicas also take states from one another.
        case changesAndStates
        /// Changes alone, in any order.
        case changesOnly
        /// States too; one replica has an old schema and keeps a register it cannot read.
        case oldSchema
        /// States too; replicas are restored from backups.
        case restores
    }

    /// The two records.
    public static let facets = [
        FacetID(Identifier(high: 1, low: 1), .nation),
        FacetID(Identifier(high: 2, low: 2), .nation),
    ]
    /// The three registers; the last is unknown to the old schema.
    public static let registers = [RegisterName(16), RegisterName(17, key: [1]), RegisterName(18)]

    /// What happens.
    public let variant: Variant
    /// The seed of its chance.
    public let seed: UInt64

    /// A schedule.
    public init(_ variant: Variant, seed: UInt64) {
        self.variant = variant
        self.seed = seed
    }

    /// Plays the schedule.
    ///
    /// - Parameters:
    ///   - trace: is told what happens, a line per step.
    ///   - make: makes the replica of a number, 0 … 3.
    /// - Returns: what was wrong; nothing of the shipped code.
    public func run<Replica: Subject>(
        trace: ((String) -> Void)? = nil, _ make: (Int) throws -> Replica
    ) throws -> Violations {
        var play = Play(self, try (0..<4).map(make), trace: trace)
        for step in 0..<40 { try play.step(step) }
        try play.settle()
        return play.violations
    }
}

private struct Play<Replica: Subject> {
    var violations: Violations = []

    private let variant: Trial.Variant
    private var random: SeededRandom
    private var replicas: [Replica]
    private var ledger = Ledger()
    private var changes: [Change] = []
    private var form: Form?
    private var kept: (owner: Int, backup: Replica.Backup)?
    private let trace: ((String) -> Void)?

    /// What a person had on the screen when the form was drawn.
    private struct Form {
        let owner: Int
        let facet: FacetID
        let shown: [RegisterName: [Dot]]
    }

    init(_ trial: Trial, _ replicas: [Replica], trace: ((String) -> Void)?) {
        variant = trial.variant
        random = SeededRandom(seed: trial.seed)
        self.replicas = replicas
        self.trace = trace
    }

    mutating func step(_ number: Int) throws {
        let who = random.below(4)
        switch random.below(100) {
        case 0..<40: try write(who)
        case 40..<45: try useForm(who)
        case 45..<75:
            guard !changes.isEmpty else { return }
            let which = random.below(changes.count)
            trace?("\(number): \(who) receives change \(which)")
            try replicas[who].apply(changes[which])
        case 75..<90:
            guard variant != .changesOnly else { return }
            let other = random.below(4)
            trace?("\(number): \(who) takes the state of \(other)")
            try take(who, from: other)
        case 90..<94:
            guard variant == .restores else { return }
            trace?("\(number): \(who) makes a backup")
            kept = (who, try replicas[who].backup())
        default:
            guard variant == .restores, let kept else { return }
            trace?("\(number): \(kept.owner) is restored")
            try replicas[kept.owner].restore(kept.backup)
            if form?.owner == kept.owner { form = nil }
            return try inspect(kept.owner)
        }
        try inspect(who)
    }

    private mutating func write(_ who: Int) throws {
        let facet = Trial.facets[random.below(2)]
        let isOld = variant == .oldSchema && who == 3
        var names = Array(Trial.registers.prefix(isOld ? 2 : 3))
        names.shuffle(using: &random)
        try write(who, facet, Array(names.prefix(random.below(3) == 0 ? 2 : 1)), shown: nil)
    }

    private mutating func useForm(_ who: Int) throws {
        guard let form else {
            let facet = Trial.facets[random.below(2)]
            trace?("   \(who) opens a form of \(facet.record.low)")
            form = Form(
                owner: who, facet: facet, shown: try replicas[who].record(facet)?.shown ?? [:])
            return
        }
        self.form = nil
        try write(form.owner, form.facet, [Trial.registers[1]], shown: form.shown)
        try inspect(form.owner)
    }

    private mutating func write(
        _ who: Int, _ facet: FacetID, _ names: [RegisterName], shown: [RegisterName: [Dot]]?
    ) throws {
        let before = try replicas[who].record(facet)
        var assignments: [Assignment] = []
        for name in names {
            let dots = shown.map { $0[name] ?? [] }
            assignments.append(Assignment(name, ledger.nextValue, shown: dots))
            let standing = before?.siblings(name) ?? []
            ledger.note(
                facet, name, seen: standing.filter { dots?.contains($0.dot) ?? true })
        }
        let change = try replicas[who].write(facet, assignments)
        trace?(
            "   \(who) writes change \(changes.count): record \(facet.record.low), "
                + "registers \(names.map(\.number)), values up to \(ledger.entries.count - 1)")
        changes.append(change)
    }

    private mutating func take(_ who: Int, from other: Int) throws {
        for facet in Trial.facets {
            if let state = try replicas[other].record(facet) {
                try replicas[who].apply(state.shared)
            }
        }
    }

    /// What must hold at every moment.
    private mutating func inspect(_ who: Int) throws {
        for facet in Trial.facets {
            guard let record = try replicas[who].record(facet) else { continue }
            for register in record.registers where register.siblings.count > 1 {
                if ledger.isFalseConflict(register.siblings) { violations.insert(.falseConflict) }
                if register.hasCoveredSibling { violations.insert(.covering) }
            }
        }
    }

    /// Delivers everything, and judges what stands then.
    mutating func settle() throws {
        for _ in 0..<2 {
            for who in replicas.indices {
                changes.shuffle(using: &random)
                for change in changes { try replicas[who].apply(change) }
            }
            guard variant != .changesOnly else { continue }
            for who in replicas.indices {
                for other in replicas.indices { try take(who, from: other) }
            }
        }
        for facet in Trial.facets { try judge(facet) }
    }

    private mutating func judge(_ facet: FacetID) throws {
        let records = try replicas.compactMap { try $0.record(facet) }
        guard let first = records.first else { return }
        let state = canonical(first)
        if records.contains(where: { canonical($0) != state }) { violations.insert(.diverged) }
        if records.contains(where: \.isIncomplete) { violations.insert(.incomplete) }
        let standing = first.registers.reduce(WriteSet()) {
            $0 | ledger.writes(in: $1.siblings)
        }
        let expected = ledger.standing(of: facet)
        if !(expected - standing).isEmpty { violations.insert(.lost) }
        if !(standing - expected).isEmpty { violations.insert(.stale) }
        for change in changes where change.facet == facet { try replicas[0].apply(change) }
        try replicas[0].apply(records[records.count - 1].shared)
        if try replicas[0].record(facet) != first { violations.insert(.moved) }
    }
}

extension Register {
    /// Whether one of two siblings covers the other (INV-3 says never).
    public var hasCoveredSibling: Bool {
        siblings.contains { a in
            siblings.contains { b in a.dot != b.dot && a.context?.covers(b.dot) ?? false }
        }
    }
}

extension SeededRandom {
    /// A number from 0 to `limit` - 1.
    public mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
}
