import Dispatch
import Foundation
import Support
import Testing

/// The demonstrations, as a person starts them: the district's year; and the faults, once as they
/// are, once with the current failing forty times, once with one amount raised by one fen.
///
/// The orders differ in what meets the county first by line and by stick: in the first the restored
/// village and both copied machines come by stick, in the second they do not.
@Suite("Demonstration", .temporaryDirectory)
struct DemoTests {
    private static let kills = 40
    /// A line of a village's file, and the same with one fen more.
    private static let amount = ("repay,LW24-101-01,1000.00,", "repay,LW24-101-01,1000.01,")

    @Test func `forty kills change no figure, and one fen moves exactly the figures above it`()
        throws
    {
        let folder = TemporaryDirectory.path
        let input = Self.root + "/deploy/longwen-batch24"
        let changed = folder + "/input"
        try FileManager.default.copyItem(atPath: input, toPath: changed)
        try raise(changed + "/350603101201/repayments.csv")
        let plays = [
            try Demonstration(input, in: folder + "/plain", seed: 5),
            try Demonstration(input, in: folder + "/kills", seed: 7, kills: Self.kills),
            try Demonstration(changed, in: folder + "/fen", seed: 4),
        ]
        // The slowest first; two at a time.
        DispatchQueue.concurrentPerform(iterations: plays.count) { plays[[1, 0, 2][$0]].play() }
        for play in plays { #expect(play.status == 0, "\(play.words)") }
        let (plain, disturbed, more) = (
            try plays[0].figures(), try plays[1].figures(), try plays[2].figures()
        )
        #expect(try plays[1].killed() >= Self.kills)
        #expect(disturbed == plain)
        #expect(plain["repaid"] == 910_050)
        var moved = plain
        moved["repaid", default: 0] += 1
        moved["recovered of what is due", default: 0] += 1
        moved["outstanding", default: 0] -= 1
        moved["overdue", default: 0] -= 1
        moved["free balance", default: 0] += 1
        #expect(more == moved)
    }

    @Test func `a year of the district ends with the figures that it published`() throws {
        let play = try Demonstration(
            Self.root + "/deploy/longwen", in: TemporaryDirectory.path + "/year", seed: 11,
            script: "/deploy/demo.sh")
        play.play()
        #expect(play.status == 0, "\(play.words)")
    }

    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path(percentEncoded: false)

    private func raise(_ path: String) throws {
        let text = String(
            decoding: try #require(FileManager.default.contents(atPath: path)), as: UTF8.self)
        try #require(text.contains(Self.amount.0))
        let raised = text.replacingOccurrences(of: Self.amount.0, with: Self.amount.1)
        try Data(raised.utf8).write(to: URL(filePath: path))
    }

    /// One run of a demonstration in a world of its own.
    ///
    /// Safe: each is played by one thread, and read when all have ended.
    private final class Demonstration: @unchecked Sendable {
        private let script: String
        private let input: String
        private let folder: String
        private var environment: [String: String]
        private(set) var status: Int32 = -1
        private(set) var words = ""

        init(
            _ input: String, in folder: String, seed: Int, kills: Int? = nil,
            script: String = "/deploy/faults.sh"
        ) throws {
            self.script = script
            self.input = input
            self.folder = folder
            let files = FileManager.default
            try files.createDirectory(atPath: folder + "/bin", withIntermediateDirectories: true)
            // The programs are built, and the tests hold the lock of the builds.
            let stub = "#!/bin/sh\n[ \"$1\" = --version ] && echo 'Swift version 99.0'\nexit 0\n"
            try Data(stub.utf8).write(to: URL(filePath: folder + "/bin/swift"))
            try files.setAttributes(
                [.posixPermissions: 0o700], ofItemAtPath: folder + "/bin/swift")
            let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
            environment = [
                "PATH": folder + "/bin:" + path, "DEMO_WORLD": folder + "/world", "SEED": "\(seed)",
                "LC_ALL": "C.UTF-8",
            ]
            guard let kills else { return }
            let script = DemoTests.root + "/Tests/Interposer/stumble.py"
            environment["STUMBLE"] = folder
            environment["STUMBLE_MAX"] = String(kills)
            environment["STUMBLE_LIBRARY"] = try Interposer.library()
            environment["DEMO_RUN"] = "/usr/bin/python3 -I -S \(script) run"
            environment["DEMO_SERVE"] = "/usr/bin/python3 -I -S \(script) serve"
        }

        func play() {
            do {
                let result = try runProcess(
                    DemoTests.root + script, [input], environment: environment,
                    seconds: 600)
                status = result.status
                words = String((result.text + result.errorText).suffix(3_000))
            } catch {
                words = "\(error)"
            }
        }

        /// How often the current failed.
        func killed() throws -> Int {
            let text = try String(contentsOfFile: folder + "/killed", encoding: .utf8)
            return try #require(Int(text))
        }

        /// The figures of the nation's report, money in fen.
        func figures() throws -> [String: Int] {
            let nation = try Office("0", in: folder + "/world")
            let rows = try nation.json("report", "national").rows("figures")
            let pairs = rows.compactMap { row -> (String, Int)? in
                guard let name = row["name"] as? String, let value = row["value"] as? Int else {
                    return nil
                }
                return (name, value)
            }
            try #require(pairs.count > 20)
            return Dictionary(pairs) { $0 + $1 }
        }
    }
}
