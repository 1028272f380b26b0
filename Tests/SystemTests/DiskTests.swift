import Foundation
import Support
import Testing

/// A disk that is full, or soon will be.
@Suite("Full disk", .temporaryDirectory)
struct DiskTests {
    @Test func `on a full disk nothing is half saved, wherever it ends`() throws {
        let world = try World()
        try world.family(at: world.village, number: "A-01")
        var (refused, saved) = (0, 0)
        // From a disk that takes nothing to one that takes the whole act.
        for left in stride(from: 0, through: 72_000, by: 4_000) {
            let environment = try Interposer.environment(["POINTS_DISK": "\(left)"])
            let number = "F-\(left)"
            let before = try world.village.census()
            let said = try world.village.run(
                ["add", "household", "village=350603101201", "number=\(number)"],
                left % 8_000 == 0 ? .english : .chinese, environment: environment)
            let numbers = try world.village.values("household", "number")
            if said.code == 0 {
                saved += 1
                #expect(numbers.contains(number))
            } else {
                refused += 1
                #expect(said.complaint.count == 3, "\(said.err)")
                let words = said.complaint.first ?? ""
                #expect(words.contains("disk is full") || words.contains("磁盘满了"))
                #expect(try world.village.census() == before)
            }
            try world.village.done("verify")
        }
        #expect(refused > 3 && saved > 0, "\(refused) refused, \(saved) saved")
    }

    @Test func `a full disk is named in both languages, with what is safe and what to do`() throws {
        let world = try World()
        try world.family(at: world.village, number: "A-01")
        try world.village.refuses(
            ["add", "household", "village=350603101201", "number=A-02"],
            english: Sentences("disk is full; this was not saved", "is safe", "Make room"),
            chinese: Sentences("磁盘满了", "都在", "腾出空间"),
            environment: try Interposer.environment(["POINTS_DISK": "8000"]))
        // The act succeeds when there is room.
        try world.village.done("add", "household", "village=350603101201", "number=A-02")
        try world.village.done("sync")
    }

    @Test func `on a disk without a single byte everything can be read`() throws {
        let world = try World()
        try world.family(at: world.village, number: "A-01")
        let commands = [
            ["list", "household"], ["show", "household:A-01"], ["history", "household:A-01"],
            ["status", "--keep"], ["status"], ["receipts"], ["verify"], ["conflict", "list"],
        ]
        for left in ["0", "3"] {
            let full = try Interposer.environment(["POINTS_DISK": left, "POINTS_FREE": "0"])
            for words in commands {
                let before = try world.village.run(words)
                let said = try world.village.run(words, environment: full)
                #expect(said.code == 0, "\(words): \(said.err)")
                #expect(said.out == before.out, "\(words)")
                #expect(said.complaint.first?.contains("disk is full") == true, "\(said.err)")
            }
            try world.village.refuses(
                ["add", "household", "village=350603101201", "number=A-02"],
                english: Sentences("disk is full; this was not saved", "is safe", "Make room"),
                chinese: Sentences("磁盘满了", "都在", "腾出空间"),
                environment: full.merging(["POINTS_FREE": "1000000000"]) { $1 })
        }
        // A server that is started on such a disk answers commands, too.
        let server = try Server(
            world.village, environment: try Interposer.environment(["POINTS_DISK": "0"]))
        #expect(try world.village.values("household", "number") == ["A-01"])
        #expect(try server.stop() == 0)
        try world.village.done("add", "household", "village=350603101201", "number=A-02")
    }

    @Test func `a server whose disk is full takes nothing, and everything when there is room`()
        throws
    {
        let world = try World()
        try world.family(at: world.village, number: "A-01")
        try world.stop()
        let full = try Server(
            world.county, listen: "127.0.0.1:\(world.server.port)",
            environment: try Interposer.environment(["POINTS_DISK": "8000"]))
        for (language, happened, safe) in [
            (Language.english, "disk is full", "Everything saved here is safe"),
            (.chinese, "磁盘满了", "本机保存的数据都在"),
        ] {
            let said = try world.village.run(["sync"], language)
            #expect(said.code == 1)
            #expect(said.complaint.count == 3)
            #expect(said.complaint.first?.contains(happened) == true, "\(said.err)")
            #expect(said.complaint.dropFirst().first?.contains(safe) == true)
        }
        #expect(try world.county.query("SELECT count(*) FROM person") == "0\n")
        full.kill()
        try world.start()
        try world.village.done("sync")
        #expect(try world.county.values("person", "name") == ["王秀英"])
    }

    @Test func `a stick or folder that is full leaves no broken bundle and no broken backup`()
        throws
    {
        let world = try World()
        try world.family(at: world.village, number: "A-01")
        let full = try Interposer.environment(["POINTS_DISK": "500"])
        for (command, name) in [("export-bundle", "up.hsb"), ("backup", "backup.db")] {
            let said = try world.village.run([command, world.file(name)], environment: full)
            #expect(said.code == 1)
            #expect(said.complaint.count == 3)
            #expect(TemporaryDirectory.read(name) == nil)
            try world.village.done(command, world.file(name))
            #expect(TemporaryDirectory.read(name) != nil)
        }
    }

    @Test func `a disk that is nearly full is told before it breaks`() throws {
        let world = try World()
        let scarce = try Interposer.environment(["POINTS_FREE": "20000000"])
        for (language, parts) in [
            (Language.english, ["nearly full: 19 MB", "safe", "Make room"]),
            (.chinese, ["快满了：只剩 19 MB", "都在", "腾出空间"]),
        ] {
            let said = try world.village.run(["status", "--keep"], language, environment: scarce)
            #expect(said.code == 0)
            #expect(said.complaint.count == 3)
            for (line, part) in zip(said.complaint, parts) { #expect(line.contains(part)) }
        }
        let json = try world.village.run(["status", "--json", "--keep"], environment: scarce).json()
        #expect((json["warning"] as? [String: String])?["happened"]?.contains("19 MB") == true)
        #expect(try world.village.run(["status", "--keep"]).err == "")
        // A running program says it too.
        let server = try Server(world.village, environment: scarce)
        #expect(server.waits(for: "nearly full"))
        #expect(try server.stop() == 0)
    }
}
