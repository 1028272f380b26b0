internal import Programme
internal import Replication
internal import SQLite

/// Puts what a facet shows into the typed tables.
final class Projector {
    private let transaction: Transaction
    private var upserts: [Key: Query] = [:]

    private struct Key: Hashable {
        let type: UInt32
        let reach: Reach
    }

    /// A projector of an act.
    init(_ transaction: Transaction) throws(StorageError) { self.transaction = transaction }

    /// Puts a facet that lies here.
    ///
    /// - Parameters:
    ///   - cases: how many cases it has.
    ///   - before: how many it had in the tables.
    func put(
        _ record: Record, _ showing: Showing, cases: Int, before: Int
    ) throws(StorageError) {
        if before > 0 { try removeSiblings(of: record.facet) }
        if cases > 0 { try putSiblings(of: record, in: showing.table) }
        guard let table = showing.table else { return }
        try transaction.touch(record.facet.record, in: table)
        let (facet, reach) = (record.facet, record.facet.reach)
        // What was refused whole leaves a record of which nothing stands: it is no row.
        if record.isHollow { return try remove(facet, type: record.type) }
        let name = SQLiteValue(facet.record)
        let home = SQLiteValue(record.homes.first ?? record.claimedHome)
        let withdrawn = record.life == .withdrawn ? reach.bit : 0
        try upsert(table, reach).execute([name, home, .integer(withdrawn)] + showing.values)
        for child in table.children where child.register.reach == reach {
            try put(child, showing, name: name)
        }
        if max(cases, before) > 0 { try countCases(of: facet.record, in: table) }
    }

    /// Takes a facet out that has left; the row goes with the last of them.
    func remove(_ facet: FacetID, type: UInt32) throws(StorageError) {
        let name = SQLiteValue(facet.record)
        try removeSiblings(of: facet)
        guard let table = TypedTable.of(type) else { return }
        try transaction.touch(facet.record, in: table)
        try transaction.run(table.clearing(facet.reach), [name])
        for child in table.children where child.register.reach == facet.reach {
            try transaction.run("DELETE FROM \"\(child.name)\" WHERE record = ?", [name])
        }
        try transaction.run(
            "DELETE FROM \"\(table.name)\" WHERE record = ? AND _facets = 0", [name])
        try countCases(of: facet.record, in: table)
    }

    /// Sets the three flags of a row from the tables of cases and holds.
    func countCases(of record: RecordID, in table: TypedTable) throws(StorageError) {
        try transaction.run(
            """
            UPDATE "\(table.name)" SET
                _conflicts = (SELECT count(*) FROM _case
                    WHERE record = ?1 AND kind IN (\(ConflictRow.Kind.counted))),
                _incomplete = (SELECT count(*) FROM _case WHERE record = ?1 AND kind = 5),
                _on_hold = (SELECT count(*) FROM _hold WHERE record = ?1 AND is_warning = 0)
            WHERE record = ?1
            """, [SQLiteValue(record)])
    }

    // MARK: Parts

    private func upsert(_ table: TypedTable, _ reach: Reach) throws(StorageError) -> Query {
        let key = Key(type: table.type.number, reach: reach)
        if let known = upserts[key] { return known }
        let statement = try transaction.prepare(table.upsert(reach))
        upserts[key] = statement
        return statement
    }

    private func put(
        _ child: ElementTable, _ showing: Showing, name: SQLiteValue
    ) throws(StorageError) {
        try transaction.run("DELETE FROM \"\(child.name)\" WHERE record = ?", [name])
        for element in showing.elements where element.table == child.name {
            try transaction.run(child.insertion, [name] + element.values)
        }
    }

    private func removeSiblings(of facet: FacetID) throws(StorageError) {
        try transaction.run(
            "DELETE FROM siblings WHERE record = ? AND reach = ?",
            [SQLiteValue(facet.record), SQLiteValue(facet.reach)])
    }

    private func putSiblings(
        of record: Record, in table: TypedTable?
    ) throws(StorageError) {
        let (name, reach) = (SQLiteValue(record.facet.record), SQLiteValue(record.facet.reach))
        for register in record.registers where register.siblings.count > 1 {
            let declaration = table?.type.register(register.name.number)
            for sibling in register.siblings {
                try transaction.run(
                    """
                    INSERT INTO siblings (record, type, register, "key", value, author, office,
                        tier, time, reach, number, replica, counter)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                    [
                        name, .text(table?.name ?? "\(record.type)"),
                        .text(declaration?.name ?? "\(register.name.number)"),
                        .blob(register.name.key),
                        SQLiteValue(declaration.text(of: sibling.value)),
                        SQLiteValue(sibling.stamp.author), SQLiteValue(sibling.stamp.office),
                        .integer(Int64(sibling.stamp.tier.rawValue)),
                        SQLiteValue(sibling.stamp.time.milliseconds), reach,
                        .integer(Int64(register.name.number)), SQLiteValue(sibling.dot.replica),
                        SQLiteValue(sibling.dot.counter),
                    ])
            }
        }
    }
}

extension Record {
    /// Whether nothing stands in any register but the marks of what was refused.
    var isHollow: Bool {
        registers.allSatisfy { $0.name.number == RegisterName.voidNumber || $0.siblings.isEmpty }
    }
}

extension RegisterDeclaration? {
    /// A value as text, for people.
    fileprivate func text(of value: Value) -> String? {
        guard value != .absent else { return nil }
        guard let self, self.shape != .set else { return "\(value)" }
        return self.fields.enumerated().map { index, field in
            field.kind.format(self.part(index, of: value))
        }.joined(separator: " · ")
    }
}
