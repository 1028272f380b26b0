internal import Programme
internal import Replication
internal import SQLite

/// What figures ask of the typed tables; each answer is kept, so it lives for one look at a state.
///
/// Figures are pure and cannot throw: a disk that fails under a question is noted, and the act or
/// the reading throws when it ends.
final class FigureSource: FactSource {
    private let snapshot: Snapshot
    private var records: [RecordID: Facts?] = [:]
    private var lists: [Question: [Facts]] = [:]
    private var empty: [String: Bool] = [:]

    private struct Question: Hashable {
        let type: String
        let field: String
        let value: Value
    }

    /// What is asked of one moment.
    init(_ snapshot: Snapshot) { self.snapshot = snapshot }

    /// Lets go of the answers: a replica may hold more than memory does.
    func forget() {
        records = [:]
        lists = [:]
    }

    /// The facts of a record of a type; `nil` if it is not here.
    func facts(of record: RecordID, type: String) -> Facts? {
        if let known = records[record] { return known }
        let found = answer(orElse: nil) { () throws(StorageError) in
            try FigureShape.of[type]?.facts(of: record, on: snapshot.connection)
        }
        records[record] = .some(found)
        return found
    }

    /// The facts of the records of a type in which a field has a value.
    func facts(of type: String, where field: String, equals value: Value) -> [Facts] {
        guard let shape = FigureShape.of[type], !isEmpty(shape),
            let column = shape.table.columns.first(where: { $0.field.name == field }),
            let stored = column.field.kind.stored(value), stored != .null
        else { return [] }
        let question = Question(type: type, field: field, value: value)
        if let known = lists[question] { return known }
        let found = answer(orElse: []) { () throws(StorageError) in
            try shape.facts(where: field, equal: stored, on: snapshot.connection)
        }
        lists[question] = found
        for facts in found { records[facts.record] = facts }
        return found
    }

    /// Whether there is no record of a type at all: asked once, because most replicas have no
    /// linked persons and no moved days.
    private func isEmpty(_ shape: FigureShape) -> Bool {
        let name = shape.table.name
        if let known = empty[name] { return known }
        let found = answer(orElse: nil) { () throws(StorageError) in
            try snapshot.connection.first("SELECT 1 FROM \"\(name)\" LIMIT 1") {
                row throws(StorageError) in try row.number(at: 0)
            }
        }
        empty[name] = found == nil
        return found == nil
    }

    private func answer<Answer>(
        orElse nothing: Answer, _ body: () throws(StorageError) -> Answer
    ) -> Answer {
        do throws(StorageError) { return try body() } catch {
            snapshot.note(error)
            return nothing
        }
    }
}

/// How the facts of a type that figures look at are read from its table.
struct FigureShape: Sendable {
    /// The table.
    let table: TypedTable
    private let columns: [TypedTable.Column]
    private let selection: String

    /// The shapes of all types that concern figures, by name.
    static let of: [String: FigureShape] = Dictionary(
        uniqueKeysWithValues: TypedTable.all.compactMap { table in
            Contributions.fields[table.name].map { (table.name, FigureShape(table, $0)) }
        })

    private init(_ table: TypedTable, _ fields: [String]) {
        self.table = table
        columns = table.columns.filter { fields.contains($0.field.name) }
        let names = columns.map { ", \"\($0.field.name)\"" }.joined()
        selection = "SELECT record, home\(names) FROM \"\(table.name)\" WHERE _withdrawn = 0 AND "
    }

    /// The facts of a record; `nil` if it is not here.
    func facts(
        of record: RecordID, on connection: Connection
    ) throws(StorageError) -> Facts? {
        try connection.first(selection + "record = ?", [SQLiteValue(record)]) {
            row throws(StorageError) in try facts(row)
        }
    }

    /// The facts of the records in which a column holds a value, ascending by id.
    func facts(
        where field: String, equal value: SQLiteValue, on connection: Connection
    ) throws(StorageError) -> [Facts] {
        try connection.all(selection + "\"\(field)\" = ? ORDER BY record", [value]) {
            row throws(StorageError) in try facts(row)
        }
    }

    /// The facts of a thousand records after one, ascending by id.
    func facts(
        after record: RecordID?, on connection: Connection
    ) throws(StorageError) -> [Facts] {
        try connection.all(
            selection + "record > ? ORDER BY record LIMIT 1000", [.blob(record?.bytes ?? [])]
        ) { row throws(StorageError) in try facts(row) }
    }

    private func facts(_ row: Row) throws(StorageError) -> Facts {
        var values: [String: Value] = [:]
        for (index, column) in columns.enumerated() {
            let value = column.field.kind.value(try row.any(at: 2 + index))
            if value != .absent { values[column.field.name] = value }
        }
        return Facts(
            record: try row.identifier(at: 0), type: table.name, home: try row.division(at: 1),
            values: values)
    }
}
