import Foundation
import Support
import Testing

/// Who may not become a node, and is told so.
@Suite("Enrollment", .temporaryDirectory)
struct EnrollmentTests {
    /// What every refusal of an invitation says is safe, and where a new one comes from.
    private func refuse(
        _ code: String, at world: World, english: String, chinese: String,
        advice: String = "new one",
        advises: String = "新的", safe: String = "Nothing was changed", chineseSafe: String = "没有改动"
    ) throws {
        let office = try Office("350603101203", in: TemporaryDirectory.path)
        let nodes = try world.county.query(
            "SELECT count(*), (SELECT count(*) FROM _log) FROM _node")
        for (language, parts) in [
            (Language.english, [english, safe, advice]),
            (.chinese, [chinese, chineseSafe, advises]),
        ] {
            let said = try office.run(
                ["init", "--practice", "--server", world.address, "--invitation", code], language)
            #expect(said.code == 1)
            #expect(said.complaint.count == 3)
            for (line, part) in zip(said.complaint, parts) { #expect(line.contains(part)) }
        }
        #expect(!office.has("replica.db"))
        #expect(
            try world.county.query("SELECT count(*), (SELECT count(*) FROM _log) FROM _node")
                == nodes)
    }

    @Test func `a mistyped invitation never leaves the machine`() throws {
        let world = try World()
        let code = try world.invite("350603101203")
        let first = code.first == "A" ? "B" : "A"
        try refuse(
            first + code.dropFirst(), at: world, english: "a letter is mistaken", chinese: "写错",
            advice: "Compare the code", advises: "核对", safe: "the invitation is still good",
            chineseSafe: "邀请没有用掉")
        try world.enroll(try Office("350603101203", in: TemporaryDirectory.path))
    }

    @Test func `an invitation that the server does not know is refused`() throws {
        let world = try World()
        let code = try world.invite("350603101203")
        // The server that comes back is older than the invitation.
        try world.offline {
            let result = try runProcess(
                "sqlite3", [world.county.directory + "/replica.db", "DELETE FROM _invitation"])
            #expect(result.status == 0)
        }
        try refuse(
            code, at: world, english: "There is no such invitation", chinese: "没有这个邀请")
    }

    @Test func `an invitation is good for one machine`() throws {
        let world = try World()
        let code = try world.invite("350603101201")
        try Office("first", in: TemporaryDirectory.path, isEdge: true).done(
            "init", "--practice", "--server", world.address, "--invitation", code)
        try refuse(code, at: world, english: "has been used already", chinese: "已经用过")
    }

    @Test func `an invitation expires`() throws {
        let world = try World()
        let code = try world.invite(
            "350603101203", "--days", "1", "--clock", "2017-07-01T08:00")
        try refuse(code, at: world, english: "has expired", chinese: "已经过期")
    }

    @Test func `practice and real nodes never meet, by line or by stick`() throws {
        let world = try World()
        let code = try world.invite("350603101203")
        let real = try Office("350603101203", in: TemporaryDirectory.path)
        for (language, words) in [(Language.english, "practice world"), (.chinese, "练习数据")] {
            let said = try real.run(
                ["init", "--server", world.address, "--invitation", code], language)
            #expect(said.code == 1)
            #expect(said.complaint.first?.contains(words) == true)
            #expect(said.complaint.count == 3)
            #expect(!real.has("replica.db"))
        }
        // The invitation is still good, for a practice node.
        try world.enroll(real)
        // A real county, and the stick of a practice village.
        let other = try Office("350604", in: TemporaryDirectory.path)
        try other.done("init", "--office", "350604", "--name", "龙海", "--as", "admin")
        let bundle = world.file("up.hsb")
        try world.village.done("export-bundle", bundle)
        let before = try other.census()
        let said = try other.run(["import-bundle", bundle])
        #expect(said.code == 1)
        #expect(said.complaint.count == 3)
        #expect(try other.census() == before)
        #expect(try other.json("status").json()["practice"] as? Bool == false)
        #expect(try world.village.json("status").json()["practice"] as? Bool == true)
    }
}
