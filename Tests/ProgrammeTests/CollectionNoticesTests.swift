import Programme
import Replication
import Testing

/// The notices to repay that the nightly run drafts, one month before the loan is due.
@Suite("Collection notices") struct CollectionNoticesTests {
    /// A world in which one loan was lent on a day, due when the program says.
    private static func lent(_ day: String) -> World {
        var world = World()
        let dates = type("contract").filled(
            ["signed_on": .text(day)], office: code(World.town), isCreation: true,
            lookup: world.memory
        ).filter { ["signed_on", "due_on"].contains($0.key) }
        world.memory.set(world.contract, dates)
        world.memory.set(world.payout, ["paid_on": .text(day)])
        return world
    }

    private static func drafts(_ world: World, night: String) -> [[String: Value]] {
        CollectionNotices.drafts(for: world.contract, on: day(night), lookup: world.memory)
    }

    @Test(arguments: [
        ("2013-04-15", "2015-04-15", "2015-03-15", "2015-03-14"),
        ("2015-03-31", "2017-03-31", "2017-02-28", "2017-02-27"),
        ("2016-02-29", "2018-02-28", "2018-01-28", "2018-01-27"),
        ("2014-03-31", "2016-03-31", "2016-02-29", "2016-02-28"),
        ("2015-01-31", "2017-01-31", "2016-12-31", "2016-12-30"),
        // A month before 1 October is no holiday, and the day would not move if it were.
        ("2015-11-01", "2017-11-01", "2017-10-01", "2017-09-30"),
    ])
    func `the notices lie there on the morning of the day by which they must be served`(
        lent: String, due: String, issue: String, night: String
    ) throws {
        let world = Self.lent(lent)
        let drafts = Self.drafts(world, night: night)
        #expect(drafts.count == 2)
        #expect(
            Set(drafts.map { $0["level"] }) == [.text("county_to_town"), .text("town_to_mother")])
        for draft in drafts {
            #expect(draft["due_on"] == .text(due) && draft["issue_by"] == .text(issue))
            #expect(draft["contract"] == named(world.contract))
            #expect(draft["amount_due"] == .integer(1_900_000))
            #expect(type("collection_notice").missing(in: draft) == nil)
        }
        let before = try #require(day(night).adding(days: -1))
        #expect(Self.drafts(world, night: before.description).isEmpty)
        #expect(Self.drafts(world, night: "2019-12-31").count == 2, "later is better than never")
    }

    @Test func `each notice is drafted once, and another due day wants another one`() throws {
        var world = Self.lent("2013-04-15")
        let night = "2015-03-14"
        var drafts = Self.drafts(world, night: night)
        try #require(drafts.count == 2)
        world.memory.add("collection_notice", drafts[0])
        #expect(Self.drafts(world, night: night).map { $0["level"] } == [drafts[1]["level"]])
        world.memory.add("collection_notice", drafts[1])
        #expect(Self.drafts(world, night: night).isEmpty)
        world.memory.set(world.contract, ["due_on": .text("2015-04-10")])
        drafts = Self.drafts(world, night: night)
        #expect(drafts.map { $0["due_on"] } == [.text("2015-04-10"), .text("2015-04-10")])
    }

    @Test func `who owes nothing gets no notice`() {
        let night = "2019-06-30"
        let world = World()
        #expect(Self.drafts(world, night: night).count == 2)
        var repaid = world
        repaid.memory.set(world.repayment, ["amount": .integer(2_000_000)])
        #expect(Self.drafts(repaid, night: night).isEmpty)
        var unpaid = world
        unpaid.reverse(world.payout)
        #expect(Self.drafts(unpaid, night: night).isEmpty)
        var disputed = repaid
        disputed.memory.set(world.repayment, ["standing": .text("disputed")])
        #expect(Self.drafts(disputed, night: night).count == 2)
        var written = world
        written.memory.happen("written_off", "2019-01-01", to: world.contract)
        #expect(Self.drafts(written, night: night).isEmpty)
    }

    @Test func `the county may give more notice`() {
        var world = World()
        world.memory.add(
            "parameter", home: World.county,
            [
                "name": .text("P-36"), "division": .text(World.county),
                "valid_from": .text("2017-01-01"), "value": .integer(2),
            ])
        let drafts = Self.drafts(world, night: "2019-05-19")
        #expect(drafts.map { $0["issue_by"] } == [.text("2019-05-20"), .text("2019-05-20")])
        #expect(Self.drafts(world, night: "2019-05-18").isEmpty)
    }
}
