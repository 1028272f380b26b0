import Programme
import Replication
import Testing

/// CK-20 to CK-23, CK-31, 33, 36, 38, 39 and 40 on an application.
@Suite("Checks of applications") struct ApplicationChecksTests {
    private let world = World()

    /// The world on the day before a step of the application is taken.
    private func before(_ count: Int, _ change: (inout World) -> Void = { _ in }) -> World {
        var world = world
        world.rewind(to: count)
        change(&world)
        return world
    }

    /// What is said when the township is about to agree.
    private func agreeing(_ values: [String: Value]) -> Set<String> {
        let world = before(2) { $0.memory.set($0.application, values) }
        return world.memory.before("township_agreed", world.application).said
    }

    // MARK: Conditions, income, project

    @Test(arguments: ["c1", "c2", "c3", "c4", "c5"], ["no", "unknown", nil])
    func `CK-20 stops an agreement where a condition is not fulfilled`(
        condition: String, answer: String?
    ) {
        let values = [condition: answer.map { Value.text($0) } ?? .absent]
        let world = before(2) { $0.memory.set($0.application, values) }
        let findings = world.memory.before("township_agreed", world.application)
        #expect(findings.blocks == ["CK-20 \(condition)"])
        #expect(world.found.isEmpty, "nobody has agreed to anything yet")
    }

    @Test func `CK-20 holds an application whose conditions turn out otherwise later`() {
        let world = before(3) { $0.memory.set($0.application, ["c3": .text("no")]) }
        #expect(world.severities(.conditions, on: world.application) == [.hold])
        // Who finds it out is not kept from writing it.
        let typed = before(3).memory.entering(
            "application", ["c3": .text("no")], record: world.application)
        #expect(typed.said == ["CK-20 H", "CK-39 W"])
        #expect(world.memory.before("forms_completed", world.application).blocks == ["CK-20 c3"])
    }

    @Test(
        arguments: [(449_999, []), (450_000, ["CK-21 B"]), (450_001, ["CK-21 B"])]
            as [(Int64, [String])])
    func `CK-21 stops at the local average, to the fen`(income: Int64, said: [String]) {
        #expect(agreeing(["income_before": .integer(income)]) == Set(said))
    }

    @Test(arguments: [(1_919_999, []), (1_920_000, ["CK-21 B"])] as [(Int64, [String])])
    func `CK-21 looks at what was measured, not only at the form`(
        total: Int64, said: [String]
    ) {
        // Less costs of 120,000, among four.
        let world = before(2) { $0.memory.set($0.income, ["total_income": .integer(total)]) }
        #expect(world.memory.before("township_agreed", world.application).said == Set(said))
        // Neither another purpose nor a later year bears on the application.
        for other in [["basis": Value.text("follow_up")], ["year": .integer(2018)]] {
            let world = before(2) {
                $0.memory.set($0.income, ["total_income": .integer(9_000_000)])
                $0.memory.set($0.income, other)
            }
            #expect(world.memory.before("township_agreed", world.application).isEmpty)
        }
    }

    @Test func `CK-21 waits where village and township measured differently`() {
        var world = before(2) { $0.memory.conflicts.insert($0.income) }
        #expect(world.memory.before("township_agreed", world.application).said == ["CK-21 H"])
        world = before(5) { $0.memory.conflicts.insert($0.income) }
        #expect(world.memory.before("county_approved", world.application).said == ["CK-21 B"])
        #expect(world.severities(.income, on: world.application) == [.hold])
        world.memory.conflicts = []
        #expect(world.memory.before("county_approved", world.application).isEmpty)
    }

    @Test func `CK-21 warns where nobody has set the average of the year`() {
        #expect(agreeing(["applied_on": .text("2016-12-31")]) == ["CK-21 W"])
    }

    @Test func `CK-22 tells of a mother of two daughters who waits`() {
        var world = before(5)
        let household = world.memory.add(
            "household", ["number": .text("H-2"), "kind": .list([.text("two_daughter")])])
        let other = World.application(
            of: world.memory.add("person", [:]), household, number: "A-2", in: &world.memory)
        world.memory.set(other, ["amount_approved": .absent])
        func said() -> Set<String> {
            world.memory.before("county_approved", world.application).said
        }
        #expect(said().isEmpty, "she has not come so far")
        let way = ["village_decided", "notice_opened", "township_agreed"]
        for word in way { world.memory.happen(word, "2017-06-14", to: other, until: "2017-06-13") }
        #expect(said() == ["CK-22 I"])
        world.memory.set(world.household, ["kind": .list([.text("two_daughter")])])
        #expect(said().isEmpty, "both are first")
        world.memory.set(world.household, ["kind": .absent])
        world.memory.set(other, ["batch": .integer(25)])
        #expect(said().isEmpty, "another batch")
    }

    @Test(arguments: [
        (["project_kind": Value.absent], ["CK-23 B"]),
        (["total_cost": .integer(2_400_001)], ["CK-23 W"]),
        (["own_money": .integer(399_999)], ["CK-23 W"]),
        (["return_months": .integer(25)], ["CK-23 W"]),
        (["return_months": .integer(25), "term_months": .integer(25)], []),
        (["return_months": .integer(13), "term_months": .integer(12)], ["CK-23 W"]),
    ])
    func `CK-23 asks for a project that money and term carry`(
        values: [String: Value], said: [String]
    ) {
        #expect(agreeing(values) == Set(said))
    }

    // MARK: Objections, copies

    @Test func `CK-31 stops while an objection is open`() {
        var world = before(2)
        let objection = world.memory.add(
            "objection",
            ["application": named(world.application), "raised_on": .text("2017-06-12")])
        for (count, step) in [(2, "township_agreed"), (3, "forms_completed")] {
            var world = world
            world.rewind(to: count)
            #expect(world.memory.before(step, world.application).said.contains("CK-31 B"))
        }
        #expect(world.memory.affected(objection) == [world.application])
        for result in ["rejected", "upheld"] {
            world.memory.set(objection, ["result": .text(result)])
            #expect(world.memory.before("township_agreed", world.application).isEmpty)
        }
    }

    @Test func `CK-33 asks for four signed copies, or as many as the county says`() {
        var world = before(3)
        let three: Value = .list(["village", "township", "county"].map { .text($0) })
        world.memory.set(world.application, ["copies": three])
        #expect(world.memory.before("township_agreed", world.application).isEmpty)
        for step in ["forms_completed", "county_submitted"] {
            #expect(world.memory.before(step, world.application).said == ["CK-33 B"])
        }
        world.memory.add(
            "parameter", home: World.county,
            [
                "name": .text("P-45"), "division": .text(World.county),
                "valid_from": .text("2017-01-01"), "value": .integer(3),
            ])
        #expect(world.memory.before("county_submitted", world.application).isEmpty)
    }

    // MARK: Who decides

    @Test func `CK-36 asks for another person than the one who entered or agreed`() {
        let world = before(5)
        for user in [UInt64(1), 2] {
            let actor = Memory.actor(user, of: World.county)
            let findings = world.memory.before("county_approved", world.application, by: actor)
            #expect(findings.said == ["CK-36 B"])
        }
        let approver = Memory.actor(3, of: World.county)
        #expect(world.memory.before("county_approved", world.application, by: approver).isEmpty)
        let found = self.world.found { $0.memory.stamps[$0.approval] = stamped(2) }
        #expect(found == [.separation: [world.application]])
    }

    @Test func `CK-36 asks the same of the amount`() {
        let found = world.found {
            $0.memory.fieldStamps[$0.application] = ["amount_approved": stamped(1)]
        }
        #expect(found == [.separation: [world.application]])
        let world = before(5)
        for (user, said) in [(UInt64(1), ["CK-36 B"]), (3, [])] {
            let typed = world.memory.entering(
                "application", ["amount_approved": .integer(2_000_000)],
                record: world.application, by: Memory.actor(user, of: World.county))
            #expect(typed.said == Set(said))
        }
    }

    @Test func `CK-38 and CK-40 keep the approved amount within request, limit and plan`() {
        func entering(_ fen: Int64, _ change: (inout World) -> Void = { _ in }) -> Set<String> {
            let world = before(5, change)
            return world.memory.entering(
                "application", ["amount_approved": .integer(fen)], record: world.application,
                by: Memory.actor(3, of: World.county)
            ).said
        }
        #expect(entering(2_000_000).isEmpty)
        #expect(entering(2_000_001) == ["CK-40 B", "CK-38 B"])
        #expect(
            entering(1_500_001) {
                $0.memory.set($0.application, ["amount_requested": .integer(1_500_000)])
            }
            .subtracting(["CK-39 W"]) == ["CK-40 W", "CK-23 W"])
        // Two of one batch: a fen above its plan.
        func beside(_ fen: Int64) -> (inout World) -> Void {
            { world in
                let other = World.application(
                    of: world.memory.add("person", [:]), world.household, number: "A-2",
                    in: &world.memory)
                world.memory.set(other, ["amount_approved": .integer(fen)])
            }
        }
        #expect(entering(1_000_000, beside(1_000_000)).isEmpty)
        #expect(entering(1_000_000, beside(1_000_001)) == ["CK-38 B"])
        let gone: (inout World) -> Void = { world in
            beside(1_000_001)(&world)
            let other = world.memory.facts.last?.record ?? world.application
            world.memory.happen("withdrawn", "2017-06-20", to: other)
        }
        #expect(entering(1_000_000, gone).isEmpty, "who withdrew needs nothing")
    }

    // MARK: Old facts

    @Test(arguments: [
        ("c2", Value.text("unknown")), ("project_kind", .text("trade")),
        ("income_before", .integer(419_999)), ("amount_requested", .integer(2_000_001)),
    ])
    func `CK-39 finds what changed after the approval`(field: String, value: Value) {
        let found = world.found { $0.memory.set($0.application, [field: value]) }
        #expect(found[.oldFacts] == [world.application])
        let typed = world.memory.entering(
            "application", [field: value], record: world.application)
        #expect(typed.blocks.isEmpty && typed.said.contains("CK-39 H"))
    }

    @Test func `CK-39 is settled by another approval, and told before the first one`() {
        var changed = world
        changed.memory.set(world.application, ["income_before": .integer(410_000)])
        #expect(changed.found == [.oldFacts: [world.application]])
        _ = World.decide("county", "2017-07-13", 3, on: world.application, in: &changed.memory)
        #expect(changed.found.isEmpty)
        let early = before(5) {
            $0.memory.set($0.application, ["income_before": .integer(410_000)])
        }
        let findings = early.memory.before("county_approved", world.application)
        #expect(findings.said == ["CK-39 W"])
    }

    @Test func `what is seen holds no whole identity number, and is not typed`() throws {
        guard case .text(let seen) = world.memory.value(of: world.approval, "seen") else {
            Issue.record("nothing was seen")
            return
        }
        #expect(seen.contains("990101********0022") && !seen.contains("1978"))
        let field = try #require(type("review_decision").field("seen"))
        #expect(!field.field.isTyped && field.field.privacy == .sensitive)
        #expect(field.register.reach == .county && field.register.policy == .immutable)
        #expect(throws: FieldFault("seen", .computed)) {
            try type("review_decision").parse(["seen": "yes"], lookup: world.memory)
        }
        let later = type("review_decision").filled(
            ["application": named(world.application)], office: code(World.town),
            isCreation: false, lookup: world.memory)
        #expect(later["seen"] == nil)
    }

    @Test func `CK-39 finds an agreement that knew of no objection, until it is given again`() {
        var world = before(2)
        let known = world.memory.events(of: world.application)
        world.memory.happen("objected", "2017-06-12", to: world.application)
        let agreed = world.memory.happen(
            "township_agreed", "2017-06-14", to: world.application, seen: known)
        #expect(world.found == [.oldFacts: [world.application]])
        #expect(world.severities(.oldFacts, on: world.application) == [.hold])
        world.memory.happen("objection_rejected", "2017-06-15", to: world.application)
        #expect(world.found == [.oldFacts: [world.application]])
        world.memory.happen("township_agreed", "2017-06-16", to: world.application)
        #expect(world.found.isEmpty)
        #expect(world.memory.events(of: world.application).contains(agreed))
    }

    @Test
    func `CK-39 and CK-40 find a withdrawal that knew of no contract`() {
        var world = world
        let known = Array(world.memory.events(of: world.application).prefix(6))
        world.memory.happen("withdrawn", "2017-07-19", to: world.application, seen: known)
        // It is an alarm where the money is: it went out to one who had given up.
        #expect(
            world.found == [
                .oldFacts: [world.application], .approval: [world.contract, world.payout],
            ])
        #expect(world.severities(.oldFacts, on: world.application) == [.warning])
    }

    @Test func `CK-39 warns of what was said too late`() {
        let world = before(3) {
            $0.memory.happen("village_decided", "2017-06-15", to: $0.application)
        }
        #expect(world.severities(.oldFacts, on: world.application) == [.warning])
    }

    @Test func `an application that came to nothing waits for nobody`() {
        var world = before(5)
        world.memory.set(world.application, ["c1": .text("no")])
        world.memory.add("person", ["id_number": .text(World.id)])
        #expect(Set(world.found.keys) == [.conditions, .duplicatePerson, .oldFacts])
        world.memory.happen("rejected", "2017-07-01", to: world.application)
        #expect(world.memory.findings(world.application).isEmpty)
    }
}
