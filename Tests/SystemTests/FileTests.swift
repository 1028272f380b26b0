import Foundation
import Support
import Testing

/// Files that a command writes for a person: on a stick, in a folder of his.
@Suite("Files for people", .temporaryDirectory)
struct FileTests {
    /// The commands of a county that write a file, with the file left out.
    private let commands: [[String]] = [
        ["backup"], ["export-bundle", "--for", World.codes[0]],
        ["node", "invite", World.codes[1], "--file"],
    ]

    /// Runs a body beside the county's running server, and once more without it.
    private func both(_ world: World, _ body: (String) throws -> Void) throws {
        try body("beside")
        try world.offline { try body("alone") }
    }

    private func words(_ command: [String], _ file: String) -> [String] {
        guard command.first == "export-bundle" else { return command + [file] }
        return [command[0], file] + command[1...]
    }

    /// What no person should have to read.
    private func isPlain(_ said: Said) -> Bool {
        !["NSCocoa", "SQLite", "Domain", "errno"].contains {
            said.err.contains($0) || said.out.contains($0)
        }
    }

    private func refuse(
        _ office: Office, _ words: [String], english: Sentences, chinese: Sentences,
        environment: [String: String] = [:], sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        for (language, parts) in [(Language.english, english), (.chinese, chinese)] {
            let said = try office.run(words, language, environment: environment)
            #expect(said.code == 1, "\(words)", sourceLocation: sourceLocation)
            #expect(said.out.isEmpty, "\(words): \(said.out)", sourceLocation: sourceLocation)
            #expect(isPlain(said), "\(said.err)", sourceLocation: sourceLocation)
            let lines = said.complaint
            #expect(lines.count == 3, "\(lines)", sourceLocation: sourceLocation)
            for (line, part) in zip(lines, [parts.happened, parts.safe, parts.advice]) {
                #expect(line.contains(part), sourceLocation: sourceLocation)
            }
        }
        let said = try office.run(words + ["--json"], environment: environment)
        #expect(said.code == 1, sourceLocation: sourceLocation)
        #expect(try said.json()["file"] == nil, sourceLocation: sourceLocation)
    }

    @Test func `a file that exists is never overwritten`() throws {
        let world = try World()
        let precious = Array("precious\n".utf8)
        try TemporaryDirectory.write("precious", precious)
        let english = Sentences("exists already", "Nothing was changed", "another name")
        let chinese = Sentences("已经存在", "没有改动", "换一个")
        let invitations = "SELECT count(*) FROM _invitation"
        let before = try world.county.query(invitations)
        try both(world) { how in
            for command in commands {
                try refuse(
                    world.county, words(command, world.file("precious")), english: english,
                    chinese: chinese)
                #expect(TemporaryDirectory.read("precious") == precious, "\(how) \(command)")
            }
        }
        try refuse(
            world.village, ["export-bundle", world.file("precious")], english: english,
            chinese: chinese)
        let other = try Office("350603101203", in: TemporaryDirectory.path)
        let request = ["enroll-request", world.file("precious"), "--practice", "--invitation"]
        try refuse(
            other, request + [try world.invite(other.code)], english: english, chinese: chinese)
        #expect(TemporaryDirectory.read("precious") == precious)
        // No invitation was made whose code nobody has seen.
        #expect(try world.county.query(invitations) == "\(Int(before.dropLast())! + 1)\n")
    }

    @Test func `what cannot be written is refused before anything says that it was`() throws {
        let world = try World()
        let files = FileManager.default
        try files.createDirectory(
            atPath: world.file("folder"), withIntermediateDirectories: false)
        try both(world) { _ in
            for command in commands {
                try refuse(
                    world.county, words(command, world.file("nowhere/x")),
                    english: Sentences("no folder to hold", "Nothing was changed", "stick is in"),
                    chinese: Sentences("没有放这个文件的文件夹", "没有改动", "优盘是否插好"))
                try refuse(
                    world.county, words(command, world.file("folder")),
                    english: Sentences("a folder and no file", "Nothing was changed", "Name"),
                    chinese: Sentences("是文件夹", "没有改动", "文件名"))
            }
        }
        #expect(!files.fileExists(atPath: world.file("nowhere")))
        #expect(try files.contentsOfDirectory(atPath: world.file("folder")).isEmpty)
        // Nothing is left where the running server made it, either.
        let exchange = world.county.directory + "/exchange"
        let left = try? files.contentsOfDirectory(atPath: exchange)
        #expect(left ?? [] == [])
        // What is read is told in the same plain words.
        for (name, english, chinese, advice) in [
            ("folder", "a folder and no file", "是文件夹", "Name a file"),
            ("nothing", "no such file", "没有这个文件", "Check its name"),
        ] {
            try both(world) { _ in
                try refuse(
                    world.county, ["import-bundle", world.file(name)],
                    english: Sentences(english, "Nothing was changed", advice),
                    chinese: Sentences(chinese, "没有改动", "文件名"))
            }
        }
    }

    @Test func `a full stick is called full, and nothing is left on it`() throws {
        let world = try World()
        let stick = world.file("stick")
        try FileManager.default.createDirectory(
            atPath: stick, withIntermediateDirectories: false)
        let full = try Interposer.environment(["POINTS_DISK": "100"])
        try both(world) { how in
            // Alone, an invitation is saved on the very disk that is full.
            for command in commands where how == "beside" || command.first != "node" {
                try refuse(
                    world.county, words(command, stick + "/x"),
                    english: Sentences("is full; the file was not written", "no half", "Make room"),
                    chinese: Sentences("满了，文件没有写成", "没有留下半个", "腾出空间"),
                    environment: full)
                #expect(try FileManager.default.contentsOfDirectory(atPath: stick).isEmpty)
            }
        }
    }

    @Test func `a stick that keeps nothing is found out`() throws {
        let world = try World()
        let stick = world.file("stick")
        try FileManager.default.createDirectory(
            atPath: stick, withIntermediateDirectories: false)
        let lying = try Interposer.environment(["POINTS_LIES": "1"])
        try both(world) { how in
            // The copy of a backup is SQLite's own work where it writes on the stick itself.
            for command in commands where how == "beside" || command != ["backup"] {
                try refuse(
                    world.county, words(command, stick + "/x"),
                    english: Sentences("reads back differently", "no half", "another stick"),
                    chinese: Sentences("读回来不一样", "没有留下半个", "换一个优盘"),
                    environment: lying)
                #expect(try FileManager.default.contentsOfDirectory(atPath: stick).isEmpty)
            }
        }
    }

    @Test func `what is written beside a running server is what is written without it`() throws {
        let world = try World()
        var sizes: [Int] = []
        try both(world) { how in
            for command in commands {
                let name = "\(command[0])-\(how)"
                let said = try world.county.run(words(command, world.file(name)))
                #expect(said.code == 0, "\(said.err)")
                sizes.append(try #require(TemporaryDirectory.read(name)).count)
                #expect(TemporaryDirectory.read(name + ".part") == nil)
            }
        }
        #expect(sizes[0] > 100_000 && sizes[1] == sizes[4] && sizes[2] == sizes[5])
        try world.village.done("import-bundle", world.file("export-bundle-beside"))
    }

    @Test func `progress is shown beside a running server, to a terminal alone`() throws {
        let world = try World()
        let server = try Server(world.village)
        let lines = (1...500).map { "350603101201,H-\($0)" }
        try TemporaryDirectory.write(
            "many.csv", Array((["village,number"] + lines).joined(separator: "\n").utf8))
        let call = [
            world.village.program, "import", "household", world.file("many.csv"), "--data",
            world.village.directory,
        ].joined(separator: " ")
        let said = try runProcess(
            "script", ["-qec", call, "/dev/null"], environment: ["LC_ALL": "C.UTF-8"])
        #expect(said.status == 0, "\(said.text)")
        #expect(said.text.contains("\rline 201, 200 saved"), "\(said.text)")
        #expect(said.text.contains("\rline 401, 400 saved"))
        let quiet = try world.village.run(["import", "household", world.file("many.csv")])
        #expect(quiet.code == 0 && quiet.err.isEmpty)
        #expect(try server.stop() == 0)
    }
}
