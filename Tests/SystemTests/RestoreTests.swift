import Foundation
import Support
import Testing

/// `restore` and the two programs: whose data they take.
@Suite("Restoring", .temporaryDirectory)
struct RestoreTests {
    @Test func `a file that is no backup of this program leaves no trace`() throws {
        let world = try World()
        try world.village.done("backup", world.file("village.db"))
        try world.county.done("backup", world.file("county.db"))
        try world.village.done("export-bundle", world.file("up.hsb"))
        let good = try #require(TemporaryDirectory.read("village.db"))
        try TemporaryDirectory.write("letter", Array("不是备份\n".utf8))
        try TemporaryDirectory.write("nothing", [])
        try TemporaryDirectory.write("cut.db", Array(good.prefix(good.count / 2)))
        // What only a fault of the stick does: a state that is not what its hash says.
        try TemporaryDirectory.write("wrong.db", good)
        let script = "UPDATE _record SET hash = zeroblob(32) WHERE number = 1"
        #expect(try runProcess("sqlite3", [world.file("wrong.db"), script]).status == 0)
        _ = try runProcess("sqlite3", [world.file("other.db"), "CREATE TABLE a (b)"])
        let fresh = try Office("new/folder", in: TemporaryDirectory.path, isEdge: true)
        let files = FileManager.default
        for (name, english, chinese) in [
            ("letter", "no backup", "不是备份"), ("nothing", "no backup", "不是备份"),
            ("up.hsb", "no backup", "不是备份"), ("other.db", "no backup", "不是备份"),
            ("cut.db", "damaged, or a part of it is missing", "不完整或已损坏"),
            ("county.db", "take sync-server", "要用 sync-server"),
            ("absent.db", "no such file", "没有这个文件"), (".", "a folder", "是文件夹"),
        ] {
            for (language, part) in [(Language.english, english), (.chinese, chinese)] {
                let said = try fresh.run(["restore", world.file(name)], language)
                #expect(said.code == 1, "\(name)")
                #expect(said.complaint.count == 3, "\(name): \(said.err)")
                #expect(said.complaint.first?.contains(part) == true, "\(name): \(said.err)")
                #expect(!said.err.contains("SQLite") && !said.err.contains("NSCocoa"))
                #expect(!files.fileExists(atPath: world.file("new")), "\(name)")
            }
        }
        // A folder that was there stays as it was.
        try files.createDirectory(
            atPath: fresh.directory, withIntermediateDirectories: true)
        for name in ["cut.db", "wrong.db"] {
            #expect(try fresh.run(["restore", world.file(name)]).code == 1)
            #expect(try files.contentsOfDirectory(atPath: fresh.directory).isEmpty)
        }
        try fresh.done("restore", world.file("village.db"))
        #expect(try fresh.json("status").text("tier") == "village")
    }

    @Test func `neither program opens the data of the other`() throws {
        let world = try World()
        let edge = try Office("350603", in: TemporaryDirectory.path, isEdge: true)
        let server = try Office("350603101201", in: TemporaryDirectory.path, isEdge: false)
        func refuse(_ office: Office, takes program: String) throws {
            try office.refuses(
                ["status", "--keep"],
                english: Sentences("take \(program)", "Nothing was changed", "Use \(program)"),
                chinese: Sentences("要用 \(program)", "没有改动", program))
        }
        // Beside the running server, which would have done it.
        try refuse(edge, takes: "sync-server")
        try refuse(server, takes: "edge-node")
        try world.offline {
            try refuse(edge, takes: "sync-server")
            #expect(throws: NotListening.self) { try Server(edge) }
        }
        #expect(throws: NotListening.self) { try Server(server) }
        try world.village.done("sync")
    }
}
