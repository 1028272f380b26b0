import Foundation
import Support
import Testing

/// What people are told while an office is not enrolled yet.
@Suite("Words of enrollment", .temporaryDirectory)
struct EnrollmentFileTests {
    private func refuse(
        _ office: Office, _ words: [String], english: Sentences, chinese: Sentences,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        for (language, parts) in [(Language.english, english), (.chinese, chinese)] {
            let said = try office.run(words, language)
            #expect(said.code == 1, sourceLocation: sourceLocation)
            #expect(said.complaint.count == 3, "\(said.err)", sourceLocation: sourceLocation)
            for (line, part) in zip(said.complaint, [parts.happened, parts.safe, parts.advice]) {
                #expect(line.contains(part), sourceLocation: sourceLocation)
            }
            guard language == .chinese, let first = said.complaint.first else { continue }
            // No sentence of another program's in a Chinese one.
            let words = first.split { !$0.isASCII }.flatMap { $0.split(separator: " ") }
            #expect(words.allSatisfy { !$0.allSatisfy(\.isLetter) }, "\(first)")
        }
    }

    @Test func `a server that is not reached before enrollment is told as such`() throws {
        let world = try World()
        let office = try Office("350603101203", in: TemporaryDirectory.path)
        let code = try world.invite(office.code)
        let free = try freePort()
        for (server, english, chinese) in [
            ("http://127.0.0.1:\(free)", "nothing is running there", "没有程序在运行"),
            ("https://nobody.invalid", "nobody knows this name", "网址查不到"),
        ] {
            try refuse(
                office, ["init", "--practice", "--server", server, "--invitation", code],
                english: Sentences(english, "Nothing is enrolled here yet", "enroll-request"),
                chinese: Sentences(chinese, "还没有登记", "enroll-request"))
        }
        for server in ["ftp://x", "http://example.invalid"] {
            try refuse(
                office, ["init", "--practice", "--server", server, "--invitation", code],
                english: Sentences("cannot be used: \(server)", "Nothing is enrolled", "https://"),
                chinese: Sentences("不能用（\(server)）", "还没有登记", "https://"))
        }
        #expect(!office.has("replica.db"))
        let said = try office.run(
            ["init", "--practice", "--server", world.address, "--invitation", code], .chinese)
        #expect(said.code == 0 && said.out.contains("层级：村级"), "\(said.out)")
    }

    @Test func `a wrong file of an enrollment is named, and nothing comes of it`() throws {
        let world = try World()
        let office = try Office("350603101203", in: TemporaryDirectory.path)
        let other = try Office("350603101204", in: TemporaryDirectory.path)
        let file = world.file
        try TemporaryDirectory.write("letter", Array("一封信\n".utf8))
        for (one, name) in [(office, "one"), (other, "two")] {
            let code = try world.invite(one.code)
            try one.done(
                "enroll-request", file(name + ".hsr"), "--practice", "--invitation", code)
        }
        let nodes = try world.county.query("SELECT count(*) FROM _node")
        let request = try #require(TemporaryDirectory.read("one.hsr"))
        try TemporaryDirectory.write("cut.hsr", Array(request.dropLast(9)))
        for name in ["letter", "cut.hsr"] {
            try refuse(
                world.county, ["node", "enroll", file(name), file("none")],
                english: Sentences("no request to enroll", "Nothing was changed", "enroll-request"),
                chinese: Sentences("不是登记申请", "没有改动", "enroll-request"))
            #expect(TemporaryDirectory.read("none") == nil)
        }
        #expect(try world.county.query("SELECT count(*) FROM _node") == nodes)
        for name in ["one", "two"] {
            try world.county.done("node", "enroll", file(name + ".hsr"), file(name + ".hsa"))
        }
        let answer = try #require(TemporaryDirectory.read("one.hsa"))
        try TemporaryDirectory.write("cut.hsa", Array(answer.dropLast(9)))
        for name in ["letter", "cut.hsa"] {
            try refuse(
                office, ["enroll-answer", file(name)],
                english: Sentences("no answer to a request", "Nothing was changed", "node enroll"),
                chinese: Sentences("不是登记答复", "没有改动", "node enroll"))
        }
        try refuse(
            office, ["enroll-answer", file("two.hsa")],
            english: Sentences("answer is to another", "Nothing was changed", "this machine"),
            chinese: Sentences("不是给本机这次申请的", "没有改动", "本机"))
        #expect(!office.has("replica.db"))
        try office.done("enroll-answer", file("one.hsa"))
    }

    @Test func `an invitation is for what lies below, and for a time that makes sense`() throws {
        let world = try World()
        try refuse(
            world.county, ["node", "invite", "350604"],
            english: Sentences("does not lie below this server", "Nothing was changed", "code"),
            chinese: Sentences("不在本服务器", "没有改动", "区划代码"))
        for days in ["0", "-1", "99999999999", "x"] {
            let said = try world.county.run(["node", "invite", "350603101201", "--days", days])
            #expect(said.code == 2 && said.err.contains("1 to 366"), "\(days): \(said.err)")
        }
        // An invitation of another office, and of a tier of the other program.
        let wrong = try Office("350605", in: TemporaryDirectory.path)
        let code = try world.invite("350603101203")
        try refuse(
            wrong,
            [
                "init", "--office", "350605", "--name", "x", "--practice", "--parent",
                world.address, "--invitation", code, "--as", "admin",
            ],
            english: Sentences("is for 350603101203 and not for 350605", "Nothing", "edge-node"),
            chinese: Sentences("是给 350603101203 的，不是给 350605 的", "没有改动", "edge-node"))
        #expect(!wrong.has("replica.db"))
    }

    @Test func `a server keeps the name it was given where its parent knows none`() throws {
        let province = try Office("35", in: TemporaryDirectory.path)
        let listen = "127.0.0.1:\(try freePort())"
        try province.done(
            "init", "--office", "35", "--name", "福建省", "--practice", "--as", "admin",
            "--address", "http://\(listen)")
        // The first user is a person and not the office.
        #expect(try province.values("staff_user", "name") == ["admin"])
        try province.done("office", "add", "350604", "龙海区")
        let server = try Server(province, listen: listen)
        for (code, given, kept) in [("350603", "龙文区", "龙文区"), ("350604", "龙海", "龙海区")] {
            let invitation = try province.json("node", "invite", code).text("code")
            let county = try Office(code, in: TemporaryDirectory.path)
            let said = try county.run([
                "init", "--office", code, "--name", given, "--practice", "--parent",
                "http://\(listen)", "--invitation", invitation, "--as", "admin",
            ])
            #expect(said.code == 0, "\(said.err)")
            #expect(said.out.contains("name: \(kept)\n"), "\(said.out)")
            #expect(said.out.contains("--name is not taken") == (given != kept))
        }
        #expect(try server.stop() == 0)
    }
}
