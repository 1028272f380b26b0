import Foundation
import Programme
import Replication
import Storage
import Support
import Sync
import Testing

/// A county whose disk was lost: what its villages give back, and what goes on upward from there.
@Suite("Refilled servers", .temporaryDirectory) struct RefillTests {
    private static let home = "350603101201"

    private func pair() throws -> (village: Office, county: Office) {
        let county = try World(folder: TemporaryDirectory.path).county()
        let village = try World(folder: TemporaryDirectory.path, seed: 50)
            .office(Self.home, under: county)
        try village.sync()
        try county.sync()
        return (village, county)
    }

    private func household(_ office: Office, _ number: String) throws -> RecordID {
        try office.add("household", ["number": number, "village": Self.home])
    }

    private func backup(_ county: Office) throws -> String {
        let file = TemporaryDirectory.file("county.backup")
        _ = try county.store.backup(to: file)
        return file
    }

    /// The county as its backup has it; its disk is lost.
    private func restored(_ county: Office, from backup: String) throws -> Office {
        try county.store.close()
        let files = FileManager.default
        for name in try files.contentsOfDirectory(atPath: county.directory) {
            try files.removeItem(atPath: county.directory + "/" + name)
        }
        try files.copyItem(atPath: backup, toPath: county.directory + "/replica.db")
        let world = World(folder: TemporaryDirectory.path, seed: 600)
        let surroundings = Replica.Surroundings(
            directory: county.directory, clock: world.clock, entropy: SeededEntropy(600),
            facts: MachineFacts(values: ["machine", "disk"]), program: "test 1")
        return Office(
            try Replica.open(surroundings), directory: county.directory, parent: county.parent)
    }

    /// Up and down by stick.
    private func carry(_ village: Office, _ county: Office, _ name: String) throws -> Bool {
        let up = TemporaryDirectory.file("\(name).up")
        let down = TemporaryDirectory.file("\(name).down")
        _ = try Courier(village.replica).exportUpward(to: up)
        _ = try Courier(county.replica).importBundle(up)
        _ = try Courier(county.replica).exportDownward(to: down, node: village.node)
        return try Courier(village.replica).importBundle(down).isEqual
    }

    /// Finds a county that does not continue the chain of its earlier incarnation over what its
    /// villages handed back: it could forward none of it, and would differ from its parent for good.
    @Test func `what was handed back is forwarded, and what is nowhere any more stands as zeros`()
        throws
    {
        let (village, county) = try pair()
        let file = try backup(county)
        let lost = try county.incarnation()
        let first = try household(county, "H1")
        let gone = try county.add(
            "fund_source",
            ["document_no": "S1", "kind": "donation", "amount": "9.84万元", "year": "2003"])
        let last = try household(county, "H2")
        try village.sync()
        let refilled = try restored(county, from: file)
        village.parent = refilled
        #expect(try village.sync().isEqual)
        #expect(try refilled.sync().isEqual)
        #expect(try refilled.sync().pushed == 0)
        let province = try #require(county.parent)
        for office in [refilled, province] {
            #expect(try office.shows(first, "number") == .text("H1"))
            #expect(try office.shows(last, "number") == .text("H2"))
            #expect(try office.shows(gone, "amount") == .absent)
            #expect(try office.store.verify().isSound)
        }
        let (above, here) = (
            try heads(province, of: lost), try heads(refilled, of: lost)
        )
        #expect(above == here)
        let zeros = try refilled.store.read { snapshot throws(StorageError) in
            try snapshot.log(lost, from: 1, limit: 1_000, bytesMax: .max).filter {
                $0.hash == [UInt8](repeating: 0, count: 32)
            }
        }
        #expect(!zeros.isEmpty)
    }

    private func heads(_ office: Office, of replica: ReplicaID) throws -> [UInt8]? {
        try office.store.read { snapshot throws(StorageError) in try snapshot.head(replica)?.chain }
    }

    /// Finds a village that does not put what it once got onto the stick again: then a county
    /// that nobody reaches by line never has back what it had written itself.
    @Test func `a restored county has its own work back from sticks alone`() throws {
        let (village, county) = try pair()
        #expect(try carry(village, county, "first"))
        let file = try backup(county)
        let own = try household(county, "H1")
        #expect(try carry(village, county, "second"))
        #expect(try village.shows(own, "number") == .text("H1"))
        let refilled = try restored(county, from: file)
        _ = try carry(village, refilled, "third")
        #expect(try refilled.shows(own, "number") == .absent)
        #expect(try carry(village, refilled, "fourth"))
        #expect(try refilled.shows(own, "number") == .text("H1"))
        #expect(try refilled.sync().isEqual)
        #expect(try #require(county.parent).shows(own, "number") == .text("H1"))
    }

    /// Finds a server that binds only the incarnation under which a child speaks now: what the
    /// child wrote under one that the backup does not know would be nobody's.
    @Test(arguments: [false, true])
    func `each incarnation that a child has had since the backup is its own`(
        byStick: Bool
    ) throws {
        let (village, county) = try pair()
        let file = try backup(county)
        var records: [RecordID] = []
        for number in ["H1", "H2", "H3"] {
            records.append(try household(village, number))
            try village.sync()
            try village.store.renewIncarnation(reason: .machineChanged)
        }
        records.append(try household(village, "H4"))
        let refilled = try restored(county, from: file)
        village.parent = refilled
        if byStick {
            _ = try? carry(village, refilled, "first")
            let down = TemporaryDirectory.file("again.down")
            _ = try Courier(refilled.replica).exportDownward(to: down, node: village.node)
            _ = try Courier(village.replica).importBundle(down)
            #expect(try carry(village, refilled, "second"))
            // The county hears that they are equal from the stick that comes after.
            #expect(try carry(village, refilled, "third"))
        } else {
            #expect(try village.sync().isEqual)
        }
        for (index, record) in records.enumerated() {
            #expect(try refilled.shows(record, "number") == .text("H\(index + 1)"))
        }
        #expect(try refilled.sync().isEqual)
        let held = try #require(county.parent).store.read { snapshot throws(StorageError) in
            try snapshot.quarantine(.held)
        }
        #expect(held.isEmpty)
    }
}

extension RefillTests {
    /// A village of which two machines worked, the second under an incarnation of its own; both
    /// have called, and the county's backup is older than the second one.
    private func cloned() throws -> (
        first: Office, second: Office, county: Office, backup: String, theirs: RecordID
    ) {
        let (village, county) = try pair()
        let file = try backup(county)
        try village.store.close()
        let clone = TemporaryDirectory.file("clone")
        try FileManager.default.copyItem(atPath: village.directory, toPath: clone)
        try FileManager.default.copyItem(
            atPath: village.directory + ".mark", toPath: clone + ".mark")
        let first = try opened(village.directory, under: county, seed: 400)
        let second = try opened(clone, under: county, seed: 500)
        _ = try household(first, "A")
        let theirs = try household(second, "B")
        try first.sync()
        try second.sync()
        #expect(try first.sync().isEqual)
        #expect(try first.shows(theirs, "number") == .text("B"))
        return (first, second, county, file, theirs)
    }

    private func opened(
        _ directory: String, under county: Office, seed: UInt64
    ) throws -> Office {
        let world = World(folder: TemporaryDirectory.path, seed: seed)
        let surroundings = Replica.Surroundings(
            directory: directory, clock: world.clock, entropy: SeededEntropy(seed),
            facts: MachineFacts(values: ["machine", "disk"]), program: "test 1")
        return Office(try Replica.open(surroundings), directory: directory, parent: county)
    }

    private func orphans(_ county: Office) throws -> [Orphan] {
        try county.store.read { snapshot throws(StorageError) in try snapshot.orphans() }
    }

    @Test func `what a machine wrote that is gone is got back from above with its chain`() throws {
        let (first, _, county, file, theirs) = try cloned()
        try county.sync()
        let refilled = try restored(county, from: file)
        first.parent = refilled
        #expect(try first.sync().isEqual)
        #expect(try refilled.shows(theirs, "number") == .text("B"))
        #expect(try orphans(refilled).count == 1)
        #expect(try refilled.sync().isEqual)
        #expect(try orphans(refilled).isEmpty)
        #expect(try #require(county.parent).shows(theirs, "number") == .text("B"))
        #expect(try refilled.store.verify().isSound)
    }

    @Test
    func
        `what nobody has with its chain is shown, left out above, and goes up when its machine calls`()
        throws
    {
        let (first, second, county, file, theirs) = try cloned()
        let refilled = try restored(county, from: file)
        first.parent = refilled
        #expect(try first.sync().isEqual)
        let province = try #require(county.parent)
        #expect(try refilled.sync().isEqual)
        #expect(try orphans(refilled).map(\.node.node) == [first.node])
        #expect(try refilled.shows(theirs, "number") == .text("B"))
        #expect(try province.shows(theirs, "number") == .absent)
        second.parent = refilled
        #expect(try second.sync().isEqual)
        #expect(try orphans(refilled).isEmpty)
        #expect(try refilled.sync().isEqual)
        #expect(try province.shows(theirs, "number") == .text("B"))
        #expect(try first.sync().isEqual)
    }
}

/// What of a server's own work can be judged above it only when what came before it is merged.
@Suite("Forerunners", .temporaryDirectory) struct ForerunnerTests {
    private static let home = "350603101201"

    /// A county with a province that it has not called since, and what the province holds of it.
    private func held(after work: (Office) throws -> Void) throws -> [QuarantineRow] {
        let county = try World(folder: TemporaryDirectory.path).county()
        try work(county)
        #expect(try county.sync().isEqual)
        return try #require(county.parent).store.read { snapshot throws(StorageError) in
            try snapshot.quarantine(.held)
        }
    }

    /// Finds a judge who looks at a whole run at once: the machine whose write is voided would be
    /// nobody's when the void is looked at.
    @Test func `a void is judged after the enrollment before it in the same run`() throws {
        let held = try held { county in
            let village = try World(folder: TemporaryDirectory.path, seed: 50)
                .office(Self.home, under: county)
            try village.sync()
            try village.add(
                "household", ["number": "X", "village": "350603101202"], isUnchecked: true)
            #expect(try village.sync().exceptions == 1)
        }
        #expect(held.map(\.detail) == [])
    }

    /// Finds the same for a person: somebody taken on would be unknown when his act is looked at.
    @Test func `an act is judged after the hiring of its author before it in the same run`() throws
    {
        let held = try held { county in
            try county.replica.addUser(
                "new", name: "新人", office: county.replica.office, roles: [.finance, .clerk],
                by: county.actor("u350603"))
            try county.add(
                "fund_source",
                ["document_no": "S1", "kind": "donation", "amount": "9.84万元", "year": "2003"],
                by: "new")
        }
        #expect(held.map(\.detail) == [])
    }
}
