import Programme
import Replication
import Testing

/// CK-38: what a county plans lies in its fund, by the days in the books.
@Suite("Checks of batches") struct BatchChecksTests {
    /// The fund's 15,000,000 fen; batch 20 of 500,000, due on 1 June 2017, not back; batch 24 of
    /// 2,000,000 planned on 1 July and paid out on 20 July.
    private let world: World

    init() {
        var world = World()
        world.oldLoan(
            of: world.memory.add("person", [:]), nil, lent: "2015-06-01", repaid: nil)
        self.world = world
    }

    /// What is said when batch 25 is planned.
    private func planning(
        _ fen: Int64, on day: String?, _ values: [String: Value] = [:],
        _ change: (inout World) -> Void = { _ in }
    ) -> Set<String> {
        var world = world
        change(&world)
        let plan: [String: Value] = [
            "division": .text(World.county), "batch_no": .integer(25),
            "planned_amount": .integer(fen), "decided_on": day.map { .text($0) } ?? .absent,
        ]
        return world.memory.entering(
            "batch", plan.merging(values) { $1 }, home: World.county,
            by: Memory.actor(4, of: World.county)
        ).said
    }

    private func booked(_ values: [String: Value]) -> (inout World) -> Void {
        { world in
            let entry: [String: Value] = [
                "source": named(world.source), "paid_on": .text("2017-07-01"),
            ]
            world.memory.add("ledger_entry", home: World.county, entry.merging(values) { $1 })
        }
    }

    @Test func `what is lent out or kept for another batch is not planned twice`() {
        // Before batch 24 was decided on; on its day it keeps what it needs; then it is lent out.
        #expect(planning(14_500_000, on: "2017-05-31").isEmpty)
        #expect(planning(14_500_001, on: "2017-05-31") == ["CK-38 B"])
        for day in ["2017-07-01", "2017-07-19", "2017-07-20"] {
            #expect(planning(12_500_000, on: day).isEmpty, "\(day)")
            #expect(planning(13_000_001, on: day) == ["CK-38 B"], "\(day)")
        }
        // 100,000 came back on 14 September.
        #expect(planning(12_500_001, on: "2017-09-13") == ["CK-38 W"])
        #expect(planning(12_600_000, on: "2017-09-14").isEmpty)
        #expect(planning(12_600_000, on: nil).isEmpty, "today")
    }

    @Test func `a loan that was due is taken to have come back, and said`() {
        #expect(planning(14_500_001, on: "2017-05-31") == ["CK-38 B"])
        #expect(planning(14_500_001, on: "2017-06-01") == ["CK-38 W"])
        #expect(planning(15_000_000, on: "2017-06-01") == ["CK-38 W"])
        #expect(planning(15_000_001, on: "2017-06-01") == ["CK-38 B"])
        let back: (inout World) -> Void = { world in
            let old = world.memory.records(of: "contract", where: "batch", equals: .integer(20))[0]
            world.memory.add(
                "ledger_entry", World.entry("repay", old, 500_000, "2017-05-31", "R-o"))
        }
        #expect(planning(15_000_000, on: "2017-06-01", [:], back).isEmpty)
    }

    @Test func `what came in later, went back or is disputed does not lie in the fund`() {
        let later = booked(["kind": .text("source_in"), "amount": .integer(100)])
        #expect(planning(14_500_100, on: "2017-05-31", [:], later) == ["CK-38 B"])
        #expect(planning(12_500_100, on: "2017-07-01", [:], later).isEmpty)
        let back = booked(["kind": .text("return_up"), "amount": .integer(100)])
        #expect(planning(12_499_900, on: "2017-07-01", [:], back).isEmpty)
        #expect(planning(12_999_901, on: "2017-07-01", [:], back) == ["CK-38 B"])
        let disputed = booked([
            "kind": .text("source_in"), "amount": .integer(100), "standing": .text("disputed"),
        ])
        #expect(planning(12_500_001, on: "2017-07-01", [:], disputed) == ["CK-38 W"])
        let reversed: (inout World) -> Void = { $0.reverse($0.booking) }
        #expect(planning(1, on: "2017-07-01", [:], reversed) == ["CK-38 B"])
    }

    @Test func `of two pay-outs on a contract one is lent`() {
        let twice: (inout World) -> Void = { world in
            world.memory.add(
                "ledger_entry",
                World.entry("disburse", world.contract, 2_000_000, "2017-07-21", "P-2"))
        }
        #expect(planning(12_500_000, on: "2017-07-21", [:], twice).isEmpty)
    }

    @Test func `a batch keeps nothing from itself`() {
        for (fen, said) in [(Int64(14_500_000), []), (14_500_001, ["CK-38 W"])] {
            let typed = world.memory.entering(
                "batch", ["planned_amount": .integer(fen)], record: world.batch,
                by: Memory.actor(4, of: World.county))
            #expect(typed.said == Set(said))
        }
    }

    @Test func `another county's money is another county's`() {
        let other: (inout World) -> Void = { world in
            let source = world.memory.add(
                "fund_source", home: "350602", ["amount": .integer(100)])
            world.memory.add(
                "ledger_entry", home: "350602",
                [
                    "kind": .text("source_in"), "source": named(source),
                    "amount": .integer(100), "paid_on": .text("2017-01-01"),
                ])
            let contract = world.memory.add(
                "contract", home: "350602101201", ["batch": .integer(1)])
            world.memory.add(
                "ledger_entry", home: "350602101201",
                World.entry("disburse", contract, 50, "2017-01-02", "P-3"))
        }
        #expect(planning(14_500_000, on: "2017-05-31", [:], other).isEmpty)
        #expect(planning(14_500_001, on: "2017-05-31", [:], other) == ["CK-38 B"])
    }

    @Test func `a batch that is over keeps nothing`() {
        for events in [["cancelled"], ["assessed"], ["assessed", "closed"]] {
            let over: (inout World) -> Void = { world in
                for word in events { world.memory.happen(word, "2017-07-02", to: world.batch) }
            }
            #expect(planning(14_500_000, on: "2017-07-02", [:], over).isEmpty, "\(events)")
        }
        let due: (inout World) -> Void = {
            $0.memory.set($0.batch, ["due_on": .text("2017-07-10")])
        }
        #expect(planning(14_500_000, on: "2017-07-10", [:], due).isEmpty)
        #expect(planning(14_500_000, on: "2017-07-09", [:], due) == ["CK-38 B"])
    }

    @Test func `a batch that is taken over from paper keeps nothing, and stops nothing`() {
        let paper: [String: Value] = [
            "taken_over": .bool(true), "taken_over_on": .text("2017-07-01"),
        ]
        #expect(
            planning(14_500_000, on: "2017-07-01", [:]) { $0.memory.set($0.batch, paper) }.isEmpty)
        #expect(planning(99_000_000, on: "2017-07-01", paper) == ["CK-38 H"])
        #expect(planning(99_000_000, on: "2017-07-02", paper) == ["CK-38 B"])
    }

    @Test func `the list of a batch is approved only if its money is there`() {
        var world = World()
        world.rewind(to: 6)
        func approving() -> Set<String> {
            world.memory.before(
                "approved", world.batch, by: Memory.actor(3, of: World.county)
            ).said
        }
        #expect(approving().isEmpty)
        world.memory.set(world.batch, ["planned_amount": .integer(15_000_001)])
        #expect(approving() == ["CK-38 B"])
        #expect(world.severities(.freeBalance, on: world.batch) == [.hold])
        let screening = world.memory.before(
            "screening", world.batch, by: Memory.actor(3, of: World.county))
        #expect(screening.isEmpty)
    }

    @Test func `once its money is out, only who plans anew is asked`() {
        var world = world
        world.memory.set(world.booking, ["paid_on": .text("2017-07-10")])
        #expect(world.found.isEmpty)
        let typed = world.memory.entering(
            "batch", ["planned_amount": .integer(2_000_001)], record: world.batch,
            by: Memory.actor(4, of: World.county))
        #expect(typed.said == ["CK-38 B"])
    }
}
