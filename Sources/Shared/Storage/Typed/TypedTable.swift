internal import Programme
internal import Replication
internal import SQLite

/// One ordinary SQL table per record type (decision 12): what lists, checks, reports and people
/// with `sqlite3 -readonly` read.
///
/// A row per record, over all of its facets; a column per field of every register that is no set,
/// with the value that the register's policy shows; a child table per set, and one for events. No constraint can keep
/// a change from being stored: a value that does not fit its column is NULL here and a case.
///
/// The tables are made from ``Catalogue`` and filled from the records; when the programme changes
/// they are made anew.
struct TypedTable: Sendable {
    /// A column that holds a field.
    struct Column: Sendable {
        /// The field, whose name is the column's.
        let field: Field
        /// The register that holds it.
        let register: RegisterDeclaration
        /// Its place in the register's value.
        let index: Int
    }

    /// The type.
    let type: RecordType
    /// The columns, in the order of forms.
    let columns: [Column]
    /// The child tables: of sets and of events.
    let children: [ElementTable]
    /// The columns that one facet fills, by the number of its reach.
    private let byReach: [[Column]]
    /// Per reach the statement that puts what one facet shows.
    private let upserts: [Reach: String]
    /// Per reach the statement that forgets what one facet showed.
    private let clearings: [Reach: String]

    /// The tables of all types of the programme.
    static let all: [TypedTable] = Catalogue.types.map(TypedTable.init)
    private static let byNumber = Dictionary(
        uniqueKeysWithValues: all.map { ($0.type.number, $0) })

    /// The table of a type; `nil` of one that only a newer program knows.
    static func of(_ type: UInt32) -> TypedTable? { byNumber[type] }

    /// The name of the table.
    var name: String { type.name }

    /// The table of a type.
    init(_ type: RecordType) {
        self.type = type
        columns = type.registers.filter { $0.shape == .single }.flatMap { register in
            register.fields.enumerated().map { index, field in
                Column(field: field, register: register, index: index)
            }
        }
        children = type.registers.compactMap { ElementTable($0, of: type) }
        let all = columns
        byReach = (0...(Reach.allCases.map(\.rawValue).max() ?? 0)).map { number in
            all.filter { $0.register.reach.rawValue == number }
        }
        var upserts: [Reach: String] = [:]
        var clearings: [Reach: String] = [:]
        for reach in Reach.allCases {
            let names = columns.filter { $0.register.reach == reach }.map(\.field.name)
            let all = ["record", "home", "_withdrawn"] + names
            let marks = all.map { _ in "?" }.joined(separator: ", ")
            let sets =
                (["home"] + names).map { "\"\($0)\" = excluded.\"\($0)\"" }
                + ["_withdrawn = _withdrawn & \(~reach.bit) | excluded._withdrawn"]
            upserts[reach] =
                "INSERT INTO \"\(type.name)\" (\(Self.list(all + ["_facets"]))) "
                + "VALUES (\(marks), \(reach.bit)) ON CONFLICT (record) DO UPDATE SET "
                + "\(sets.joined(separator: ", ")), _facets = _facets | excluded._facets"
            let nulls =
                names.map { "\"\($0)\" = NULL" } + [
                    "_withdrawn = _withdrawn & \(~reach.bit)", "_facets = _facets & \(~reach.bit)",
                ]
            clearings[reach] =
                "UPDATE \"\(type.name)\" SET \(nulls.joined(separator: ", ")) WHERE record = ?"
        }
        self.upserts = upserts
        self.clearings = clearings
    }

    /// The statement that puts what a facet shows: record, home, its bit if it is withdrawn, then
    /// its columns.
    func upsert(_ reach: Reach) -> String { upserts[reach] ?? "" }

    /// The statement that forgets what a facet of a record showed.
    func clearing(_ reach: Reach) -> String { clearings[reach] ?? "" }

    /// The columns that one facet fills.
    func columns(of reach: Reach) -> [Column] { byReach[Int(reach.rawValue)] }

    private static func list(_ names: [String]) -> String {
        names.map { "\"\($0)\"" }.joined(separator: ", ")
    }
}

/// The type of a column, in the word of SQL.
enum ColumnType: String {
    case integer = "INTEGER"
    case blob = "BLOB"
    case text = "TEXT"
}

extension FieldKind {
    /// The type of the column.
    var columnType: ColumnType {
        switch self {
        case .money, .count, .year, .bool: .integer
        case .reference, .bytes: .blob
        default: .text
        }
    }

    /// Whether it is yes or no; comparing kinds compares their lists of choices, too.
    private var isBool: Bool {
        if case .bool = self { return true }
        return false
    }

    /// The value for the column; `nil` if it does not fit.
    ///
    /// Only the shape counts here: whether there is such a day is the judge's question.
    func stored(_ value: Value) -> SQLiteValue? {
        switch (columnType, value) {
        case (_, .absent): .null
        case (.integer, .integer(let number)): isBool ? nil : .integer(number)
        case (.integer, .bool(let bool)): isBool ? .integer(bool ? 1 : 0) : nil
        case (.blob, .bytes(let bytes)): .blob(bytes)
        case (.text, .text(let text)): .text(text)
        default: nil
        }
    }

    /// The value that a column holds.
    func value(_ stored: SQLiteValue) -> Value {
        switch stored {
        case .null: .absent
        case .integer(let number): isBool ? .bool(number != 0) : .integer(number)
        case .text(let text): .text(text)
        case .blob(let bytes): .bytes(bytes)
        case .slice(let bytes): .bytes(Array(bytes))
        }
    }
}

extension Reach {
    /// The bit of the facet in the masks of a row.
    var bit: Int64 { 1 << Int64(rawValue) }
}
