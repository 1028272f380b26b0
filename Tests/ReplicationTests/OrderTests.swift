import Oracle
import Replication
import Support
import Testing

/// All orders of up to five changes, each of them once and twice: who received the same holds
/// the same (INV-4), and at no step does one sibling cover another (INV-3).
@Suite("Exhaustive orders")
struct OrderTests {
    /// Changes of one record, with those that await judgement where they are applied.
    struct Scenario: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let changes: [Change]
        var pending: Set<Int> = []
    }

    @Test(arguments: Scenario.all)
    func `who received the same holds the same, in whatever order (INV-3, INV-4, INV-6)`(
        scenario: Scenario
    ) {
        var witness = Witness()
        witness.playAllOrders(scenario)
        witness.joinAllSubsets(scenario)
        #expect(witness.faults.isEmpty)
        #expect(witness.states.count >= scenario.changes.count)
    }

    @Test func `five hundred seeded scenarios hold the same in all orders (INV-3, INV-4)`() {
        for seed in Seeds.first(500) {
            var witness = Witness()
            let scenario = Scenario.random(seed: seed)
            witness.playAllOrders(scenario)
            witness.joinAllSubsets(scenario)
            #expect(witness.faults.isEmpty, "\(Seeds.replay(seed))")
        }
    }

    @Test func `a merge that forgets contexts depends on the order, and is found out`() {
        let found = Scenario.all.filter { scenario in
            var witness = Witness(isForgetful: true)
            witness.playAllOrders(scenario)
            return !witness.faults.isEmpty
        }
        #expect(found.count >= 3)
    }
}

/// Remembers per set of received dots the state that somebody held, and who held another.
private struct Witness {
    private(set) var states: [DotSet: [UInt8]] = [:]
    private(set) var faults: Set<String> = []
    var isForgetful = false

    /// Every order; after each step everything that has arrived arrives again, and moves nothing,
    /// so that an order in which a change comes twice is the same as one in which it comes once.
    mutating func playAllOrders(_ scenario: OrderTests.Scenario) {
        for order in permutations(Array(scenario.changes.indices)) {
            var record = Self.empty
            for (step, index) in order.enumerated() {
                apply(index, of: scenario, to: &record)
                note(record)
                let before = record
                for again in order[...step] { apply(again, of: scenario, to: &record) }
                if record != before { faults.insert("moved by what was known (INV-6)") }
            }
        }
    }

    private func apply(
        _ index: Int, of scenario: OrderTests.Scenario, to record: inout Record
    ) {
        record.apply(scenario.changes[index], isPending: scenario.pending.contains(index))
        guard isForgetful else { return }
        var parts = Parts(record)
        parts.dropContexts()
        record = parts.record
    }

    /// Every state that some of the changes make is joined with every other.
    mutating func joinAllSubsets(_ scenario: OrderTests.Scenario) {
        let count = scenario.changes.count
        let records = (0..<(1 << count)).map { subset -> Record in
            var record = Self.empty
            for index in 0..<count where subset >> index & 1 == 1 {
                record.apply(scenario.changes[index])
            }
            return record
        }
        // What awaits judgement has no state that others see: only its sender holds it.
        guard scenario.pending.isEmpty else { return }
        for record in records {
            for other in records {
                var joined = record
                joined.apply(other.shared)
                note(joined)
                joined.apply(other.shared)
                note(joined)
            }
        }
    }

    private mutating func note(_ record: Record) {
        let state = canonical(record)
        if states[record.received, default: state] != state { faults.insert("two states (INV-4)") }
        states[record.received] = state
        if record.registers.contains(where: \.hasCoveredSibling) {
            faults.insert("covered (INV-3)")
        }
    }

    private static let empty = Record(
        facet: Scene.facet, type: 1, home: MemoryReplica.home)
}

extension OrderTests.Scenario {
    /// The scenarios picked by hand.
    static let all = [
        chain, fork, threeAtOnce, gapBehindAValue, gapBehindAForm, gapBehindWhatCameAndWent,
        formSavedLate, twoRegisters, elementOfASet,
        resolution, lateSibling, refused, refusedTwice, withdrawn,
    ]

    private static func make(
        _ name: String, pending: Set<Int> = [], _ replicas: Int = 3,
        _ body: (inout Scene) -> [Change]
    ) -> Self {
        var scene = Scene(replicas)
        return Self(testDescription: name, changes: body(&scene), pending: pending)
    }

    private static let chain = make("five writes of one person") { scene in
        (1...5).map { scene.write(0, $0) }
    }

    private static let fork = make("two branches of two writes on one") { scene in
        let root = scene.write(0, 1)
        scene.bring(root, to: 1)
        return [
            root, scene.write(0, 2), scene.write(0, 3), scene.write(1, 4), scene.write(1, 5),
        ]
    }

    private static let threeAtOnce = make("three at once, then one who saw two") { scene in
        let writes = (0..<3).map { scene.write($0, $0) }
        scene.bring(writes[1], to: 0)
        return writes + [scene.write(0, 9), scene.write(2, 8)]
    }

    private static let gapBehindAValue = make("known of, and not seen", 4) { scene in
        let a = scene.write(0, 1, in: RegisterName(17))
        scene.bring(a, to: 1)
        let b = scene.write(1, 2)
        scene.bring(b, to: 2)
        let c = scene.write(2, 3)
        let d = scene.write(2, 4, in: RegisterName(17))
        scene.bring(c, to: 3)
        return [a, b, c, d, scene.write(3, 5)]
    }

    private static let gapBehindAForm = make("the form showed what had replaced a gap") { scene in
        let a = scene.write(1, 1)
        let b = scene.write(1, 2)
        scene.bring(b, to: 0)
        let shown = scene.record(0).siblings(Scene.name).map(\.dot)
        let c = scene.write(0, 3)
        return [a, b, c, scene.write(0, 4, shown: shown), scene.write(1, 5)]
    }

    private static let gapBehindWhatCameAndWent = make("seen by no form, and gone") { scene in
        let a = scene.write(1, 1)
        let b = scene.write(1, 2)
        scene.bring(b, to: 0)
        let c = scene.write(1, 3)
        scene.bring(c, to: 0)
        return [a, b, c, scene.write(0, 4, shown: []), scene.write(2, 5)]
    }

    private static let formSavedLate = make("a form is saved late") { scene in
        let a = scene.write(0, 1)
        scene.bring(a, to: 1)
        let shown = scene.record(1).siblings(Scene.name).map(\.dot)
        let b = scene.write(0, 2)
        scene.bring(b, to: 1)
        let c = scene.write(1, 3, shown: shown)
        scene.bring(c, to: 2)
        return [a, b, c, scene.write(2, 4), scene.write(0, 5)]
    }

    private static let twoRegisters = make("changes of two registers cross") { scene in
        let both = [RegisterName(16), RegisterName(17)]
        let write = { (scene: inout Scene, who: Int) in
            scene.write(who, both.map { Assignment($0, .integer(Int64(who))) })
        }
        let a = write(&scene, 0)
        let b = write(&scene, 1)
        scene.bring(a, to: 1)
        let c = scene.write(1, 7)
        scene.bring(b, to: 2)
        return [a, b, c, write(&scene, 2), scene.write(0, 8, in: RegisterName(17))]
    }

    private static let elementOfASet = make("an element is added, removed, added") { scene in
        let name = RegisterName(20, key: [1, 2])
        let a = scene.write(0, [Assignment(name, .bool(true))])
        scene.bring(a, to: 1)
        let b = scene.write(1, [Assignment(name, .absent)])
        let c = scene.write(0, [Assignment(name, .bool(true))])
        scene.bring(b, c, to: 2)
        let d = scene.write(2, [Assignment(name, .absent)])
        return [a, b, c, d, scene.write(1, [Assignment(name, .bool(true))])]
    }

    private static let resolution = make("a resolution, and one who did not know of it") { scene in
        let a = scene.write(0, 1)
        let b = scene.write(1, 2)
        scene.bring(a, b, to: 2)
        let c = scene.write(2, 3)
        scene.bring(a, to: 1)
        let d = scene.write(1, 4)
        return [a, b, c, d, scene.write(0, 5)]
    }

    private static let lateSibling = make("a sibling that nobody saw reopens the case") { scene in
        let a = scene.write(0, 1)
        scene.bring(a, to: 1)
        scene.bring(a, to: 2)
        let b = scene.write(1, 2)
        let c = scene.write(2, 3)
        scene.bring(b, to: 0)
        let d = scene.write(0, 4)
        scene.bring(d, to: 1)
        return [a, b, c, d, scene.write(1, 5)]
    }

    private static let refused = make("a write awaits judgement and is refused", pending: [1, 4]) {
        scene in
        let a = scene.write(0, 1)
        scene.bring(a, to: 1)
        scene.bring(a, to: 2)
        let b = scene.write(1, 2)
        let refusal = scene.refuse(b, at: 0)
        return [a, b, refusal, scene.write(2, 3), scene.write(1, 4)]
    }

    private static let refusedTwice = make("two in a row are refused", pending: [1, 2]) { scene in
        let a = scene.write(0, 1)
        scene.bring(a, to: 1)
        let b = scene.write(1, 2)
        let c = scene.write(1, 3)
        return [a, b, c, scene.refuse(b, at: 0), scene.refuse(c, at: 0)]
    }

    private static let withdrawn = make("a draft is withdrawn while somebody edits it") { scene in
        let a = scene.write(0, 1)
        scene.bring(a, to: 1)
        let b = scene.write(0, [Assignment(.life, scene.record(0).withdrawal)])
        let c = scene.write(1, 2)
        scene.bring(b, to: 2)
        return [a, b, c, scene.write(2, [Assignment(.life, scene.record(2).withdrawal)])]
    }

    /// Five changes of three replicas that hear of one another by chance.
    ///
    /// The first may refuse one of the second's, which then nobody else gets. Every other scenario is
    /// under `authority`.
    static func random(seed: UInt64) -> Self {
        var random = SeededRandom(seed: seed)
        var scene = Scene(
            3, tiers: [.county, .township, .village],
            policy: seed % 2 == 0 ? .multiValue : .authority)
        var changes: [Change] = []
        var refused: Int?
        var forms: [[Dot]?] = [nil, nil, nil]
        while changes.count < 5 {
            let who = random.below(3)
            switch random.below(8) {
            case 0...2 where !changes.isEmpty:
                let index = random.below(changes.count)
                if index != refused { scene.bring(changes[index], to: who) }
            case 3: forms[who] = scene.record(who).siblings(Scene.name).map(\.dot)
            case 4, 5:
                changes.append(scene.write(who, changes.count, shown: forms[who]))
                forms[who] = nil
            case 6:
                let name = RegisterName(16 + UInt32(random.below(2)))
                changes.append(scene.write(who, changes.count, in: name))
            case 7 where refused == nil && changes.count < 4:
                let change = scene.replicas[1].author(
                    Scene.facet, [Assignment(Scene.name, .integer(99), shown: forms[1])])
                scene.replicas[1].keepPending(change)
                refused = changes.count
                changes += [change, scene.refuse(change, at: 0)]
            default: break
            }
        }
        return Self(
            testDescription: "seed \(seed)", changes: changes,
            pending: Set([refused].compactMap(\.self)))
    }
}
