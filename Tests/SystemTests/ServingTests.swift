import Foundation
import Support
import Testing

/// `serve`: where it may listen, who may have the directory, and what others see of it.
@Suite("Serving", .temporaryDirectory)
struct ServingTests {
    @Test func `commands beside a running serve give the same answer`() throws {
        let world = try World()
        try world.family(at: world.village, number: "A-01")
        // A running edge talks with its county by itself: it must have nothing to say.
        try world.village.done("sync")
        let commands = [
            ["list", "person", "--json"], ["list", "person"], ["show", "person:王秀英"],
            ["verify", "--json"], ["history", "person:王秀英"], ["fields", "person"],
            ["show", "person:nobody"], ["list", "nothing"],
        ]
        let alone = try commands.map { try world.village.run($0, .chinese) }
        let server = try Server(world.village)
        let beside = try commands.map { try world.village.run($0, .chinese) }
        for (first, second) in zip(alone, beside) {
            #expect(first.code == second.code)
            #expect(first.out == second.out)
            #expect(first.err == second.err)
        }
        // Writing, and files that are read and written by the one who asks.
        try world.village.done("add", "household", "village=350603101201", "number=A-02")
        try TemporaryDirectory.write(
            "more.csv", Array("village,number\n350603101201,A-03\n".utf8))
        try world.village.done("import", "household", world.file("more.csv"))
        try world.village.done("backup", world.file("beside.db"))
        #expect(try #require(TemporaryDirectory.read("beside.db")).count > 100_000)
        #expect(try server.stop() == 0)
        #expect(try world.village.values("household", "number") == ["A-01", "A-02", "A-03"])
        #expect(!world.village.has("control"))
    }

    @Test func `a second program on a directory is refused with the first one's number`() throws {
        let world = try World()
        try world.county.refuses(
            ["serve", "--listen", "127.0.0.1:0"],
            english: Sentences("process \(world.server.pid)", "Nothing was changed", "stop it"),
            chinese: Sentences("进程 \(world.server.pid)", "没有改动", "停止"))
        #expect(world.server.status == nil)
        // The directory is free again however its program ended.
        world.server.kill()
        try world.start()
        try world.village.done("sync")
    }

    /// Starts a command line of an office, not waiting for its end.
    private func start(
        _ office: Office, _ words: [String], _ language: Language = .english,
        environment: [String: String] = [:]
    ) throws -> ChildProcess {
        try ChildProcess(
            office.program, words + ["--data", office.directory],
            environment: ["LC_ALL": language.rawValue].merging(environment) { $1 })
    }

    /// A short command that keeps the directory until the file `gate` is removed.
    private func busy(_ office: Office, gate: String) throws -> ChildProcess {
        try TemporaryDirectory.write(gate, [])
        let child = try start(
            office, ["list", "person"],
            environment: try Interposer.environment([
                "POINTS_HOLD": TemporaryDirectory.file(gate)
            ]))
        let lock = office.directory + "/lock"
        let holds = lookOut(seconds: 30) {
            let words = FileManager.default.contents(atPath: lock).map {
                String(decoding: $0, as: UTF8.self)
            }
            return words == "\(child.pid)\n" ? true : nil
        }
        try #require(holds == true)
        return child
    }

    private func hears(_ child: ChildProcess, _ words: String) -> Bool {
        lookOut(seconds: 30) {
            let said = String(decoding: child.output + child.errorOutput, as: UTF8.self)
            return said.contains(words) ? true : nil
        } ?? false
    }

    @Test func `who finds a short command at work says so and waits for its end`() throws {
        let world = try World()
        try world.village.done("add", "household", "village=350603101201", "number=A-01")
        let busy = try busy(world.village, gate: "gate")
        let serve = try start(world.village, ["serve", "--listen", "127.0.0.1:0"])
        let list = try start(world.village, ["list", "household"], .chinese)
        #expect(hears(serve, "Process \(busy.pid) has the data open: waiting"))
        #expect(hears(list, "数据正由进程 \(busy.pid) 使用，等它结束"))
        #expect(serve.status == nil && list.status == nil)
        try FileManager.default.removeItem(atPath: world.file("gate"))
        #expect(busy.wait(seconds: 30) == 0)
        #expect(hears(serve, "Listening at"))
        #expect(list.wait(seconds: 30) == 0)
        #expect(hears(list, "A-01"))
        serve.send(SIGTERM)
        #expect(serve.wait(seconds: 60) == 0)
    }

    @Test func `nobody waits for ever: both are refused in the end, and nothing is touched`()
        throws
    {
        let world = try World()
        let before = try world.village.census()
        let busy = try busy(world.village, gate: "gate")
        let waiting = try [["serve", "--listen", "127.0.0.1:0"], ["list", "person"]].map {
            try start(world.village, $0)
        }
        for child in waiting {
            #expect(child.wait(seconds: 60) == 1)
            let said = String(decoding: child.errorOutput, as: UTF8.self)
            let lines = said.split(separator: "\n")
            #expect(lines.count == 4, "\(said)")
            #expect(said.contains("(process \(busy.pid))"))
            #expect(said.contains("Try again when it has ended."))
        }
        try FileManager.default.removeItem(atPath: world.file("gate"))
        #expect(busy.wait(seconds: 30) == 0)
        #expect(try world.village.census() == before)
    }

    @Test func `a port in use is said to be in use`() throws {
        let world = try World()
        let taken = "127.0.0.1:\(world.server.port)"
        try world.village.refuses(
            ["serve", "--listen", taken],
            english: Sentences("\(taken) is taken", "unchanged", "--listen"),
            chinese: Sentences("\(taken) 已被占用", "没有改动", "--listen"))
        try world.village.done("sync")
    }

    @Test func `nobody serves on a network without a certificate`() throws {
        let world = try World()
        try world.village.refuses(
            ["serve", "--listen", "0.0.0.0:0"],
            english: Sentences("0.0.0.0 is on a network", "unchanged", "127.0.0.1"),
            chinese: Sentences("0.0.0.0 在网络上", "没有改动", "127.0.0.1"))
        // A server has a certificate since init; on a network it shows it and talks no plain HTTP.
        try world.offline {
            let server = try Server(world.county, listen: "0.0.0.0:0")
            let plain = try runProcess(
                "curl", ["-s", "-m", "5", "http://127.0.0.1:\(server.port)/healthz"])
            #expect(plain.status != 0)
            let secure = try runProcess(
                "curl", ["-s", "-k", "-m", "5", "https://127.0.0.1:\(server.port)/healthz"])
            #expect(secure.status == 0)
            #expect(try server.stop() == 0)
        }
    }

    @Test func `a parent that cannot be reached costs nothing`() throws {
        let world = try World()
        try world.family(at: world.village, number: "A-01")
        try world.offline {
            try world.village.refuses(
                ["sync"],
                english: Sentences("cannot be reached", "will be sent next time", "export-bundle"),
                chinese: Sentences("连不上上级", "下次会接着发送", "export-bundle"))
            #expect(try world.village.json("status").number("a0") == 3)
        }
        try world.village.done("sync")
        #expect(try world.village.json("status").number("a0") == 0)
        #expect(try world.county.values("person", "name") == ["王秀英"])
    }

    @Test func `a wrong clock is told at the contact, and harms nothing`() throws {
        let world = try World()
        try world.family(at: world.village, number: "A-01")
        let words: [(Language, String, String)] = [
            (.english, "behind the parent's", "days: set it"), (.chinese, "比上级慢", "天，请校准"),
        ]
        for (language, words, status) in words {
            let said = try world.village.run(["sync", "--clock", "2017-07-01T08:00"], language)
            #expect(said.code == 0)
            #expect(said.out.contains(words))
            #expect(try world.village.run(["status", "--keep"], language).out.contains(status))
            let county = try world.county.run(["status", "--keep"], language)
            #expect(county.out.contains(language == .chinese ? "的时钟慢" : "slow: its dates"))
        }
        #expect(try world.county.values("person", "name") == ["王秀英"])
        let said = try world.village.run(["sync", "--clock", "2036-07-01T08:00"])
        #expect(said.out.contains("ahead of the parent's"))
        #expect(!(try world.village.run(["sync"]).out.contains("set it")))
        #expect(!(try world.county.run(["status", "--keep"]).out.contains("The clock of")))
    }

    @Test func `each day has its verified backup`() throws {
        let world = try World()
        let folder = world.county.directory + "/backups"
        let made = try #require(
            lookOut(seconds: 20) {
                let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
                return names?.first { $0.hasSuffix(".db") }
            })
        let restored = try Office("restored", in: TemporaryDirectory.path, isEdge: false)
        try restored.done("restore", folder + "/" + made)
        try restored.done("verify")
        #expect(try restored.json("status").text("tier") == "county")
    }
}
