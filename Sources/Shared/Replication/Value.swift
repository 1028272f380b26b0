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
