import Compression
import Foundation
import Programme
import Replication
import Storage
import Support
import Sync
import Testing
import Wire

/// Restored, cloned and lost replicas (decision 8): nothing that is on some disk is lost.
@Suite(.temporaryDirectory) struct RenewalTests {
    private func pair() throws -> (village: Office, county: Office) {
        let county = try World(folder: TemporaryDirectory.path).county()
        let village = try World(folder: TemporaryDirectory.path, seed: 50)
            .office("350603101201", under: county)
        try village.sync()
        return (village, county)
    }

    private func household(_ office: Office, _ number: String) throws -> RecordID {
        try office.add("household", ["number": number, "village": "350603101201"])
    }

    private func reopened(_ office: Office, at directory: String, seed: UInt64) throws -> Office {
        let world = World(folder: TemporaryDirectory.path, seed: seed)
        let surroundings = Replica.Surroundings(
            directory: directory, clock: world.clock, entropy: SeededEntropy(seed),
            facts: MachineFacts(values: ["machine", "disk"]), program: "test 1")
        return Office(
            try Replica.open(surroundings), directory: directory, parent: office.parent)
    }

    @Test
    func `a village whose folder was put back from an old copy gets its lost edits back (INV-12)`()
        throws
    {
        let (village, county) = try pair()
        try village.store.close()
        let files = FileManager.default
        let copy = village.directory + ".copy"
        try files.copyItem(atPath: village.directory, toPath: copy)
        let again = try reopened(village, at: village.directory, seed: 200)
        let lost = try household(again, "H1")
        try again.sync()
        try again.store.close()
        try files.removeItem(atPath: village.directory)
        try files.moveItem(atPath: copy, toPath: village.directory)
        let restored = try reopened(village, at: village.directory, seed: 300)
        guard case .newIncarnation = restored.store.opening else {
            Issue.record("an old copy was not noticed")
            return
        }
        let new = try household(restored, "H2")
        #expect(try restored.sync().isEqual)
        #expect(try restored.shows(lost, "number") == .text("H1"))
        #expect(try county.shows(new, "number") == .text("H2"))
        #expect(try county.shows(lost, "number") == .text("H1"))
    }

    @Test func `of a cloned machine both go on, and nothing is lost or doubled`() throws {
        let (village, county) = try pair()
        try village.store.close()
        let files = FileManager.default
        let clone = TemporaryDirectory.file("clone")
        try files.copyItem(atPath: village.directory, toPath: clone)
        try files.copyItem(atPath: village.directory + ".mark", toPath: clone + ".mark")
        let first = try reopened(village, at: village.directory, seed: 400)
        let second = try reopened(village, at: clone, seed: 500)
        let mine = try household(first, "A")
        let theirs = try household(second, "B")
        #expect(try first.sync().isEqual)
        let report = try second.sync()
        #expect(report.isEqual)
        #expect(report.renewal == .forked(rewritten: 1))
        for office in [county, second] {
            #expect(try office.shows(mine, "number") == .text("A"))
            #expect(try office.shows(theirs, "number") == .text("B"))
        }
        #expect(try first.sync().isEqual)
        #expect(try first.shows(theirs, "number") == .text("B"))
        #expect(try second.sync().renewal == nil)
        // The county lists it until a person has looked; nobody had to wait for that.
        func doubled() throws -> [NodeRecord] {
            try county.store.read { snapshot throws(StorageError) in
                try snapshot.nodes().filter { $0.status == .doubled }
            }
        }
        let listed = try #require(try doubled().first)
        try county.replica.confirm(
            listed.node, reason: "the old PC is switched off", by: county.actor())
        #expect(try doubled().isEmpty)
    }

    @Test
    func `a county restored from a backup is refilled by its children and its parent (INV-12)`()
        throws
    {
        let (village, county) = try pair()
        try county.sync()
        let backup = TemporaryDirectory.file("county.backup")
        _ = try county.store.backup(to: backup)
        let record = try household(village, "H1")
        try village.sync()
        let own = try county.add(
            "fund_source",
            ["document_no": "S1", "kind": "donation", "amount": "9.84万元", "year": "2003"])
        try county.sync()
        try village.sync()
        try county.store.close()
        let files = FileManager.default
        for name in try files.contentsOfDirectory(atPath: county.directory) {
            try files.removeItem(atPath: county.directory + "/" + name)
        }
        try files.copyItem(atPath: backup, toPath: county.directory + "/replica.db")
        let restored = try reopened(county, at: county.directory, seed: 600)
        #expect(try restored.shows(record, "number") == .absent)
        try restored.sync()
        village.parent = restored
        #expect(try village.sync().isEqual)
        #expect(try restored.shows(record, "number") == .text("H1"))
        #expect(try restored.shows(own, "amount") == .integer(9_840_000))
        #expect(try restored.sync().isEqual)
        // Its only child and its parent have called: nobody has to say that it is over.
        #expect(try !village.sync().isParentRecovering)
        #expect(throws: EntryError.self) {
            try restored.replica.endRecovery(by: restored.actor())
        }
    }

    @Test func `a restored county waits for each child that is not revoked`() throws {
        let (village, county) = try pair()
        let silent = try World(folder: TemporaryDirectory.path, seed: 70)
            .office("350603101", under: county)
        try silent.sync()
        try county.sync()
        let backup = TemporaryDirectory.file("county.backup")
        _ = try county.store.backup(to: backup)
        try county.store.close()
        let files = FileManager.default
        for name in try files.contentsOfDirectory(atPath: county.directory) {
            try files.removeItem(atPath: county.directory + "/" + name)
        }
        try files.copyItem(atPath: backup, toPath: county.directory + "/replica.db")
        let restored = try reopened(county, at: county.directory, seed: 600)
        try restored.sync()
        village.parent = restored
        #expect(try village.sync().isParentRecovering)
        #expect(try village.sync().isParentRecovering)
        try restored.replica.revoke(
            silent.replica.keys.node, reason: "thrown away", by: restored.actor())
        #expect(try village.sync().isEqual)
        #expect(try !village.sync().isParentRecovering)
    }

    @Test func `a list of heads that was cut is completed by what the parent refuses`() throws {
        let (village, county) = try pair()
        let backup = TemporaryDirectory.file("county.backup")
        _ = try county.store.backup(to: backup)
        let first = try household(village, "H1")
        try village.sync()
        try county.store.close()
        let files = FileManager.default
        for name in try files.contentsOfDirectory(atPath: county.directory) {
            try files.removeItem(atPath: county.directory + "/" + name)
        }
        try files.copyItem(atPath: backup, toPath: county.directory + "/replica.db")
        let restored = try reopened(county, at: county.directory, seed: 600)
        let second = try household(village, "H2")
        // The village cannot know from such a list that the county has lost the first one.
        var contact = Contact(village.replica, peer: CutPeer(county: restored))
        let report = try contact.run()
        #expect(report.isEqual && report.pushed == 2)
        #expect(try restored.shows(first, "number") == .text("H1"))
        #expect(try restored.shows(second, "number") == .text("H2"))
    }

    @Test func `an acknowledgement may be handed back with the frames, and brings nothing`()
        throws
    {
        let (village, county) = try pair()
        _ = try household(village, "H1")
        try village.sync()
        let kept = try village.store.read { snapshot throws(StorageError) in
            (
                try snapshot.acknowledgement(of: snapshot.incarnation),
                try snapshot.frames(from: county.node)
            )
        }
        var child = RawChild(village, under: county)
        try child.greet()
        _ = try child.hello()
        let before = try county.standing()
        let frames = kept.1 + [try #require(kept.0)]
        let back = HandBack(session: child.session, counter: child.next(), frames: frames)
        #expect(try child.refusal(.handback, .handBack(back)) == nil)
        let receipt = try village.store.read { snapshot throws(StorageError) in
            try snapshot.receipts(of: county.node).first?.theirEnvelope
        }
        let other = HandBack(
            session: child.session, counter: child.next(), frames: [try #require(receipt)])
        #expect(try child.refusal(.handback, .handBack(other)) == .malformed)
        #expect(try county.standing() == before)
    }
}

/// A parent of so many nodes that its list of heads ends before the child's own.
private struct CutPeer: Peer {
    let county: Office

    func ask(_ question: Question, _ request: [UInt8]) throws(PeerError) -> [UInt8] {
        let answer = county.endpoint.answer(question, request).bytes
        guard
            let bytes = try? decompress(answer, inflatedMax: Limits.envelopeBytesMax),
            let envelope = try? Envelope(decoding: bytes),
            case .helloAnswer(var hello)? = try? Message(decoding: envelope.payload)
        else { return answer }
        hello.isSame = false
        hello.known = (1...UInt64(Limits.headsMax)).map { number in
            HeadMark(
                replica: ReplicaID(high: 0, low: number), sequence: 1,
                chain: [UInt8](repeating: 0, count: 32))
        }
        return compress(county.replica.keys.envelope(.helloAnswer(hello)).encoded())
    }
}
