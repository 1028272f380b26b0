/// One value that is bound to a statement or read from a column.
///
/// There is no floating point: money is whole fen, and a digest must not depend on rounding.
public enum SQLiteValue: Sendable, Hashable {
    /// NULL.
    case null
    /// A whole number.
    case integer(Int64)
    /// Text; NUL inside it is kept, though SQL functions such as `length` stop there.
    case text(String)
    /// Bytes; none of them is not NULL.
    case blob([UInt8])
    /// Bytes of a larger array, bound without copying them out first. Never read back.
    case slice(ArraySlice<UInt8>)

    /// The number, or NULL if there is none.
    public init(_ value: Int64?) { self = value.map(SQLiteValue.integer) ?? .null }

    /// The text, or NULL if there is none.
    public init(_ value: String?) { self = value.map(SQLiteValue.text) ?? .null }

    /// The bytes, or NULL if there are none.
    public init(_ value: [UInt8]?) { self = value.map(SQLiteValue.blob) ?? .null }
}

extension SQLiteValue {
    /// Whether the value is large enough to be lent to SQLite rather than copied.
    var isWorthLending: Bool {
        switch self {
        case .blob(let bytes): bytes.count >= Limits.lentBytesMin
        case .slice(let bytes): bytes.count >= Limits.lentBytesMin
        case .null, .integer, .text: false
        }
    }

    /// Lends the bytes to `body`; a value that is not bytes lends none.
    func withBytes<Failure: Error>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        switch self {
        case .blob(let bytes): try bytes.withUnsafeBufferPointer(body)
        case .slice(let bytes): try bytes.withUnsafeBufferPointer(body)
        case .null, .integer, .text: try body(UnsafeBufferPointer(start: nil, count: 0))
        }
    }
}
