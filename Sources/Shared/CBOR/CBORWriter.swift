/// Appends items to bytes, each in the one encoding that RFC 8949 §4.2.1 allows.
///
/// Heads take the shortest form by construction. What a caller can get wrong stops the program, because it is a
/// fault of this program and never of an input: keys out of order given to the key functions. Counts are the
/// caller's promise: after `array(count: n)` n items follow, after `map(count: n)` n keys each with its value.
public struct CBORWriter: Sendable {
    /// What has been written.
    public private(set) var bytes: [UInt8] = []

    /// An empty writer with room for as many bytes as are expected.
    public init(reservingCapacity capacity: Int = 0) {
        if capacity > 0 { bytes.reserveCapacity(capacity) }
    }

    /// Writes an integer.
    public mutating func integer(_ value: Int64) {
        // −1 − n is ~n in two's complement, without the overflow of Int64.min.
        if value >= 0 {
            head(.unsigned, UInt64(value))
        } else {
            head(.negative, UInt64(bitPattern: ~value))
        }
    }

    /// Writes an integer that is not negative.
    public mutating func unsigned(_ value: UInt64) { head(.unsigned, value) }

    /// Writes a byte string.
    public mutating func bytes(_ value: [UInt8]) {
        head(.bytes, UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    /// Writes a byte string.
    public mutating func bytes(_ value: ArraySlice<UInt8>) {
        head(.bytes, UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    /// Writes a text, as the UTF-8 it is made of; nothing is normalised.
    public mutating func text(_ value: String) {
        head(.text, UInt64(value.utf8.count))
        bytes.append(contentsOf: value.utf8)
    }

    /// Writes `true` or `false`.
    public mutating func bool(_ value: Bool) { bytes.append(value ? 0xf5 : 0xf4) }

    /// Writes `null`.
    public mutating func null() { bytes.append(0xf6) }

    /// Begins an array; its items follow.
    public mutating func array(count: Int) {
        precondition(count >= 0, "An array has no negative count.")
        head(.array, UInt64(count))
    }

    /// Begins a map; its keys follow in ascending order, each with its value behind it.
    public mutating func map(count: Int) {
        precondition(count >= 0, "A map has no negative count.")
        head(.map, UInt64(count))
    }

    /// Appends an item that is encoded already.
    public mutating func raw(_ item: [UInt8]) { bytes.append(contentsOf: item) }

    /// Appends an item that is encoded already.
    public mutating func raw(_ item: ArraySlice<UInt8>) { bytes.append(contentsOf: item) }

    /// Writes the next key of a map, an integer, which must come after the key before it.
    public mutating func integerKey(_ key: Int64, _ order: inout CBORKeyOrder) {
        let start = bytes.count
        integer(key)
        check(&order, from: start)
    }

    /// Writes the next key of a map, a byte string, which must come after the key before it.
    public mutating func bytesKey(_ key: [UInt8], _ order: inout CBORKeyOrder) {
        let start = bytes.count
        bytes(key)
        check(&order, from: start)
    }

    /// Writes the next key of a map, a text, which must come after the key before it.
    public mutating func textKey(_ key: String, _ order: inout CBORKeyOrder) {
        let start = bytes.count
        text(key)
        check(&order, from: start)
    }

    private func check(_ order: inout CBORKeyOrder, from start: Int) {
        precondition(
            order.step(to: start..<bytes.count, in: bytes[...]) == .ascends,
            "The keys of a map are written in ascending order.")
    }

    private mutating func head(_ major: Major, _ value: UInt64) {
        let type = major.rawValue << 5
        switch value {
        case 0..<24:
            bytes.append(type | UInt8(truncatingIfNeeded: value))
        case 24...0xff:
            bytes.append(type | 24)
            bytes.append(UInt8(truncatingIfNeeded: value))
        case 0x100...0xffff:
            bytes.append(type | 25)
            bigEndian(value, count: 2)
        case 0x1_0000...0xffff_ffff:
            bytes.append(type | 26)
            bigEndian(value, count: 4)
        default:
            bytes.append(type | 27)
            bigEndian(value, count: 8)
        }
    }

    private mutating func bigEndian(_ value: UInt64, count: UInt64) {
        var shift = count * 8
        while shift > 0 {
            shift -= 8
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }
}

/// The major types of RFC 8949 §3.1: the upper three bits of a head.
enum Major: UInt8 {
    /// An integer from 0.
    case unsigned = 0
    /// An integer below 0, as -1 less the argument.
    case negative = 1
    /// A byte string.
    case bytes = 2
    /// A text string, UTF-8.
    case text = 3
    /// An array; the argument counts its items.
    case array = 4
    /// A map; the argument counts its pairs.
    case map = 5
    /// A tag; the argument is its number.
    case tag = 6
    /// False, true, null, or a float.
    case simple = 7
}
