import Console
import Foundation
import Replication
import Storage
import Support
import Sync
import Testing
import Wire

/// Each example of the help is run as it stands there: the words `ID` and `CASE` become those of a
/// record and of a case, and a file lies in the folder of the test.
@Suite("Examples", .temporaryDirectory)
struct ExampleTests {
    private static let village = "350603101201"

    @Test func `the examples of an office's program work`() throws {
        let player = try Player(.edgeNode, office: Self.village)
        try player.playAll { command in
            let world = player.world
            switch command {
            case "init": try player.invite("350603101203")
            case "enroll-request": try player.invite("350603101204")
            case "enroll-answer":
                try world.done(
                    "350603", "node", "enroll", player.file("request.hsr"),
                    player.file("answer.hsa"))
            case "import-bundle":
                player.remove(player.file("bundle.hsb"))
                try world.done(
                    "350603", "export-bundle", player.file("bundle.hsb"), "--for", Self.village)
            case "conflict show": player.id = try player.household()
            case "event", "decide": try player.apply(command)
            case "quarantine show": try player.keepApart()
            case "submission check": try player.township()
            case "submission show": try player.submitted(by: Player.town)
            default: break
            }
        }
    }

    @Test func `the examples of a server's program work`() throws {
        let player = try Player(.syncServer, office: "350603")
        try player.playAll { command in
            let world = player.world
            switch command {
            case "conflict show": try player.disagree()
            case "quarantine show", "quarantine admit", "quarantine refuse": try player.hold()
            case "import-bundle":
                player.remove(player.file("bundle.hsb"))
                try world.done(Self.village, "export-bundle", player.file("bundle.hsb"))
            case "node confirm": try player.double()
            case "enroll-request": try player.invite("350604", from: "0")
            case "enroll-answer":
                try world.done(
                    "0", "node", "enroll", player.file("request.hsr"), player.file("answer.hsa"))
            case "event": try player.apply(command)
            case "decide": try player.propose()
            case "submission show": try player.submitted(by: "350603")
            case "submission accept", "submission return": try player.submit(command)
            case "node enroll":
                try player.invite("350603101204")
                player.remove(player.file("request.hsr"))
                try world.done(
                    "350603101204", "enroll-request", player.file("request.hsr"),
                    "--invitation-file", player.file("invitation.hsi"))
            default: break
            }
        }
    }
}

/// Runs the examples of a program in a small world.
private final class Player {
    let world: World
    let program: Program
    let office: String
    var id = ""
    var caseID = "00000000"

    init(_ program: Program, office: String) throws {
        self.program = program
        self.office = office
        world = try World.small(TemporaryDirectory.path)
        try write("persons.csv", "name,village,relation\n陈小妹,350603101201,child\n")
        try write("offices.csv", "code,name\n350603101206,洋老洲村\n")
    }

    func file(_ name: String) -> String { TemporaryDirectory.file(name) }

    private func write(_ name: String, _ text: String) throws {
        try TemporaryDirectory.write(name, Array(text.utf8))
    }

    func playAll(_ prepare: (String) throws -> Void) throws {
        var played = 0
        for command in CommandTable(program).commands {
            try prepare(command.name)
            for example in command.examples {
                // A file that stands is not overwritten; the examples name the same few.
                for use in command.files {
                    guard case .writes(let place) = use else { continue }
                    remove(words(example)[command.nameLength + place])
                }
                if command.name == "node invite" { remove(file("invitation.hsi")) }
                if command.name == "enroll-request" { remove(file("request.hsr")) }
                let said = world.run(directory(command.name), words(example), program: program)
                #expect(said.code == .done, "\(example): \(said.err)\(said.out)")
                if command.name == "add" {
                    id =
                        said.out.split(separator: " ").dropFirst(2).first
                        .map { String($0.prefix { $0 != "\n" }) } ?? id
                }
                played += 1
            }
        }
        #expect(played > 25)
    }

    /// Commands that make a replica do so elsewhere; a recovery is that of the restored one.
    private func directory(_ command: String) -> String {
        if program == .edgeNode, command.hasPrefix("submission") { return Self.town }
        return switch command {
        case "init": program == .edgeNode ? "350603101203" : "fresh"
        case "enroll-request", "enroll-answer": program == .edgeNode ? "350603101204" : "350604"
        case "restore", "recovered": "restored"
        default: office
        }
    }

    private func words(_ example: String) -> [String] {
        let endings = [".csv", ".hsb", ".hsi", ".hsr", ".hsa", ".db"]
        return example.split(separator: " ").map { word in
            if word == "ID" { return id }
            if word == "CASE" { return caseID }
            return endings.contains { word.hasSuffix($0) } ? file(String(word)) : String(word)
        }
    }

    /// Makes room for a file.
    func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }

    func invite(_ office: String, from server: String = "350603") throws {
        remove(file("invitation.hsi"))
        try world.done(
            server, "node", "invite", office, "--file", file("invitation.hsi"), "--as", "gly")
    }

    /// The township that submits.
    static let town = "350603101"

    /// Enrolls a township with a head.
    func township(_ code: String = town) throws {
        try world.enroll(code, code, under: "350603")
        try world.done(
            "350603", "user", "add", "head\(code)", "--office", code, "--roles", "head", "--as",
            "gly")
        try world.done(code, "sync")
    }

    /// Takes the submission that an office has sealed.
    func submitted(by office: String) throws {
        let rows = try world.json(office, "submission", "list", "--year", "2017")
            .rows("submissions")
        id = try #require(
            rows.first { $0["office"] as? String == office }?["id"] as? String)
    }

    /// A township's submission that has come to the county.
    func submit(_ command: String) throws {
        let town = command == "submission accept" ? Self.town : "350603102"
        try township(town)
        try world.done(town, "submission", "seal", "--year", "2017")
        try world.done(town, "sync")
        try submitted(by: town)
    }

    func household() throws -> String {
        try world.json(
            "350603101201", "add", "household", "village=350603101201", "number=Z-01"
        ).text("id")
    }

    /// A mother's application.
    func apply(_ number: String) throws {
        let village = "350603101201"
        try world.done(village, "add", "household", "village=\(village)", "number=H-\(number)")
        try world.done(
            village, "add", "person", "name=赵\(number)", "village=\(village)", "relation=mother",
            "household=H-\(number)")
        id = try world.json(
            village, "add", "application", "application_no=\(number)", "household=H-\(number)",
            "mother=赵\(number)", "batch=24", "applied_on=2017-06-10", "amount_requested=10000",
            "income_before=3200"
        ).text("id")
        if office != village { try world.done(village, "sync") }
    }

    /// A case at a village: bytes of a newer county that only a newer program reads.
    func keepApart() throws {
        let replica = try world.hold(office)
        defer { try? replica.store.close() }
        let parent = try replica.store.reading { try #require(try $0.parent()) }
        caseID = try replica.store.write { transaction throws(StorageError) in
            try transaction.quarantine(
                bytes: [1, 2, 3], node: parent.node, code: ExceptionCode.unreadable.rawValue,
                detail: "")
        }.description
    }

    /// A proposal that the county has to decide.
    func propose() throws {
        let village = "350603101201"
        try world.done(
            village, "add", "person", "name=李春花", "village=\(village)", "relation=mother")
        let said = world.run(
            village,
            [
                "propose", "person:李春花", "account=6222020000000000018", "--reason", "换卡",
                "--json",
            ])
        id = try said.text("id")
        try world.done(village, "sync")
    }

    /// A conflict that the county has to decide.
    func disagree() throws {
        id = try household()
        try world.done("350603101201", "sync")
        try world.done("350603101201", "set", id, "number=Z-02")
        try world.done("350603", "set", id, "number=Z-03", "--as", "gly")
        try world.done("350603101201", "sync")
    }

    /// Two machines that use one name.
    func double() throws {
        let village = "350603101201"
        for ending in ["", ".mark"] {
            try FileManager.default.copyItem(
                atPath: file(village + ending), toPath: file("clone" + ending))
        }
        for (place, number) in [(village, "Z-08"), ("clone", "Z-09")] {
            let words = [
                "add", "household", "village=\(village)", "number=\(number)", "--as", "chen",
            ]
            #expect(world.run(place, words, program: .edgeNode).code == .done)
            #expect(world.run(place, ["sync"], program: .edgeNode).code == .done)
        }
    }

    /// A case that waits: what a clerk wrote after he had been disabled without his knowing.
    func hold() throws {
        let login = "clerk\(world.errands.count)\(caseID.prefix(2))"
        let village = "350603101201"
        try world.done(
            "350603", "user", "add", login, "--office", village, "--roles", "clerk", "--as",
            "gly")
        try world.done(village, "sync")
        try world.done("350603", "user", "disable", login, "--office", village, "--as", "gly")
        try world.done(
            village, "add", "household", "village=\(village)", "number=Y-\(login)", "--as", login)
        try world.done(village, "sync", "--as", "chen")
        let rows = try world.json("350603", "quarantine", "list").rows("cases")
        let held = rows.filter { $0["standing"] as? String == "held" }
        caseID = try #require(held.compactMap { $0["case"] as? String }.last)
    }
}
