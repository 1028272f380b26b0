import Oracle
import Replication
import Support

/// A server and the offices below it, while a schedule is played.
struct Tree {
    /// What a first server decides about a change.
    enum Verdict { case accept, hold, refuse }

    /// A change with what the schedule knows of it.
    struct Entry {
        let change: Change
        let author: Int
        /// Which office judges it; nil for those of the top.
        let judge: Int?
        let verdict: Verdict
        /// The numbers of its writes in the ledger.
        let writes: WriteSet
    }

    var violations: Violations = []
    var offices: [Office]
    var entries: [Entry] = []
    var random: SeededRandom
    var ledger = Ledger()
    /// The writes that were refused.
    var void = WriteSet()
    /// Bundles on their way: an incarnation, and its chain from the beginning.
    var bundles: [(replica: ReplicaID, chain: [Int])] = []
    var isCloned = false
    /// Incarnations that were begun.
    var lives: UInt64 = 0
    /// Voids that a dishonest program has made.
    var forgeries: UInt64 = 0
    let features: TreeTrial.Features
    let fault: TreeTrial.Fault?
    let trace: ((String) -> Void)?

    /// The register under `authority`, where there is one.
    static let ranked = Trial.registers[0]

    init(_ trial: TreeTrial, trace: ((String) -> Void)?) {
        features = trial.features
        fault = trial.fault
        self.trace = trace
        random = SeededRandom(seed: trial.seed)
        let isRanked = features.contains(.authority) && fault != .authorityIsPlain
        let plan: [(Int?, Tier)] =
            features.contains(.province)
            ? [(nil, .province), (0, .county), (1, .village), (1, .township)]
            : [(nil, .county), (0, .village), (0, .village), (0, .township)]
        offices = plan.enumerated().map { number, office in
            Office(
                parent: office.0,
                MemoryReplica(number, tier: office.1, isJudged: office.0 != nil) {
                    isRanked && $0 == Self.ranked ? .authority : .multiValue
                })
        }
    }

    // MARK: - Steps

    mutating func step(_ number: Int) {
        let who = random.below(offices.count)
        switch random.below(100) {
        case 0..<30: write(who)
        case 30..<38: useForm(who)
        case 38..<60: push(who)
        case 60..<80: pull(who)
        case 80..<88: acknowledge(who)
        case 88..<93: decide(who)
        case 93..<96 where features.contains(.forgeries): forge(who)
        case 93..<96 where !isCloned: clone(who)
        default: carry(who)
        }
        inspect(who)
    }

    private mutating func write(_ who: Int) {
        let facet = Trial.facets[random.below(2)]
        var names = Trial.registers
        names.shuffle(using: &random)
        let chosen = names.prefix(random.below(3) == 0 ? 2 : 1)
        author(who, facet, chosen.map { ($0, nil) })
    }

    private mutating func useForm(_ who: Int) {
        if let form = offices[who].form {
            offices[who].form = nil
            return author(who, form.facet, [(form.register, form.siblings)])
        }
        // Who draws a form before the county's write came, and saves it after, below a province
        // that refuses that write: him the merge cannot protect.
        if features.contains(.province), who > 1 { return }
        let facet = Trial.facets[random.below(2)]
        let name = Trial.registers[random.below(2)]
        let siblings = offices[who].record(facet)?.siblings(name) ?? []
        offices[who].form = Office.Form(facet: facet, register: name, siblings: siblings)
        trace?("\(who) opens a form of record \(facet.record.low), register \(name.number)")
    }

    /// Writes registers of a record, each from a form or from what stands now.
    private mutating func author(
        _ who: Int, _ facet: FacetID, _ writes: [(name: RegisterName, form: [Sibling]?)]
    ) {
        var assignments: [Assignment] = []
        var made = WriteSet()
        for (name, form) in writes {
            made = made | WriteSet(ledger.entries.count)
            assignments.append(
                Assignment(name, ledger.nextValue, shown: form.map { $0.map(\.dot) }))
            note(who, facet, name, form: form)
        }
        let verdict = chooseVerdict()
        let isAstray = verdict == .refuse && features.contains(.homes) && random.below(2) == 0
        let change = offices[who].replica.author(
            facet, assignments, home: isAstray ? DivisionCode("11") : nil)
        trace?(
            "\(who) writes change \(entries.count), to be judged: \(verdict); record "
                + "\(facet.record.low), registers \(writes.map(\.name.number)), values up to "
                + "\(ledger.entries.count - 1), holes \(change.writes.map(\.holes.count))")
        keep(change, by: who, verdict, made)
    }

    /// Tells the ledger what the author had before his eyes.
    private mutating func note(
        _ who: Int, _ facet: FacetID, _ name: RegisterName, form: [Sibling]?
    ) {
        let record = offices[who].record(facet)
        let standing = record?.siblings(name) ?? []
        let isRanked = features.contains(.authority) && name == Self.ranked
        let tier = offices[who].replica.tier
        let givesWay = { (sibling: Sibling) in !(isRanked && sibling.stamp.tier > tier) }
        let shown = (form ?? standing).filter(givesWay)
        let dots = standing.map(\.dot)
        let voids = offices[who].takenBack.union(record?.voids ?? [])
        ledger.note(
            facet, name, seen: shown.filter { dots.contains($0.dot) },
            gone: shown.filter { !dots.contains($0.dot) && !voids.contains($0.dot) })
    }

    private mutating func chooseVerdict() -> Verdict {
        let dice = random.below(10)
        if features.contains(.refusals), dice < 3 { return .refuse }
        if features.contains(.holds), dice > 7 { return .hold }
        return .accept
    }

    /// Merges an own change and sends it on its way.
    mutating func keep(_ change: Change, by who: Int, _ verdict: Verdict, _ writes: WriteSet) {
        let id = entries.count
        entries.append(
            Entry(
                change: change, author: who, judge: offices[who].parent, verdict: verdict,
                writes: writes))
        offices[who].replica.keep(change)
        offices[who].own.append(id)
        offices[who].log.append(id)
        offices[who].feed.append(.change(id))
        spoil(who)
    }
}
