import FigureOracle
import Programme
import Replication
import Storage
import Support
import Sync
import Testing

/// Figures along the way from two villages to the nation: each server's are what its own records
/// say, and what reaches the nation is one number at every tier.
@Suite(.temporaryDirectory) struct FigureExchangeTests {
    private let day = ReportPeriod.toDate(CivilDate("2017-07-14") ?? .init(milliseconds: 0))

    private func oracle(_ office: Office) throws -> FigureOracle {
        try office.store.read { snapshot throws(StorageError) in
            var facts: [Facts] = []
            for name in Array(Contributions.fields.keys) + ["batch", "project_point", "round"] {
                guard let type = Catalogue.type(named: name) else { continue }
                facts += try snapshot.rows(of: type, limit: .max).map { row in
                    Facts(record: row.record, type: name, home: row.home, values: row.values)
                }
            }
            return FigureOracle(facts)
        }
    }

    private func reading(_ office: Office, _ indicator: Indicator) throws -> FigureReading {
        try office.store.read { snapshot throws(StorageError) in
            try snapshot.indicator(indicator, under: office.replica.office, period: day)
        }
    }

    /// What an office keeps, against what its records say.
    private func expectTrue(_ office: Office) throws {
        let oracle = try oracle(office)
        for indicator in Indicator.all {
            let known = office.replica.office.tier <= .county || !indicator.staysInCounty
            guard known,
                let expected = oracle.number(indicator.name, under: office.replica.office, day)
            else { continue }
            let found = try reading(office, indicator)
            #expect(found.numerator == expected.0, "\(office.directory) \(indicator.name)")
            #expect(found.denominator == expected.1, "\(office.directory) \(indicator.name)")
        }
        let report = try office.store.verify()
        #expect(report.isSound, "\(office.directory): \(report.faults)")
    }

    /// A household with its mother, contract, pay-out and repayments.
    private func lend(
        _ office: Office, _ village: String, _ number: Int, at township: Office
    ) throws -> RecordID {
        let household = try office.add(
            "household", ["number": "H\(village)\(number)", "village": village])
        let mother = try office.add(
            "person",
            [
                "name": "王\(number)", "village": village, "relation": "mother",
                "household": "\(household)",
            ])
        try office.sync()
        try township.sync()
        let contract = try township.add(
            "contract",
            [
                "contract_no": "C\(village)\(number)", "household": "\(household)",
                "mother": "\(mother)", "batch": "\(number)", "principal": "10000",
                "signed_on": "2015-03-0\(number)", "due_on": "2017-03-0\(number)",
                "beneficiaries": "4",
            ], isUnchecked: true)
        try township.add(
            "ledger_entry",
            [
                "kind": "disburse", "contract": "\(contract)", "amount": "10000",
                "paid_on": "2015-03-1\(number)", "receipt_no": "P\(village)\(number)",
            ], isUnchecked: true)
        return contract
    }

    @Test func `totals are the same at village, county, province and nation`() throws {
        let world = World(folder: TemporaryDirectory.path)
        let county = try world.county()
        let (province, nation) = (
            try #require(world.offices["35"]), try #require(world.offices["0"])
        )
        let lower = World(folder: TemporaryDirectory.path, seed: 50)
        let codes = ["350603101201", "350603101202"]
        let villages = try codes.map { try lower.office($0, under: county) }
        let township = try lower.office("350603101", under: county)
        for office in villages + [township] { try office.sync() }
        try county.add(
            "fund_source",
            ["document_no": "1", "kind": "provincial_aid", "amount": "150000", "year": "2015"])
        var contracts: [RecordID] = []
        for (village, code) in zip(villages, codes) {
            for number in 1...3 {
                contracts.append(try lend(village, code, number, at: township))
            }
        }
        try township.sync()
        for village in villages { try village.sync() }
        for (index, contract) in contracts.enumerated() {
            try villages[index / 3].add(
                "ledger_entry",
                [
                    "kind": "repay", "contract": "\(contract)", "amount": "\(index + 1)000",
                    "paid_on": index.isMultiple(of: 2) ? "2017-02-01" : "2017-05-02",
                    "receipt_no": "R\(index)",
                ], isUnchecked: true)
        }
        for village in villages { try village.sync() }
        try township.sync()
        try county.sync()
        try province.sync()
        for office in villages + [township, county, province, nation] { try expectTrue(office) }
        let lent = try reading(nation, .lent).value
        #expect(lent == 6_000_000)
        #expect(try reading(nation, .repaid).value == 2_100_000)
        #expect(try reading(nation, .overdue).value == 3_900_000)
        for indicator in Indicator.all where !indicator.staysInCounty {
            if case .state = indicator.formula { continue }
            let here = try reading(county, indicator)
            for office in [province, nation] {
                #expect(
                    try reading(office, indicator).numerator == here.numerator,
                    "\(office.directory) \(indicator.name)")
            }
        }
        let parts = try villages.map { try reading($0, .lent).value }
        #expect(parts.reduce(0, +) == lent)
        #expect(try reading(county, .surveys).isAvailable)
        #expect(try !reading(province, .surveys).isAvailable)
    }
}
