import Programme
import Replication
import Testing

/// CK-36 and CK-40 to CK-49: what is paid out, comes back and is booked.
@Suite("Checks of money") struct MoneyChecksTests {
    private let world = World()

    /// The world before money is paid out, with a change.
    private func unpaid(_ change: (inout World) -> Void = { _ in }) -> World {
        var world = world
        world.memory.remove(world.payout)
        world.memory.remove(world.repayment)
        change(&world)
        return world
    }

    private func paying(
        _ amount: Int64 = 2_000_000, on day: String = "2017-07-20",
        _ change: (inout World) -> Void = { _ in }
    ) -> Set<String> {
        let world = unpaid(change)
        return world.memory.entering(
            "ledger_entry", World.entry("disburse", world.contract, amount, day, "P-9")
        ).blocks
    }

    // MARK: The contract and its approval

    /// What is said when a contract is entered.
    private func signing(
        _ values: [String: Value] = [:], _ change: (inout World) -> Void = { _ in }
    ) -> Set<String> {
        var world = world
        world.rewind(to: 6)
        change(&world)
        let contract = self.world.memory.facts.first { $0.record == self.world.contract }
        return world.memory.entering(
            "contract", (contract?.values ?? [:]).merging(values) { $1 }
        ).blocks
    }

    @Test func `CK-40 lets a contract stand on an approval, no longer and for no more`() {
        #expect(signing().isEmpty)
        #expect(signing(["signed_on": .text("2017-10-10")]).isEmpty, "the last day")
        #expect(signing(["signed_on": .text("2017-10-11")]) == ["CK-40 application"])
        #expect(signing(["signed_on": .text("2017-07-11")]) == ["CK-40 application"])
        #expect(signing(["principal": .integer(1_999_999)]).isEmpty)
        #expect(signing(["principal": .integer(2_000_001)]) == ["CK-40 principal"])
        #expect(signing(["application": .absent]) == ["CK-40 application"])
        #expect(signing(["batch": .integer(25)]) == ["CK-40 application"])
        #expect(signing { $0.rewind(to: 5) } == ["CK-40 application"])
        #expect(
            signing { $0.memory.happen("held", "2017-07-15", to: $0.application) }
                == ["CK-40 application"])
        #expect(
            signing { $0.memory.happen("withdrawn", "2017-07-25", to: $0.application) }
                == ["CK-40 application"], "what has happened since counts too")
    }

    @Test func `CK-40 lets one woman sign one contract on an approval`() {
        var world = world
        world.rewind(to: 6)
        let other = world.memory.add("person", ["relation": .text("mother")])
        let typed = world.memory.entering(
            "contract",
            [
                "mother": named(other), "application": named(world.application),
                "batch": .integer(24), "principal": .integer(1), "signed_on": .text("2017-07-20"),
            ])
        #expect(typed.blocks == ["CK-40 application"])
        let second = self.world.memory.entering(
            "contract",
            [
                "mother": named(world.mother), "application": named(world.application),
                "batch": .integer(24), "principal": .integer(1), "signed_on": .text("2017-07-20"),
            ])
        #expect(second.blocks == ["CK-40 application", "CK-14 mother", "CK-10 mother"])
    }

    // MARK: Pay-outs

    @Test func `CK-40 pays what the contract says, under an approval that holds`() {
        #expect(paying().isEmpty)
        #expect(paying(on: "2017-10-10").isEmpty)
        #expect(paying(on: "2017-10-11") == ["CK-40 contract"])
        #expect(paying(1_999_999) == ["CK-40 amount"])
        #expect(paying(2_000_001).contains("CK-40 amount"))
        #expect(
            paying { $0.memory.set($0.application, ["amount_approved": .integer(1_999_999)]) }
                == ["CK-40 contract"])
        #expect(
            paying { $0.memory.happen("held", "2017-07-15", to: $0.application) }
                == ["CK-40 contract"])
        #expect(
            paying { $0.memory.happen("held", "2017-07-15", to: $0.contract) }
                == ["CK-40 contract"])
        #expect(
            paying { $0.memory.happen("cancelled", "2017-07-25", to: $0.contract) }
                == ["CK-40 contract"])
    }

    @Test func `CK-40 judges what was paid by its own day`() {
        let since = world.found { $0.memory.happen("held", "2017-07-21", to: $0.application) }
        #expect(since.isEmpty, "nobody knew of it when the money was handed over")
        let before = world.found { $0.memory.happen("held", "2017-07-19", to: $0.application) }
        #expect(before == [.approval: [world.contract, world.payout]])
        let settled = world.found {
            $0.memory.happen("held", "2017-07-19", to: $0.application)
            $0.memory.happen("released", "2017-10-01", to: $0.application)
        }
        #expect(settled.isEmpty, "a person has looked")
        #expect(
            world.found { $0.memory.happen("held", "2017-07-19", to: $0.contract) }
                == [.approval: [world.payout]])
    }

    @Test func `CK-40 lets a town pay out no more of a batch than it has received`() {
        func received(_ values: [String: Value]) -> Set<String> {
            paying { $0.memory.set($0.allocation, values) }
        }
        #expect(received(["received_amount": .integer(1_999_999)]) == ["CK-40 amount"])
        #expect(received(["received_on": .text("2017-07-20")]).isEmpty)
        #expect(received(["received_on": .text("2017-07-21")]) == ["CK-40 amount"])
        #expect(received(["received_on": .absent]) == ["CK-40 amount"])
        #expect(received(["batch": .integer(23)]) == ["CK-40 amount"])
        #expect(received(["town": .text("350603102")]) == ["CK-40 amount"])
    }

    @Test func `CK-40 counts what the town has paid to others by that day`() {
        func other(on day: String, home: String = "350603101202", batch: Int64 = 24)
            -> (inout World) -> Void
        {
            { world in
                let contract = world.memory.add(
                    "contract", home: home,
                    ["batch": .integer(batch), "principal": .integer(1)])
                world.memory.add(
                    "ledger_entry", home: home, World.entry("disburse", contract, 1, day, "P-5"))
            }
        }
        #expect(paying(2_000_000, other(on: "2017-07-20")) == ["CK-40 amount"])
        #expect(
            paying(2_000_000, other(on: "2017-07-21")).isEmpty, "that one is above, not this one")
        #expect(paying(2_000_000, other(on: "2017-07-20", home: "350603102201")).isEmpty)
        #expect(paying(2_000_000, other(on: "2017-07-20", batch: 23)).isEmpty)
    }

    @Test func `CK-41 finds a second pay-out, and a reversal settles it`() {
        let second = World.entry("disburse", world.contract, 2_000_000, "2017-07-21", "P-2")
        let typed = world.memory.entering("ledger_entry", second)
        #expect(typed.blocks.contains("CK-41 contract"))
        var world = world
        let entry = world.memory.add("ledger_entry", second)
        #expect(world.found[.secondPayout] == [world.payout, entry])
        #expect(world.severities(.secondPayout, on: entry) == [.hold])
        var disputed = world
        disputed.memory.set(entry, ["standing": .text("disputed")])
        #expect(disputed.found.isEmpty)
        world.reverse(entry)
        #expect(world.found.isEmpty)
    }

    // MARK: Receipts and repayments

    @Test func `CK-42 finds a receipt typed twice, and a reversal settles it`() {
        var world = world
        let copy = world.memory.add(
            "ledger_entry", World.entry("repay", world.contract, 100_000, "2017-09-14", "R-1"))
        world.memory.stamps[copy] = stamped(1, of: World.village)
        #expect(world.found == [.numberTwice: [world.repayment, copy]])
        #expect(world.severities(.numberTwice, on: copy) == [.hold])
        let reversal = world.reverse(copy)
        world.memory.set(reversal, ["receipt_no": .text("R-1")])
        #expect(world.found.isEmpty, "what a reversal is called is no matter")
    }

    @Test func `CK-42 finds a contract number used twice`() {
        var world = world
        let copy = world.memory.add("contract", ["contract_no": .text("LW24-01")])
        #expect(world.found == [.numberTwice: [world.contract, copy]])
    }

    @Test(
        arguments: [
            ("2017-09-11", 100_000, World.town, true), ("2017-09-10", 100_000, World.town, false),
            ("2017-09-17", 100_000, World.town, true), ("2017-09-18", 100_000, World.town, false),
            ("2017-09-14", 100_001, World.town, false),
            ("2017-09-14", 100_000, World.village, false),
        ] as [(String, Int64, String, Bool)])
    func `CK-43 asks whether two offices booked one payment`(
        day: String, amount: Int64, office: String, isAsked: Bool
    ) {
        var world = world
        let values = World.entry("repay", world.contract, amount, day, "R-2")
        let typed = world.memory.entering(
            "ledger_entry", values, by: Memory.actor(2, of: office))
        #expect(typed.said == (isAsked ? ["CK-43 H"] : []))
        let entry = world.memory.add("ledger_entry", values)
        world.memory.stamps[entry] = stamped(2, of: office)
        #expect(world.found == (isAsked ? [.paidTwice: [world.repayment, entry]] : [:]))
        world.reverse(entry)
        #expect(world.found.isEmpty)
    }

    @Test(
        arguments: [
            (2_000_000, "2017-09-14", false), (2_000_001, "2017-09-14", true),
            (100_000, "2017-07-20", false), (100_000, "2017-07-19", true),
        ] as [(Int64, String, Bool)])
    func `CK-44 finds a fen too much and a day too early`(
        amount: Int64, day: String, isFound: Bool
    ) {
        let found = world.found {
            $0.memory.set($0.repayment, ["amount": .integer(amount), "paid_on": .text(day)])
        }
        #expect(found == (isFound ? [.overpaid: [world.repayment]] : [:]))
        #expect(Check.overpaid.severity == .hold)
    }

    @Test func `CK-44 counts the pay-out that counts`() {
        let reversed = world.found { $0.reverse($0.payout) }
        #expect(reversed == [.overpaid: [world.repayment]])
        var twice = world
        twice.memory.add(
            "ledger_entry", World.entry("disburse", world.contract, 2_000_000, "2017-07-21", "P-2"))
        twice.memory.set(world.repayment, ["amount": .integer(2_000_001)])
        #expect(twice.found[.overpaid] == [world.repayment])
    }

    @Test func `CK-45 warns of another fee than agreed, or than the rules set`() {
        func fee(_ amount: Int64, _ change: (inout World) -> Void = { _ in }) -> Set<String> {
            var world = world
            change(&world)
            let values = World.entry("fee", world.contract, amount, "2017-07-20", "F-1")
            return world.memory.entering("ledger_entry", values).said
        }
        #expect(fee(1) == ["CK-45 W"], "none is agreed")
        #expect(
            fee(30_000) { $0.memory.set($0.contract, ["management_fee": .integer(30_000)]) }
                .isEmpty)
        #expect(
            fee(29_999) { $0.memory.set($0.contract, ["management_fee": .integer(30_000)]) }
                == ["CK-45 W"])
        let rate: (inout World) -> Void = {
            $0.memory.add(
                "parameter", home: World.county,
                [
                    "name": .text("P-40"), "division": .text(World.county),
                    "valid_from": .text("2017-01-01"), "value": .integer(15),
                ])
        }
        #expect(fee(30_000, rate).isEmpty && fee(29_999, rate) == ["CK-45 W"])
    }

    // MARK: Confirming

    @Test func `CK-36 asks for another person to confirm than entered or approved`() {
        let confirmed: [String: Value] = ["standing": .text("confirmed")]
        func confirming(_ entry: RecordID, by user: UInt64) -> Set<String> {
            world.memory.entering(
                "ledger_entry", confirmed, record: entry,
                by: Memory.actor(user, of: World.county)
            ).said
        }
        #expect(confirming(world.payout, by: 4).isEmpty)
        #expect(confirming(world.payout, by: 2) == ["CK-36 B"], "entered it")
        #expect(confirming(world.payout, by: 3) == ["CK-36 B"], "approved it")
        #expect(confirming(world.repayment, by: 3).isEmpty)
        #expect(confirming(world.repayment, by: 1) == ["CK-36 B"])
        let found = world.found {
            $0.memory.set($0.payout, confirmed)
            $0.memory.fieldStamps[$0.payout] = ["standing": stamped(2)]
        }
        #expect(found == [.separation: [world.payout]])
        let fine = world.found {
            $0.memory.set($0.payout, confirmed)
            $0.memory.fieldStamps[$0.payout] = ["standing": stamped(4)]
        }
        #expect(fine.isEmpty)
    }

    @Test func `what is wrong with a pay-out does not keep finance from saying that it happened`() {
        var world = world
        world.memory.remove(world.allocation)
        let typed = world.memory.entering(
            "ledger_entry", ["standing": .text("confirmed")], record: world.payout,
            by: Memory.actor(4, of: World.county))
        #expect(typed.said == ["CK-40 H"])
    }

    // MARK: Sources and reversals

    @Test func `CK-46 finds a source that is off by one fen, or was never booked`() {
        for amount in [Int64(14_999_999), 15_000_001] {
            let off = world.found { $0.memory.set($0.booking, ["amount": .integer(amount)]) }
            #expect(off == [.sources: [world.source]])
        }
        let unbooked = world.found { $0.memory.remove($0.booking) }
        #expect(unbooked == [.sources: [world.source]])
        let reversed = world.found { $0.reverse($0.booking) }
        #expect(reversed == [.sources: [world.source]])
        #expect(Check.sources.severity == .hold)
    }

    @Test(arguments: [(15_000_000, false), (15_000_001, true)] as [(Int64, Bool)])
    func `CK-46 finds that more went back than came`(amount: Int64, isFound: Bool) {
        let found = world.found { world in
            world.memory.add(
                "ledger_entry", home: World.county,
                [
                    "kind": .text("return_up"), "source": named(world.source),
                    "amount": .integer(amount), "paid_on": .text("2017-10-01"),
                ])
        }
        #expect(found == (isFound ? [.sources: [world.source]] : [:]))
    }

    @Test(arguments: [1, 1_999_999, 2_000_001, nil] as [Int64?])
    func `CK-49 finds a reversal of another amount`(amount: Int64?) {
        let values: [String: Value] = [
            "kind": .text("reverse"), "reverses": named(world.repayment), "reason": .text("x"),
            "amount": amount.map { .integer($0) } ?? .absent,
        ]
        #expect(world.memory.entering("ledger_entry", values).blocks == ["CK-49 reverses"])
        var world = world
        let reversal = world.memory.add("ledger_entry", values)
        #expect(world.found == [.reversal: [reversal]])
    }

    @Test func `CK-49 finds a second reversal, and that of nothing that stands`() {
        var world = world
        let first = world.reverse(world.repayment)
        #expect(world.found.isEmpty)
        let second = world.reverse(world.repayment)
        #expect(world.found == [.reversal: [first, second]])
        #expect(world.memory.affected(second).contains(first))
        #expect(world.memory.affected(world.repayment).isSuperset(of: [first, second]))
        var again = self.world
        let undoing = again.reverse(again.reverse(again.repayment))
        #expect(again.found == [.reversal: [undoing]])
        let nothing = self.world.memory.entering(
            "ledger_entry",
            ["kind": .text("reverse"), "reverses": named(RecordID(high: 9, low: 9))])
        #expect(nothing.blocks == ["CK-49 reverses"])
    }
}
