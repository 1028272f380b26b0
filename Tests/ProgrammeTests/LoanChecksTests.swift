import Programme
import Replication
import Testing

/// CK-10, 11, 12 and 14: who is aided, and how often.
@Suite("Checks of loans") struct LoanChecksTests {
    private let world = World()

    /// What is said when the township is about to agree.
    private func agreeing(_ change: (inout World) -> Void) -> Set<String> {
        var world = world
        world.rewind(to: 2)
        change(&world)
        return world.memory.before("township_agreed", world.application).said
    }

    @Test func `CK-10 stops an agreement while she owes something`() {
        let open = agreeing {
            $0.oldLoan(of: $0.mother, nil, lent: "2015-05-20", repaid: nil)
        }
        #expect(open == ["CK-10 B"])
        let rest = agreeing { world in
            let old = world.oldLoan(of: world.mother, nil, lent: "2015-05-20", repaid: nil)
            world.memory.add(
                "ledger_entry", World.entry("repay", old, 499_999, "2017-05-10", "R-x"))
        }
        #expect(rest == ["CK-10 B"], "one fen is something")
    }

    @Test func `CK-12 asks why she is aided again, once`() {
        func again(_ values: [String: Value]) -> Set<String> {
            agreeing {
                $0.oldLoan(of: $0.mother, nil, lent: "2013-04-20", repaid: "2015-04-10")
                $0.memory.set($0.application, values)
            }
        }
        #expect(again([:]) == ["CK-12 W"])
        #expect(again(["repeat_reason": .text("扩大养殖")]).isEmpty)
        var changed = world
        changed.oldLoan(of: world.mother, nil, lent: "2013-04-20", repaid: "2015-04-10")
        #expect(changed.found == [.repeatAid: [world.contract]])
        #expect(changed.severities(.repeatAid, on: world.contract) == [.warning])
        changed.memory.set(world.application, ["repeat_reason": .text("扩大养殖")])
        #expect(changed.found.isEmpty)
    }

    @Test func `CK-10 finds two loans of one woman at once, on contract and pay-out`() {
        let found = world.found {
            $0.oldLoan(of: $0.mother, nil, lent: "2015-05-20", repaid: nil)
        }
        #expect(found == [.openLoan: [world.contract, world.payout]])
        #expect(
            world.found { world in
                world.oldLoan(of: world.mother, nil, lent: "2015-05-20", repaid: "2017-07-20")
                world.memory.set(world.application, ["repeat_reason": .text("x")])
            }.isEmpty, "repaid on the day itself")
        let late = world.found { world in
            world.oldLoan(of: world.mother, nil, lent: "2015-05-20", repaid: "2017-07-21")
            world.memory.set(world.application, ["repeat_reason": .text("x")])
        }
        #expect(late == [.openLoan: [world.contract, world.payout]])
    }

    @Test func `CK-10 stops the pay-out of a contract that was signed beside another`() {
        var world = world
        world.memory.remove(world.payout)
        world.memory.remove(world.repayment)
        world.memory.set(world.application, ["repeat_reason": .text("x")])
        world.oldLoan(of: world.mother, nil, lent: "2017-07-21", repaid: nil)
        let contract = world.memory.entering("contract", [:], record: world.contract)
        #expect(contract.isEmpty, "nothing was owed when it was signed")
        let payout = World.entry("disburse", world.contract, 2_000_000, "2017-07-21", "P-1")
        #expect(world.memory.entering("ledger_entry", payout).blocks == ["CK-10 mother"])
    }

    @Test func `an application that led to a loan is not held by the next one`() {
        var world = world
        world.memory.set(world.application, ["repeat_reason": .text("x")])
        world.memory.add(
            "ledger_entry", World.entry("repay", world.contract, 1_900_000, "2017-10-01", "R-2"))
        world.oldLoan(of: world.mother, nil, lent: "2017-10-10", repaid: nil)
        #expect(!world.memory.findings(world.application).said.contains("CK-10 H"))
    }

    @Test func `CK-10 knows one woman under two records`() {
        let said = agreeing { world in
            let twin = world.memory.add("person", ["relation": .text("mother")])
            world.oldLoan(of: twin, nil, lent: "2015-05-20", repaid: nil)
            world.link(world.mother, twin)
        }
        #expect(said == ["CK-10 B"])
        let apart = agreeing { world in
            let twin = world.memory.add("person", ["relation": .text("mother")])
            world.oldLoan(of: twin, nil, lent: "2015-05-20", repaid: nil)
            let link = world.link(world.mother, twin)
            world.memory.set(link, ["undone_on": .text("2017-10-02")])
        }
        #expect(apart.isEmpty)
    }

    @Test func `CK-11 stops while another of the household owes something`() {
        let made = agreeing { world in
            let aunt = world.memory.add("person", ["name": .text("蔡秀英")])
            world.oldLoan(of: aunt, world.household, lent: "2015-05-20", repaid: nil)
        }
        #expect(made == ["CK-11 B"], "a loan made for the household")
        let brought = agreeing { world in
            let aunt = world.memory.add(
                "person", ["name": .text("蔡秀英"), "household": named(world.household)])
            world.oldLoan(of: aunt, nil, lent: "2015-05-20", repaid: nil)
        }
        #expect(brought == ["CK-11 B"], "a loan that a member brought with her")
        let own = agreeing {
            $0.oldLoan(of: $0.mother, $0.household, lent: "2013-04-20", repaid: "2015-04-10")
        }
        #expect(own == ["CK-12 W"], "her own loan is no other's")
        let found = world.found { world in
            let aunt = world.memory.add("person", ["name": .text("蔡秀英")])
            world.oldLoan(of: aunt, world.household, lent: "2015-05-20", repaid: nil)
        }
        #expect(found == [.householdLoan: [world.contract, world.payout]])
    }

    // MARK: Two applications

    @Test func `CK-14 finds her twice in one batch, in two villages`() {
        var world = world
        world.rewind(to: 2)
        let other = World.application(
            of: world.mother, world.memory.add("household", [:]), number: "A-2",
            home: "350603101202", in: &world.memory)
        #expect(world.found == [.twiceInBatch: [world.application, other]])
        #expect(world.severities(.twiceInBatch, on: other) == [.hold])
        #expect(
            world.memory.before("township_agreed", world.application).blocks == ["CK-14 mother"])
        let typed = world.memory.entering(
            "application", ["mother": named(world.mother), "batch": .integer(24)])
        #expect(typed.blocks == ["CK-14 mother"])
        // What is written of an application that is here is not in the way.
        let edit = world.memory.entering("application", [:], record: world.application)
        #expect(edit.said == ["CK-14 H"])
        world.memory.happen("withdrawn", "2017-06-10", to: other)
        #expect(world.found.isEmpty)
    }

    @Test func `CK-14 knows one woman under two records`() {
        var world = world
        world.rewind(to: 2)
        let twin = world.memory.add("person", ["relation": .text("mother")])
        let other = World.application(
            of: twin, world.memory.add("household", [:]), number: "A-2", home: "350603101202",
            in: &world.memory)
        #expect(world.found.isEmpty)
        let link = world.link(twin, world.mother)
        #expect(world.found == [.twiceInBatch: [world.application, other]])
        #expect(world.memory.affected(link).isSuperset(of: [world.application, other]))
    }

    @Test func `CK-10 holds applications of one woman in two batches`() {
        var world = world
        world.rewind(to: 2)
        let other = World.application(
            of: world.mother, world.household, number: "A-2", in: &world.memory)
        world.memory.set(other, ["batch": .integer(25)])
        #expect(world.found == [.openLoan: [world.application, other]])
        #expect(world.severities(.openLoan, on: other) == [.hold])
        #expect(world.memory.before("township_agreed", world.application).said == ["CK-10 H"])
        world.rewind(to: 5)
        #expect(
            world.memory.before("county_approved", world.application).blocks.contains(
                "CK-10 mother"))
    }

    @Test func `CK-10 holds an application while a contract of hers waits for its money`() {
        var world = world
        world.memory.remove(world.payout)
        world.memory.remove(world.repayment)
        let other = World.application(
            of: world.mother, world.household, number: "A-2", in: &world.memory)
        world.memory.set(other, ["batch": .integer(25), "amount_approved": .absent])
        #expect(world.found == [.openLoan: [other]])
        world.memory.happen("cancelled", "2017-08-01", to: world.contract)
        #expect(world.memory.findings(other).isEmpty)
    }

    @Test func `CK-14 finds two contracts of her in one batch`() {
        var world = world
        let second = world.memory.add(
            "contract",
            [
                "contract_no": .text("LW24-02"), "mother": named(world.mother),
                "household": named(world.household), "batch": .integer(24),
                "principal": .integer(1_000_000), "signed_on": .text("2017-07-19"),
            ])
        #expect(
            world.found == [.twiceInBatch: [world.contract, second], .approval: [second]])
        let typed = world.memory.entering(
            "contract",
            [
                "mother": named(world.mother), "batch": .integer(24),
                "signed_on": .text("2017-07-19"),
            ])
        #expect(typed.blocks.contains("CK-14 mother"))
        world.memory.happen("cancelled", "2017-07-19", to: second)
        #expect(world.memory.findings(world.contract).isEmpty)
    }
}
