import Programme
import Replication
import Storage
import Support
import Sync
import Testing
import Wire

/// What is refused or held: said to the sender, kept, and taken out of his view; nothing is lost.
@Suite(.temporaryDirectory) struct RefusalTests {
    private func pair() throws -> (village: Office, county: Office) {
        let county = try World(folder: TemporaryDirectory.path).county()
        let village = try World(folder: TemporaryDirectory.path, seed: 50)
            .office("350603101201", under: county)
        try village.sync()
        return (village, county)
    }

    @Test func `a village that overwrites another office's value sees the old one again`()
        throws
    {
        let (village, county) = try pair()
        let township = try World(folder: TemporaryDirectory.path, seed: 70)
            .office("350603101", under: county)
        try township.sync()
        let household = try village.add(
            "household", ["number": "H1", "village": "350603101201"])
        let mother = try village.add(
            "person",
            [
                "name": "李四", "village": "350603101201", "household": "\(household)",
                "relation": "mother",
            ])
        try village.sync()
        try township.sync()
        let contract = try township.add(
            "contract",
            [
                "contract_no": "C1", "household": "\(household)", "mother": "\(mother)",
                "batch": "24", "principal": "20000", "signed_on": "2017-07-15",
            ], isUnchecked: true)
        try township.sync()
        try village.sync()
        #expect(try village.shows(contract, "principal") == .integer(2_000_000))
        try village.set("contract", contract, ["principal": "99999"], isUnchecked: true)
        #expect(try village.shows(contract, "principal") == .integer(9_999_900))
        let report = try village.sync()
        #expect(report.exceptions == 1)
        #expect(report.isEqual)
        #expect(try village.shows(contract, "principal") == .integer(2_000_000))
        #expect(try county.shows(contract, "principal") == .integer(2_000_000))
        let rows = try county.store.read { snapshot throws(StorageError) in
            try snapshot.quarantine(.refused)
        }
        #expect(rows.map(\.code) == [ExceptionCode.notPermitted.rawValue])
        #expect(rows.first?.body.isEmpty == false)
    }

    @Test func `a record of another village is refused and disappears where it was typed`()
        throws
    {
        let (village, county) = try pair()
        let stranger = try village.add(
            "household", ["number": "X", "village": "350603101202"], isUnchecked: true)
        let report = try village.sync()
        #expect(report.exceptions == 1)
        for office in [county, village] {
            #expect(try office.shows(stranger, "number") == .absent)
            // Nor is a row left of it that a list would show and a figure would count.
            let left = try office.store.read { snapshot throws(StorageError) in
                snapshot.records(of: "household", where: "number", equals: .absent)
            }
            #expect(left.isEmpty)
        }
        #expect(try county.store.verify().isSound)
    }

    @Test func `a village that writes a county register is refused, the rest of its work stands`()
        throws
    {
        let (village, county) = try pair()
        let person = try village.add(
            "person",
            ["name": "李四", "village": "350603101201", "relation": "mother"])
        try village.set("person", person, ["account": "6228480402564890018"], isUnchecked: true)
        try village.set("person", person, ["name": "李四四"])
        let report = try village.sync()
        #expect(report.exceptions == 1)
        #expect(report.isEqual)
        #expect(try village.shows(person, "account") == .absent)
        #expect(try county.shows(person, "name") == .text("李四四"))
    }

    @Test func `entry refuses the same with words, before anything is saved`() throws {
        let (village, _) = try pair()
        let person = try village.add(
            "person", ["name": "李四", "village": "350603101201", "relation": "mother"])
        #expect(throws: EntryError.self) {
            try village.set("person", person, ["account": "6228480402564890018"])
        }
        #expect(try village.shows(person, "account") == .absent)
    }

    @Test func `an answer that is lost after the commit costs nothing`() throws {
        let (village, county) = try pair()
        let record = try village.add(
            "household", ["number": "H1", "village": "350603101201"])
        var contact = Contact(
            village.replica,
            peer: LocalPeer(endpoint: county.endpoint) { $0 == .push })
        #expect(throws: SyncError.self) { try contact.run() }
        #expect(try county.shows(record, "number") == .text("H1"))
        let report = try village.sync()
        #expect(report.isEqual)
        let runs = try county.store.read { snapshot throws(StorageError) in
            try snapshot.head(try village.incarnation())?.sequence
        }
        #expect(runs == 1)
    }

    @Test func `a request that is sent again is refused, and nothing happens twice`() throws {
        let (village, county) = try pair()
        let recorder = Recorder(endpoint: county.endpoint)
        var contact = Contact(village.replica, peer: recorder)
        _ = try contact.run()
        for (question, request) in recorder.requests where question != .hello {
            #expect(county.endpoint.answer(question, request).refusal == .replayed)
        }
    }

    @Test func `a node that was revoked is told so, and nothing of it enters`() throws {
        let (village, county) = try pair()
        let record = try village.add(
            "household", ["number": "H1", "village": "350603101201"])
        try county.replica.revoke(
            village.replica.keys.node, reason: "stolen", by: try county.actor())
        do {
            try village.sync()
            Issue.record("a revoked node was let in")
        } catch SyncError.refused(let refusal) {
            #expect(refusal.code == .revoked)
        }
        #expect(try county.shows(record, "number") == .absent)
        #expect(try village.shows(record, "number") == .text("H1"))
    }

    @Test func `garbage of any kind gets a signed refusal and never a trap`() throws {
        let (_, county) = try pair()
        var random = SeededRandom(seed: 7)
        for question in Question.allCases {
            for count in [0, 1, 17, 300] {
                let answer = county.endpoint.answer(question, random.bytes(count: count))
                #expect(answer.refusal == .malformed)
            }
        }
    }
}

/// A peer that writes down what is asked.
final class Recorder: Peer {
    private let endpoint: Endpoint
    private(set) var requests: [(Question, [UInt8])] = []

    init(endpoint: Endpoint) { self.endpoint = endpoint }

    func ask(_ question: Question, _ request: [UInt8]) throws(PeerError) -> [UInt8] {
        requests.append((question, request))
        return endpoint.answer(question, request).bytes
    }
}

extension Office {
    /// The incarnation that writes here now.
    func incarnation() throws(StorageError) -> ReplicaID {
        try store.read { snapshot throws(StorageError) in snapshot.incarnation }
    }
}
