import Foundation
import Programme
import Replication
import Storage
import Support
import Sync
import Testing
import Wire

/// Whose a record is: what a change says of it counts only where it can be true.
@Suite(.temporaryDirectory) struct ClaimTests {
    private let own = Country.codes[5]
    private let other = "350603101202"

    private func country() throws -> Country {
        let template = TemporaryDirectory.file("template")
        try FileManager.default.createDirectory(
            atPath: template, withIntermediateDirectories: true)
        try Country.found(in: template)
        return try Country.open(
            copyOf: template, in: TemporaryDirectory.file("country"), seed: 5)
    }

    private func enter(
        _ name: String, _ fields: [String: String], at office: Office, record: RecordID? = nil
    ) throws -> RecordID {
        let type = try #require(Catalogue.type(named: name))
        var values: [String: Value] = [:]
        for (name, text) in fields {
            values[name] = try #require(type.field(name)).field.kind.parse(text)
        }
        return try office.replica.enter(
            Entry(type, record: record, values: values), by: office.replica.actor(login: nil)
        ).record
    }

    /// Writes without any check, as a program that lies would.
    private func lie(
        _ assignments: [Assignment], about facet: FacetID, _ type: RecordType,
        home: DivisionCode, at office: Office
    ) throws {
        let user = try office.replica.actor(login: nil).user
        _ = try office.store.write { transaction throws(StorageError) in
            try transaction.author(
                [Draft(facet: facet, type: type.number, home: home, assignments: assignments)],
                stamp: Stamp(
                    author: user, office: office.code, tier: office.code.tier, time: .zero),
                schema: 1, rights: try transaction.rightsNumber())
        }
    }

    private func sync(_ child: Office, _ parent: Office) throws -> Contact.Report {
        var contact = Contact(child.replica, peer: LocalPeer(endpoint: parent.endpoint))
        return try contact.run()
    }

    private func refusals(_ office: Office) throws -> [String] {
        try office.store.read { snapshot throws(StorageError) in
            try snapshot.quarantine(.refused).map {
                "\(ExceptionCode(rawValue: $0.code).map { "\($0)" } ?? "") \($0.detail)"
            }
        }
    }

    private func household(in village: String, at office: Office) throws -> RecordID {
        try enter("household", ["number": "H-\(village)", "village": village], at: office)
    }

    @Test func `a repayment of another village's contract is refused, whoever claims it`() throws {
        let country = try country()
        let (village, county) = (try country.office(.village), try country.office(.county))
        // Loans of paper times need no approval.
        _ = try enter("batch", ["batch_no": "24", "taken_over": "yes"], at: county)
        var contracts: [RecordID] = []
        for place in [own.description, other] {
            let household = try household(in: place, at: county)
            let mother = try enter(
                "person",
                [
                    "name": "李春花", "village": place, "household": "\(household)",
                    "relation": "mother",
                ], at: county)
            contracts.append(
                try enter(
                    "contract",
                    [
                        "contract_no": "C1", "household": "\(household)", "mother": "\(mother)",
                        "batch": "24", "principal": "20000", "signed_on": "2017-07-15",
                    ], at: county))
        }
        _ = try sync(village, county)
        let type = try #require(Catalogue.type(named: "ledger_entry"))
        let register = try #require(type.register(16))
        let entries = contracts.map { contract in
            (
                RecordID(high: contract.high, low: contract.low ^ 1),
                register.value(of: [
                    "kind": .text("repay"), "contract": .bytes(contract.bytes),
                    "amount": .integer(10_000), "paid_on": .text("2018-07-15"),
                ])
            )
        }
        for (record, value) in entries {
            try lie(
                [
                    Assignment(.home, .text(own.description)),
                    Assignment(register.registerName(), value),
                ], about: FacetID(record, .nation), type, home: own, at: village)
        }
        let report = try sync(village, county)
        #expect(report.exceptions == 1)
        #expect(try refusals(county) == ["foreignRecord contract"])
        for office in [village, county] {
            let standing = try entries.map { entry in
                try office.store.read { snapshot throws(StorageError) in
                    try snapshot.record(FacetID(entry.0, .nation))?
                        .siblings(register.registerName()).count ?? 0
                }
            }
            #expect(standing == [1, 0])
        }
        try country.close()
    }

    @Test func `an edit at the old home, before the move was known, is judged there`() throws {
        let country = try country()
        let (village, county) = (try country.office(.village), try country.office(.county))
        let record = try household(in: own.description, at: village)
        _ = try sync(village, county)
        let type = Catalogue.household
        let number = try #require(type.field("number")).register.registerName()
        let home = Assignment(.home, .text(other))
        try lie([home], about: FacetID(record, .nation), type, home: own, at: county)
        _ = try enter("household", ["number": "H-2"], at: village, record: record)
        let report = try sync(village, county)
        #expect(report.exceptions == 0)
        let standing = try county.store.read { snapshot throws(StorageError) in
            try snapshot.record(FacetID(record, .nation))
        }
        #expect(standing?.siblings(number).map(\.value) == [.text("H-2")])
        #expect(standing?.homes.map(\.description) == [other])
        try country.close()
    }

    @Test func `a part added to another village's record is refused, whatever home it names`()
        throws
    {
        let country = try country()
        let (village, county) = (try country.office(.village), try country.office(.county))
        let record = try household(in: other, at: county)
        let type = Catalogue.household
        let address = try #require(type.field("address")).register.registerName()
        try lie(
            [Assignment(.home, .text(own.description)), Assignment(address, .text("别处"))],
            about: FacetID(record, .county), type, home: own, at: village)
        #expect(try sync(village, county).isEqual)
        #expect(try refusals(county) == ["foreignRecord address"])
        try country.close()
    }

    @Test func `two offices that make the same thing unseen both make it`() throws {
        let country = try country()
        let (village, county) = (try country.office(.village), try country.office(.county))
        let township = try country.office(.township)
        let household = try household(in: own.description, at: village)
        _ = try sync(village, county)
        _ = try sync(township, county)
        for (office, amount) in [(village, "4200"), (township, "4900")] {
            _ = try enter(
                "income_record",
                [
                    "household": "\(household)", "year": "2017", "basis": "application",
                    "total_income": amount, "members_counted": "4",
                    "surveyed_on": "2017-05-01",
                ], at: office)
        }
        for office in [village, township] {
            #expect(try sync(office, county).exceptions == 0)
        }
        let conflicts = try county.store.read { snapshot throws(StorageError) in
            try snapshot.conflicts().count
        }
        #expect(conflicts == 1)
        try country.close()
    }
}
