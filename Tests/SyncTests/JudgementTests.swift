import Programme
import Replication
import Seal
import Storage
import Support
import Sync
import Testing
import Wire

/// What a county makes of what comes, and how its sender hears of it.
@Suite(.temporaryDirectory) struct JudgementTests {
    private static let home = "350603101201"
    private static let next = "350603101202"

    private func pair() throws -> (village: Office, county: Office) {
        let county = try World(folder: TemporaryDirectory.path).county()
        let village = try World(folder: TemporaryDirectory.path, seed: 50)
            .office(Self.home, under: county)
        try village.sync()
        return (village, county)
    }

    /// A household that somebody enters whom the county does not know: it is held there.
    private func held(_ village: Office, _ number: String) throws -> RecordID {
        let type = try #require(Catalogue.type(named: "household"))
        let stranger = Actor(
            user: SeededEntropy(99).identifier(), office: village.replica.office, tier: .village,
            roles: [.clerk])
        return try village.replica.enter(
            Entry(type, values: ["number": .text(number), "village": .text(Self.home)]),
            by: stranger
        ).record
    }

    private func standings(_ village: Office) throws -> [ExceptionStanding] {
        try village.store.read { snapshot throws(StorageError) in
            try snapshot.acknowledged(snapshot.incarnation)?.exceptions.map(\.standing) ?? []
        }
    }

    private func cases(_ county: Office) throws -> [QuarantineRow] {
        try county.store.read { snapshot throws(StorageError) in try snapshot.quarantine(.held) }
    }

    @Test func `what a village wrote of a household before it heard of its move goes along`() throws
    {
        let (village, county) = try pair()
        let other = try World(folder: TemporaryDirectory.path, seed: 90)
            .office(Self.next, under: county)
        let household = try village.add("household", ["number": "H1", "village": Self.home])
        try village.sync()
        func income(_ year: String) throws -> RecordID {
            try village.add(
                "income_record",
                [
                    "household": "\(household)", "year": year, "basis": "application",
                    "total_income": "16800", "members_counted": "4", "surveyed_on": "2017-06-01",
                ])
        }
        let late = try income("2017")
        try county.set("household", household, ["village": Self.next])
        #expect(try village.sync().isEqual)
        #expect(try other.sync().isEqual)
        #expect(try other.shows(household, "number") == .text("H1"))
        #expect(try other.shows(late, "year") == .integer(2017), "it lies where its household lies")
        let homes = try county.store.read { snapshot throws(StorageError) in
            try snapshot.facets(of: late).map(\.homes)
        }
        #expect(homes == [[try #require(DivisionCode(Self.next))]])
        // Nothing moves twice.
        let before = try county.store.read { snapshot throws(StorageError) in snapshot.position }
        #expect(try village.sync().isEqual)
        let after = try county.store.read { snapshot throws(StorageError) in snapshot.position }
        #expect(before == after)
    }

    @Test func `what was admitted or refused is heard at the next contact, with nothing to push`()
        throws
    {
        let (village, county) = try pair()
        let admitted = try held(village, "H1")
        let refused = try held(village, "H2")
        #expect(try village.sync().exceptions == 2)
        #expect(try standings(village) == [.held, .held])
        #expect(try village.sync().exceptions == 0)
        let waiting = try cases(county)
        let admin = try county.actor()
        for row in waiting {
            if row.facet?.record == admitted {
                try county.replica.admit(row.caseID, reason: "known", by: admin)
            } else {
                try county.replica.refuse(row.caseID, reason: "unknown", by: admin)
            }
        }
        let report = try village.sync()
        #expect(report.pushed == 0 && report.exceptions == 1 && report.isEqual)
        #expect(try standings(village) == [.refused])
        #expect(try village.shows(admitted, "number") == .text("H1"))
        #expect(try village.shows(refused, "number") == .absent)
        #expect(try county.shows(admitted, "number") == .text("H1"))
        #expect(try county.shows(refused, "number") == .absent)
    }

    @Test func `an entry on a contract of another village is refused, whatever home it claims`()
        throws
    {
        let (village, county) = try pair()
        let other = try World(folder: TemporaryDirectory.path, seed: 90)
            .office(Self.next, under: county)
        let township = try World(folder: TemporaryDirectory.path, seed: 70)
            .office("350603101", under: county)
        let household = try village.add("household", ["number": "H1", "village": Self.home])
        let mother = try village.add(
            "person",
            [
                "name": "李四", "village": Self.home, "household": "\(household)",
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
        try other.sync()
        let foreign = try repay(contract, at: other, home: Self.next)
        let own = try repay(contract, at: village, home: Self.home)
        #expect(try other.sync().exceptions == 1)
        #expect(try village.sync().exceptions == 0)
        let rows = try county.store.read { snapshot throws(StorageError) in
            try snapshot.quarantine(.refused)
        }
        #expect(rows.map(\.code) == [ExceptionCode.foreignRecord.rawValue])
        #expect(rows.map(\.detail) == ["contract"])
        #expect(try county.shows(foreign, "amount") == .absent)
        #expect(try other.shows(foreign, "amount") == .absent)
        #expect(try county.shows(own, "amount") == .integer(100_000))
    }

    /// A repayment as a program writes it that looks after nothing.
    private func repay(
        _ contract: RecordID, at office: Office, home: String
    ) throws -> RecordID {
        let type = try #require(Catalogue.type(named: "ledger_entry"))
        let home = try #require(DivisionCode(home))
        let record = SeededEntropy(
            UInt64(home.length) + UInt64(home.description.last == "1" ? 7 : 8)
        )
        .identifier()
        let values: [String: Value] = [
            "kind": .text("repay"), "contract": .bytes(contract.bytes), "source": .absent,
            "amount": .integer(100_000), "paid_on": .text("2018-01-15"),
            "receipt_no": .text("R\(home)"), "method": .text("cash"),
        ]
        let actor = try office.actor()
        let draft = Draft(
            facet: FacetID(record, .nation), type: type.number, home: home,
            assignments: [Assignment(.home, .text(home.description))]
                + type.writes(values).map { Assignment($0.name, $0.value) })
        let stamp = Stamp(author: actor.user, office: actor.office, tier: actor.tier, time: .zero)
        _ = try office.store.write { transaction throws(StorageError) in
            try transaction.author(
                [draft], stamp: stamp, schema: Catalogue.schemaNumber,
                rights: try transaction.rightsNumber())
        }
        return record
    }

    /// Finds a judge who looks only at what stood before the run: then it depends on how a village's
    /// changes are cut into runs whether the county takes them.
    @Test(arguments: [true, false])
    func `what is written once is refused the second time, in one run or in two`(
        inOneRun: Bool
    ) throws {
        let (village, county) = try pair()
        let household = try village.add("household", ["number": "H1", "village": Self.home])
        let mother = try village.add(
            "person",
            [
                "name": "李四", "village": Self.home, "household": "\(household)",
                "relation": "mother",
            ])
        let type = try #require(Catalogue.type(named: "income_record"))
        let register = try #require(type.registers.first { $0.policy == .immutable })
        let income = try village.add(
            "income_record",
            [
                "household": "\(household)", "year": "2017", "basis": "application",
                "total_income": "16800", "members_counted": "4", "surveyed_on": "2017-06-01",
            ])
        if !inOneRun { try village.sync() }
        let values = register.value(of: [
            "household": .bytes(mother.bytes), "year": .integer(2018), "basis": .text("follow_up"),
        ])
        let actor = try village.actor()
        let draft = Draft(
            facet: FacetID(income, register.reach), type: type.number,
            home: village.replica.office,
            assignments: [Assignment(register.registerName(), values)])
        _ = try village.store.write { transaction throws(StorageError) in
            try transaction.author(
                [draft],
                stamp: Stamp(
                    author: actor.user, office: actor.office, tier: actor.tier, time: .zero),
                schema: Catalogue.schemaNumber, rights: try transaction.rightsNumber())
        }
        let report = try village.sync()
        #expect(report.exceptions == 1 && report.isEqual)
        #expect(try standings(village) == [.refused])
        for office in [county, village] {
            #expect(try office.shows(income, "household") == .bytes(household.bytes))
        }
    }

    /// Finds a sender who takes a refused void back like any other write: what it took out left no
    /// shadow, and a name that it made up would count as received for ever.
    @Test(arguments: [true, false])
    func `a void that the parent refuses is undone, whatever it named`(isMadeUp: Bool) throws {
        let (village, county) = try pair()
        let household = try village.add("household", ["number": "H1", "village": Self.home])
        try village.sync()
        let facets = try village.store.read { snapshot throws(StorageError) in
            try snapshot.facets(of: household)
        }
        let facet = try #require(facets.first { $0.facet.reach == .nation })
        let standing = try #require(
            facet.registers.first { !$0.name.isEngine }?.siblings.first)
        let dot =
            isMadeUp
            ? Dot(try county.incarnation(), 77) : standing.dot
        let draft = Draft(
            facet: facet.facet, type: facet.type, home: village.replica.office,
            assignments: [Assignment(.void(dot), .bool(true))])
        let actor = try village.actor()
        _ = try village.store.write { transaction throws(StorageError) in
            try transaction.author(
                [draft],
                stamp: Stamp(
                    author: actor.user, office: actor.office, tier: actor.tier, time: .zero),
                schema: 1, rights: try transaction.rightsNumber())
        }
        try village.set("household", household, ["address": "2组"])
        let report = try village.sync()
        #expect(report.exceptions == 1 && report.isEqual)
        #expect(try standings(village) == [.refused])
        #expect(try village.shows(household, "number") == .text("H1"))
        #expect(try village.shows(household, "address") == .text("2组"))
        #expect(try county.shows(household, "address") == .text("2组"))
        #expect(try village.store.verify().isSound)
        #expect(try village.sync().isEqual)
    }

    @Test func `what a new record says of an old one is found on both`() throws {
        let (village, county) = try pair()
        let other = try World(folder: TemporaryDirectory.path, seed: 90)
            .office(Self.next, under: county)
        try other.sync()
        func person(_ office: Office, _ village: String) throws -> RecordID {
            let record = try office.add(
                "person",
                [
                    "name": "李四", "village": village, "relation": "mother",
                    "id_number": "350603198002280025",
                ])
            try office.sync()
            return record
        }
        func checks(_ record: RecordID) throws -> [Check] {
            try county.store.read { snapshot throws(StorageError) in
                try snapshot.holds(on: record).map(\.finding.check)
            }
        }
        let first = try person(village, Self.home)
        #expect(try !checks(first).contains(.duplicatePerson))
        let second = try person(other, Self.next)
        #expect(try checks(second).contains(.duplicatePerson))
        #expect(try checks(first).contains(.duplicatePerson))
    }
}
