import Foundation
import Programme
import Replication
import Seal
import Storage
import Support
import Sync
import Testing
import Wire

/// Chance of a seed, so that every run of a test is the same.
final class SeededEntropy: Entropy, @unchecked Sendable {  // safe: touched under `lock` only
    private let lock = NSLock()
    private var random: SeededRandom

    init(_ seed: UInt64) { random = SeededRandom(seed: seed) }

    func bytes(_ count: Int) -> [UInt8] {
        lock.lock()
        defer { lock.unlock() }
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
    }
}

/// A clock that a test moves.
final class TestClock: Clock, @unchecked Sendable {  // safe: touched under `lock` only
    private let lock = NSLock()
    private var time: UInt64 = 1_500_000_000_000

    func now() -> UInt64 {
        lock.lock()
        defer { lock.unlock() }
        time += 1
        return time
    }

    func advance(milliseconds: Int64) {
        lock.lock()
        defer { lock.unlock() }
        time = UInt64(Int64(time) + milliseconds)
    }
}

/// The answering end of an office as a peer, without a carrier.
struct LocalPeer: Peer {
    let endpoint: Endpoint
    /// Cuts: told the number of the exchange, says whether the answer is lost.
    var isAnswerLost: (Question) -> Bool = { _ in false }

    func ask(_ question: Question, _ request: [UInt8]) throws(PeerError) -> [UInt8] {
        let answer = endpoint.answer(question, request)
        if isAnswerLost(question) { throw .timedOut }
        return answer.bytes
    }
}

/// An office of a test world: its replica, its people, its folder.
final class Office {
    let replica: Replica
    let directory: String
    let endpoint: Endpoint
    var parent: Office?

    init(_ replica: Replica, directory: String, parent: Office?) {
        self.replica = replica
        self.directory = directory
        self.parent = parent
        endpoint = Endpoint(replica)
    }

    var store: ReplicaStore { replica.store }

    /// One contact with the parent.
    @discardableResult
    func sync() throws -> Contact.Report {
        guard let parent else { throw SyncError.noParent }
        var contact = Contact(replica, peer: LocalPeer(endpoint: parent.endpoint))
        return try contact.run()
    }

    func actor(_ login: String? = nil) throws -> Actor { try replica.actor(login: login) }

    /// Enters a record from field texts.
    @discardableResult
    func add(
        _ type: String, _ fields: [String: String], by login: String? = nil,
        isUnchecked: Bool = false
    ) throws -> RecordID {
        let type = try #require(Catalogue.type(named: type))
        var values: [String: Value] = [:]
        for (name, text) in fields {
            let field = try #require(type.field(name)?.field)
            values[name] = try field.kind.parse(text)
        }
        return try replica.enter(
            Entry(type, values: values), by: try actor(login), isUnchecked: isUnchecked
        ).record
    }

    /// Sets fields of a record.
    func set(
        _ type: String, _ record: RecordID, _ fields: [String: String],
        shown: [RegisterName: [Dot]]? = nil, isUnchecked: Bool = false
    ) throws {
        let type = try #require(Catalogue.type(named: type))
        var values: [String: Value] = [:]
        for (name, text) in fields {
            let field = try #require(type.field(name)?.field)
            values[name] = try field.kind.parse(text)
        }
        _ = try replica.enter(
            Entry(type, record: record, values: values, shown: shown), by: try actor(),
            isUnchecked: isUnchecked)
    }

    /// What a field of a record shows here.
    func shows(_ record: RecordID, _ field: String) throws -> Value {
        try store.read { snapshot throws(StorageError) in snapshot.value(of: record, field) }
    }
}

/// A small country: nation, province, county, and what a test adds below.
final class World {
    let clock = TestClock()
    let folder: String
    private var seed: UInt64
    private(set) var offices: [String: Office] = [:]

    init(folder: String, seed: UInt64 = 1) {
        self.folder = folder
        self.seed = seed
    }

    func surroundings(_ name: String) -> Replica.Surroundings {
        seed += 1
        return Replica.Surroundings(
            directory: folder + "/" + name, clock: clock, entropy: SeededEntropy(seed),
            facts: MachineFacts(values: ["machine", "disk"]), program: "test 1")
    }

    /// The office at the top.
    func nation() throws -> Office {
        let office = Office(
            try Replica.found(
                surroundings("0"), office: .nation, name: "全国", isPractice: true, login: "guo"),
            directory: folder + "/0", parent: nil)
        offices["0"] = office
        return office
    }

    /// An office below another, enrolled, with one user who may do everything.
    func office(
        _ code: String, under parent: Office, roles: Set<Role> = [.clerk, .head, .finance]
    ) throws -> Office {
        let division = try #require(DivisionCode(code))
        let admin = try parent.actor()
        try parent.replica.addOffice(division, name: "机构\(code)", by: admin)
        try parent.replica.addUser(
            "u\(code)", name: "用户\(code)", office: division, roles: roles, by: admin)
        let invitation = try parent.replica.invite(
            office: division, name: "机构\(code)", days: 14, by: admin)
        let enrollment = try Enrollment(
            Enrollment.Candidate(entropy: SeededEntropy(seed &* 7919)),
            code: try #require(InvitationCode(invitation.code)), isPractice: true,
            program: "test 1")
        let answer = parent.endpoint.answer(.enrollments, enrollment.request)
        let credential = try enrollment.credential(in: answer.bytes)
        let replica = try Replica.enroll(
            surroundings(code), enrollment: enrollment, credential: credential)
        let office = Office(replica, directory: folder + "/" + code, parent: parent)
        offices[code] = office
        return office
    }

    /// A county with everything above it, and its administrator.
    func county() throws -> Office {
        let all: Set<Role> = [.head, .finance, .conflictAdmin, .security, .clerk]
        let province = try office("35", under: nation(), roles: all)
        try province.sync()
        let county = try office("350603", under: province, roles: all)
        try county.sync()
        return county
    }
}
