import FigureOracle
import Foundation
import Programme
import Replication
import SQLite
import Storage
import Support
import Testing

extension Office {
    /// Does an act of a history: writes fields, and gives the record to another division.
    func play(_ act: FigureHistory.Act) throws {
        let type = try #require(Catalogue.type(named: act.type))
        let facets = try store.read { snapshot throws(StorageError) in
            try snapshot.facets(of: act.record)
        }
        if let lain = facets.first?.homes.first, lain != act.home {
            try author(
                facets.map { facet in
                    Draft(
                        facet: facet.facet, type: type.number, home: lain,
                        assignments: [Assignment(.home, .text(act.home.description))])
                })
        }
        let values = act.values.filter { !act.isNew || $0.value != .absent }
        if !values.isEmpty {
            try enter(act.type, act.record, values, home: act.home.description)
        }
    }

    /// Everything that figures may look at, as the tables show it.
    func facts() throws -> [Facts] {
        let names = Array(Contributions.fields.keys) + ["batch", "project_point", "round"]
        return try names.flatMap { name in
            try rows(name, limit: .max).map { row in
                Facts(record: row.record, type: name, home: row.home, values: row.values)
            }
        }
    }

    func reading(
        _ indicator: Indicator, under code: String, _ period: ReportPeriod
    ) throws -> FigureReading {
        try store.read { snapshot throws(StorageError) in
            try snapshot.indicator(indicator, under: division(code), period: period)
        }
    }

    /// The numbers that are not what the oracle counts from the tables.
    func wrongNumbers(asked: inout Set<String>) throws -> [String] {
        let oracle = FigureOracle(try facts())
        var wrong: [String] = []
        for code in FigureTests.divisions {
            for period in FigureTests.periods {
                for indicator in Indicator.all {
                    guard
                        let expected = oracle.number(indicator.name, under: division(code), period)
                    else { continue }
                    let found = try reading(indicator, under: code, period)
                    if expected.0 != 0 { asked.insert(indicator.name) }
                    if found.numerator != expected.0 || found.denominator != expected.1 {
                        wrong.append("\(indicator.name) under \(code), \(period): \(found)")
                    }
                }
            }
        }
        return wrong
    }
}

/// Which questions are asked.
enum FigureTests {
    static let divisions = ["0", "110101", "110101001", "110101001001", "22"]

    static var periods: [ReportPeriod] {
        let days = ["2016-10-31", "2017-02-14", "2019-12-31"].compactMap { CivilDate($0) }
        let years = [
            ReportPeriod.programmeYear(2017), .calendarYear(2018),
            .programmeYear(2018, asOf: CivilDate("2018-04-09")),
            .programmeYear(2016, asOf: CivilDate("2019-06-05")),
        ]
        return days.map(ReportPeriod.toDate) + years.compactMap(\.self)
    }
}

@Suite("Figures", .temporaryDirectory)
struct FiguresTests {
    private let all = ReportPeriod.toDate(CivilDate("2030-01-01") ?? .init(milliseconds: 0))

    @Test(arguments: [1, 2] as [UInt64])
    func `what is kept step by step is what is counted from the records`(seed: UInt64) throws {
        let server = try Office(county, seed: seed)
        for act in FigureHistory(seed: seed, acts: 220).acts { try server.play(act) }
        var asked: Set<String> = []
        let wrong = try server.wrongNumbers(asked: &asked)
        #expect(wrong.isEmpty, "\(wrong.count): \(wrong.first ?? "")")
        #expect(asked.count > 40, "\(asked.count)")
        let report = try server.store.verify()
        #expect(report.isSound, "\(report.faults)")
    }

    /// The rows of both tables.
    private func tables(_ office: Office) throws -> [[[SQLiteValue]]] {
        try ["figure_part", "figure_total"].map { try office.query("SELECT * FROM \($0)") }
    }

    @Test(arguments: [4] as [UInt64])
    func `villages and their county keep the same, through pushes, pulls, conflicts and moves`(
        seed: UInt64
    ) throws {
        let server = try Office(county, seed: 1)
        var children: [String: Office] = [:]
        for (index, code) in FigureHistory.villages.prefix(3).enumerated() {
            children[code] = try Office(code, parent: server.node, seed: UInt64(index) + 2)
        }
        for (index, act) in FigureHistory(seed: seed, acts: 260).acts.enumerated() {
            let child = children[act.home.description]
            let isKnown = try child?.rows(act.type, limit: .max).contains {
                $0.record == act.record
            }
            // Some of what is in a village is written there, some of it in both places at once.
            if let child, act.isNew || isKnown == true { try child.play(act) }
            if child == nil || !act.isNew && index.isMultiple(of: 3) {
                try? server.play(act)
            }
            guard index % 40 == 39 else { continue }
            for child in children.values { try Carrying.push(child, to: server) }
            for child in children.values { try Carrying.pull(child, from: server) }
        }
        for child in children.values { try Carrying.push(child, to: server) }
        for child in children.values { try Carrying.pull(child, from: server) }
        for office in [server] + Array(children.values) {
            var asked: Set<String> = []
            let wrong = try office.wrongNumbers(asked: &asked)
            #expect(wrong.isEmpty, "\(office.office): \(wrong.count): \(wrong.first ?? "")")
            let report = try office.store.verify()
            #expect(report.isSound, "\(office.office): \(report.faults)")
        }
    }

    @Test func `made anew for another programme they are the same`() throws {
        let server = try Office(county, seed: 1)
        for act in FigureHistory(seed: 9, acts: 200).acts { try server.play(act) }
        let before = try tables(server)
        #expect(before.allSatisfy { $0.count > 100 })
        try server.store.write { transaction throws(StorageError) in
            try transaction.setSetting("typed", [0])
        }
        try server.store.close()
        let again = try Office(opening: server.path)
        #expect(try tables(again) == before)
        #expect(try again.store.verify().isSound)
    }

    @Test(arguments: [
        "UPDATE figure_part SET value = value + 1 WHERE figure = 14",
        "UPDATE figure_part SET since = since + 1 WHERE figure = 25",
        "DELETE FROM figure_part WHERE figure = 13",
        "INSERT INTO figure_part VALUES (zeroblob(16), 14, 1, 1, '110101', 0, 7)",
        "UPDATE figure_total SET value = value + 1 WHERE tier = 0 AND figure = 14",
        "DELETE FROM figure_total WHERE tier = 3",
        "INSERT INTO figure_total VALUES (14, 2, '1101', 1, 0, 5)",
        "UPDATE ledger_entry SET amount = amount + 100 WHERE kind = 'repay'",
    ])
    func `verify finds what somebody changed in the tables`(_ sql: String) throws {
        let server = try Office(county, seed: 1)
        for act in FigureHistory(seed: 9, acts: 200).acts { try server.play(act) }
        #expect(try server.store.verify().isSound)
        try server.store.close()
        let writer = try Connection(.writer(server.path + "/replica.db"))
        #expect(try writer.run(sql) > 0)
        try writer.close()
        let again = try Office(opening: server.path)
        #expect(try !again.store.verify().isSound)
    }

    @Test func `an act reads its own figures, and one that is undone leaves none`() throws {
        let server = try Office(county, seed: 1)
        let contract = id(1)
        try server.enter("contract", contract, ["contract_no": .text("C")], home: village)
        func lent(_ snapshot: Snapshot) throws(StorageError) -> Int64 {
            try snapshot.indicator(.lent, under: division(county), period: all).value
        }
        let type = try #require(Catalogue.type(named: "ledger_entry"))
        let entry = try #require(type.register(16))
        let draft = Draft(
            facet: FacetID(id(2), .nation), type: type.number, home: division(village),
            assignments: [
                Assignment(
                    entry.registerName(),
                    entry.value(of: [
                        "kind": .text("disburse"), "contract": .bytes(contract.bytes),
                        "amount": .integer(500), "paid_on": .text("2017-05-06"),
                    ]))
            ])
        let stamp = server.stamp()
        #expect(throws: StorageError.self) {
            try server.store.write { transaction throws(StorageError) in
                try transaction.author([draft], stamp: stamp, schema: 1, rights: .none)
                #expect(try lent(transaction) == 500)
                throw .damaged("a test")
            }
        }
        #expect(try server.store.read(lent) == 0)
        try server.author([draft])
        #expect(try server.store.read(lent) == 500)
    }

    @Test func `the totals by town add up to those of the county, year by year`() throws {
        let server = try Office(county, seed: 1)
        for act in FigureHistory(seed: 11, acts: 220).acts { try server.play(act) }
        let period = try #require(ReportPeriod.programmeYear(2017))
        let (rows, whole) = try server.store.read { snapshot throws(StorageError) in
            (
                try snapshot.totals(under: division(county), by: .township, period: period),
                try snapshot.totals(under: division(county), by: .county, period: period)
            )
        }
        #expect(Set(rows.map(\.division.tier)) == [.township, .county])
        #expect(whole.count > 15 && whole.allSatisfy { $0.division == division(county) })
        for row in whole {
            let parts = rows.filter { $0.figure == row.figure }
            #expect(parts.reduce(0) { $0 + $1.inPeriod } == row.inPeriod, "\(row.figure)")
            #expect(parts.reduce(0) { $0 + $1.toDate } == row.toDate, "\(row.figure)")
        }
        let lent = try server.reading(.lent, under: county, period)
        #expect(whole.first { $0.figure == .lent }?.inPeriod == lent.value)
    }

    @Test func `what stays within the county is no number above it`() throws {
        let province = try Office("11", seed: 1)
        for indicator in [Indicator.exitRate, .surveys, .visitCoverage, .aidRate] {
            #expect(try !province.reading(indicator, under: "11", all).isAvailable)
        }
        #expect(try province.reading(.lent, under: "11", all).isAvailable)
        #expect(try !province.reading(.average, under: "11", all).isAvailable)
        #expect(try !province.reading(.careCoverage, under: "11", all).isAvailable)
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
        #expect(try server.reading(.contracts, under: county, all).value == 3)
        #expect(try server.reading(.contracts, under: county, all).openConflicts == 1)
        #expect(try server.reading(.contracts, under: neighbour, all).openConflicts == 0)
    }
}
