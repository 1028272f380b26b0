/// The row that a statement stands on, lent to one closure.
///
/// Columns count from 0. Each reader names the one type it accepts and throws `.misuse` on any
/// other: SQLite itself would turn a text into the number 0 without a word. A row kept beyond its
/// closure throws too.
public struct Row {
    private let statement: Statement
    private let moment: UInt64

    /// The row on which a statement stands at a moment.
    init(_ statement: Statement, _ moment: UInt64) {
        self.statement = statement
        self.moment = moment
    }

    /// Whether the column is NULL.
    public func isNull(at column: Int) throws(SQLiteError) -> Bool {
        try prepared(column).isNull(column)
    }

    /// The whole number in the column.
    public func int64(at column: Int) throws(SQLiteError) -> Int64 {
        guard let value = try prepared(column).integer(column) else {
            throw unexpected(column, "a whole number")
        }
        return value
    }

    /// The text in the column; bytes that are not UTF-8 are no text.
    public func text(at column: Int) throws(SQLiteError) -> String {
        guard let value = try prepared(column).text(column) else {
            throw unexpected(column, "UTF-8 text")
        }
        return value
    }

    /// The bytes in the column.
    public func bytes(at column: Int) throws(SQLiteError) -> [UInt8] {
        guard let value = try prepared(column).bytes(column) else {
            throw unexpected(column, "bytes")
        }
        return value
    }

    /// The whole number in the column, or nil for NULL.
    public func optionalInt64(at column: Int) throws(SQLiteError) -> Int64? {
        try isNull(at: column) ? nil : int64(at: column)
    }

    /// The text in the column, or nil for NULL.
    public func optionalText(at column: Int) throws(SQLiteError) -> String? {
        try isNull(at: column) ? nil : text(at: column)
    }

    /// The bytes in the column, or nil for NULL.
    public func optionalBytes(at column: Int) throws(SQLiteError) -> [UInt8]? {
        try isNull(at: column) ? nil : bytes(at: column)
    }

    /// Whatever the column holds, which is never `.slice`; a floating point number throws.
    public func value(at column: Int) throws(SQLiteError) -> SQLiteValue {
        let prepared = try prepared(column)
        if prepared.isNull(column) { return .null }
        if let number = prepared.integer(column) { return .integer(number) }
        if let text = prepared.text(column) { return .text(text) }
        if let bytes = prepared.bytes(column) { return .blob(bytes) }
        throw unexpected(column, "a whole number, UTF-8 text or bytes")
    }

    private func prepared(_ column: Int) throws(SQLiteError) -> Prepared {
        guard moment == statement.moment else {
            throw SQLiteError(.misuse, "the row is gone", sql: statement.sql)
        }
        guard column >= 0, column < statement.prepared.columnCount else {
            throw SQLiteError(.misuse, "there is no column \(column)", sql: statement.sql)
        }
        return statement.prepared
    }

    private func unexpected(_ column: Int, _ expected: String) -> SQLiteError {
        SQLiteError(.misuse, "column \(column) does not hold \(expected)", sql: statement.sql)
    }
}
