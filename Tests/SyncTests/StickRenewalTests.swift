import Foundation
import Programme
import Replication
import Storage
import Support
import Sync
import Testing

/// Restored and cloned machines of offices that never see a line: what holds for a line holds for a
/// stick (decision 8).
@Suite(.temporaryDirectory) struct StickRenewalTests {
    private func pair() throws -> (village: Office, county: Office) {
        let county = try World(folder: TemporaryDirectory.path).county()
        let village = try World(folder: TemporaryDirectory.path, seed: 50)
            .office("350603101201", under: county)
        _ = try carry(village, county)
        return (village, county)
    }

    private func household(_ office: Office, _ number: String) throws -> RecordID {
        try office.add("household", ["number": number, "village": "350603101201"])
    }

    /// One visit with a stick: up, and down again.
    private func carry(
        _ village: Office, _ county: Office
    ) throws -> (up: Courier.Report, down: Courier.Report) {
        let name = UUID().uuidString
        let up = TemporaryDirectory.file("\(name).up")
        let down = TemporaryDirectory.file("\(name).down")
        _ = try Courier(village.replica).exportUpward(to: up)
        let taken = try Courier(county.replica).importBundle(up)
        _ = try Courier(county.replica).exportDownward(
            to: down, node: village.replica.keys.node)
        return (taken, try Courier(village.replica).importBundle(down))
    }

    private func reopened(_ office: Office, at directory: String, seed: UInt64) throws -> Office {
        let world = World(folder: TemporaryDirectory.path, seed: seed)
        let surroundings = Replica.Surroundings(
            directory: directory, clock: world.clock, entropy: SeededEntropy(seed),
            facts: MachineFacts(values: ["machine", "disk"]), program: "test 1")
        return Office(
            try Replica.open(surroundings), directory: directory, parent: office.parent)
    }

    /// A copy of a closed office's folder, with its mark.
    private func copy(_ office: Office, to name: String, withMark: Bool = true) throws -> String {
        let path = TemporaryDirectory.file(name)
        try FileManager.default.copyItem(atPath: office.directory, toPath: path)
        if withMark {
            try FileManager.default.copyItem(
                atPath: office.directory + ".mark", toPath: path + ".mark")
        }
        return path
    }

    private func doubled(_ county: Office) throws -> [NodeRecord] {
        try county.store.read { snapshot throws(StorageError) in
            try snapshot.nodes().filter { $0.status == .doubled }
        }
    }

    @Test
    func `a village that is restored from a backup gets everything back by stick (INV-12)`() throws
    {
        let (village, county) = try pair()
        let backup = TemporaryDirectory.file("backup")
        _ = try village.store.backup(to: backup)
        let lost = try household(village, "H1")
        #expect(try carry(village, county).down.isEqual)
        try village.store.close()
        try FileManager.default.removeItem(atPath: village.directory)
        try FileManager.default.createDirectory(
            atPath: village.directory, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: backup, toPath: village.directory + "/replica.db")
        let restored = try reopened(village, at: village.directory, seed: 300)
        let new = try household(restored, "H2")
        #expect(try !carry(restored, county).down.isEqual, "its digest tells that something lacks")
        #expect(try carry(restored, county).down.isEqual)
        #expect(try restored.shows(lost, "number") == .text("H1"))
        #expect(try county.shows(new, "number") == .text("H2"))
        // Nothing is asked for a second time.
        #expect(try carry(restored, county).down.items == 0)
    }

    @Test func `what is still under way is no reason to ask for everything`() throws {
        let (village, county) = try pair()
        _ = try household(village, "H1")
        let (up, down) = (TemporaryDirectory.file("a.up"), TemporaryDirectory.file("a.down"))
        _ = try Courier(village.replica).exportUpward(to: up)
        _ = try household(village, "H2")
        _ = try Courier(county.replica).importBundle(up)
        _ = try Courier(county.replica).exportDownward(to: down, node: village.replica.keys.node)
        #expect(try !Courier(village.replica).importBundle(down).isEqual)
        let next = try carry(village, county)
        #expect(next.down.isEqual && next.down.items == 0)
    }

    @Test(arguments: [(1, 1), (1, 3), (3, 1), (2, 2)])
    func `of a machine that was copied both go on by stick, whichever wrote more`(
        firstWrote: Int, secondWrote: Int
    ) throws {
        let (village, county) = try pair()
        try village.store.close()
        let clone = try copy(village, to: "clone")
        let first = try reopened(village, at: village.directory, seed: 400)
        let second = try reopened(village, at: clone, seed: 500)
        var records = try (0..<firstWrote).map { try household(first, "A\($0)") }
        records += try (0..<secondWrote).map { try household(second, "B\($0)") }
        #expect(try carry(first, county).down.isEqual)
        #expect(try carry(second, county).up.parted != nil)
        for _ in 0..<2 { _ = try carry(second, county) }
        _ = try carry(first, county)
        #expect(try carry(second, county).down.isEqual)
        #expect(try carry(first, county).down.isEqual)
        for record in records {
            for office in [county, first, second] {
                #expect(try office.shows(record, "number") != .absent)
            }
        }
        let held = try county.store.read { snapshot throws(StorageError) in
            try snapshot.quarantine(.held)
        }
        #expect(held.isEmpty)
    }

    @Test func `of a machine that was copied both go on by stick, and nothing is lost`() throws {
        let (village, county) = try pair()
        try village.store.close()
        let clone = try copy(village, to: "clone")
        let first = try reopened(village, at: village.directory, seed: 400)
        let second = try reopened(village, at: clone, seed: 500)
        let mine = try household(first, "A")
        let theirs = try household(second, "B")
        #expect(try carry(first, county).down.isEqual)
        let met = try carry(second, county)
        #expect(met.up.parted != nil && met.up.changes == 0)
        #expect(met.down.renewal == .forked(rewritten: 1))
        #expect(try doubled(county).count == 1, "an administrator hears of it")
        let next = try carry(second, county)
        #expect(met.down.rewritten + next.down.rewritten == 1)
        #expect(try next.down.isEqual || carry(second, county).down.isEqual)
        for office in [county, second] {
            #expect(try office.shows(mine, "number") == .text("A"))
            #expect(try office.shows(theirs, "number") == .text("B"))
        }
        _ = try carry(first, county)
        #expect(try carry(first, county).down.isEqual)
        #expect(try first.shows(theirs, "number") == .text("B"))
        let held = try county.store.read { snapshot throws(StorageError) in
            try snapshot.quarantine(.held)
        }
        #expect(held.isEmpty)
    }

    @Test func `an old copy with its own mark hears by stick that its parent knows more`() throws {
        let (village, county) = try pair()
        try village.store.close()
        let old = try copy(village, to: "old")
        let again = try reopened(village, at: village.directory, seed: 600)
        let lost = try household(again, "H1")
        #expect(try carry(again, county).down.isEqual)
        try again.store.close()
        let copied = try reopened(village, at: old, seed: 700)
        #expect(try carry(copied, county).down.renewal == .rolledBack)
        #expect(try carry(copied, county).down.isEqual)
        #expect(try copied.shows(lost, "number") == .text("H1"))
    }

    @Test func `a restored county takes nobody for a second machine`() throws {
        let (village, county) = try pair()
        try village.sync()
        let backup = TemporaryDirectory.file("county.backup")
        _ = try county.store.backup(to: backup)
        try village.sync()
        try county.sync()
        try county.store.close()
        for name in try FileManager.default.contentsOfDirectory(atPath: county.directory) {
            try FileManager.default.removeItem(atPath: county.directory + "/" + name)
        }
        try FileManager.default.copyItem(
            atPath: backup, toPath: county.directory + "/replica.db")
        let restored = try reopened(county, at: county.directory, seed: 800)
        village.parent = restored
        _ = try carry(village, restored)
        #expect(try carry(village, restored).down.isEqual)
        try restored.sync()
        #expect(try village.sync().renewal == nil)
        #expect(try doubled(restored).isEmpty)
    }

    @Test func `a machine that was restored twice between two contacts is one machine`() throws {
        let (village, county) = try pair()
        try village.sync()
        var machine = village
        for round in 0..<2 {
            let backup = TemporaryDirectory.file("backup\(round)")
            _ = try machine.store.backup(to: backup)
            _ = try household(machine, "lost \(round)")
            try machine.store.close()
            for name in try FileManager.default.contentsOfDirectory(atPath: machine.directory) {
                try FileManager.default.removeItem(atPath: machine.directory + "/" + name)
            }
            try FileManager.default.copyItem(
                atPath: backup, toPath: machine.directory + "/replica.db")
            machine = try reopened(machine, at: machine.directory, seed: 1_000 + UInt64(round))
            _ = try household(machine, "kept \(round)")
        }
        #expect(try machine.sync().isEqual)
        #expect(try machine.sync().isEqual)
        #expect(try doubled(county).isEmpty)
    }

    @Test func `a machine that goes on beside its restored backup is listed, once`() throws {
        let (village, county) = try pair()
        try village.sync()
        let backup = TemporaryDirectory.file("backup")
        _ = try village.store.backup(to: backup)
        let second = TemporaryDirectory.file("second")
        try FileManager.default.createDirectory(
            atPath: second, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: backup, toPath: second + "/replica.db")
        let restored = try reopened(village, at: second, seed: 900)
        try restored.sync()
        #expect(try doubled(county).isEmpty, "a backup that was restored is no second machine")
        try village.sync()
        let listed = try #require(try doubled(county).first)
        try county.replica.confirm(
            listed.node, reason: "the old PC is switched off", by: county.actor())
        try restored.sync()
        try village.sync()
        #expect(try doubled(county).isEmpty)
    }
}
