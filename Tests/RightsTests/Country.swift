import Foundation
import Programme
import Replication
import Storage
import Support
import Sync
import Testing

/// Chance of a seed, so that every run of a test is the same.
final class SeededEntropy: Entropy, @unchecked Sendable {  // safe: touched under `lock` only
    private let lock = NSLock()
    private var random: SeededRandom

    init(_ seed: UInt64) { random = SeededRandom(seed: seed) }

    func bytes(_ count: Int) -> [UInt8] {
        lock.withLock { (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) } }
    }
}

/// A clock that goes one millisecond further whenever it is read.
final class TestClock: Clock, @unchecked Sendable {  // safe: touched under `lock` only
    private let lock = NSLock()
    private var time: UInt64 = 1_500_000_000_000

    func now() -> UInt64 {
        lock.withLock {
            time += 1
            return time
        }
    }
}

/// The answering end of an office as a peer, without a carrier.
struct LocalPeer: Peer {
    let endpoint: Endpoint

    func ask(_ question: Question, _ request: [UInt8]) throws(PeerError) -> [UInt8] {
        endpoint.answer(question, request).bytes
    }
}

/// An office at work: its replica and its answering end.
struct Office {
    let code: DivisionCode
    let replica: Replica
    let endpoint: Endpoint

    init(_ code: DivisionCode, _ replica: Replica) {
        self.code = code
        self.replica = replica
        endpoint = Endpoint(replica)
    }

    var store: ReplicaStore { replica.store }
}

/// One line of offices from the nation down to a village, all enrolled for real.
final class Country {
    /// The offices from the top down; the last two are both children of the county.
    static let codes = ["0", "35", "3506", "350603", "350603101", "350603101201"]
        .compactMap { DivisionCode($0) }

    /// The offices by tier.
    let offices: [Tier: Office]

    private init(_ offices: [Tier: Office]) { self.offices = offices }

    /// An office.
    func office(_ tier: Tier) throws -> Office { try #require(offices[tier]) }

    /// The servers above an office, nearest first.
    static func servers(above tier: Tier) -> [Tier] {
        tier < .county ? [.county, .prefecture, .province, .nation] : above[tier] ?? []
    }

    private static let above: [Tier: [Tier]] = [
        .county: [.prefecture, .province, .nation], .prefecture: [.province, .nation],
        .province: [.nation],
    ]

    private static func surroundings(
        _ folder: String, _ code: DivisionCode, seed: UInt64
    ) -> Replica.Surroundings {
        Replica.Surroundings(
            directory: "\(folder)/\(code)", clock: TestClock(), entropy: SeededEntropy(seed),
            facts: MachineFacts(values: ["machine", "disk"]), program: "test 1")
    }

    /// Makes the country in a folder and leaves it closed, to be copied.
    static func found(in folder: String) throws {
        var offices: [Tier: Office] = [:]
        for (index, code) in codes.enumerated() {
            let seed = UInt64(1_000 * (index + 1))
            let surroundings = surroundings(folder, code, seed: seed)
            guard
                let parent = try servers(above: code.tier).first.map({ try #require(offices[$0]) })
            else {
                offices[code.tier] = Office(
                    code,
                    try Replica.found(
                        surroundings, office: code, name: "全国", isPractice: true, login: "guo"))
                continue
            }
            let admin = try parent.replica.actor(login: nil)
            try parent.replica.addOffice(code, name: "机构\(code)", by: admin)
            try parent.replica.addUser(
                "u\(code)", name: "用户\(code)", office: code,
                roles: [.head, .finance, .conflictAdmin, .security, .clerk], by: admin)
            let invitation = try parent.replica.invite(
                office: code, name: "机构\(code)", days: 14, by: admin)
            let enrollment = try Enrollment(
                Enrollment.Candidate(entropy: SeededEntropy(seed + 7)),
                code: try #require(InvitationCode(invitation.code)), isPractice: true,
                program: "test 1")
            let answer = parent.endpoint.answer(.enrollments, enrollment.request)
            let office = Office(
                code,
                try Replica.enroll(
                    surroundings, enrollment: enrollment,
                    credential: try enrollment.credential(in: answer.bytes)))
            offices[code.tier] = office
            var contact = Contact(office.replica, peer: LocalPeer(endpoint: parent.endpoint))
            _ = try contact.run()
        }
        for tier in [Tier.county, .prefecture, .province] {
            var contact = Contact(
                try #require(offices[tier]).replica,
                peer: LocalPeer(
                    endpoint: try #require(servers(above: tier).first.flatMap { offices[$0] })
                        .endpoint))
            _ = try contact.run()
        }
        for office in offices.values { try office.store.close() }
    }

    /// Opens a copy of a country in a folder of its own.
    static func open(copyOf template: String, in folder: String, seed: UInt64) throws -> Country {
        try FileManager.default.copyItem(atPath: template, toPath: folder)
        var offices: [Tier: Office] = [:]
        for (index, code) in codes.enumerated() {
            offices[code.tier] = Office(
                code,
                try Replica.open(surroundings(folder, code, seed: seed &* 64 + UInt64(index))))
        }
        return Country(offices)
    }

    /// Closes all offices.
    func close() throws {
        for office in offices.values { try office.store.close() }
    }
}

/// The people of an office: one for each role, one without any, one per role that was taken away.
struct People {
    /// The person's record per office and name.
    private(set) var ids: [String: RecordID] = [:]
    /// Their records, as everybody holds them.
    private(set) var records: [Record] = []

    /// People of all offices.
    init(_ planter: inout Planter) throws {
        for office in Country.codes {
            for role in Role.allCases {
                try add(role.rawValue, [role.rawValue: true], office, &planter)
                try add("former \(role.rawValue)", [role.rawValue: false], office, &planter)
            }
            try add("nobody", [:], office, &planter)
        }
    }

    /// A person of an office.
    func id(_ name: String, at office: DivisionCode) throws -> RecordID {
        try #require(ids["\(office) \(name)"])
    }

    private mutating func add(
        _ name: String, _ roles: [String: Bool], _ office: DivisionCode, _ planter: inout Planter
    ) throws {
        let type = Catalogue.staffUser
        let record = planter.identifier()
        var login = "p\(ids.count)"
        login.append(contentsOf: "x")
        let identity = try #require(type.register(16))
        let role = try #require(type.register(18))
        let first = [
            Assignment(
                identity.registerName(),
                identity.value(of: ["division": .text(office.description), "login": .text(login)])),
            Assignment(RegisterName(17), .text(name)),
        ]
        let given = roles.keys.sorted().map {
            Assignment(role.registerName(key: .text($0)), .bool(true))
        }
        let taken = roles.filter { !$0.value }.keys.sorted().map {
            Assignment(role.registerName(key: .text($0)), .absent)
        }
        let facet = FacetID(record, .nation)
        var made = Record(facet: facet, type: type.number, home: office)
        planter.write(first + given, into: &made, home: office, tier: .county)
        if !taken.isEmpty { planter.write(taken, into: &made, home: office, tier: .county) }
        ids["\(office) \(name)"] = record
        records.append(made)
    }
}

/// Makes records that stood before the campaign began: what some county had written long ago.
struct Planter {
    private let entropy: SeededEntropy
    private let founder: ReplicaID
    private var sequence: UInt64 = 0

    init(_ seed: UInt64) {
        entropy = SeededEntropy(seed)
        founder = entropy.identifier()
    }

    /// A new name.
    func identifier() -> Identifier { entropy.identifier() }

    /// The incarnation that wrote all this; no node is known to have it.
    var replica: ReplicaID { founder }

    /// Writes into a record in memory, by the engine itself.
    mutating func write(
        _ assignments: [Assignment], into record: inout Record, home: DivisionCode, tier: Tier
    ) {
        sequence += 1
        let all =
            record.past.entries.isEmpty
            ? [Assignment(.home, .text(home.description))] + assignments : assignments
        let type = Catalogue.type(record.type)
        let writes = record.writes(
            all, by: founder, tier: tier, policy: { type?.policy(of: $0) ?? .multiValue })
        record.apply(
            Change(
                facet: record.facet, type: record.type, home: home,
                stamp: Stamp(
                    author: founder, office: home, tier: tier,
                    time: HybridTime(ticks: 1_400_000_000_000 << 16)),
                replica: founder, sequence: sequence, act: Act(first: sequence, count: 1),
                schema: 1, rights: .none, past: record.past, writes: writes))
    }
}
