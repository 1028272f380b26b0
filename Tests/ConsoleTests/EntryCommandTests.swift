import Console
import Foundation
import Programme
import Support
import Testing

@Suite("Entering records", .temporaryDirectory)
struct EntryCommandTests {
    private let village = "350603101201"

    @Test func `what is added is shown, listed and has a history`() throws {
        let world = try World.small(TemporaryDirectory.path)
        try world.done(
            village, "add", "household", "village=\(village)", "number=B-01",
            "kind=two_daughter,registered_poor")
        let id = try world.json(
            village, "add", "person", "姓名=王秀英", "village=\(village)", "relation=受助母亲",
            "household=B-01"
        ).text("id")
        let shown = try world.done(village, "show", String(id.prefix(12)))
        #expect(shown.out.contains("王秀英") && shown.out.contains("B-01"))
        #expect(try world.done(village, "show", "person:王秀英").out == shown.out)
        let rows = try world.json(village, "list", "person", "relation=mother").rows("records")
        #expect(rows.map { $0["id"] as? String } == [id])
        #expect(try world.json(village, "list", "person", "relation=child").rows("records").isEmpty)
        let history = try world.done(village, "history", id)
        #expect(history.out.contains("陈志强") && history.out.contains("王秀英"))
    }

    @Test func `set prints the old value and the new one`() throws {
        let world = try World.small(TemporaryDirectory.path)
        try world.done(
            village, "add", "household", "village=\(village)", "number=B-01", "kind=ordinary")
        let said = try world.done(village, "set", "household:B-01", "address=一组 3 号")
        #expect(said.out.contains("– → 一组 3 号"))
        let again = try world.done(village, "set", "household:B-01", "address=")
        #expect(again.out.contains("一组 3 号 → –"))
        let set = try world.json(
            village, "set", "household:B-01", "kind=+two_daughter,-ordinary")
        #expect(set.out.contains("two_daughter"))
        let nothing = world.run(village, ["set", "household:B-01", "number=B-01"])
        #expect(nothing.code == .refused)
    }

    @Test func `a refusal says what happened, what is safe and what to do`() throws {
        let world = try World.small(TemporaryDirectory.path)
        let wrong = world.run(
            village,
            ["add", "person", "name=李", "village=\(village)", "relation=mother", "id_number=1"],
            language: .chinese)
        #expect(wrong.code == .refused)
        #expect(wrong.err.split(separator: "\n").count == 3 && wrong.err.contains("没有保存"))
        let usage = world.run(village, ["add", "person", "name"])
        #expect(usage.code == .usage)
        let json = world.run(village, ["show", "ffffff", "--json"])
        #expect(json.code == .refused)
        let error = try #require(try json.json()["error"] as? [String: String])
        #expect(Set(error.keys) == ["happened", "safe", "advice"])
    }

    @Test func `a refusal names the field by the words of the record that is entered`() throws {
        let world = try World.small(TemporaryDirectory.path)
        let empty = world.run(
            village, ["add", "person", "name=", "village=\(village)", "relation=mother"],
            language: .chinese)
        #expect(empty.err.contains("“姓名”（name）") && !empty.err.contains("名称"), "\(empty.err)")
        let elsewhere = world.run(
            village, ["add", "person", "name=李", "village=350603101202", "relation=mother"],
            language: .chinese)
        #expect(elsewhere.err.contains("“户籍村”（village）"), "\(elsewhere.err)")
        try world.done(village, "add", "household", "village=\(village)", "number=B-01")
        let fixed = world.run(
            "350603", ["add", "fund_source", "document_no=1", "kind=donation", "amount=x"],
            language: .chinese)
        #expect(fixed.err.contains("“金额”（amount）"))
        let search = world.run(village, ["list", "person", "nosuch=1"])
        #expect(search.code == .refused && !search.err.contains("not saved"))
        #expect(search.err.contains("Nothing was changed"))
    }

    @Test func `a name has one line, and a day to come is told`() throws {
        let world = try World.small(TemporaryDirectory.path)
        let lines = world.run(
            village, ["add", "person", "name=王\n秀英", "village=\(village)", "relation=mother"])
        #expect(lines.code == .refused && lines.err.contains("one line"))
        let late = try world.done(
            village, "add", "person", "name=王秀英", "village=\(village)", "relation=mother",
            "birth_date=2999-01-01")
        #expect(late.out.contains("2999-01-01 lies after today"))
        let fine = try world.done(village, "set", "person:王秀英", "birth_date=1978-03-15")
        #expect(!fine.out.contains("today"))
        try world.done(
            village, "add", "household", "village=\(village)", "number=B-01",
            "address=一组\n3 号")
    }

    @Test func `a list shows sets, and what the parent has not merged`() throws {
        let world = try World.small(TemporaryDirectory.path)
        try world.done(
            village, "add", "household", "village=\(village)", "number=B-01",
            "kind=two_daughter,registered_poor")
        let listed = try world.done(village, "list", "household")
        #expect(listed.out.contains("two daughters") && listed.out.contains("registered poor"))
        let row = try #require(
            try world.json(village, "list", "household").rows("records").first)
        #expect(
            Set(try #require(row["kind"] as? [String])) == ["two_daughter", "registered_poor"])
        #expect(row["marks"] is NSNull)
        try world.done(village, "sync")
        // His rights are withdrawn, and he does not know it.
        try world.done("350603", "user", "disable", "chen", "--office", village)
        let id = try #require(row["id"] as? String)
        try world.done(village, "set", id, "number=B-02")
        try world.done(village, "sync")
        let held = try #require(
            try world.json(village, "list", "household").rows("records").first)
        #expect(held["marks"] as? [String] == ["not_merged"])
        #expect(try world.done(village, "history", id).out.contains("held above"))
        let caseID = try #require(
            try world.json("350603", "quarantine", "list").rows("cases").first?["case"]
                as? String)
        let shown = try world.done("350603", "quarantine", "show", caseID)
        #expect(shown.out.contains("陈志强") && !shown.out.contains("0000000000"), "\(shown.out)")
        try world.done("350603", "quarantine", "refuse", caseID, "--reason", "未经同意")
        let again = world.run("350603", ["quarantine", "admit", caseID, "--reason", "x"])
        #expect(again.code == .refused && again.err.contains("未经同意"), "\(again.err)")
        #expect(again.err.contains("decided"))
        try world.done(village, "sync")
        let rows = try world.json(village, "history", id).rows("changes")
        #expect(rows.contains { $0["standing"] as? String == "refused" })
        #expect(try world.done("350603", "user", "list").out.contains("conflict administrator"))
        #expect(try world.done("350603", "audit", "list").out.contains("refused"))
    }

    @Test func `a machine that was never filled says so, and not that there is nothing`() throws {
        let world = try World.small(TemporaryDirectory.path)
        let other = "350603101202"
        try world.enroll(other, "林下村", under: "350603")
        let list = try world.done(other, "list", "household")
        #expect(list.out.contains("run sync first"))
        #expect(world.run(other, ["show", "household:B-01"]).err.contains("run sync first"))
        try world.done(other, "sync")
        #expect(try world.done(other, "list", "household").out.contains("no such"))
    }

    @Test func `a file is taken in line by line and may be taken in twice`() throws {
        let world = try World.small(TemporaryDirectory.path)
        try world.done(
            village, "add", "household", "village=\(village)", "number=B-01", "kind=ordinary")
        try write(
            "incomes.csv",
            """
            household,year,basis,总收入,members_counted,surveyed_on
            B-01,2017,application,4200,4,2017-03-01
            B-01,2017,follow_up,lots,4,2017-03-01
            B-02,2017,follow_up,1,4,2017-03-01
            B-01,2016
            B-01,2016,"application,4200,4,2017-03-01
            B-01,2018,application,5000.50,4,2018-03-01
            """)
        let file = TemporaryDirectory.file("incomes.csv")
        let first = world.run(village, ["import", "income_record", file, "--json"])
        #expect(first.code == .refused)
        #expect(try first.json()["added"] as? Int == 2)
        #expect(try first.rows("bad_lines").compactMap { $0["line"] as? Int } == [3, 4, 5, 6])
        let second = world.run(village, ["import", "income_record", file, "--json"])
        #expect(try second.json()["added"] as? Int == 0)
        #expect(try second.json()["known"] as? Int == 2)
        #expect(try second.rows("bad_lines").compactMap { $0["line"] as? Int } == [3, 4, 5, 6])
        #expect(try world.json(village, "list", "income_record").rows("records").count == 2)
        // Another file that says the same: the natural key finds the records that stand.
        try write(
            "again.csv",
            """
            household,year,basis,members_counted,总收入,surveyed_on
            B-01,2017,application,4,4200,2017-03-01
            """)
        let again = world.run(
            village, ["import", "income_record", TemporaryDirectory.file("again.csv"), "--json"])
        #expect(try again.rows("standing_lines").compactMap { $0["line"] as? Int } == [2])
        try write(
            "other.csv",
            """
            household,year,basis,总收入,members_counted,surveyed_on
            B-01,2017,application,4900,4,2017-03-01
            """)
        let other = world.run(
            village, ["import", "income_record", TemporaryDirectory.file("other.csv")])
        #expect(other.code == .refused && other.out.contains("4200 ≠ 4900"), "\(other.out)")
    }

    @Test func `a line without a natural key is taken in once, however often its file is`() throws {
        let world = try World.small(TemporaryDirectory.path)
        let header = "name,village,relation"
        try write("persons.csv", "\(header)\n王秀英,\(village),mother\n李明,nowhere,child\n")
        let file = TemporaryDirectory.file("persons.csv")
        #expect(
            try world.run(village, ["import", "person", file, "--json"]).json()["added"] as? Int
                == 1)
        let second = world.run(village, ["import", "person", file, "--json"])
        #expect(try second.json()["known"] as? Int == 1)
        #expect(try second.rows("bad_lines").compactMap { $0["line"] as? Int } == [3])
        #expect(try world.json(village, "list", "person").rows("records").count == 1)
        // The file grows; a line that says the same twice means two people of one name.
        let more = "王秀英,\(village),mother\n李明,\(village),child\n王秀英,\(village),mother\n"
        try write("persons.csv", "\(header)\n\(more)")
        let third = world.run(village, ["import", "person", file, "--json"])
        #expect(try third.json()["added"] as? Int == 2, "\(third.out)")
        #expect(try third.json()["known_lines"] as? [Int] == [2])
        #expect(try world.json(village, "list", "person").rows("records").count == 3)
    }

    @Test func `skipping checks and setting the clock are for practice alone`() throws {
        let world = World(folder: TemporaryDirectory.path)
        try world.done("0", "init", "--office", "0", "--name", "全国", "--as", "guo")
        let real = world.run(
            "0", ["add", "division", "code=35", "name=福建省", "--unchecked"])
        #expect(real.code == .refused && real.err.contains("practice"))
        let clock = world.run(
            "0", ["add", "division", "code=35", "name=福建省", "--clock", "2017-07-01"])
        #expect(clock.code == .refused && clock.err.contains("practice"))
        let practice = try World.small(TemporaryDirectory.path + "/p")
        try practice.done(
            village, "add", "household", "village=\(village)", "number=B-01", "--clock",
            "2017-07-01T21:04")
        let history = try practice.done(village, "history", "household:B-01")
        #expect(history.out.contains("2017-07-01 21:04"))
    }

    private func write(_ name: String, _ text: String) throws {
        try TemporaryDirectory.write(name, Array(text.utf8))
    }
}
