import Programme
import Replication
import Storage
import Support
import Sync
import Testing
import Wire

/// Much at once: what fits no frame goes in several, and nothing is held for being much.
@Suite("Much at once", .temporaryDirectory) struct BoundsTests {
    private func pair() throws -> (county: Office, village: Office) {
        let county = try World(folder: TemporaryDirectory.path).county()
        let village = try World(folder: TemporaryDirectory.path, seed: 50)
            .office("350603101201", under: county)
        try village.sync()
        return (county, village)
    }

    @Test func `a record that was edited a thousand times offline arrives whole`() throws {
        let (county, village) = try pair()
        let household = try village.add(
            "household", ["number": "H1", "village": "350603101201"])
        for round in 0..<1_100 {
            try village.set("household", household, ["address": "\(round)组"])
        }
        let report = try village.sync()
        #expect(report.exceptions == 0 && report.isEqual)
        #expect(try county.shows(household, "address") == .text("1099组"))
    }

    @Test func `a repair of more than one frame holds goes in several`() throws {
        let (county, village) = try pair()
        let address = String(repeating: "长", count: 60)
        for number in 0..<1_300 {
            _ = try county.store.write { transaction throws(StorageError) in
                try transaction.author(
                    [
                        Draft(
                            facet: FacetID(
                                RecordID(high: 0x0190_0000_0000_7000, low: UInt64(number)),
                                .county),
                            type: 60_000, home: village.replica.office,
                            assignments: (16..<24).map {
                                Assignment(RegisterName($0), .text(address))
                            })
                    ], stamp: county.replica.stamp, schema: 1, rights: .none)
            }
        }
        try forget(village, what: county)
        let report = try village.sync()
        #expect(report.isEqual && report.repaired == 1_300 && report.pulled == 0)
        #expect(try village.store.verify().isSound)
    }
}

extension BoundsTests {
    /// A village whose only user may look at things and nothing else.
    private func roleless() throws -> (county: Office, village: Office) {
        let county = try World(folder: TemporaryDirectory.path).county()
        let village = try World(folder: TemporaryDirectory.path, seed: 50)
            .office("350603101201", under: county, roles: [.viewer])
        try village.sync()
        return (county, village)
    }

    /// Many households, each an act of its own, written without a look at the rights.
    private func write(_ count: Int, at village: Office) throws {
        let type = try #require(Catalogue.type(named: "household"))
        let actor = try village.actor()
        let stamp = Stamp(
            author: actor.user, office: actor.office, tier: actor.tier, time: .zero)
        try village.store.write { transaction throws(StorageError) in
            for number in 0..<count {
                let values: [String: Value] = [
                    "number": .text("H\(number)"), "village": .text("350603101201"),
                ]
                let draft = Draft(
                    facet: FacetID(
                        RecordID(high: 0x0190_0000_0000_7002, low: UInt64(number)), .nation),
                    type: type.number, home: village.replica.office,
                    assignments: [Assignment(.home, .text("350603101201"))]
                        + type.writes(values).filter {
                            type.register($0.name.number)?.reach == .nation
                        }.map { Assignment($0.name, $0.value) })
                _ = try transaction.author(
                    [draft], stamp: stamp, schema: Catalogue.schemaNumber,
                    rights: try transaction.rightsNumber())
            }
        }
    }

    private func mark(_ village: Office) throws -> AcknowledgementMark? {
        try village.store.read { snapshot throws(StorageError) in
            try snapshot.acknowledged(snapshot.incarnation)
        }
    }

    /// Finds marks that end at the thousandth exception for good: then nothing that the village
    /// writes afterwards is ever acknowledged.
    @Test(arguments: [false, true])
    func `whatever much was refused, the village hears of all of it, and of what came after`(
        byStick: Bool
    ) throws {
        let (county, village) = try roleless()
        let count = 2_500
        try write(count, at: village)
        try county.replica.addUser(
            "helper", name: "李", office: village.replica.office, roles: [.clerk],
            by: county.actor())
        func meet(_ name: String) throws {
            guard byStick else { return #expect(try village.sync().isEqual) }
            let (up, down) = (
                TemporaryDirectory.file(name + ".up"), TemporaryDirectory.file(name + ".down")
            )
            _ = try Courier(village.replica).exportUpward(to: up)
            _ = try Courier(county.replica).importBundle(up)
            _ = try Courier(county.replica).exportDownward(to: down, node: village.node)
            #expect(try Courier(village.replica).importBundle(down).isEqual)
        }
        try meet("first")
        let first = try #require(try mark(village))
        #expect(first.upTo == UInt64(count))
        #expect(first.exceptions.map(\.sequence) == Array(1...UInt64(count)))
        #expect(first.exceptions.allSatisfy { $0.standing == .refused })
        let left = try village.store.read { snapshot throws(StorageError) in
            snapshot.records(of: "household", where: "number", equals: .text("H1700"))
        }
        #expect(left.isEmpty)
        let allowed = try village.add(
            "household", ["number": "A", "village": "350603101201"], by: "helper")
        try meet("second")
        let second = try #require(try mark(village))
        #expect(second.upTo > first.upTo)
        #expect(second.exceptions.count == count)
        #expect(try county.shows(allowed, "number") == .text("A"))
    }

    @Test func `more rows than one answer holds come in several`() throws {
        let (county, village) = try pair()
        for page in 0..<26 { try fill(county, page: page, home: village.replica.office) }
        try village.sync()
        try fill(county, page: 26, home: village.replica.office)
        try forget(village, what: county)
        let recorder = Recorder(endpoint: county.endpoint)
        var contact = Contact(village.replica, peer: recorder)
        let report = try contact.run()
        #expect(report.isEqual && report.repaired == 1_000 && report.pulled == 0)
        // Root, leaves, rows twice, and the root once more.
        #expect(recorder.requests.filter { $0.0 == .digest }.count == 5)
    }

    @Test func `a leaf with more rows than an answer holds is compared and mended`() throws {
        let (county, village) = try pair()
        for page in [0, 1] {
            try fill(county, page: page, count: 400, home: village.replica.office)
        }
        try village.sync()
        // More than one in a leaf, at the county and, not yet sent, at the village.
        try fill(county, page: 2, count: 300, home: village.replica.office)
        try forget(village, what: county)
        try fill(village, page: 3, count: 20, home: village.replica.office)
        let recorder = Recorder(endpoint: Endpoint(county.replica, rowsMax: 1))
        var contact = Contact(village.replica, peer: recorder)
        let report = try contact.run()
        #expect(report.isEqual && report.repaired == 300 && report.pulled == 0)
        #expect(recorder.requests.filter { $0.0 == .digest }.count > 300)
        #expect(try village.store.verify().isSound)
    }

    /// Moves a cursor past what never came: only the digest knows.
    private func forget(_ village: Office, what county: Office) throws {
        let (log, position) = try county.store.read { snapshot throws(StorageError) in
            (snapshot.logID, snapshot.position)
        }
        try village.store.write { transaction throws(StorageError) in
            guard var link = try transaction.parentLink() else { return }
            link.advance(to: Checkpoint(logID: log, position: UInt64(position)), load: nil)
            try transaction.save(link)
        }
    }

    /// Small records of one act.
    private func fill(
        _ county: Office, page: Int, count: Int = 1_000, home: DivisionCode
    ) throws {
        let drafts = (0..<count).map { number in
            Draft(
                facet: FacetID(
                    RecordID(high: 0x0190_0000_0000_7001, low: UInt64(page * 1_000 + number)),
                    .county),
                type: 60_000, home: home,
                assignments: [Assignment(RegisterName(16), .text("\(number)"))])
        }
        try county.store.write { transaction throws(StorageError) in
            _ = try transaction.author(
                drafts, stamp: county.replica.stamp, schema: 1, rights: .none)
        }
    }
}

extension Replica {
    /// The stamp of a person of this office; the store sets the time.
    fileprivate var stamp: Stamp {
        Stamp(
            author: RecordID(high: 0, low: 9), office: office, tier: office.tier, time: .zero)
    }
}
