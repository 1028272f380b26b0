public import Programme
public import Replication
internal import SQLite

/// What the programme's checks ask the replica.
///
/// They are pure and cannot throw. A disk that fails under a question spoils the act or the reading
/// that asks: it throws when its closure ends.
extension Snapshot: Lookup {
    /// The records of a type in which a field shows a value, ascending; of a set, those that have
    /// the element.
    public func records(
        of type: String, where field: String, equals value: Value
    ) -> [RecordID] {
        guard let type = Catalogue.type(named: type), let table = TypedTable.of(type.number),
            let condition = TypedCondition([(field, value)], in: table)
        else { return [] }
        return answer(orElse: []) { () throws(StorageError) in
            try connection.all(
                "SELECT record FROM \"\(table.name)\" t WHERE \(condition.sql) ORDER BY record",
                condition.values
            ) { row throws(StorageError) in try row.identifier(at: 0) }
        }
    }

    /// The value that a field of a record shows; `absent` if there is none.
    public func value(of record: RecordID, _ field: String) -> Value {
        answer(orElse: .absent) { () throws(StorageError) in
            let type = try connection.first(
                "SELECT type FROM _record WHERE facet BETWEEN ? AND ? AND presence < 2 LIMIT 1",
                [.blob(record.bytes + [0]), .blob(record.bytes + [255])]
            ) { row throws(StorageError) in UInt32(clamping: try row.number(at: 0)) }
            guard let type, let table = TypedTable.of(type),
                let column = table.columns.first(where: { $0.field.name == field })
            else { return .absent }
            let stored = try connection.first(
                "SELECT \"\(field)\" FROM \"\(table.name)\" WHERE record = ?",
                [SQLiteValue(record)]
            ) { row throws(StorageError) in try row.any(at: 0) }
            return column.field.kind.value(stored ?? .null)
        }
    }

    private func answer<Answer>(
        orElse nothing: Answer, _ body: () throws(StorageError) -> Answer
    ) -> Answer {
        do throws(StorageError) {
            return try body()
        } catch {
            note(error)
            return nothing
        }
    }
}
