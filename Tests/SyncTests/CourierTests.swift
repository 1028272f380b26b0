import Foundation
import Programme
import Replication
import Storage
import Support
import Sync
import Testing
import Wire

/// Contacts on a stick: the same frames, sealed, with acknowledgement and receipt.
@Suite(.temporaryDirectory) struct CourierTests {
    private func pair() throws -> (village: Office, county: Office) {
        let county = try World(folder: TemporaryDirectory.path).county()
        let village = try World(folder: TemporaryDirectory.path, seed: 50)
            .office("350603101201", under: county)
        return (village, county)
    }

    private func household(_ office: Office, _ number: String) throws -> RecordID {
        try office.add("household", ["number": number, "village": "350603101201"])
    }

    /// Down, up, down: a village that never sees a line.
    private func carry(_ village: Office, _ county: Office, _ name: String) throws -> Bool {
        let up = TemporaryDirectory.file("\(name).up")
        let down = TemporaryDirectory.file("\(name).down")
        _ = try Courier(village.replica).exportUpward(to: up)
        _ = try Courier(county.replica).importBundle(up)
        _ = try Courier(county.replica).exportDownward(
            to: down, node: village.replica.keys.node)
        return try Courier(village.replica).importBundle(down).isEqual
    }

    @Test func `a village without a line gets its data, its acknowledgement and its receipt`()
        throws
    {
        let (village, county) = try pair()
        _ = try carry(village, county, "first")
        let record = try household(village, "H1")
        #expect(try carry(village, county, "second"))
        #expect(try county.shows(record, "number") == .text("H1"))
        let mark = try village.store.read { snapshot throws(StorageError) in
            try snapshot.acknowledged(snapshot.incarnation)
        }
        #expect(mark?.upTo == 1)
    }

    @Test func `a bundle that comes twice or late changes nothing`() throws {
        let (village, county) = try pair()
        _ = try carry(village, county, "first")
        _ = try household(village, "H1")
        let up = TemporaryDirectory.file("up")
        _ = try Courier(village.replica).exportUpward(to: up)
        _ = try Courier(county.replica).importBundle(up)
        _ = try household(village, "H2")
        #expect(try carry(village, county, "second"))
        let before = try county.standing()
        let again = try Courier(county.replica).importBundle(up)
        #expect(again.isRepeated && again.changes == 0)
        #expect(try county.standing() == before)
        let down = TemporaryDirectory.file("second.down")
        let held = try village.standing()
        #expect(try Courier(village.replica).importBundle(down).isRepeated)
        #expect(try village.standing() == held)
    }

    @Test func `a bundle that was lost leaves a gap that the next one fills`() throws {
        let (village, county) = try pair()
        #expect(try carry(village, county, "first"))
        let copy = village.directory + ".copy"
        try village.store.close()
        let files = FileManager.default
        try files.copyItem(atPath: village.directory, toPath: copy)
        try files.copyItem(atPath: village.directory + ".mark", toPath: copy + ".mark")
        let again = try reopened(village, at: village.directory, seed: 300)
        let lost = try county.add(
            "household", ["number": "lost", "village": "350603101201"])
        #expect(try carry(again, county, "lost"))
        #expect(try again.shows(lost, "number") == .text("lost"))
        let told = TemporaryDirectory.file("told.up")
        _ = try Courier(again.replica).exportUpward(to: told)
        _ = try Courier(county.replica).importBundle(told)
        // The disk of the village dies; its copy of yesterday gets the bundle that comes then.
        let yesterday = try reopened(village, at: copy, seed: 400)
        let next = try county.add(
            "household", ["number": "next", "village": "350603101201"])
        let down = TemporaryDirectory.file("next.down")
        _ = try Courier(county.replica).exportDownward(
            to: down, node: village.replica.keys.node)
        let report = try Courier(yesterday.replica).importBundle(down)
        #expect(report.isIncomplete && !report.isEqual)
        #expect(try yesterday.shows(next, "number") == .text("next"))
        #expect(try yesterday.shows(lost, "number") == .absent)
        #expect(try carry(yesterday, county, "healed"))
        #expect(try yesterday.shows(lost, "number") == .text("lost"))
    }

    @Test func `a county restored from a backup is refilled by sticks alone`() throws {
        let (village, county) = try pair()
        #expect(try carry(village, county, "first"))
        let backup = TemporaryDirectory.file("county.backup")
        _ = try county.store.backup(to: backup)
        let lost = try household(village, "H1")
        #expect(try carry(village, county, "second"))
        try county.store.close()
        let files = FileManager.default
        for name in try files.contentsOfDirectory(atPath: county.directory) {
            try files.removeItem(atPath: county.directory + "/" + name)
        }
        try files.copyItem(atPath: backup, toPath: county.directory + "/replica.db")
        let restored = try reopened(county, at: county.directory, seed: 600)
        let new = try household(village, "H2")
        // The first stick begins behind what the county has now; the answer says so.
        let up = TemporaryDirectory.file("gap.up")
        _ = try Courier(village.replica).exportUpward(to: up)
        let taken = try Courier(restored.replica).importBundle(up)
        #expect(taken.isBehind && taken.changes == 0)
        #expect(try restored.shows(new, "number") == .absent)
        let down = TemporaryDirectory.file("gap.down")
        _ = try Courier(restored.replica).exportDownward(
            to: down, node: village.replica.keys.node)
        _ = try Courier(village.replica).importBundle(down)
        #expect(try carry(village, restored, "third"))
        #expect(try restored.shows(lost, "number") == .text("H1"))
        #expect(try restored.shows(new, "number") == .text("H2"))
    }

    private func reopened(_ office: Office, at directory: String, seed: UInt64) throws -> Office {
        let world = World(folder: TemporaryDirectory.path, seed: seed)
        let surroundings = Replica.Surroundings(
            directory: directory, clock: world.clock, entropy: SeededEntropy(seed),
            facts: MachineFacts(values: ["machine", "disk"]), program: "test 1")
        return Office(
            try Replica.open(surroundings), directory: directory, parent: office.parent)
    }

    @Test func `every damaged byte of a bundle is refused as a whole`() throws {
        let (village, county) = try pair()
        _ = try carry(village, county, "first")
        let record = try household(village, "H1")
        let up = TemporaryDirectory.file("up")
        _ = try Courier(village.replica).exportUpward(to: up)
        let bytes = try #require(TemporaryDirectory.read("up"))
        for index in stride(from: 0, to: bytes.count, by: 97) {
            var damaged = bytes
            damaged[index] ^= 0x20
            try TemporaryDirectory.write("damaged", damaged)
            #expect(throws: BundleError.self) {
                try Courier(county.replica).importBundle(TemporaryDirectory.file("damaged"))
            }
        }
        for count in stride(from: 0, to: bytes.count, by: 101) {
            try TemporaryDirectory.write("cut", Array(bytes.prefix(count)))
            #expect(throws: BundleError.self) {
                try Courier(county.replica).importBundle(TemporaryDirectory.file("cut"))
            }
        }
        #expect(try county.shows(record, "number") == .absent)
        #expect(try carry(village, county, "last"))
        #expect(try county.shows(record, "number") == .text("H1"))
    }

    @Test func `a bundle for another county cannot be opened`() throws {
        let (village, county) = try pair()
        _ = try carry(village, county, "first")
        let up = TemporaryDirectory.file("up")
        _ = try Courier(village.replica).exportUpward(to: up)
        let province = try #require(county.parent)
        #expect(throws: BundleError.otherRecipient) {
            try Courier(province.replica).importBundle(up)
        }
    }
}
