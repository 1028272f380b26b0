/// The kind of an item that this profile of CBOR carries.
public enum CBORKind: String, Sendable {
    /// An integer from 0 to 2⁶⁴ − 1.
    case unsigned
    /// An integer from −2⁶³ to −1.
    case negative
    /// A byte string.
    case bytes
    /// A text of valid UTF-8.
    case text
    /// An array of declared count.
    case array
    /// A map of declared count, its keys ascending.
    case map
    /// `true` or `false`.
    case bool
    /// `null`.
    case null
}

/// A part of CBOR that is well-formed but that this profile does not carry.
///
/// Floats have several encodings of one value and no place in money; tags, indefinite lengths, `undefined` and
/// other simple values would give one meaning several byte sequences, and signatures and digests need one.
public enum CBORFeature: String, Sendable {
    /// A floating-point number of any width.
    case float
    /// A tagged item.
    case tag
    /// A string, array or map without a declared length.
    case indefiniteLength
    /// The simple value `undefined`.
    case undefined
    /// A simple value other than `false`, `true`, `null` and `undefined`.
    case simpleValue
}
