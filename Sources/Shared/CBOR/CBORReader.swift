/// Takes items one after another from bytes that nobody has checked yet.
///
/// Strict: it accepts only what ``CBORWriter`` would have written, so that whatever is read encodes to the same bytes
/// again. Bounded: see ``CBORLimits``. The caller pulls the kinds he expects; everything else throws. Bytes that are
/// read as slices are not copied. After an error the reader is of no further use.
///
/// Keys of maps: `item()`, `skip()` and ``CBORItem`` check their order; a caller who pulls keys one by one takes
/// them with the key functions, or has not read strictly.
public struct CBORReader: Sendable {
    /// What is read.
    let storage: ArraySlice<UInt8>
    /// What is refused for its size.
    let limits: CBORLimits
    /// The index in `storage` of the next item.
    var position: Int
    private var entriesLeft: Int

    /// A reader at the beginning of bytes; throws if they are more than the limit.
    public init(_ bytes: [UInt8], limits: CBORLimits = CBORLimits()) throws(CBORError) {
        try self.init(bytes[...], limits: limits)
    }

    /// A reader at the beginning of a slice; throws if it is more than the limit.
    public init(
        _ bytes: ArraySlice<UInt8>, limits: CBORLimits = CBORLimits()
    ) throws(CBORError) {
        guard bytes.count <= limits.totalBytesMax else { throw .tooLarge(.totalBytes, at: 0) }
        storage = bytes
        self.limits = limits
        position = bytes.startIndex
        entriesLeft = limits.entriesMax
    }

    /// How many bytes have been read.
    public var offset: Int { position - storage.startIndex }

    /// Whether nothing is left.
    public var isAtEnd: Bool { position == storage.endIndex }

    /// Throws if bytes are left.
    public func finish() throws(CBORError) {
        guard isAtEnd else { throw .trailingBytes(at: offset) }
    }

    /// The kind of the next item, which stays unread.
    public func peek() throws(CBORError) -> CBORKind {
        let initial = try initialByte()
        switch Major(rawValue: initial >> 5) {
        case .unsigned: return .unsigned
        case .negative: return .negative
        case .bytes: return .bytes
        case .text: return .text
        case .array: return .array
        case .map: return .map
        case .simple where initial == 0xf4 || initial == 0xf5: return .bool
        case .simple where initial == 0xf6: return .null
        default: throw refusal(of: initial)
        }
    }

    /// Reads an integer from −2⁶³ to 2⁶³ − 1.
    public mutating func integer() throws(CBORError) -> Int64 {
        let start = offset
        let negative = try initialByte() >> 5 == Major.negative.rawValue
        let value = try head(negative ? .negative : .unsigned)
        guard let magnitude = Int64(exactly: value) else { throw .integerOutOfRange(at: start) }
        return negative ? ~magnitude : magnitude
    }

    /// Reads an integer from 0 to 2⁶⁴ − 1.
    public mutating func unsigned() throws(CBORError) -> UInt64 { try head(.unsigned) }

    /// Reads a byte string as a copy.
    public mutating func bytes() throws(CBORError) -> [UInt8] { Array(try string(.bytes)) }

    /// Reads a byte string as a part of the bytes given, which stay alive as long as it does.
    public mutating func bytesSlice() throws(CBORError) -> ArraySlice<UInt8> {
        try string(.bytes)
    }

    /// Reads a text; U+0000 is a character like others.
    public mutating func text() throws(CBORError) -> String {
        let start = offset
        let utf8 = try string(.text)
        do {
            return String(copying: try UTF8Span(validating: utf8.span))
        } catch {
            throw .invalidText(at: start)
        }
    }

    /// Reads `true` or `false`.
    public mutating func bool() throws(CBORError) -> Bool {
        let initial = try initialByte()
        guard initial == 0xf4 || initial == 0xf5 else { throw refusal(of: initial) }
        position += 1
        return initial == 0xf5
    }

    /// Reads `null`.
    public mutating func null() throws(CBORError) {
        let initial = try initialByte()
        guard initial == 0xf6 else { throw refusal(of: initial) }
        position += 1
    }

    /// Reads the head of an array and returns how many items follow.
    public mutating func array() throws(CBORError) -> Int {
        try entries(.array, itemsEach: 1)
    }

    /// Reads the head of a map and returns how many keys, each with its value, follow.
    public mutating func map() throws(CBORError) -> Int {
        try entries(.map, itemsEach: 2)
    }

    /// Reads the next key of a map, an integer; throws if it does not come after the key before it.
    public mutating func integerKey(_ order: inout CBORKeyOrder) throws(CBORError) -> Int64 {
        let start = position
        let key = try integer()
        try check(&order, from: start)
        return key
    }

    /// Reads the next key of a map, a byte string; throws if it does not come after the key before it.
    public mutating func bytesKey(_ order: inout CBORKeyOrder) throws(CBORError) -> [UInt8] {
        let start = position
        let key = try bytes()
        try check(&order, from: start)
        return key
    }

    /// Reads the next key of a map, a text; throws if it does not come after the key before it.
    public mutating func textKey(_ order: inout CBORKeyOrder) throws(CBORError) -> String {
        let start = position
        let key = try text()
        try check(&order, from: start)
        return key
    }
}

// MARK: - Heads

extension CBORReader {
    /// The first byte of the next item, which stays unread.
    func initialByte() throws(CBORError) -> UInt8 {
        guard position < storage.endIndex else { throw .truncated(at: offset) }
        return storage[position]
    }

    /// Reads a head of one major type and returns its argument.
    mutating func head(_ major: Major) throws(CBORError) -> UInt64 {
        let initial = try initialByte()
        guard initial >> 5 == major.rawValue else { throw refusal(of: initial) }
        let information = initial & 0x1f
        guard information >= 24 else {
            position += 1
            return UInt64(information)
        }
        guard information <= 27 else { throw refusal(of: initial) }
        return try argument(bytes: 1 << Int(information - 24))
    }

    /// Reads an argument that stands behind its initial byte in 1, 2, 4 or 8 bytes.
    private mutating func argument(bytes count: Int) throws(CBORError) -> UInt64 {
        let first = position + 1
        guard storage.endIndex - first >= count else { throw .truncated(at: offset) }
        var value: UInt64 = 0
        for index in first..<(first + count) { value = value << 8 | UInt64(storage[index]) }
        // The smallest value for which no shorter head exists.
        let smallest: UInt64 = count == 1 ? 24 : 1 << UInt64(count * 4)
        guard value >= smallest else { throw .notShortest(at: offset) }
        position = first + count
        return value
    }

    /// Reads the head of a string and its bytes, after comparing the length with the limit and with what is left.
    mutating func string(_ major: Major) throws(CBORError) -> ArraySlice<UInt8> {
        let start = offset
        let length = try head(major)
        guard length <= UInt64(limits.stringBytesMax) else {
            throw .tooLarge(.stringBytes, at: start)
        }
        guard length <= UInt64(storage.endIndex - position) else { throw .truncated(at: start) }
        let first = position
        position += Int(length)
        return storage[first..<position]
    }

    /// Reads the head of an array or map, after comparing the count with the limit and with what is left.
    mutating func entries(_ major: Major, itemsEach: Int) throws(CBORError) -> Int {
        let start = offset
        let count = try head(major)
        guard count <= UInt64(entriesLeft / itemsEach) else {
            throw .tooLarge(.entries, at: start)
        }
        // Every item takes a byte or more, so a count above the bytes that are left is a lie.
        guard count <= UInt64((storage.endIndex - position) / itemsEach) else {
            throw .truncated(at: start)
        }
        entriesLeft -= Int(count) * itemsEach
        return Int(count)
    }

    /// Throws unless the key that ends here comes after the one before it.
    func check(_ order: inout CBORKeyOrder, from start: Int) throws(CBORError) {
        switch order.step(to: start..<position, in: storage) {
        case .ascends: return
        case .repeats: throw .duplicateKey(at: start - storage.startIndex)
        case .descends: throw .keyOutOfOrder(at: start - storage.startIndex)
        }
    }

    /// Why the item that begins with this byte, which is not what was asked for, is refused.
    func refusal(of initial: UInt8) -> CBORError {
        switch (Major(rawValue: initial >> 5), initial & 0x1f) {
        case (_, 28...30): .malformed(at: offset)
        case (.tag, 31), (.unsigned, 31), (.negative, 31): .malformed(at: offset)
        case (.simple, 31): .malformed(at: offset)
        case (.tag, _): .unsupported(.tag, at: offset)
        case (.bytes, 31), (.text, 31), (.array, 31), (.map, 31):
            .unsupported(.indefiniteLength, at: offset)
        case (.simple, 25...27): .unsupported(.float, at: offset)
        case (.simple, 20), (.simple, 21): .unexpected(.bool, at: offset)
        case (.simple, 22): .unexpected(.null, at: offset)
        case (.simple, 23): .unsupported(.undefined, at: offset)
        case (.simple, 24): longSimpleValue()
        case (.simple, _): .unsupported(.simpleValue, at: offset)
        case (.unsigned, _): .unexpected(.unsigned, at: offset)
        case (.negative, _): .unexpected(.negative, at: offset)
        case (.bytes, _): .unexpected(.bytes, at: offset)
        case (.text, _): .unexpected(.text, at: offset)
        case (.array, _): .unexpected(.array, at: offset)
        case (.map, _), (nil, _): .unexpected(.map, at: offset)
        }
    }

    /// A simple value in two bytes is CBOR only from 32 on (RFC 8949 §3.3).
    private func longSimpleValue() -> CBORError {
        guard position + 1 < storage.endIndex else { return .truncated(at: offset) }
        return storage[position + 1] < 32
            ? .malformed(at: offset) : .unsupported(.simpleValue, at: offset)
    }
}
