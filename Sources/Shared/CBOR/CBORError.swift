/// Why bytes are not an item that this profile accepts.
///
/// `at` is the offset, from the first byte given to the reader, of the item that was refused. Nothing of a refused
/// input has been kept; the sender must encode it again as RFC 8949 §4.2.1 says.
public enum CBORError: Error, Equatable, Sendable {
    /// The bytes end inside an item, or an item declares more than is left.
    case truncated(at: Int)
    /// An item is complete, and bytes follow it.
    case trailingBytes(at: Int)
    /// Another kind of item stands where one was expected.
    case unexpected(CBORKind, at: Int)
    /// Well-formed CBOR that this profile does not carry.
    case unsupported(CBORFeature, at: Int)
    /// Not CBOR at all: reserved additional information, or a break without a beginning.
    case malformed(at: Int)
    /// A head that is longer than its value needs.
    case notShortest(at: Int)
    /// An integer that the type asked for cannot hold, or one below −2⁶³.
    case integerOutOfRange(at: Int)
    /// A text that is not valid UTF-8.
    case invalidText(at: Int)
    /// A key of a map that does not come after the key before it, bytewise.
    case keyOutOfOrder(at: Int)
    /// A key that the map already holds.
    case duplicateKey(at: Int)
    /// Arrays and maps nested deeper than the limit.
    case tooDeep(at: Int)
    /// A string, the whole input, or the entries together above the limit.
    case tooLarge(CBORBound, at: Int)
}

/// Which size of ``CBORLimits`` an input exceeds.
public enum CBORBound: String, Sendable {
    /// ``CBORLimits/totalBytesMax``.
    case totalBytes
    /// ``CBORLimits/stringBytesMax``.
    case stringBytes
    /// ``CBORLimits/entriesMax``.
    case entries
}
