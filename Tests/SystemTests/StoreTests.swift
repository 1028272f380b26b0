import Foundation
import Support
import Testing

/// The data directory as a thing on a disk.
@Suite("Data directory", .temporaryDirectory)
struct StoreTests {
    @Test func `the database of a newer program is not touched`() throws {
        let world = try World()
        try world.family(at: world.village, number: "A-01")
        let file = world.village.directory + "/replica.db"
        let result = try runProcess("sqlite3", [file, "PRAGMA user_version = 99"])
        #expect(result.status == 0)
        for words in [["list", "person"], ["add", "household", "number=A-02"], ["sync"]] {
            try world.village.refuses(
                words,
                english: Sentences("format 99; this one knows", "Nothing was changed", "newer"),
                chinese: Sentences("格式 99", "没有改动", "新版本"))
        }
        _ = try runProcess("sqlite3", [file, "PRAGMA user_version = 1"])
        #expect(try world.village.values("person", "name") == ["王秀英"])
    }

    @Test func `backup, verify, restore: a round`() throws {
        let world = try World()
        try world.family(at: world.village, number: "A-01")
        let backup = world.file("backup.db")
        let said = try world.village.json("backup", backup)
        #expect(try said.number("records") > 0)
        #expect(try world.village.json("verify").number("records") == said.number("records"))
        // What comes after the backup reaches the county.
        try world.village.done("add", "household", "village=350603101201", "number=A-02")
        try world.village.done("sync")
        // A second backup of the same name does not overwrite the first.
        try world.village.refuses(
            ["backup", backup],
            english: Sentences("exists already", "Nothing was changed", "another"),
            chinese: Sentences("已经存在", "没有改动", "换一个"))
        // Nor does a restore overwrite data.
        try world.village.refuses(
            ["restore", backup],
            english: Sentences("Data lie in this folder", "Nothing was changed", "rename"),
            chinese: Sentences("已经有数据", "没有改动", "改名"))
        let files = FileManager.default
        try files.moveItem(atPath: world.village.directory, toPath: world.file("broken"))
        try world.village.done("restore", backup)
        #expect(try world.village.values("household", "number") == ["A-01"])
        try world.village.done("sync")
        #expect(try world.village.values("household", "number") == ["A-01", "A-02"])
        #expect(try world.village.values("person", "name") == ["王秀英"])
        try world.village.done("verify")
        #expect(try world.village.json("sync").json()["equal"] as? Bool == true)
    }

    @Test func `verify names what is damaged, and nothing is written over it`() throws {
        let world = try World()
        try world.family(at: world.village, number: "A-01")
        let file = world.village.directory + "/replica.db"
        // What only a fault of the disk does: a state that is not what its hash says.
        let script = "UPDATE _record SET hash = zeroblob(32) WHERE number = 1"
        #expect(try runProcess("sqlite3", [file, script]).status == 0)
        for (language, words) in [(Language.english, "There are faults"), (.chinese, "发现问题")] {
            let said = try world.village.run(["verify"], language)
            #expect(said.code == 1)
            #expect(said.out.contains(words))
        }
        // An unsound database makes no backup that would take a good one's place.
        let said = try world.village.run(["backup", world.file("backup.db")])
        #expect(said.code == 1)
        #expect(said.complaint.count == 3)
        #expect(TemporaryDirectory.read("backup.db") == nil)
    }

    @Test func `a replacement machine gets its office back, and the county names what was lost`()
        throws
    {
        let world = try World()
        try world.family(at: world.village, number: "A-01")
        try world.village.done("sync")
        let sent = try world.village.json("status").number("written")
        let old = try world.village.json("status").text("node")
        // This was never sent, and the machine is gone.
        try world.village.done("add", "household", "village=350603101201", "number=A-02")
        let files = FileManager.default
        try files.removeItem(atPath: world.village.directory)
        try files.removeItem(atPath: world.village.directory + ".mark")
        let revoked = try world.county.json(
            "node", "revoke", world.village.code, "--reason", "电脑被盗")
        #expect(try revoked.text("node") == old)
        #expect(try revoked.number("received") == sent)
        try world.enroll(world.village)
        #expect(try world.village.values("household", "number") == ["A-01"])
        #expect(try world.village.values("person", "name") == ["王秀英"])
        #expect(try world.village.json("sync").json()["equal"] as? Bool == true)
        // The list of nodes keeps the number, beside the new machine.
        let nodes = try world.county.json("node", "list", "--under", world.village.code)
            .rows("nodes")
        let before = try #require(nodes.first { $0["node"] as? String == old })
        #expect(before["status"] as? String == "revoked")
        #expect(before["received"] as? Int == sent)
        #expect(nodes.count == 2)
        for (language, words) in [
            (Language.english, "wrote \(sent) changes are here"), (.chinese, "有 \(sent) 处在这里"),
        ] {
            let said = try world.county.run(
                ["node", "list", "--under", world.village.code], language)
            #expect(said.out.contains(words))
        }
        // Work goes on.
        try world.village.done("add", "household", "village=350603101201", "number=A-02")
        try world.village.done("sync")
        #expect(try world.county.values("household", "number") == ["A-01", "A-02"])
    }
}
