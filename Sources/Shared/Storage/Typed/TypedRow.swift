public import Programme
public import Replication
internal import SQLite

/// A record as a row of its typed table.
public struct TypedRow: Hashable, Sendable {
    /// The record.
    public let record: RecordID
    /// Where it lies.
    public let home: DivisionCode
    /// What its fields show, by name; absent ones and those of sets left out.
    public let values: [String: Value]
    /// Whether a person has to decide something about it.
    public let hasConflict: Bool
    /// Whether a check of the programme does not pass.
    public let onHold: Bool
    /// Whether something of it is known to be missing.
    public let isIncomplete: Bool
}

extension Snapshot {
    /// The records of a type that have these values, ascending by id.
    ///
    /// Drafts that were withdrawn are left out.
    /// - Parameters:
    ///   - filter: fields and their values, all of which must hold; of a set, that it has the
    ///     element. `absent` asks for records without a value. A field that the type does not have
    ///     finds nothing.
    ///   - division: only records that lie within it; `nil` for all.
    ///   - after: only records after this one, to go on with a list.
    public func rows(
        of type: RecordType, where filter: [(String, Value)] = [],
        under division: DivisionCode? = nil, limit: Int = 1_000, after: RecordID? = nil
    ) throws(StorageError) -> [TypedRow] {
        guard let table = TypedTable.of(type.number),
            var condition = TypedCondition(filter, in: table)
        else { return [] }
        condition.add(HomeRange(division))
        if let after { condition.add("record > ?", [SQLiteValue(after)]) }
        let names = table.columns.map { ", \"\($0.field.name)\"" }.joined()
        return try connection.all(
            """
            SELECT record, home, _conflicts, _on_hold, _incomplete\(names)
            FROM "\(table.name)" t WHERE \(condition.sql) ORDER BY record LIMIT ?
            """, condition.values + [.integer(Int64(clamping: limit))]
        ) { row throws(StorageError) in try TypedRow(row, of: table) }
    }

    /// How many records of a type have these values; see ``rows(of:where:under:limit:after:)``.
    public func count(
        of type: RecordType, where filter: [(String, Value)] = [],
        under division: DivisionCode? = nil
    ) throws(StorageError) -> Int {
        guard let table = TypedTable.of(type.number),
            var condition = TypedCondition(filter, in: table)
        else { return 0 }
        condition.add(HomeRange(division))
        return try connection.first(
            "SELECT count(*) FROM \"\(table.name)\" t WHERE \(condition.sql)", condition.values
        ) { row throws(StorageError) in Int(try row.number(at: 0)) } ?? 0
    }

    /// The records of a type to which an event of a word has happened, ascending.
    public func records(
        of type: RecordType, withEvent word: String
    ) throws(StorageError) -> [RecordID] {
        guard let table = TypedTable.of(type.number),
            let child = table.children.first(where: { $0.register.shape == .events })
        else { return [] }
        return try connection.all(
            "SELECT DISTINCT record FROM \"\(child.name)\" WHERE event = ? ORDER BY record",
            [.text(word)]
        ) { row throws(StorageError) in try row.identifier(at: 0) }
    }

    /// A record of a type as its row; `nil` if it is not here.
    public func row(of record: RecordID, as type: RecordType) throws(StorageError) -> TypedRow? {
        guard let table = TypedTable.of(type.number) else { return nil }
        return try row(of: record, in: table)
    }

    /// What a field of every record of a type shows; see ``rows(of:where:under:limit:after:)``.
    func row(of record: RecordID, in table: TypedTable) throws(StorageError) -> TypedRow? {
        let names = table.columns.map { ", \"\($0.field.name)\"" }.joined()
        return try connection.first(
            """
            SELECT record, home, _conflicts, _on_hold, _incomplete\(names)
            FROM "\(table.name)" WHERE record = ?
            """, [SQLiteValue(record)]
        ) { row throws(StorageError) in try TypedRow(row, of: table) }
    }
}

extension TypedRow {
    /// A row of a typed table: record, home, the three flags, then the columns.
    init(_ row: Row, of table: TypedTable) throws(StorageError) {
        record = try row.identifier(at: 0)
        home = try row.division(at: 1)
        hasConflict = try row.number(at: 2) > 0
        onHold = try row.number(at: 3) > 0
        isIncomplete = try row.number(at: 4) > 0
        var values: [String: Value] = [:]
        for (index, column) in table.columns.enumerated() {
            let value = column.field.kind.value(try row.any(at: 5 + index))
            if value != .absent { values[column.field.name] = value }
        }
        self.values = values
    }
}

/// The condition that selects rows of a typed table by the values of fields.
struct TypedCondition {
    /// The condition.
    private(set) var sql = "_withdrawn = 0"
    /// The values of its marks.
    private(set) var values: [SQLiteValue] = []

    /// The condition of a filter; `nil` if nothing can fulfil it.
    init?(_ filter: [(String, Value)], in table: TypedTable, alias: String = "t") {
        sql = "\(alias)._withdrawn = 0"
        for (name, value) in filter {
            if let column = table.columns.first(where: { $0.field.name == name }) {
                guard let stored = column.field.kind.stored(value) else { return nil }
                if stored == .null {
                    add("\(alias).\"\(name)\" IS NULL", [])
                } else {
                    add("\(alias).\"\(name)\" = ?", [stored])
                }
            } else if let set = table.children.first(where: {
                $0.register.isSet && $0.register.name == name
            }) {
                guard let stored = set.register.fields.first?.kind.stored(value), stored != .null
                else { return nil }
                add(
                    "EXISTS (SELECT 1 FROM \"\(set.name)\" e WHERE e.record = \(alias).record "
                        + "AND e.\"\(name)\" = ?)", [stored])
            } else {
                return nil
            }
        }
    }

    /// Adds a condition that must hold too.
    mutating func add(_ condition: String, _ values: [SQLiteValue]) {
        sql += " AND " + condition
        self.values += values
    }

    /// Adds that the home lies within a division.
    mutating func add(_ range: HomeRange) { add(range.sql, range.values) }
}
