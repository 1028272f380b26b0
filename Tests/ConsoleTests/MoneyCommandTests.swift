import Console
import Foundation
import Programme
import Support
import Testing

/// Money at the command line: what is reversed, and what a report says.
@Suite("Money", .temporaryDirectory)
struct MoneyCommandTests {
    private let county = "350603"

    private func world() throws -> (world: World, payout: String) {
        let world = try World.small(TemporaryDirectory.path)
        let village = "350603101201"
        try world.done(county, "add", "household", "village=\(village)", "number=B-01")
        try world.done(
            county, "add", "person", "name=王秀英", "village=\(village)", "relation=mother",
            "household=B-01")
        // Of paper times: nobody approved it here.
        try world.done(
            county, "add", "batch", "batch_no=24", "taken_over=true", "taken_over_on=2017-07-14")
        try world.done(
            county, "add", "contract", "contract_no=C-1", "household=B-01", "mother=王秀英",
            "batch=24", "principal=20000", "signed_on=2017-07-12")
        try world.done(
            county, "add", "ledger_entry", "kind=disburse", "contract=C-1", "amount=20000",
            "paid_on=2017-07-14", "receipt_no=P-1")
        return (world, "P-1")
    }

    private func reverse(_ world: World, _ entry: String, _ words: String...) -> Said {
        world.run(
            county,
            [
                "add", "ledger_entry", "kind=reverse", "reverses=\(entry)", "reason=录错",
                "paid_on=2017-07-15",
            ] + words)
    }

    private func lent(_ world: World) throws -> Int? {
        let figures = try world.json(county, "report", "national").rows("figures")
        return figures.first { $0["figure"] as? String == "lent" }?["value"] as? Int
    }

    @Test func `a reversal is of the whole amount, once, and of an entry`() throws {
        let (world, payout) = try world()
        let other = reverse(world, payout, "amount=1")
        #expect(other.code == .refused && other.err.contains("CK-49"))
        #expect(try lent(world) == 2_000_000)
        let filled = reverse(world, payout, "receipt_no=S-1")
        #expect(filled.code == .done, "\(filled.err)")
        #expect(filled.out.contains("20000"))
        #expect(try lent(world) == 0)
        #expect(reverse(world, payout).err.contains("CK-49"))
        #expect(reverse(world, "S-1").err.contains("CK-49"))
        #expect(reverse(world, String(repeating: "0", count: 32)).code == .refused)
    }

    @Test func `what went past the check is a hold at the county`() throws {
        let (world, payout) = try world()
        let said = reverse(world, payout, "amount=1", "--unchecked")
        #expect(said.code == .done)
        let again = reverse(world, payout)
        #expect(again.code == .refused && again.err.contains("CK-49"))
    }

    @Test func `a report of a year has the rows of that year`() throws {
        let world = try World.small(TemporaryDirectory.path)
        for year in [2010, 2017] {
            try world.done(
                county, "add", "fund_source", "document_no=\(year)-1", "kind=donation",
                "amount=5", "year=\(year)")
        }
        let figures = try world.json(county, "report", "national", "--year", "2017").rows("figures")
        let sources = figures.filter { $0["figure"] as? String == "fund_source" }
        #expect(sources.count == 1)
        #expect((sources.first?["name"] as? String)?.contains("2017") == true)
        #expect(
            try world.json(county, "report", "national").rows("figures").count
                == figures.count + 1)
        for year in ["17", "0", "99999", "x"] {
            #expect(world.run(county, ["report", "national", "--year", year]).code == .usage)
        }
        let nowhere = world.run(county, ["report", "national", "--under", "99"])
        #expect(nowhere.code == .refused && nowhere.err.contains("99"))
        for code in ["35", "350603", "350603101", "350603101201"] {
            #expect(world.run(county, ["report", "national", "--under", code]).code == .done)
        }
    }

    @Test func `a figure with an open conflict says that it is provisional`() throws {
        let (world, _) = try world()
        let village = "350603101201"
        try world.done(village, "sync")
        let id = try #require(
            try world.json(county, "list", "contract").rows("records").first?["id"] as? String)
        try world.done("350603", "office", "add", "350603101", "郭坑镇")
        try world.enroll("350603101", under: county)
        try world.done(county, "user", "add", "zhen", "--office", "350603101")
        try world.done("350603101", "sync")
        try world.done("350603101", "set", id, "principal=21000")
        try world.done(county, "set", id, "principal=22000", "--as", "gly")
        try world.done("350603101", "sync")
        let report = try world.done(county, "report", "national")
        #expect(report.out.contains("1 (provisional)"), "\(report.out)")
        let figures = try world.json(county, "report", "national").rows("figures")
        let contracted = figures.first { $0["figure"] as? String == "contracted" }
        #expect(contracted?["conflicts"] as? Int == 1)
    }
}

extension World {
    /// Enrolls an office that its parent has listed already.
    fileprivate func enroll(_ office: String, under parent: String) throws {
        let code = try json(parent, "node", "invite", office).text("code")
        try done(office, "init", "--server", parent, "--invitation", code, "--practice")
    }
}
