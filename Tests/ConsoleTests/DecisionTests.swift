import Console
import Foundation
import Programme
import Support
import Testing

/// What the county decides, and what those read who asked or lost.
@Suite("Decisions", .temporaryDirectory)
struct DecisionTests {
    private let village = "350603101201"
    private let county = "350603"

    private func household(_ world: World, _ number: String = "B-01") throws -> String {
        let id = try world.json(
            village, "add", "household", "village=\(village)", "number=\(number)"
        ).text("id")
        try world.done(village, "sync")
        return id
    }

    @Test func `the office that lost reads who decided and why`() throws {
        let world = try World.small(TemporaryDirectory.path)
        let id = try household(world)
        try world.done(village, "set", id, "number=B-02")
        try world.done(county, "set", id, "number=B-03")
        try world.done(village, "sync")
        let before = try world.done(county, "conflict", "list", "--all")
        #expect(!before.out.contains("decided"))
        let shown = try world.done(county, "conflict", "show", id)
        let number = shown.out.split(separator: "\n").first { $0.contains("B-03") }?
            .split(separator: " ").first
        try world.done(
            county, "conflict", "resolve", id, "--choose", String(try #require(number)),
            "--reason", "以复核为准")
        try world.done(village, "status")
        try world.done(village, "sync")
        for office in [county, village] {
            #expect(try world.done(office, "history", id).out.contains("以复核为准"))
            #expect(try world.done(office, "show", id).out.contains("conflict decided: 以复核为准"))
            let rows = try world.json(office, "conflict", "list", "--all").rows("conflicts")
            let row = try #require(rows.first { $0["kind"] as? String == "decided" })
            #expect(row["id"] as? String == id && row["reason"] as? String == "以复核为准")
            #expect(try world.json(office, "conflict", "list").rows("conflicts").isEmpty)
        }
        let news = try world.done(village, "status")
        #expect(news.out.contains("以复核为准"))
        // Who decided is nobody's number: the county's staff is not sent to its villages.
        #expect(!news.out.contains("00000000") && news.out.contains("of 龙文区"))
        #expect(!(try world.done(village, "history", id).out.contains("00000000")))
    }

    @Test func `a long reason is refused, and nothing is decided`() throws {
        let world = try World.small(TemporaryDirectory.path)
        let id = try household(world)
        try world.done(village, "set", id, "number=B-02")
        try world.done(county, "set", id, "number=B-03")
        try world.done(village, "sync")
        try world.done(county, "conflict", "show", id)
        let said = world.run(
            county,
            [
                "conflict", "resolve", id, "--choose", "1", "--reason",
                String(repeating: "长", count: 201),
            ])
        #expect(said.code == .refused)
        #expect(try world.json(county, "conflict", "list").rows("conflicts").count == 1)
    }

    @Test func `a conflict is shown with all that each writer saw, and what stood before`() throws {
        let world = try World.small(TemporaryDirectory.path)
        let id = try household(world)
        try world.done(village, "set", id, "number=B-02")
        try world.done(county, "set", id, "number=B-03")
        try world.done(village, "sync")
        let first = try world.done(county, "conflict", "show", id)
        #expect(first.out.contains("Before they differed there stood B-01."))
        // The village goes on from its own; the county decides with both before its eyes.
        try world.done(
            county, "conflict", "resolve", id, "--value", "number=B-04", "--reason", "复核")
        try world.done(village, "set", id, "number=B-05")
        try world.done(village, "sync")
        let second = try world.done(county, "conflict", "show", id)
        #expect(
            second.out.contains("saw B-02 and B-03") || second.out.contains("saw B-03 and B-02"),
            "\(second.out)")
        let chinese = world.run(county, ["conflict", "show", id], language: .chinese)
        #expect(chinese.out.contains("县级") && !chinese.out.contains("county"))
    }

    @Test func `a proposal is counted, agreed to with its value, and refused with its reason`()
        throws
    {
        let world = try World.small(TemporaryDirectory.path)
        let id = try household(world)
        try world.done(
            village, "add", "person", "name=王秀英", "village=\(village)", "relation=mother",
            "household=\(id)")
        let wish = "account=6222020000000000018"
        let ask = ["propose", "person:王秀英", wish, "--reason", "换了新卡"]
        let first = try #require(try world.run(village, ask + ["--json"]).json()["id"] as? String)
        let second = try #require(try world.run(village, ask + ["--json"]).json()["id"] as? String)
        try world.done(village, "sync")
        #expect(try world.json(county, "status", "--keep").json()["proposals"] as? Int == 2)
        let open = try world.json(county, "list", "change_proposal", "decision=").rows("records")
        #expect(Set(open.compactMap { $0["id"] as? String }) == [first, second])
        let agreed = try world.done(county, "decide", first, "agree", "--reason", "已看过卡")
        #expect(agreed.out.contains("– → 6222020000000000018"), "\(agreed.out)")
        try world.done(county, "decide", second, "refuse", "--reason", "重复")
        #expect(try world.json(county, "status", "--keep").json()["proposals"] as? Int == 0)
        let again = world.run(county, ["decide", second, "agree", "--reason", "x"])
        #expect(again.code == .refused && again.err.contains("重复"))
        let wrong = world.run(county, ["decide", id, "agree", "--reason", "x"])
        #expect(wrong.code == .refused && wrong.err.contains("no proposed change"))
        try world.done(village, "sync")
        #expect(try world.done(village, "show", second).out.contains("重复"))
        #expect(try world.done(village, "show", "person:王秀英").out.contains("6222020000000000018"))
    }

    @Test func `only the county's head or administrator decides, and nothing is written before`()
        throws
    {
        let world = try World.small(TemporaryDirectory.path)
        _ = try household(world)
        try world.done(county, "user", "add", "lin", "--roles", "clerk")
        try world.done(
            village, "add", "person", "name=王秀英", "village=\(village)", "relation=mother")
        let ask = [
            "propose", "person:王秀英", "account=6222020000000000018", "--reason", "换卡", "--json",
        ]
        let id = try #require(try world.run(village, ask).json()["id"] as? String)
        try world.done(village, "sync")
        let said = world.run(county, ["decide", id, "agree", "--reason", "x", "--as", "lin"])
        #expect(said.code == .refused && said.err.contains("your role"))
        #expect(!(try world.done(county, "show", "person:王秀英").out.contains("6222")))
    }

    @Test func `a household that moves takes its home and its papers along`() throws {
        let world = try World.small(TemporaryDirectory.path)
        let other = "350603101202"
        try world.enroll(other, "林下村", under: county)
        try world.done(county, "user", "add", "lin", "--office", other, "--as", "gly")
        try world.done(other, "sync")
        let id = try household(world)
        try world.done(
            village, "add", "income_record", "household=B-01", "year=2017", "basis=application",
            "total_income=4200", "members_counted=4", "surveyed_on=2017-03-01")
        try world.done(
            village, "add", "person", "name=王秀英", "village=\(village)", "relation=mother",
            "household=B-01")
        try world.done(village, "sync")
        let clerk = world.run(village, ["set", id, "village=\(other)"])
        #expect(clerk.code == .refused && clerk.err.contains("propose"))
        #expect(try world.done(village, "show", id).out.contains(village))
        try world.done(county, "user", "add", "wu", "--roles", "clerk", "--as", "gly")
        let role = world.run(county, ["set", id, "village=\(other)", "--as", "wu"])
        #expect(role.code == .refused && role.err.contains("your role"))
        let ask = world.run(
            village, ["propose", id, "village=\(other)", "--reason", "搬家", "--json"])
        try world.done(village, "sync")
        let moved = try world.done(
            county, "decide", try ask.text("id"), "agree", "--reason", "属实", "--as", "gly")
        #expect(moved.out.contains("belongs to \(other)") && moved.out.contains("王秀英"))
        try world.done(village, "sync")
        try world.done(other, "sync")
        for office in [county, other] {
            let row = try #require(
                try world.json(office, "list", "household").rows("records").first)
            #expect(row["home"] as? String == other && row["village"] as? String == other)
            let income = try #require(
                try world.json(office, "list", "income_record").rows("records").first)
            #expect(income["home"] as? String == other)
        }
        #expect(try world.json(village, "list", "household").rows("records").isEmpty)
        #expect(try world.json(village, "list", "income_record").rows("records").isEmpty)
        try world.done(other, "set", id, "address=二组 1 号")
        #expect(try world.json(other, "sync").json()["exceptions"] as? Int == 0)
    }
}
