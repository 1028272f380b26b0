import Programme
import Replication
import SQLite
import Storage
import Support
import Testing

/// Whatever a change says, it is stored, shown where it fits, and listed where it does not: no
/// constraint of a typed table can block the stream (decision 12).
@Suite("Values of every shape", .temporaryDirectory)
struct ShapeTests {
    let server: Office

    init() throws { server = try Office(county, seed: 1) }

    private static let values: [Value] = [
        .absent, .bool(true), .integer(0), .integer(.min), .integer(.max), .text(""),
        .text("a\u{0}b'\"; DROP TABLE person"), .text("薛彩凤"), .bytes([]),
        .bytes([0xFF, 0xFE]), .bytes([UInt8](repeating: 7, count: 16)), .list([]),
        .list([.integer(1), .text("x"), .list([.bytes([1])])]),
    ]
    private static let keys: [[UInt8]] = [
        [], [0xFF, 0xFE], [0x61, 0, 0x62], Array("head".utf8), [UInt8](repeating: 9, count: 64),
    ]

    /// Every register of a type with one of the values, and every set with one of the keys.
    private func drafts(_ type: RecordType, _ number: Int) -> [Draft] {
        let record = RecordID(
            high: 0x0190_0000_0000_7000 + UInt64(type.number), low: UInt64(number))
        var assignments: [Reach: [Assignment]] = [:]
        for (index, register) in type.registers.enumerated() {
            let value = Self.values[(number + index) % Self.values.count]
            let name =
                register.shape == .events
                ? RegisterName.event(record)
                : RegisterName(
                    register.number,
                    key: register.isSet ? Self.keys[(number + index) % Self.keys.count] : [])
            // A list of as many parts as the register has fields is a shape of its own.
            let parts = Value.list(
                register.fields.indices.map { Self.values[(number + $0) % Self.values.count] })
            assignments[register.reach, default: []].append(
                Assignment(
                    name,
                    number.isMultiple(of: 2) || register.fields.count == 1 ? value : parts))
        }
        // A register, and a facet, that only a newer programme declares.
        assignments[.nation, default: []].append(
            Assignment(RegisterName(4_000), Self.values[number % Self.values.count]))
        return assignments.sorted { $0.key < $1.key }.map { reach, assignments in
            Draft(
                facet: FacetID(record, reach), type: type.number, home: server.office,
                assignments: assignments)
        }
    }

    @Test(arguments: Catalogue.types.map(\.name))
    func `all values of all registers are taken, and each view answers`(_ name: String) throws {
        let type = try #require(Catalogue.type(named: name))
        for number in 0..<2 * Self.values.count { try server.author(drafts(type, number)) }
        let count = Int64(2 * Self.values.count)
        for table in [type.name, type.label.chinese, "\(type.name)_en"] {
            #expect(
                try server.query("SELECT count(*) FROM (SELECT * FROM \"\(table)\")")
                    == [[.integer(count)]])
        }
        let report = try server.store.verify()
        #expect(report.isSound, "\(report.faults)")
        let unfit = try server.store.read { snapshot throws(StorageError) in
            try snapshot.conflicts(kinds: [.unfit])
        }
        #expect(!unfit.isEmpty && unfit.allSatisfy { $0.register != nil && $0.type == type.number })
        let flagged = try server.query(
            "SELECT count(*) FROM \"\(type.name)\" WHERE _conflicts > 0")
        #expect(flagged == [[.integer(Int64(Set(unfit.map(\.facet.record)).count))]])
    }

    @Test func `an element whose key is no text is a case, and the others are shown`() throws {
        let type = try #require(Catalogue.type(named: "staff_user"))
        let role = try #require(type.registers.first { $0.isSet })
        let keys = [Array("head".utf8), [0xFF, 0xFE], [0xFF, 0xFD]]
        try server.author([
            Draft(
                facet: FacetID(id(1), role.reach), type: type.number, home: server.office,
                assignments: keys.map {
                    Assignment(RegisterName(role.number, key: $0), .bool(true))
                })
        ])
        #expect(try server.query("SELECT role FROM staff_user_role") == [[.text("head")]])
        let cases = try server.store.read { s throws(StorageError) in try s.conflicts() }
        #expect(cases.map(\.kind) == [.unfit, .unfit])
        #expect(Set(cases.compactMap(\.register?.key)) == Set(keys.dropFirst()))
        #expect(try server.query("SELECT _conflicts FROM staff_user") == [[.integer(2)]])
    }

    @Test func `findings outlive tables that are made anew`() throws {
        try server.enter("person", id(1), ["name": .text("A")])
        try server.store.write { transaction throws(StorageError) in
            try transaction.setHolds(id(1), [Finding(.duplicatePerson, other: id(2))])
            try transaction.setSetting("typed", [0])
        }
        try server.store.close()
        let again = try Office(opening: server.path)
        #expect(try again.query("SELECT _on_hold FROM person") == [[.integer(1)]])
        #expect(try again.store.verify().isSound)
    }

    @Test(arguments: [
        "DELETE FROM staff_user_role", "UPDATE person SET _on_hold = 1", "DELETE FROM siblings",
        "INSERT INTO person (record, home, _facets) VALUES (x'01', '0', 4)", "DELETE FROM _case",
        "UPDATE _record SET cases = 0", "UPDATE person SET _withdrawn = 8",
        "UPDATE staff_user SET _withdrawn = 255",
    ])
    func `what is listed wrongly is found`(_ sql: String) throws {
        let child = try Office(village, parent: server.node, seed: 2)
        try child.enter("person", id(1), ["name": .text("A")])
        try server.enter("person", id(1), ["name": .text("B")], home: village)
        try Carrying.push(child, to: server)
        try server.enter("staff_user", id(2), ["role": .list([.text("head")])])
        #expect(try server.store.verify().isSound)
        try server.store.attempt(sql)
        #expect(try !server.store.verify().isSound)
    }
}
