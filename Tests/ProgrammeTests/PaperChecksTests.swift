import Programme
import Replication
import Testing

/// CK-30, 32, 34 and 35: what villages decide and put up in public, and who stands for a loan.
@Suite("Checks of papers") struct PaperChecksTests {
    private let world = World()

    /// The world before the township agrees, with a change.
    private func noticed(_ change: (inout World) -> Void) -> World {
        var world = world
        world.rewind(to: 2)
        change(&world)
        return world
    }

    // MARK: Notices

    @Test(arguments: [
        ["days": Value.integer(6)], ["channels": .list([.text("group_board")])],
        ["channels": .absent], ["start_photo": .absent], ["end_photo": .absent],
        ["closed_on": .text("2017-06-11")],
    ])
    func `CK-30 finds what a notice lacks, and stops the agreement that rests on it`(
        values: [String: Value]
    ) {
        let world = noticed { $0.memory.set($0.notice, values) }
        #expect(world.found == [.notice: [world.notice]])
        #expect(world.severities(.notice, on: world.notice) == [.hold])
        #expect(
            world.memory.before("township_agreed", world.application).blocks
                == ["CK-30 application"])
        let complete = self.world.memory.facts.first { $0.record == world.notice }?.values ?? [:]
        let typed = world.memory.entering("public_notice", complete.merging(values) { $1 })
        #expect(Set(typed.map(\.severity)) == [.block])
    }

    @Test func `CK-30 counts from the day after the first`() {
        // From the 5th, seven days: to the 12th.
        let values: (String) -> [String: Value] = { ["closed_on": .text($0)] }
        func closing(_ day: String) -> [Finding] {
            world.memory.entering("public_notice", values(day), record: world.notice)
        }
        #expect(closing("2017-06-11").said == ["CK-30 B"])
        #expect(closing("2017-06-12").isEmpty && closing("2017-06-13").isEmpty)
    }

    @Test func `CK-30 takes as many days as the county says`() {
        var world = world
        world.memory.add(
            "parameter", home: World.county,
            [
                "name": .text("P-05"), "division": .text(World.county),
                "valid_from": .text("2017-06-05"), "value": .integer(8),
            ])
        #expect(world.found[.notice]?.contains(world.notice) == true)
        world.memory.set(world.notice, ["starts_on": .text("2017-06-04")])
        #expect(world.found.isEmpty, "it did not hold yet")
    }

    @Test func `CK-30 stops nobody from taking down what was put up wrongly`() {
        let world = noticed {
            $0.memory.set(
                $0.notice, ["start_photo": .absent, "closed_on": .absent, "end_photo": .absent])
        }
        let end: [String: Value] = ["closed_on": .text("2017-06-13"), "end_photo": .text("2.jpg")]
        let typed = world.memory.entering("public_notice", end, record: world.notice)
        #expect(typed.said == ["CK-30 H"])
    }

    @Test func `CK-30 waits for the end of the notice`() {
        var world = noticed {
            $0.memory.set($0.notice, ["closed_on": .absent, "end_photo": .absent])
        }
        #expect(world.found.isEmpty)
        func said() -> Set<String> {
            world.memory.before("township_agreed", world.application).said
        }
        #expect(said() == ["CK-30 B"])
        // Another notice of the same list counts from its own days.
        let again = world.memory.facts.first { $0.record == self.world.notice }?.values ?? [:]
        world.memory.add(
            "public_notice",
            again.merging([
                "number": .text("G-2"), "starts_on": .text("2017-06-13"),
                "closed_on": .text("2017-06-21"), "end_photo": .text("4.jpg"),
            ]) { $1 })
        #expect(said().isEmpty)
    }

    @Test(arguments: [("kind", "announcement"), ("subject_kind", "fund_use")])
    func `CK-30 asks nothing of other notices`(field: String, word: String) {
        let found = world.found {
            $0.memory.set($0.notice, [field: .text(word), "days": .integer(1)])
        }
        #expect(found.isEmpty)
    }

    // MARK: Reviews

    @Test(
        arguments: [
            (["present": 5, "votes_for": 3], "present"), (["present": 7], "votes_for"),
            (["votes_for": 5], "votes_for"), (["votes_for": 3, "votes_against": 2], "votes_for"),
            (["eligible": 5], "present"), (["eligible": 10], "present"),
            (["eligible": 0, "present": 0], "present"),
        ] as [([String: Int64], String)])
    func `CK-32 finds what is wrong with a vote`(count: [String: Int64], field: String) {
        let values = count.mapValues { Value.integer($0) }
        let typed = world.memory.entering("village_review", values, record: world.review)
        #expect(typed.blocks.contains("CK-32 \(field)"))
        let world = noticed { $0.memory.set($0.review, values) }
        #expect(world.found == [.review: [world.review]])
        #expect(
            world.memory.before("township_agreed", world.application).blocks
                == ["CK-32 application"])
    }

    @Test(
        arguments: [
            (["eligible": 9, "present": 6], true), (["eligible": 10, "present": 6], false),
            (["eligible": 6, "present": 6], true),
            (["present": 7, "eligible": 10, "abstain": 2], true),
            (["votes_for": 4, "votes_against": 2, "abstain": 0], true),
            (["votes_for": 3, "votes_against": 0, "abstain": 3], false),
        ] as [([String: Int64], Bool)])
    func `CK-32 takes two thirds for a quorum, and more than half for a majority`(
        count: [String: Int64], passes: Bool
    ) {
        let values = count.mapValues { Value.integer($0) }
        let typed = world.memory.entering("village_review", values, record: world.review)
        #expect(typed.isEmpty == passes)
    }

    @Test func `CK-32 asks for minutes, and for a majority only where it is an agreement`() {
        let bare = world.memory.entering(
            "village_review", ["minutes_no": .absent], record: world.review)
        #expect(bare.blocks == ["CK-32 minutes_no"])
        let refused: [String: Value] = [
            "kind": .text("villager_representatives"), "votes_for": .integer(1),
            "votes_against": .integer(5), "abstain": .integer(0),
        ]
        #expect(
            world.memory.entering("village_review", refused, record: world.review).isEmpty)
    }

    // MARK: Guarantors

    @Test(arguments: [["village": Value.text("350603101202")], ["sealed": .bool(false)]])
    func `CK-34 wants a cadre of her village, and his seal`(values: [String: Value]) {
        let typed = world.memory.entering("guarantor", values, record: world.guarantor)
        #expect(typed.blocks.count == 1 && typed.said == ["CK-34 B"])
        let found = world.found { $0.memory.set($0.guarantor, values) }
        #expect(found == [.guarantor: [world.guarantor, world.payout]])
    }

    @Test func `CK-34 stops contract and pay-out while nobody stands for it`() {
        var world = world
        #expect(world.memory.before("ready", world.contract).isEmpty)
        let payout = World.entry("disburse", world.contract, 2_000_000, "2017-07-20", "P-1")
        for record in [world.payout, world.repayment, world.guarantor] {
            world.memory.remove(record)
        }
        #expect(world.memory.before("ready", world.contract).blocks == ["CK-34 contract"])
        #expect(world.memory.entering("ledger_entry", payout).blocks == ["CK-34 contract"])
        _ = World.guarantor(of: world.contract, in: &world.memory)
        #expect(world.memory.entering("ledger_entry", payout).isEmpty)
    }

    @Test(arguments: [9, 10])
    func `CK-35 warns of an eleventh contract of one cadre`(others: Int) {
        var world = world
        var contracts: [RecordID] = []
        for number in 0..<others {
            let contract = world.memory.add("contract", ["contract_no": .text("X-\(number)")])
            _ = World.guarantor(of: contract, in: &world.memory)
            contracts.append(contract)
        }
        let isOver = others == 10
        let finding = world.memory.findings(world.guarantor)
        #expect(finding.said == (isOver ? ["CK-35 W"] : []))
        guard isOver else { return }
        // Contracts without money are open ones; those that are cancelled or repaid are not.
        var cancelled = world
        cancelled.memory.happen("cancelled", "2017-08-01", to: contracts[0])
        #expect(cancelled.memory.findings(world.guarantor).isEmpty)
        world.memory.add(
            "ledger_entry", World.entry("repay", world.contract, 1_899_999, "2017-10-01", "R-2"))
        #expect(world.memory.findings(world.guarantor).said == ["CK-35 W"])
        world.memory.add(
            "ledger_entry", World.entry("repay", world.contract, 1, "2017-10-01", "R-3"))
        #expect(world.memory.findings(world.guarantor).isEmpty)
    }

    @Test func `CK-35 counts one cadre of one village`() {
        var world = world
        for number in 0..<11 {
            let contract = world.memory.add("contract", ["contract_no": .text("X-\(number)")])
            let guarantor = World.guarantor(of: contract, in: &world.memory)
            world.memory.set(guarantor, ["village": .text("350603101202")])
        }
        #expect(world.memory.findings(world.guarantor).isEmpty)
    }
}
