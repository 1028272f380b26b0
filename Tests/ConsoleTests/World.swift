import Console
import Foundation
import Programme
import Replication
import Storage
import Support
import Sync
import Testing

/// Chance of a seed.
final class SeededEntropy: Entropy, @unchecked Sendable {  // safe: touched under `lock` only
    private let lock = NSLock()
    private var random: SeededRandom

    init(_ seed: UInt64) { random = SeededRandom(seed: seed) }

    func bytes(_ count: Int) -> [UInt8] { lock.withLock { random.bytes(count: count) } }
}

/// A clock that goes on by itself.
final class TestClock: Clock, @unchecked Sendable {  // safe: touched under `lock` only
    private let lock = NSLock()
    private var time: UInt64 = 1_500_000_000_000

    func now() -> UInt64 {
        lock.withLock {
            time += 1_000
            return time
        }
    }
}

/// What a command said and how it ended.
struct Said {
    let code: ExitCode
    let out: String
    let err: String

    /// The answer as a program reads it.
    func json() throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(out.utf8))
        return try #require(value as? [String: Any])
    }

    /// A text of the answer.
    func text(_ key: String) throws -> String {
        try #require(try json()[key] as? String)
    }

    /// The rows of a table of the answer.
    func rows(_ key: String) throws -> [[String: Any]] {
        try #require(try json()[key] as? [[String: Any]])
    }
}

/// The answering end of a server whose directory is closed between two commands.
final class ClosedPeer: Peer {
    private let answer: (Question, [UInt8]) -> [UInt8]?

    init(_ answer: @escaping (Question, [UInt8]) -> [UInt8]?) { self.answer = answer }

    func ask(_ question: Question, _ request: [UInt8]) throws(PeerError) -> [UInt8] {
        guard let bytes = answer(question, request) else {
            throw .unreachable("connection refused")
        }
        return bytes
    }
}

/// Offices that are touched only by command lines; addresses are names of their folders.
final class World: @unchecked Sendable {  // safe: the tests use it from one thread
    let folder: String
    let clock = TestClock()
    private let entropy = SeededEntropy(1)
    /// Commands that were sent to another program, and what it said.
    var errands: [Errand] = []
    var elsewhere: ExitCode?

    init(folder: String) { self.folder = folder }

    func directory(_ office: String) -> String { folder + "/" + office }

    func services(_ program: Program, _ office: String) -> Services {
        Services(
            program: program, version: "0.1", directory: directory(office), login: "gly",
            clock: AdjustableClock(clock), entropy: entropy,
            facts: MachineFacts(values: ["machine", office]), carriers: carriers())
    }

    private func carriers() -> Carriers {
        Carriers(
            contact: { replica, progress in
                let address = try replica.store.reading { snapshot in
                    try #require(try snapshot.parent()?.addresses.first)
                }
                let (parent, endpoint) = try self.open(address)
                defer { try? parent.store.close() }
                let peer = ClosedPeer { endpoint.answer($0, $1).bytes }
                var contact = Contact(replica, peer: peer, progress: progress)
                return try contact.run()
            },
            peer: { address, _ in
                ClosedPeer { question, request in
                    guard let (server, endpoint) = try? self.open(address) else { return nil }
                    defer { try? server.store.close() }
                    return endpoint.answer(question, request).bytes
                }
            },
            serve: { _, request, output in
                output.line(request.listen)
                return .done
            },
            certify: { replica, addresses in
                try replica.store.write { transaction throws(StorageError) in
                    try transaction.setAddresses(addresses, pins: [])
                }
                return "AA:BB"
            },
            elsewhere: { errand, _ in
                self.errands.append(errand)
                return self.elsewhere
            })
    }

    private func open(_ office: String) throws -> (Replica, Endpoint) {
        let replica = try Replica.open(
            services(.syncServer, office).surroundings(directory(office)))
        return (replica, Endpoint(replica))
    }

    /// Runs a command line at an office; two digits too many make an edge.
    @discardableResult
    func run(
        _ office: String, _ words: [String], language: Language = .english,
        program: Program? = nil
    ) -> Said {
        let tier = DivisionCode(office)?.tier ?? .county
        let heard = Heard()
        let console = Console(
            services(program ?? (tier >= .county ? .syncServer : .edgeNode), office))
        let code = console.run(words, for: .init(language: language), to: heard.sink)
        return Said(code: code, out: heard.out, err: heard.err)
    }

    /// Runs a command line that must succeed.
    @discardableResult
    func done(_ office: String, _ words: String...) throws -> Said {
        let said = run(office, words)
        try #require(said.code == .done, "\(words): \(said.err)\(said.out)")
        return said
    }

    /// The same, read as a program reads it.
    func json(_ office: String, _ words: String...) throws -> Said {
        let said = run(office, words + ["--json"])
        try #require(said.code == .done, "\(words): \(said.err)\(said.out)")
        return said
    }

    /// Nation, county and a village with its clerk, synchronised.
    static func small(_ folder: String) throws -> World {
        let world = World(folder: folder)
        try world.done("0", "init", "--office", "0", "--name", "全国", "--practice", "--address", "0")
        try world.enroll("350603", "龙文区", under: "0")
        try world.enroll("350603101201", "檀林村", under: "350603")
        try world.done(
            "350603", "user", "add", "chen", "--name", "陈志强", "--office", "350603101201")
        try world.done("350603101201", "sync")
        return world
    }

    /// Makes an office below another, by an invitation with a code.
    func enroll(_ office: String, _ name: String, under parent: String) throws {
        try done(parent, "office", "add", office, name)
        let code = try json(parent, "node", "invite", office).text("code")
        if office.count <= 6 {
            try done(
                office, "init", "--office", office, "--name", name, "--parent", parent,
                "--invitation", code, "--practice", "--address", office)
            return
        }
        try done(
            office, "init", "--server", parent, "--invitation", code, "--practice")
    }
}

extension World {
    /// Opens an office's directory and keeps it, as a running program does.
    func hold(_ office: String) throws -> Replica {
        try Replica.open(services(.edgeNode, office).surroundings(directory(office)))
    }

    /// Runs an errand in the program that has the directory open.
    func perform(
        _ errand: Errand, files: CommandContext.Files, on replica: Replica, to sink: Output.Sink
    ) -> ExitCode {
        Console(services(.edgeNode, "")).perform(errand, files: files, on: replica, to: sink)
    }
}
