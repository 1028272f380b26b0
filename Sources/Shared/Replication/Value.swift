/// What a register holds: a small closed set of shapes that every tier can store unread.
///
/// A group of fields that stand or fall together is a `list` in the order of the declaration.
/// Floating-point numbers are absent on purpose: money is whole fen, shares are basis points.
public indirect enum Value: Hashable, Sendable {
    /// No value: the register was emptied, or a set's element was removed.
    case absent
    /// Yes or no.
    case bool(Bool)
    /// A whole number: fen, basis points, counts, codes of choices.
    case integer(Int64)
    /// Text as typed; never normalised.
    case text(String)
    /// Bytes: identifiers, hashes.
    case bytes([UInt8])
    /// Values that belong together, by position; a missing tail is absent.
    case list([Value])
}

extension Value {
    /// The same value is the same bytes.
    ///
    /// Swift takes texts for equal that only look so, such as a compatibility ideograph and the
    /// character that replaces it: the correction of a name would seem to change nothing.
    public static func == (a: Value, b: Value) -> Bool {
        switch (a, b) {
        case (.absent, .absent): true
        case (.bool(let a), .bool(let b)): a == b
        case (.integer(let a), .integer(let b)): a == b
        case (.text(let a), .text(let b)): a.utf8.elementsEqual(b.utf8)
        case (.bytes(let a), .bytes(let b)): a == b
        case (.list(let a), .list(let b)): a == b
        default: false
        }
    }

    /// Equal values have equal hashes: of texts the bytes enter.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(rank)
        switch self {
        case .absent: break
        case .bool(let value): hasher.combine(value)
        case .integer(let value): hasher.combine(value)
        case .text(let value): for byte in value.utf8 { hasher.combine(byte) }
        case .bytes(let value): hasher.combine(value)
        case .list(let values): hasher.combine(values)
        }
    }

    /// The number of the shape.
    var rank: Int {
        switch self {
        case .bool: 0
        case .integer: 1
        case .text: 2
        case .bytes: 3
        case .list: 4
        case .absent: 5
        }
    }
}
