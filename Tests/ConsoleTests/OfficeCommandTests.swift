import Console
import Foundation
import Programme
import Storage
import Support
import Sync
import Testing

@Suite("Offices at work", .temporaryDirectory)
struct OfficeCommandTests {
    private let village = "350603101201"

    @Test func `what a village saved is at the county after a contact, and status says so`() throws
    {
        let world = try World.small(TemporaryDirectory.path)
        let id = try world.json(
            village, "add", "household", "village=\(village)", "number=B-01"
        ).text("id")
        let before = try world.json(village, "status", "--keep")
        #expect(try #require(try before.json()["a0"] as? Int) > 0)
        #expect(
            try world.json(village, "status", id).rows("changes").allSatisfy {
                $0["level"] as? String == "A0"
            })
        let report = try world.json(village, "sync")
        #expect(try report.json()["equal"] as? Bool == true)
        #expect(try world.json(village, "status").json()["a0"] as? Int == 0)
        #expect(
            try world.json(village, "status", id).rows("changes").allSatisfy {
                $0["level"] as? String == "A1"
            })
        #expect(try world.done("350603", "show", id).out.contains("B-01"))
    }

    @Test func `a conflict is listed, shown and decided, and the decision reaches the village`()
        throws
    {
        let world = try World.small(TemporaryDirectory.path)
        let id = try world.json(
            village, "add", "household", "village=\(village)", "number=B-01"
        ).text("id")
        try world.done(village, "sync")
        try world.done(village, "set", id, "number=B-02")
        try world.done("350603", "set", id, "number=B-03")
        try world.done(village, "sync")
        let list = try world.json("350603", "conflict", "list").rows("conflicts")
        #expect(list.count == 1 && list.first?["id"] as? String == id)
        let shown = try world.done("350603", "conflict", "show", id)
        #expect(shown.out.contains("B-02") && shown.out.contains("B-03"))
        #expect(shown.out.contains("saw B-01"))
        let silent = world.run("350603", ["conflict", "resolve", id, "--choose", "1"])
        #expect(silent.code == .usage)
        try world.done(
            "350603", "conflict", "resolve", id, "--value", "number=B-04", "--reason", "复核")
        #expect(try world.json("350603", "conflict", "list").rows("conflicts").isEmpty)
        try world.done(village, "sync")
        #expect(try world.done(village, "show", id).out.contains("B-04"))
        let audit = try world.done("350603", "audit", "list", "--limit", "5")
        #expect(audit.out.contains("resolve"))
        // People read acts, persons, records and fields by their names, programs by their words.
        let said = world.run("350603", ["audit", "list", "--limit", "9"], language: .chinese).out
        #expect(said.contains("解决冲突") && said.contains("家庭 B-04 \(id)"), "\(said)")
        #expect(said.contains("户编号") && said.contains("复核") && !said.contains("resolve"))
        let entries = try world.json("350603", "audit", "list").rows("audit")
        #expect(entries.contains { $0["act"] as? String == "resolve" })
    }

    @Test func `a value that came after a look is not decided by it`() throws {
        let world = try World.small(TemporaryDirectory.path)
        let id = try world.json(
            village, "add", "household", "village=\(village)", "number=C-01"
        ).text("id")
        try world.done(village, "sync")
        try world.done(village, "set", id, "number=C-02")
        try world.done("350603", "set", id, "number=C-03")
        let blind = world.run(
            "350603", ["conflict", "resolve", id, "--choose", "1", "--reason", "x"])
        #expect(blind.code != .done, "nothing was shown yet")
        try world.done(village, "sync")
        try world.done("350603", "conflict", "show", id)
        try world.done(village, "set", id, "number=C-04")
        try world.done(village, "sync")
        let decided = try world.json(
            "350603", "conflict", "resolve", id, "--value", "number=C-05", "--reason", "复核")
        #expect(try decided.json()["late_values"] as? Int == 1)
        #expect(try world.json("350603", "conflict", "list").rows("conflicts").count == 1)
        let shown = try world.done("350603", "conflict", "show", id)
        #expect(shown.out.contains("C-04") && shown.out.contains("C-05"))
        // Another person's look gives nobody the right to its numbers.
        try world.done(
            "350603", "user", "add", "lan", "--name", "兰", "--roles", "conflict_admin")
        let other = world.run(
            "350603",
            ["conflict", "resolve", id, "--choose", "1", "--reason", "x", "--as", "lan"])
        #expect(other.code == .usage)
        #expect(!shown.out.contains("1 C-03"))
    }

    @Test func `bundles do what a line does`() throws {
        let world = try World.small(TemporaryDirectory.path)
        try world.done(village, "add", "household", "village=\(village)", "number=B-01")
        let (up, down) = (TemporaryDirectory.file("up.hsb"), TemporaryDirectory.file("down.hsb"))
        try world.done(village, "export-bundle", up)
        let taken = try world.json("350603", "import-bundle", up)
        #expect(try #require(try taken.json()["changes"] as? Int) > 0)
        try world.done("350603", "export-bundle", down, "--for", village)
        let back = try world.json(village, "import-bundle", down)
        #expect(try back.json()["equal"] as? Bool == true)
        #expect(try world.json(village, "status").json()["a0"] as? Int == 0)
        let wrong = world.run("0", ["import-bundle", up])
        #expect(wrong.code == .refused)
    }

    @Test func `an office without a line enrolls by files`() throws {
        let world = try World.small(TemporaryDirectory.path)
        let other = "350603101202"
        try world.done("350603", "office", "add", other, "林下村")
        let file = { TemporaryDirectory.file($0) }
        try world.done("350603", "node", "invite", other, "--file", file("i.hsi"))
        try world.done(
            other, "enroll-request", file("request"), "--invitation-file", file("i.hsi"))
        try world.done("350603", "node", "enroll", file("request"), file("answer"))
        try world.done(other, "enroll-answer", file("answer"))
        #expect(try world.json(other, "status").text("tier").isEmpty == false)
        let again = world.run(other, ["enroll-answer", file("answer")])
        #expect(again.code == .refused)
        let nodes = try world.json("350603", "node", "list").rows("nodes")
        #expect(nodes.compactMap { $0["office"] as? String } == [village, other])
    }

    @Test func `an invitation that is wrong or used is refused with words`() throws {
        let world = try World.small(TemporaryDirectory.path)
        let typo = world.run(
            "350603101202",
            ["init", "--server", "350603", "--invitation", "AAAAAA", "--practice"])
        #expect(typo.code == .refused && typo.err.contains("letter"))
        let code = try world.json("350603", "node", "invite", "350603101202").text("code")
        let words = ["init", "--server", "350603", "--invitation", code, "--practice"]
        #expect(world.run("350603101202", words).code == .done)
        let used = world.run("350603101203", words)
        #expect(used.code == .refused && used.err.contains("used already"))
        let silent = world.run(
            "350603101204",
            ["init", "--server", "nowhere", "--invitation", code, "--practice"])
        #expect(silent.code == .refused && silent.err.contains("cannot be reached"))
    }

    @Test func `an invitation is for an office below, and not for ever`() throws {
        let world = try World.small(TemporaryDirectory.path)
        for code in ["350604", "350603", "35"] {
            let said = world.run("350603", ["node", "invite", code])
            #expect(said.code == .refused && said.err.contains("does not lie below"))
        }
        for days in ["0", "99999999999", "x"] {
            let said = world.run("350603", ["node", "invite", "350603101202", "--days", days])
            #expect(said.code == .usage && said.err.contains("--days takes 1 to"), "\(days)")
        }
    }

    @Test func `what a revoked machine lost is told by how much is here`() throws {
        let world = try World.small(TemporaryDirectory.path)
        try world.done("350603101201", "add", "household", "village=\(village)", "number=B-01")
        try world.done(village, "sync")
        let said = try world.done("350603", "node", "revoke", village, "--reason", "被盗")
        #expect(said.out.contains("1 changes are here") || said.out.contains("2 changes are here"))
    }

    @Test func `a version is told to programs too`() throws {
        let world = World(folder: TemporaryDirectory.path)
        #expect(try world.run("0", ["--version", "--json"]).text("version") == "0.1")
        #expect(world.run("0", ["--version"]).out == "sync-server 0.1\n")
    }

    @Test func `staff is added, given roles and disabled`() throws {
        let world = try World.small(TemporaryDirectory.path)
        try world.done("350603", "user", "add", "lin", "--roles", "clerk,finance")
        try world.done("350603", "user", "set-roles", "lin", "--roles", "finance", "--as", "gly")
        try world.done("350603", "user", "disable", "lin", "--as", "gly")
        let gone = world.run("350603", ["add", "fund_source", "--as", "lin"])
        #expect(gone.code == .refused && gone.err.contains("lin"))
        let wrong = world.run("350603", ["user", "add", "x", "--roles", "king"])
        #expect(wrong.code == .usage)
    }

    @Test func `a directory in use gets the command where it is open`() throws {
        let world = try World.small(TemporaryDirectory.path)
        world.elsewhere = .refused
        let replica = try world.hold(village)
        defer { try? replica.store.close() }
        let said = world.run(village, ["export-bundle", "a.hsb", "--json"])
        #expect(said.code == .refused && said.out.isEmpty)
        let errand = try #require(world.errands.last)
        #expect(errand.words == ["export-bundle", "a.hsb", "--json"] && errand.output == "a.hsb")
        #expect(errand.reader.wantsJSON)
        let serve = world.run(village, ["serve"])
        #expect(serve.code == .refused && serve.err.contains("has the data open"))
        let heard = Heard()
        let file = TemporaryDirectory.file("moved.hsb")
        let code = world.perform(errand, files: .init(output: file), on: replica, to: heard.sink)
        #expect(code == .done && heard.out.contains("\"exit\" : 0"))
        #expect(FileManager.default.fileExists(atPath: file))
        #expect(
            world.perform(
                Errand(
                    words: ["restore", "x"], reader: .init(language: .english), directory: "",
                    program: .edgeNode),
                files: .init(), on: replica, to: heard.sink) == .refused)
    }

    @Test func `the report prints each figure with what stands behind it`() throws {
        let world = try World.small(TemporaryDirectory.path)
        try world.done(
            "350603", "add", "fund_source", "document_no=2017-1", "kind=national_aid",
            "amount=15万元", "year=2017")
        let people = world.run("350603", ["report", "national"], language: .chinese)
        #expect(people.code == .done && people.out.contains("15.00"))
        let figures = try world.json("350603", "report", "national").rows("figures")
        let sources = figures.first { $0["figure"] as? String == "sources" }
        #expect(sources?["value"] as? Int == 15_000_000)
        let csv = try world.done("350603", "report", "national", "--csv")
        #expect(csv.out.split(separator: "\n").count == figures.count + 1)
        #expect(world.run("350603", ["report", "nowhere"]).code == .usage)
    }
}
