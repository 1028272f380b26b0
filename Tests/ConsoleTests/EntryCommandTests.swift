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
