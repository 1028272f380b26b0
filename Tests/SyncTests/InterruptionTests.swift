import Programme
import Replication
import Storage
import Support
import Sync
import Testing
import Wire

/// A line, a program or a machine that ends in the middle of a contact: the next one finishes it.
@Suite(.temporaryDirectory) struct InterruptionTests {
    /// A peer whose line breaks at one question: before it arrives, or before its answer does.
    private final class BrokenLine: Peer {
        private let endpoint: Endpoint
        private let number: Int
        private let isAnswered: Bool
        private var asked = 0
        private(set) var isBroken = false

        init(_ endpoint: Endpoint, at number: Int, isAnswered: Bool) {
            self.endpoint = endpoint
            self.number = number
            self.isAnswered = isAnswered
        }

        func ask(_ question: Question, _ request: [UInt8]) throws(PeerError) -> [UInt8] {
            asked += 1
            isBroken = isBroken || asked == number
            guard isBroken else { return endpoint.answer(question, request).bytes }
            if asked == number, isAnswered { _ = endpoint.answer(question, request) }
            throw .timedOut
        }
    }

    private func pair() throws -> (village: Office, county: Office) {
        let county = try World(folder: TemporaryDirectory.path).county()
        let village = try World(folder: TemporaryDirectory.path, seed: 50)
            .office("350603101201", under: county)
        try village.sync()
        return (village, county)
    }

    private func household(_ office: Office, _ number: String) throws -> RecordID {
        try office.add(
            "household", ["number": number, "village": "350603101201"], by: "u350603101201")
    }

    private func sequence(_ office: Office, of replica: ReplicaID) throws -> UInt64? {
        try office.store.read { snapshot throws(StorageError) in
            try snapshot.head(replica)?.sequence
        }
    }

    @Test(arguments: [false, true])
    func `a contact cut at any question is finished by the next one (INV-1, INV-9)`(
        isAnswered: Bool
    ) throws {
        let (village, county) = try pair()
        var records: [RecordID] = []
        for number in 1... {
            records.append(try household(village, "V\(number)"))
            let clerk = "clerk\(number)"
            try county.replica.addUser(
                clerk, name: "用户\(number)", office: village.replica.office, roles: [.clerk],
                by: try county.actor())
            let line = BrokenLine(county.endpoint, at: number, isAnswered: isAnswered)
            var contact = Contact(village.replica, peer: line)
            let report = try? contact.run()
            #expect((report == nil) == line.isBroken, "cut at question \(number)")
            let next = try village.sync()
            #expect(next.isEqual, "cut at question \(number)")
            #expect(next.renewal == nil, "a cut line is no fork")
            #expect(throws: Never.self, "cut at question \(number)") { try village.actor(clerk) }
            for (index, record) in records.enumerated() {
                #expect(try county.shows(record, "number") == .text("V\(index + 1)"))
            }
            // Once each, however often they went: the chain has no more than was written.
            let replica = try village.incarnation()
            #expect(try sequence(county, of: replica) == sequence(village, of: replica))
            if !line.isBroken { break }
        }
        #expect(records.count > 4, "a contact asks at least hello, push, pull and digest")
        #expect(try county.store.verify().isSound)
        #expect(try village.store.verify().isSound)
    }

    @Test func `of a bundle that is cut at any byte nothing enters, and the next heals (INV-9)`()
        throws
    {
        let (village, county) = try pair()
        let lost = try household(village, "H1")
        let file = TemporaryDirectory.file("up")
        _ = try Courier(village.replica).exportUpward(to: file)
        let bytes = try #require(TemporaryDirectory.read("up"))
        let before = try county.store.read { snapshot throws(StorageError) in snapshot.position }
        for count in stride(from: bytes.count - 1, through: 0, by: -61) {
            try TemporaryDirectory.write("cut", Array(bytes.prefix(count)))
            #expect(throws: BundleError.self) {
                try Courier(county.replica).importBundle(TemporaryDirectory.file("cut"))
            }
            let now = try county.store.read { snapshot throws(StorageError) in snapshot.position }
            #expect(now == before, "cut at \(count)")
        }
        // The stick is lost; the next one begins at what was acknowledged.
        let late = try household(village, "H2")
        let next = TemporaryDirectory.file("next")
        _ = try Courier(village.replica).exportUpward(to: next)
        _ = try Courier(county.replica).importBundle(next)
        #expect(try county.shows(lost, "number") == .text("H1"))
        #expect(try county.shows(late, "number") == .text("H2"))
        #expect(try village.sync().isEqual)
    }
}
