internal import Foundation
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

    /// The value that a field of a record shows, of a set the list of its elements; `absent` if
    /// there is none.
    public func value(of record: RecordID, _ field: String) -> Value {
        answer(orElse: .absent) { () throws(StorageError) in
            guard let table = try table(of: record) else { return .absent }
            if let child = table.children.first(where: { $0.register.name == field }) {
                return try elements(of: record, in: child)
            }
            guard
                let column = table.columns.first(where: { $0.field.name == field })
            else { return .absent }
            let stored = try connection.first(
                "SELECT \"\(field)\" FROM \"\(table.name)\" WHERE record = ?",
                [SQLiteValue(record)]
            ) { row throws(StorageError) in try row.any(at: 0) }
            return column.field.kind.value(stored ?? .null)
        }
    }

    /// The events of a record; none if it is not here.
    public func events(of record: RecordID) -> [Event] {
        answer(orElse: []) { () throws(StorageError) in
            try facets(of: record).flatMap(\.events)
        }
    }

    /// The division that owns a record; `nil` if it is not here.
    public func home(of record: RecordID) -> DivisionCode? {
        answer(orElse: nil) { () throws(StorageError) in
            try facets(of: record).first.map { $0.homes.first ?? $0.claimedHome }
        }
    }

    /// Who wrote what a field of a record shows, and when; `nil` if it shows nothing.
    public func stamp(of record: RecordID, _ field: String) -> Stamp? {
        answer(orElse: nil) { () throws(StorageError) in
            let facets = try facets(of: record)
            guard let type = facets.first.flatMap({ Catalogue.type($0.type) }),
                let register = type.field(field)?.register
            else { return nil }
            let siblings = facets.filter { $0.facet.reach == register.reach }
                .flatMap { $0.siblings(register.registerName()) }
            let shown = register.policy.outcome(of: siblings).value
            return siblings.first { $0.value == shown }?.stamp
        }
    }

    /// Whether a person must still decide between values of a record.
    public func isInConflict(_ record: RecordID) -> Bool {
        answer(orElse: false) { () throws(StorageError) in
            guard let table = try table(of: record) else { return false }
            return try connection.first(
                "SELECT _conflicts FROM \"\(table.name)\" WHERE record = ?",
                [SQLiteValue(record)]
            ) { row throws(StorageError) in try row.number(at: 0) > 0 } ?? false
        }
    }

    /// A text in simplified characters.
    public func simplified(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
        return text.applyingTransform(StringTransform("Hant-Hans"), reverse: false) ?? text
    }

    /// The day by this machine's clock, in China.
    public var today: CivilDate { CivilDate(milliseconds: world.clock.now()) }

    /// The typed table of the type of a record that is here.
    private func table(of record: RecordID) throws(StorageError) -> TypedTable? {
        let type = try connection.first(
            "SELECT type FROM _record WHERE facet BETWEEN ? AND ? AND presence < 2 LIMIT 1",
            [.blob(record.bytes + [0]), .blob(record.bytes + [255])]
        ) { row throws(StorageError) in UInt32(clamping: try row.number(at: 0)) }
        return type.flatMap { TypedTable.of($0) }
    }

    private func elements(
        of record: RecordID, in child: ElementTable
    ) throws(StorageError) -> Value {
        guard child.register.isSet, let field = child.register.fields.first else { return .absent }
        let stored = try connection.all(
            "SELECT \"\(field.name)\" FROM \"\(child.name)\" WHERE record = ?",
            [SQLiteValue(record)]
        ) { row throws(StorageError) in field.kind.value(try row.any(at: 0)) }
        return stored.isEmpty ? .absent : .list(stored)
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
