public import Programme
public import Replication
internal import SQLite

/// What checks and commands ask: the records in which a field shows a value.
///
/// Answered from the states themselves, one type at a time.
extension Snapshot: Lookup {
    /// The records of a type in which a field shows a value, ascending.
    public func records(
        of type: String, where field: String, equals value: Value
    ) -> [RecordID] {
        guard let type = Catalogue.type(named: type), let found = type.field(field) else {
            return []
        }
        let shown = try? connection.all(
            """
            SELECT \(StoredRecord.columns) FROM record
            WHERE type = ? AND presence = 0 AND substr(facet, 17) = ?
            """, [.integer(Int64(type.number)), .blob([found.register.reach.rawValue])]
        ) { row throws(StorageError) -> RecordID? in
            let record = try StoredRecord(row, in: self).record
            let standing = record.siblings(found.register.registerName())
            let whole = found.register.policy.outcome(of: standing).value
            guard found.register.part(found.index, of: whole) == value else { return nil }
            return record.facet.record
        }
        return (shown ?? []).compactMap { $0 }.sorted()
    }

    /// The value that a field of a record shows.
    public func value(of record: RecordID, _ field: String) -> Value {
        guard let facets = try? facets(of: record), let first = facets.first,
            let type = Catalogue.type(first.type), let found = type.field(field),
            let facet = facets.first(where: { $0.facet.reach == found.register.reach })
        else { return .absent }
        let standing = facet.siblings(found.register.registerName())
        return found.register.part(
            found.index, of: found.register.policy.outcome(of: standing).value)
    }
}
