internal import Programme
internal import Replication
internal import SQLite

/// A child table that holds the elements of a register: of a set its members, of events a row each.
struct ElementTable: Sendable {
    /// A column.
    struct Column: Sendable {
        /// Its name.
        let name: String
        /// Its type.
        let type: ColumnType
    }

    /// The register.
    let register: RegisterDeclaration
    /// The name of the table.
    let name: String
    /// The columns after the record; the first names the element.
    let columns: [Column]
    /// The statement that puts a row: the record, then the columns.
    let insertion: String

    /// The table of a register; `nil` of one that has no elements.
    init?(_ register: RegisterDeclaration, of type: RecordType) {
        let fields = register.fields.map { Column(name: $0.name, type: $0.kind.columnType) }
        switch register.shape {
        case .single: return nil
        case .set: columns = fields
        case .events: columns = [Column(name: "id", type: .blob)] + fields + Self.stamp
        }
        self.register = register
        name = "\(type.name)_\(register.name)"
        let names = (["record"] + columns.map(\.name)).map { "\"\($0)\"" }
        insertion =
            "INSERT OR IGNORE INTO \"\(name)\" (\(names.joined(separator: ", "))) "
            + "VALUES (\(names.map { _ in "?" }.joined(separator: ", ")))"
    }

    /// Who, for which office, when by his clock, in Unix milliseconds.
    private static let stamp = [
        Column(name: "author", type: .blob), Column(name: "office", type: .text),
        Column(name: "tier", type: .integer), Column(name: "time", type: .integer),
    ]

    /// The rows that a facet fills, and the elements that do not fit.
    func rows(of record: Record) -> (rows: [[SQLiteValue]], unfit: [RegisterName]) {
        register.shape == .events ? eventRows(of: record) : setRows(of: record)
    }

    private func setRows(of record: Record) -> (rows: [[SQLiteValue]], unfit: [RegisterName]) {
        var (rows, unfit): ([[SQLiteValue]], [RegisterName]) = ([], [])
        for element in record.elements(register.number) {
            let outcome = register.policy.outcome(of: element.siblings)
            guard outcome.value != .absent else { continue }
            if let value = stored(key: element.name.key) {
                rows.append([value])
            } else {
                unfit.append(element.name)
            }
        }
        return (rows, unfit)
    }

    /// Of an event that was written differently under one name the first is a row, and a case.
    private func eventRows(of record: Record) -> (rows: [[SQLiteValue]], unfit: [RegisterName]) {
        var (rows, unfit): ([[SQLiteValue]], [RegisterName]) = ([], [])
        var seen: Set<Identifier> = []
        for event in record.events where seen.insert(event.id).inserted {
            let parts = register.fields.indices.map { index in
                register.fields[index].kind.stored(register.part(index, of: event.content))
            }
            if parts.contains(nil) { unfit.append(.event(event.id)) }
            let stamp = event.stamp
            rows.append(
                [SQLiteValue(event.id)] + parts.map { $0 ?? .null }
                    + [
                        SQLiteValue(stamp.author), SQLiteValue(stamp.office),
                        .integer(Int64(stamp.tier.rawValue)), SQLiteValue(stamp.time.milliseconds),
                    ])
        }
        return (rows, unfit)
    }

    /// What the table holds for an element of a set; `nil` if its key does not fit.
    private func stored(key: [UInt8]) -> SQLiteValue? {
        let value = register.element(key)
        // A key that is no text would be repaired, and stand for what nobody wrote.
        if case .text(let text) = value, Array(text.utf8) != key { return nil }
        return register.fields.first?.kind.stored(value)
    }

    /// The statements that make the table.
    var creation: String {
        let named = columns.map { column in
            let isKey = column.name == columns.first?.name
            return "    \"\(column.name)\" \(column.type.rawValue)\(isKey ? " NOT NULL" : "")"
        }
        let key = columns.first?.name ?? ""
        let indexed = register.shape == .events ? register.fields.first?.name ?? key : key
        return """
            CREATE TABLE "\(name)" (
                record BLOB NOT NULL,
            \(named.joined(separator: ",\n")),
                PRIMARY KEY (record, "\(key)")
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX "\(name)_by_\(indexed)" ON "\(name)" ("\(indexed)");
            """
    }
}
