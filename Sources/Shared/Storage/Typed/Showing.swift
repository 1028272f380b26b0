internal import Programme
internal import Replication
internal import SQLite

/// What the columns of a facet show, and which of its registers do not fit theirs.
struct Showing {
    /// The table; `nil` of a type that only a newer program knows.
    let table: TypedTable?
    /// The values of the columns that the facet fills.
    private(set) var values: [SQLiteValue] = []
    /// The rows of its child tables, in the order of the elements.
    private(set) var elements: [Element] = []
    /// The registers with a value that does not fit.
    private(set) var unfit: [RegisterName] = []

    /// One row of a child table.
    struct Element: Hashable {
        /// The name of the table.
        let table: String
        /// Its columns, after the record.
        let values: [SQLiteValue]
    }

    /// What a facet shows.
    init(_ record: Record) {
        table = TypedTable.of(record.type)
        for column in table?.columns(of: record.facet.reach) ?? [] {
            let name = RegisterName(column.register.number)
            let shown = column.register.policy.outcome(of: record.siblings(name)).value
            let part = column.register.part(column.index, of: shown)
            if let stored = column.field.kind.stored(part) {
                values.append(stored)
            } else {
                values.append(.null)
                if unfit.last != name { unfit.append(name) }
            }
        }
        for child in table?.children ?? [] where child.register.reach == record.facet.reach {
            let found = child.rows(of: record)
            elements += found.rows.map { Element(table: child.name, values: $0) }
            unfit += found.unfit
        }
    }
}
