import Programme
import Replication
import Storage
import Support
import Testing

@Suite("Figures", .temporaryDirectory)
struct FiguresTests {
    /// Random books: sources, contracts, entries and reversals in three villages.
    private func fill(_ office: Office, seed: UInt64, into facts: inout [Facts]) throws {
        var random = SeededRandom(seed: seed)
        let homes = [village, neighbour, "110101002001"]
        var entries: [RecordID] = []
        var contracts: [RecordID] = []
        for number in 0..<120 {
            let record = id(UInt64(number) + 1_000 * seed)
            let home = homes[Int.random(in: 0...2, using: &random)]
            let year = Int.random(in: 2017...2019, using: &random)
            let amount = Value.integer(Int64.random(in: 1...900_000, using: &random))
            var (type, values): (String, [String: Value])
            switch Int.random(in: 0...9, using: &random) {
            case 0:
                (type, values) = (
                    "fund_source", ["amount": amount, "year": .integer(Int64(year))]
                )
            case 1...3:
                contracts.append(record)
                (type, values) = (
                    "contract",
                    [
                        "principal": amount, "signed_on": .text("\(year)-05-06"),
                        "beneficiaries": .integer(4), "contract_no": .text("C\(number)"),
                    ]
                )
            default:
                let kind =
                    ["disburse", "repay", "return_up", "reverse"].randomElement(
                        using: &random) ?? ""
                (type, values) = (
                    "ledger_entry",
                    ["kind": .text(kind), "amount": amount, "paid_on": .text("\(year)-07-08")]
                )
                values["contract"] =
                    contracts.randomElement(using: &random).map { .bytes($0.bytes) }
                if kind == "reverse" {
                    values["reverses"] =
                        entries.randomElement(using: &random).map { .bytes($0.bytes) }
                }
                entries.append(record)
            }
            try office.enter(type, record, values, home: home)
            facts.append(
                Facts(
                    record: record, type: type, home: division(home),
                    values: values.filter { $0.value != .absent }))
        }
    }

    @Test(arguments: [1, 2, 3])
    func `the figures of SQL are those of the fold`(seed: UInt64) throws {
        let server = try Office(county, seed: seed)
        var facts: [Facts] = []
        try fill(server, seed: seed, into: &facts)
        let fold = Fold(facts)
        var sum: Int64 = 0
        for indicator in Indicator.all {
            for code in ["0", county, township, village, "110101002001", "22"] {
                for year in [nil, 2017, 2018] as [Int64?] {
                    let expected = fold.value(
                        of: indicator.formula, under: division(code), year: year)
                    let figure = try server.store.read { snapshot throws(StorageError) in
                        try snapshot.indicator(indicator, under: division(code), year: year)
                    }
                    #expect(figure.value == expected, "\(indicator.name) \(code) \(year ?? 0)")
                    #expect(figure.openConflicts == 0)
                    sum &+= abs(expected)
                }
            }
        }
        #expect(sum > 0)
    }

    @Test func `a figure says how many of its records are in conflict, each once`() throws {
        let server = try Office(county, seed: 1)
        let child = try Office(village, parent: server.node, seed: 2)
        for number in 1...3 {
            let values: [String: Value] = ["contract_no": .text("C\(number)")]
            try child.enter("contract", id(UInt64(number)), values)
        }
        try Carrying.push(child, to: server)
        try child.enter("contract", id(1), ["principal": .integer(5)])
        try server.enter("contract", id(1), ["principal": .integer(6)], home: village)
        try Carrying.push(child, to: server)
        func figure(_ code: String) throws -> Figure {
            try server.store.read { snapshot throws(StorageError) in
                try snapshot.indicator(.contracts, under: division(code))
            }
        }
        #expect(try figure(county).value == 3)
        #expect(try figure(county).openConflicts == 1)
        #expect(try figure(neighbour).openConflicts == 0)
    }
}
