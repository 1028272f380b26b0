import Foundation
import Programme
import Replication
import Testing

/// The files that the demonstration plays: they fit the catalogue, and give the real figures.
struct BatchTests {
    /// The files as records, entered in the order that README gives.
    private struct Played {
        var memory = Memory()
        var byOffice: [RecordID: String] = [:]
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "deploy/longwen-batch24")

    /// Which type a file's lines become, in the order in which they are entered.
    private static let order = [
        ("divisions", "division"), ("offices", "office"), ("staff", "staff_user"),
        ("sources", "fund_source"), ("bookings", "ledger_entry"), ("batches", "batch"),
        ("households", "household"),
        ("persons", "person"), ("incomes", "income_record"), ("contracts", "contract"),
        ("payouts", "ledger_entry"), ("repayments", "ledger_entry"),
    ]

    private static func lines(_ path: String) throws -> [[String: String]] {
        let text = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
        var rows = text.split(separator: "\n").map { cells(String($0)) }
        let header = rows.removeFirst()
        return rows.map { row in
            #expect(row.count == header.count, "\(path)")
            return Dictionary(uniqueKeysWithValues: zip(header, row))
        }
    }

    /// The cells of a line; quotes keep commas together.
    private static func cells(_ line: String) -> [String] {
        var cells = [""]
        var isQuoted = false
        for character in line {
            switch character {
            case "\"": isQuoted.toggle()
            case "," where !isQuoted: cells.append("")
            default: cells[cells.count - 1].append(character)
            }
        }
        return cells
    }

    private static func play() throws -> Played {
        var played = Played()
        let offices = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { DivisionCode($0) != nil }.sorted()
        for (file, name) in order {
            for office in offices where exists("\(office)/\(file).csv") {
                for texts in try lines("\(office)/\(file).csv") {
                    try enter(type(name), texts, at: office, in: &played)
                }
            }
        }
        return played
    }

    private static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.appending(path: path).path)
    }

    private static func enter(
        _ type: RecordType, _ texts: [String: String], at office: String, in played: inout Played
    ) throws {
        let memory = played.memory
        let typed = try type.parse(texts, lookup: memory)
        let values = type.filled(
            typed, office: code(office), isCreation: true, lookup: memory
        ).filter { $0.value != .absent }
        #expect(type.missing(in: values) == nil, "\(texts)")
        let home = try #require(
            type.home(of: values, office: code(office)) { record in
                memory.facts.first { $0.record == record }?.home
            }, "\(texts)")
        let actor = Actor(
            user: RecordID(high: 1, low: 1), office: code(office), tier: code(office).tier,
            roles: Set(Role.allCases))
        let record = played.memory.add(type.name, home: home.description, values)
        played.byOffice[record] = office
        for write in type.writes(values) {
            #expect(write.register.fault(in: write.value, key: write.name.key) == nil)
            let act = RegisterAct(
                actor: actor, type: type, record: record, register: write.name,
                value: write.value, home: home, isCreation: true)
            #expect(Rights.fault(in: act) == nil, "\(office) \(type.name).\(write.register.name)")
        }
    }

    @Test func `every line fits its type and may be written by the office that types it`() throws {
        #expect(try Self.play().memory.facts.count > 250)
    }

    @Test func `the real figures come out`() throws {
        let memory = try Self.play().memory
        let found = FactMemory(memory.facts).contributions
        func value(_ indicator: Indicator, under division: String = "0") -> Int64 {
            found.number(indicator, under: code(division), .toDate(memory.today))?.0 ?? .min
        }
        #expect(Money(fen: value(.sources)).wan == "183.56")
        #expect(value(.contracts) == 24)
        #expect(value(.contracts, under: "350603101") == 12)
        #expect(value(.contracts, under: "350603103") == 12)
        #expect(Money(fen: value(.lent)).wan == "48.00")
        #expect(value(.persons) == 104)
        let levies = memory.facts.filter { $0["kind"] == .text("social_maintenance_levy") }
        let levied = levies.reduce(Int64(0)) { sum, facts in
            if case .integer(let fen) = facts["amount"] { sum + fen } else { sum }
        }
        #expect(levies.count == 12 && Money(fen: levied).wan == "131.72")
    }

    @Test func `the checks find the receipt that was typed twice, and nothing else`() throws {
        var played = try Self.play()
        let found = played.memory.facts.flatMap { facts in
            played.memory.findings(facts.record).map { ($0.check, facts.record) }
        }
        #expect(Set(found.map(\.0)) == [.numberTwice])
        #expect(found.count == 2)
        let reversals = try Self.lines("350603/reversals.csv")
        let line = try #require(reversals.first)
        let copy = try #require(
            found.map(\.1).first { played.byOffice[$0] == line["office"] })
        #expect(
            played.memory.value(of: copy, "amount")
                == .integer(try Money.read(line["amount"] ?? "").fen))
        played.memory.add(
            "ledger_entry",
            [
                "kind": .text("reverse"), "reverses": named(copy),
                "amount": played.memory.value(of: copy, "amount"),
            ])
        #expect(played.memory.facts.allSatisfy { played.memory.findings($0.record).isEmpty })
    }

    @Test func `village and township measured one household differently`() throws {
        let memory = try Self.play().memory
        let records = Dictionary(
            grouping: memory.facts.filter { $0.type == "income_record" },
            by: { [$0["household"], $0["year"], $0["basis"]] })
        let twice = records.values.filter { $0.count == 2 }
        #expect(records.count == 24 && twice.count == 1)
        let perHead = try #require(twice.first).map { facts -> Int64 in
            guard case .integer(let income) = facts["total_income"],
                case .integer(let cost) = facts["production_cost"],
                case .integer(let members) = facts["members_counted"]
            else { return 0 }
            return (income - cost) / members / 100
        }
        #expect(Set(perHead) == [4_200, 4_900])
    }

    @Test func `accounts belong to persons, and everything that is secret is invented`() throws {
        let memory = try Self.play().memory
        for line in try Self.lines("350603/accounts.csv") {
            let person = try FieldKind.text(max: 50).parse(line["person"] ?? "")
            #expect(memory.records(of: "person", where: "name", equals: person).count == 1)
            let account = try FieldKind.card.parse(line["account"] ?? "")
            #expect(FieldKind.card.format(account).hasPrefix("990101"))
        }
        let persons = memory.facts.filter { $0.type == "person" }
        #expect(persons.count == 104)
        for facts in persons {
            if case .text(let number) = facts["id_number"] { #expect(number.hasPrefix("990101")) }
            if case .text(let phone) = facts["phone"] { #expect(phone.hasPrefix("1300000")) }
        }
        #expect(persons.count { $0["id_number"] != .absent } == 24)
        #expect(Set(persons.map { $0["name"] }).count == 104)
    }
}
