import Programme
import Replication
import Storage
import Support
import Sync
import Testing
import Wire

/// One contact: hello, push, pull, digest, receipt, between replicas on real disks.
@Suite(.temporaryDirectory) struct ContactTests {
    private func world() -> World { World(folder: TemporaryDirectory.path) }

    @Test func `what a village enters stands at its county after one contact, and both prove it`()
        throws
    {
        let county = try world().county()
        let world = World(folder: TemporaryDirectory.path, seed: 50)
        let village = try world.office("350603101201", under: county)
        let first = try village.sync()
        #expect(first.isEqual)
        let household = try village.add(
            "household", ["number": "H1", "village": "350603101201", "address": "1组1号"])
        let report = try village.sync()
        #expect(report.isEqual)
        #expect(report.pushed > 0)
        #expect(report.exceptions == 0)
        #expect(try county.shows(household, "number") == .text("H1"))
        #expect(try county.store.verify().isSound)
        #expect(try village.store.verify().records > 0)
        let receipts = try village.store.read { snapshot throws(StorageError) in
            try snapshot.receipts(of: county.replica.keys.node)
        }
        #expect(!receipts.isEmpty)
    }

    @Test func `two idle replicas exchange nothing but the question (INV-6)`() throws {
        let county = try world().county()
        let village = try World(folder: TemporaryDirectory.path, seed: 50)
            .office("350603101201", under: county)
        try village.sync()
        let before = try county.store.read { snapshot throws(StorageError) in snapshot.position }
        let report = try village.sync()
        let after = try county.store.read { snapshot throws(StorageError) in snapshot.position }
        #expect(report.pushed == 0 && report.pulled == 0 && report.isEqual)
        #expect(before == after)
    }

    @Test func `concurrent incomes of village and township become a conflict at the county`()
        throws
    {
        let county = try world().county()
        let world = World(folder: TemporaryDirectory.path, seed: 50)
        let village = try world.office("350603101201", under: county)
        let township = try world.office("350603101", under: county)
        try village.sync()
        let household = try village.add(
            "household", ["number": "H1", "village": "350603101201"])
        try village.sync()
        try township.sync()
        #expect(try township.shows(household, "number") == .text("H1"))
        func income(_ office: Office, _ yuan: String) throws -> RecordID {
            try office.add(
                "income_record",
                [
                    "household": "\(household)", "year": "2017", "basis": "application",
                    "total_income": yuan, "members_counted": "4", "surveyed_on": "2017-06-01",
                ])
        }
        let record = try income(village, "16800")
        #expect(try income(township, "19600") == record)
        try village.sync()
        try township.sync()
        let siblings = try county.store.read { snapshot throws(StorageError) in
            try snapshot.record(FacetID(record, .county))?.siblings(RegisterName(17)) ?? []
        }
        #expect(siblings.count == 2)
        // A village that writes its value again ends nothing: the county decides (decision 5).
        try village.sync()
        try village.set(
            "income_record", record,
            [
                "total_income": "17200", "production_cost": "", "members_counted": "4",
                "surveyed_on": "2017-06-01",
            ])
        try village.sync()
        let corrected = try county.store.read { snapshot throws(StorageError) in
            try snapshot.record(FacetID(record, .county))?.siblings(RegisterName(17)) ?? []
        }
        #expect(corrected.count == 2)
        #expect(corrected.contains { siblings.map(\.dot).contains($0.dot) })
        let chosen = try #require(siblings.first { $0.stamp.tier == .township })
        try county.replica.resolve(
            record, RegisterName(17), choose: .sibling(chosen.dot), shown: corrected.map(\.dot),
            reason: "township saw the receipts", by: try county.actor())
        #expect(try village.sync().isEqual)
        #expect(try township.sync().isEqual)
        #expect(try village.shows(record, "total_income") == .integer(1_960_000))
        #expect(try township.shows(record, "total_income") == .integer(1_960_000))
    }

    @Test func `the nation gets what may travel and nothing else`() throws {
        let county = try world().county()
        let world = World(folder: TemporaryDirectory.path, seed: 50)
        let village = try world.office("350603101201", under: county)
        try village.sync()
        let household = try village.add(
            "household", ["number": "H1", "village": "350603101201"])
        let person = try village.add(
            "person",
            [
                "name": "李四", "village": "350603101201", "household": "\(household)",
                "relation": "mother", "id_number": "990101197803150022", "phone": "13812345678",
            ])
        try village.sync()
        try county.sync()
        let province = try #require(county.parent)
        try province.sync()
        let nation = try #require(province.parent)
        #expect(try nation.shows(person, "name") == .text("李四"))
        #expect(try nation.shows(person, "masked_id") == .text("990101********0022"))
        #expect(try nation.shows(person, "id_number") == .absent)
        #expect(try county.shows(person, "id_number") == .text("990101197803150022"))
    }
}
