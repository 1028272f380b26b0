import Programme
import Replication
import SQLite
import Storage
import Support
import Testing

/// What a person enters in a test: the fields of a record, written facet by facet.
extension Office {
    @discardableResult
    func enter(
        _ name: String, _ record: RecordID, _ values: [String: Value], home: String? = nil
    ) throws -> [Change] {
        let type = try #require(Catalogue.type(named: name))
        var assignments: [Reach: [Assignment]] = [:]
        for register in type.registers {
            let fields = register.fields.map(\.name)
            guard fields.contains(where: { values[$0] != nil }) else { continue }
            if register.isSet {
                guard case .list(let keys) = values[fields[0]] ?? .absent else { continue }
                assignments[register.reach, default: []] += keys.map {
                    Assignment(register.registerName(key: $0), .bool(true))
                }
            } else {
                assignments[register.reach, default: []].append(
                    Assignment(register.registerName(), register.value(of: values)))
            }
        }
        return try author(
            assignments.sorted { $0.key < $1.key }.map { reach, assignments in
                Draft(
                    facet: FacetID(record, reach), type: type.number,
                    home: home.map(division) ?? office, assignments: assignments)
            })
    }

    func rows(
        _ name: String, where filter: [(String, Value)] = [], under: String? = nil,
        limit: Int = 1_000, after: RecordID? = nil
    ) throws -> [TypedRow] {
        let type = try #require(Catalogue.type(named: name))
        return try store.read { snapshot throws(StorageError) in
            try snapshot.rows(
                of: type, where: filter, under: under.map(division), limit: limit, after: after)
        }
    }

    /// What `sqlite3 -readonly` would show.
    func query(_ sql: String) throws -> [[SQLiteValue]] {
        let reader = try Connection(.reader(path + "/replica.db"))
        return try reader.all(sql) { row throws(SQLiteError) in
            var values: [SQLiteValue] = []
            var column = 0
            while let value = try? row.value(at: column) {
                values.append(value)
                column += 1
            }
            return values
        }
    }
}

func id(_ number: UInt64) -> RecordID { RecordID(high: 0x0190_0000_0000_7000, low: number) }

@Suite("Typed tables", .temporaryDirectory)
struct TypedTests {
    let server: Office
    let child: Office

    init() throws {
        server = try Office(county, seed: 1)
        child = try Office(village, parent: server.node, seed: 2)
    }

    @Test func `a record is one row over all its facets`() throws {
        try child.enter(
            "person", id(1),
            [
                "name": .text("薛彩凤"), "relation": .text("mother"),
                "id_number": .text("110101198001010021"), "household": .bytes(id(9).bytes),
            ])
        let rows = try child.rows("person")
        #expect(rows.count == 1)
        #expect(
            rows[0].values == [
                "name": .text("薛彩凤"), "relation": .text("mother"),
                "id_number": .text("110101198001010021"), "household": .bytes(id(9).bytes),
            ])
        #expect(rows[0].home == child.office)
        #expect(!rows[0].hasConflict && !rows[0].onHold && !rows[0].isIncomplete)
    }

    @Test func `rows are found by fields, sets and division, page by page`() throws {
        for number in 1...9 {
            try server.enter(
                "person", id(UInt64(number)), ["name": .text("N\(number % 3)")],
                home: number % 2 == 0 ? village : neighbour)
        }
        try server.enter(
            "staff_user", id(20),
            [
                "division": .text(county), "login": .text("li"),
                "role": .list([.text("clerk"), .text("head")]),
            ])
        func found(_ filter: [(String, Value)], under: String? = nil) throws -> [UInt64] {
            try server.rows("person", where: filter, under: under).map(\.record.low)
        }
        #expect(try found([]) == Array(1...9))
        #expect(try found([("name", .text("N1"))]) == [1, 4, 7])
        #expect(try found([("name", .text("N1"))], under: village) == [4])
        #expect(try found([], under: township) == Array(1...9))
        #expect(try found([("name", .integer(1))]).isEmpty)
        #expect(try found([("no such field", .text("x"))]).isEmpty)
        #expect(try found([("relation", .absent)]).count == 9)
        #expect(try server.rows("person", limit: 2, after: id(3)).map(\.record.low) == [4, 5])
        let heads = try server.rows("staff_user", where: [("role", .text("head"))])
        #expect(heads.map(\.record) == [id(20)])
        #expect(try server.rows("staff_user", where: [("role", .text("viewer"))]).isEmpty)
        #expect(
            try server.query("SELECT role FROM staff_user_role ORDER BY 1")
                == [[.text("clerk")], [.text("head")]])
    }

    @Test func `checks look up what stands`() throws {
        try server.enter("person", id(1), ["name": .text("A"), "household": .bytes(id(5).bytes)])
        try server.store.read { snapshot throws(StorageError) in
            let found = snapshot.records(
                of: "person", where: "household", equals: .bytes(id(5).bytes))
            #expect(found == [id(1)])
            #expect(snapshot.value(of: id(1), "name") == .text("A"))
            #expect(snapshot.value(of: id(1), "phone") == .absent)
            #expect(snapshot.value(of: id(2), "name") == .absent)
            #expect(snapshot.records(of: "nothing", where: "name", equals: .text("A")).isEmpty)
        }
    }

    @Test func `two values are a conflict until one decides, and both are listed`() throws {
        try child.enter("person", id(1), ["name": .text("薛彩凤")])
        try Carrying.push(child, to: server)
        try Carrying.pull(child, from: server)
        try child.enter("person", id(1), ["name": .text("薛采凤")])
        try server.enter("person", id(1), ["name": .text("薛彩风")], home: village)
        try Carrying.push(child, to: server)
        let conflicts = try server.store.read { snapshot throws(StorageError) in
            try snapshot.conflicts(under: division(township))
        }
        #expect(conflicts.map(\.kind) == [.conflict])
        #expect(conflicts[0].facet == FacetID(id(1), .nation))
        #expect(conflicts[0].home == division(village))
        #expect(try server.rows("person")[0].hasConflict)
        let values = try server.query("SELECT register, value, office FROM siblings ORDER BY value")
        #expect(
            values == [
                [.text("name"), .text("薛彩风"), .text(county)],
                [.text("name"), .text("薛采凤"), .text(village)],
            ])
        let since = conflicts[0].since
        try server.enter("person", id(1), ["relation": .text("mother")], home: village)
        let later = try server.store.read { snapshot throws(StorageError) in
            try snapshot.conflicts()
        }
        #expect(later.map(\.since) == [since])
        try server.enter("person", id(1), ["name": .text("薛彩凤")], home: village)
        #expect(
            try server.store.read { snapshot throws(StorageError) in
                try snapshot.conflicts()
            }.isEmpty)
        #expect(try !server.rows("person")[0].hasConflict)
        #expect(try server.query("SELECT * FROM siblings").isEmpty)
    }

    @Test func `what a policy settles is listed and is no conflict`() throws {
        try server.enter("person", id(1), ["phone": .text("13800000000")], home: village)
        try child.enter("person", id(1), ["phone": .text("13900000000")])
        try Carrying.push(child, to: server)
        let found = try server.store.read { snapshot throws(StorageError) in
            (try snapshot.conflicts().map(\.kind), try snapshot.conflicts(kinds: [.conflict]))
        }
        #expect(found.0 == [.settled] && found.1.isEmpty)
        #expect(try server.rows("person")[0].values["phone"] == .text("13900000000"))
        #expect(try !server.rows("person")[0].hasConflict)
    }

    @Test func `a gap is shown as incomplete until it is filled`() throws {
        let first = try child.enter("person", id(1), ["name": .text("A")])[0]
        let second = try child.enter("person", id(1), ["household": .bytes(id(5).bytes)])[0]
        for (change, isIncomplete) in [(second, true), (first, false)] {
            try server.store.write { transaction throws(StorageError) in
                try transaction.receivePulled([
                    .change(body: encoded(change), change)
                ])
            }
            let row = try server.rows("person")[0]
            #expect(row.isIncomplete == isIncomplete)
            let kinds = try server.store.read { snapshot throws(StorageError) in
                try snapshot.conflicts().map(\.kind)
            }
            #expect(kinds == (isIncomplete ? [.incomplete] : []))
        }
    }

    @Test func `a value that does not fit is NULL here and a case there`() throws {
        let type = try #require(Catalogue.type(named: "person"))
        let register = try #require(type.field("name")).register
        try server.author([
            Draft(
                facet: FacetID(id(1), .nation), type: type.number, home: server.office,
                assignments: [Assignment(register.registerName(), .integer(5))])
        ])
        #expect(try server.query("SELECT name, _conflicts FROM person") == [[.null, .integer(1)]])
        let conflicts = try server.store.read { snapshot throws(StorageError) in
            try snapshot.conflicts()
        }
        #expect(conflicts.map(\.kind) == [.unfit])
        #expect(conflicts[0].register == register.registerName())
    }

    @Test func `a withdrawn draft is in no list, and an edit revives it (INV-15)`() throws {
        try child.enter("person", id(1), ["name": .text("A"), "phone": .text("13800000000")])
        try Carrying.push(child, to: server)
        try Carrying.pull(child, from: server)
        let record = try #require(try child.record(FacetID(id(1), .nation)))
        try child.author([
            Draft(
                facet: record.facet, type: record.type, home: child.office,
                assignments: [Assignment(.life, record.withdrawal)])
        ])
        #expect(try child.rows("person").isEmpty)
        #expect(
            try child.store.read { snapshot throws(StorageError) in
                snapshot.records(of: "person", where: "name", equals: .text("A"))
            }.isEmpty)
        try server.enter("person", id(1), ["name": .text("B")], home: village)
        try Carrying.push(child, to: server)
        #expect(try server.rows("person").map(\.hasConflict) == [true])
        let kinds = try server.store.read { snapshot throws(StorageError) in
            try snapshot.conflicts().map(\.kind)
        }
        #expect(kinds == [.revived])
    }

    @Test func `a withdrawal, and an element, that are refused leave nothing behind`() throws {
        try server.enter("person", id(1), ["name": .text("A")], home: village)
        try server.enter("staff_user", id(2), ["role": .list([.text("head")])], home: village)
        try Carrying.pull(child, from: server)
        let person = try #require(try child.record(FacetID(id(1), .nation)))
        let facets = try child.store.read { s throws(StorageError) in try s.facets(of: id(2)) }
        let staff = try #require(facets.first)
        let type = try #require(Catalogue.type(named: "staff_user"))
        let role = try #require(type.registers.first { $0.isSet })
        let act = try child.author([
            Draft(
                facet: person.facet, type: person.type, home: child.office,
                assignments: [Assignment(.life, person.withdrawal)]),
            Draft(
                facet: staff.facet, type: staff.type, home: child.office,
                assignments: [
                    Assignment(role.registerName(key: .text("clerk")), .bool(true))
                ]),
        ])
        #expect(try child.rows("person").isEmpty)
        #expect(try child.query("SELECT count(*) FROM staff_user_role") == [[.integer(2)]])
        for change in act {
            try child.store.write { transaction throws(StorageError) in
                try transaction.unapply(change.replica, change.sequence)
            }
        }
        #expect(try child.rows("person").count == 1)
        #expect(try child.query("SELECT role FROM staff_user_role") == [[.text("head")]])
        #expect(try child.store.verify().isSound)
    }

    @Test func `a hold marks the row, keeps its time, and touches no digest`() throws {
        try server.enter("person", id(1), ["name": .text("A")])
        let scope = Scope(child: server.office)
        let digest = try server.digest(scope)
        func hold(_ findings: [Finding]) throws -> [HoldRow] {
            try server.store.write { transaction throws(StorageError) in
                try transaction.setHolds(id(1), findings)
                return try transaction.holds(on: id(1))
            }
        }
        let first = try hold([Finding(.duplicatePerson, other: id(2))])
        #expect(first.map(\.finding) == [Finding(.duplicatePerson, other: id(2))])
        #expect(try server.rows("person")[0].onHold)
        let second = try hold([Finding(.duplicatePerson, other: id(2)), Finding(.idPlausible)])
        #expect(second.count == 2 && second[0].since == first[0].since)
        #expect(try hold([Finding(.idPlausible)]).count == 1)
        #expect(try !server.rows("person")[0].onHold)
        #expect(try hold([]).isEmpty)
        #expect(try server.digest(scope) == digest)
    }

    @Test func `a record that leaves leaves its row too, facet by facet`() throws {
        try child.enter(
            "person", id(1), ["name": .text("A"), "id_number": .text("110101198001010021")])
        try Carrying.push(child, to: server)
        for reach in [Reach.county, .nation] {
            try server.author([
                Draft(
                    facet: FacetID(id(1), reach), type: 10, home: child.office,
                    assignments: [Assignment(.home, .text(neighbour))])
            ])
            try Carrying.pull(child, from: server)
            let values = try child.rows("person").map(\.values)
            #expect(values == (reach == .county ? [["name": .text("A")]] : []))
        }
        #expect(try server.rows("person").map(\.home) == [division(neighbour)])
    }

    @Test func `people read money in yuan and choices in words`() throws {
        try server.enter(
            "ledger_entry", id(1),
            ["kind": .text("repay"), "amount": .integer(123_405), "paid_on": .text("2018-01-02")])
        let chinese = try server.query("SELECT 类别, 金额, 日期, 归属, 冲突 FROM 账目")
        #expect(
            chinese == [
                [.text("还款"), .text("1234.05"), .text("2018-01-02"), .text(county), .integer(0)]
            ])
        let english = try server.query("SELECT kind, amount, \"paid on\" FROM ledger_entry_en")
        #expect(english == [[.text("repayment"), .text("1234.05"), .text("2018-01-02")]])
    }

    @Test func `every type has its table and two views`() throws {
        for type in Catalogue.types {
            #expect(try server.query("SELECT * FROM \"\(type.name)\"").isEmpty)
            #expect(try server.query("SELECT * FROM \"\(type.label.chinese)\"").isEmpty)
            #expect(try server.query("SELECT * FROM \"\(type.name)_en\"").isEmpty)
        }
    }

    @Test func `tables made for another programme are made anew from the records`() throws {
        try server.enter(
            "person", id(1), ["name": .text("A"), "phone": .text("13800000000")], home: village)
        try server.enter(
            "staff_user", id(2), ["login": .text("li"), "role": .list([.text("head")])])
        try child.enter("person", id(1), ["name": .text("B")])
        try Carrying.push(child, to: server)
        let tables = ["person", "staff_user", "staff_user_role", "siblings"]
        let before = try tables.map { try server.query("SELECT * FROM \($0)") }
        try server.store.write { transaction throws(StorageError) in
            try transaction.setSetting("typed", [0])
        }
        try server.store.close()
        let again = try Office(opening: server.path)
        #expect(try tables.map { try again.query("SELECT * FROM \($0)") } == before)
        #expect(before.allSatisfy { !$0.isEmpty })
    }
}
