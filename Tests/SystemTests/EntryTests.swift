import Foundation
import Support
import Testing

/// What an office may not write, and what a value may not be.
@Suite("Entries refused", .temporaryDirectory)
struct EntryTests {
    private static let unsaved = ("This was not saved", "没有保存")

    /// Expects that an entry is refused with its reason and its way out.
    private func refuse(
        _ office: Office, _ words: String..., english: (String, String),
        chinese: (String, String)
    ) throws {
        try office.refuses(
            words, english: Sentences(english.0, Self.unsaved.0, english.1),
            chinese: Sentences(chinese.0, Self.unsaved.1, chinese.1))
    }

    @Test func `a village cannot write into another village's records`() throws {
        let world = try World()
        try refuse(
            world.village, "add", "household", "village=350603101202", "number=Z-9",
            english: ("“village” (village): outside this office's area", "Correct it"),
            chinese: ("“所在村”（village）：不在本机构的范围内", "请核对后"))
    }

    @Test func `a village that writes a county's register may propose it instead`() throws {
        let world = try World()
        let mother = try world.family(at: world.village, number: "A-01")
        try refuse(
            world.village, "set", mother, "account=9901012017000000018",
            english: ("another tier writes this", "propose ID FIELD=VALUE"),
            chinese: ("别的层级填写", "propose 编号"))
        try world.village.done(
            "propose", mother, "account=9901012017000000018", "--reason", "新卡")
        try world.village.done("sync")
        #expect(try world.county.values("change_proposal", "proposed") == ["9901012017000000018"])
        #expect(try world.county.values("person", "account").isEmpty)
    }

    @Test func `an ID number with a wrong check character is refused`() throws {
        let world = try World()
        try world.family(at: world.village, number: "A-01")
        try refuse(
            world.village, "add", "person", "name=李梅", "village=350603101201", "relation=mother",
            "household=A-01", "id_number=990101197803150021",
            english: ("last character of the ID number is wrong", "Correct it"),
            chinese: ("校验位不对", "改正"))
        #expect(try world.village.values("person", "name") == ["王秀英"])
    }

    @Test func `a date that no calendar has is refused`() throws {
        let world = try World()
        try world.family(at: world.village, number: "A-01")
        try refuse(
            world.village, "add", "person", "name=李小妹", "village=350603101201",
            "relation=child", "household=A-01", "birth_date=2017-02-29",
            english: ("no calendar has this date", "Correct it"), chinese: ("日期", "改正"))
    }

    @Test func `money is in whole fen`() throws {
        let world = try World()
        try refuse(
            world.county, "add", "fund_source", "document_no=S-1", "kind=donation",
            "amount=1.005", "year=2003",
            english: ("part of a fen", "Correct it"), chinese: ("分", "改正"))
        try world.county.done(
            "add", "fund_source", "document_no=S-1", "kind=donation", "amount=1.05", "year=2003")
        let sources = try world.county.json("list", "fund_source").rows("records")
        #expect(sources.map { $0["amount"] as? Int } == [105])
    }

    @Test func `what a village wrote of another's is undone and shown to it`() throws {
        let world = try World()
        try world.family(at: world.neighbour, number: "B-01", name: "陈阿兰")
        try world.neighbour.done("sync")
        let record = try #require(
            world.county.json("list", "household").rows("records").first?["id"] as? String)
        // The village has never seen the record of its neighbour; it makes one in his name.
        let stray = try world.village.json(
            "add", "household", "village=350603101202", "number=B-01", "--unchecked"
        ).text("id")
        let county = try world.county.values("household", "number")
        let said = try world.village.json("sync")
        #expect(try said.number("exceptions") == 1)
        #expect(try said.json()["equal"] as? Bool == true)
        // The county: nothing merged, the value kept, the neighbour's record as it was.
        #expect(try world.county.values("household", "number") == county)
        let cases = try world.county.json("quarantine", "list", "--all").rows("cases")
        #expect(cases.map { $0["standing"] as? String } == ["refused"])
        #expect(cases.map { $0["record"] as? String } == [stray])
        #expect(try world.county.json("show", record).rows("fields").isEmpty == false)
        // The sender: told what, why, and that it does not stand any more.
        let exceptions = try world.village.json("status", "--keep").rows("exceptions")
        #expect(exceptions.map { $0["standing"] as? String } == ["refused"])
        #expect((exceptions.first?["wrote"] as? String)?.contains("B-01") == true)
        #expect(try world.village.values("household", "number").isEmpty)
        for (language, words) in [
            (Language.english, "belongs to another office"), (.chinese, "记录属于别的机构"),
        ] {
            #expect(try world.village.run(["status", "--keep"], language).out.contains(words))
        }
    }

    @Test func `an old value comes back when the new one is refused`() throws {
        let world = try World()
        let mother = try world.family(at: world.village, number: "A-01")
        try world.village.done("sync")
        try world.county.done("set", mother, "account=9901012017000000018")
        try world.village.done("sync")
        #expect(try world.village.values("person", "account") == ["9901012017000000018"])
        try world.village.done("set", mother, "account=9901012017000000026", "--unchecked")
        #expect(try world.village.values("person", "account") == ["9901012017000000026"])
        let said = try world.village.json("sync")
        #expect(try said.number("exceptions") == 1)
        #expect(try world.village.values("person", "account") == ["9901012017000000018"])
        #expect(try world.county.values("person", "account") == ["9901012017000000018"])
        // People read the label of what was refused, programs its name.
        let exceptions = try world.village.json("status", "--keep").rows("exceptions")
        #expect(exceptions.map { $0["detail"] as? String } == ["account"])
        for (language, words) in [(Language.english, "bank account"), (.chinese, "银行账号")] {
            let lines = try world.village.run(["status", "--keep"], language).out.split(
                separator: "\n")
            #expect(lines.contains { $0.hasSuffix("  " + words) }, "\(lines)")
        }
    }
}
