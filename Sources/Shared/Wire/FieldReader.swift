internal import CBOR
internal import Replication

/// Reads the fields of positional arrays, and says of each fault where it stands.
///
/// Names of fields cost nothing until one is wrong. After an error the reader is of no further use.
struct FieldReader {
    private var cbor: CBORReader

    /// A reader over bytes whose count the caller has compared with their own limit.
    init(_ bytes: ArraySlice<UInt8>) throws(WireError) {
        do {
            cbor = try CBORReader(bytes, limits: Self.limits)
        } catch {
            throw WireError("", .encoding("\(error)"))
        }
    }

    /// Room for the largest stored record; every message has a tighter limit of its own.
    private static let limits = CBORLimits(
        entriesMax: 1 << 22, stringBytesMax: Limits.envelopeBytesMax, totalBytesMax: 64 << 20)

    /// Throws if bytes are left.
    func finish() throws(WireError) {
        do { try cbor.finish() } catch { throw WireError("", .encoding("\(error)")) }
    }

    /// One item by the codec's own function; its error gets the name of the field.
    private mutating func take<T>(
        _ name: StaticString, _ read: (inout CBORReader) throws(CBORError) -> T
    ) throws(WireError) -> T {
        do { return try read(&cbor) } catch { throw WireError("\(name)", .encoding("\(error)")) }
    }

    // MARK: Arrays

    /// The head of an array of exactly `count` fields.
    mutating func fields(_ name: StaticString, _ count: Int) throws(WireError) {
        let found = try entries(name)
        guard found == count else {
            throw WireError("\(name)", .count(found, allowed: count...count))
        }
    }

    /// The head of an array; how many entries follow.
    mutating func entries(
        _ name: StaticString, _ allowed: ClosedRange<Int> = 0...Int.max
    ) throws(WireError) -> Int {
        let found = try take(name) { reader throws(CBORError) in try reader.array() }
        guard allowed.contains(found) else {
            throw WireError("\(name)", .count(found, allowed: allowed))
        }
        return found
    }

    /// A list of entries of one kind.
    mutating func list<Entry: Field>(
        _ name: StaticString, _ allowed: ClosedRange<Int>
    ) throws(WireError) -> [Entry] {
        let count = try entries(name, allowed)
        var list: [Entry] = []
        list.reserveCapacity(min(count, 1_000))
        for index in 0..<count {
            do { list.append(try Entry(reading: &self)) } catch {
                throw error.within("\(name)[\(index)]")
            }
        }
        return list
    }

    /// A list whose entries ascend strictly.
    mutating func ascending<Entry: Field & Comparable>(
        _ name: StaticString, _ allowed: ClosedRange<Int>
    ) throws(WireError) -> [Entry] {
        let list: [Entry] = try list(name, allowed)
        for index in list.indices.dropFirst() where list[index - 1] >= list[index] {
            throw WireError("\(name)[\(index)]", .order)
        }
        return list
    }

    /// A list whose entries ascend strictly by one of their parts.
    mutating func ascending<Entry: Field, Key: Comparable>(
        _ name: StaticString, _ allowed: ClosedRange<Int>, by key: (Entry) -> Key
    ) throws(WireError) -> [Entry] {
        let list: [Entry] = try list(name, allowed)
        for index in list.indices.dropFirst() where key(list[index - 1]) >= key(list[index]) {
            throw WireError("\(name)[\(index)]", .order)
        }
        return list
    }

    /// A list of byte strings.
    mutating func blobs(
        _ name: StaticString, _ allowed: ClosedRange<Int>, each: ClosedRange<Int>
    ) throws(WireError) -> [[UInt8]] {
        let count = try entries(name, allowed)
        var list: [[UInt8]] = []
        for index in 0..<count {
            do throws(WireError) { list.append(try bytes("", each)) } catch {
                throw error.within("\(name)[\(index)]")
            }
        }
        return list
    }

    /// One nested entry.
    mutating func field<Entry: Field>(_ name: StaticString) throws(WireError) -> Entry {
        do { return try Entry(reading: &self) } catch { throw error.within("\(name)") }
    }

    /// One nested entry, or `nil` for null.
    mutating func optional<Entry: Field>(_ name: StaticString) throws(WireError) -> Entry? {
        try isNull(name) ? nil : try field(name)
    }

    /// Whether null stands here; if so, it is read.
    mutating func isNull(_ name: StaticString) throws(WireError) -> Bool {
        guard try kind(name) == .null else { return false }
        try take(name) { reader throws(CBORError) in try reader.null() }
        return true
    }

    /// The kind of the next item, which stays unread.
    mutating func kind(_ name: StaticString) throws(WireError) -> CBORKind {
        try take(name) { reader throws(CBORError) in try reader.peek() }
    }

    /// Passes over one item, whatever it is.
    mutating func skip(_ name: StaticString) throws(WireError) {
        try take(name) { reader throws(CBORError) in try reader.skip() }
    }

    // MARK: Numbers

    /// A number of all 64 bits: times, which may be as wrong as clocks are.
    mutating func time(_ name: StaticString) throws(WireError) -> UInt64 {
        try take(name) { reader throws(CBORError) in try reader.unsigned() }
    }

    /// A number within limits.
    mutating func unsigned(
        _ name: StaticString, _ allowed: ClosedRange<UInt64> = 0...Limits.numberMax
    ) throws(WireError) -> UInt64 {
        let value = try time(name)
        guard allowed.contains(value) else { throw WireError("\(name)", .number(value)) }
        return value
    }

    /// A number of 32 bits.
    mutating func word(_ name: StaticString) throws(WireError) -> UInt32 {
        UInt32(truncatingIfNeeded: try unsigned(name, 0...UInt64(UInt32.max)))
    }

    /// A number of 8 bits.
    mutating func byte(_ name: StaticString) throws(WireError) -> UInt8 {
        UInt8(truncatingIfNeeded: try unsigned(name, 0...255))
    }

    /// A number that names a case of an enumeration.
    mutating func choice<Choice: RawRepresentable>(
        _ name: StaticString
    ) throws(WireError) -> Choice where Choice.RawValue: FixedWidthInteger {
        let value = try time(name)
        guard let raw = Choice.RawValue(exactly: value), let choice = Choice(rawValue: raw) else {
            throw WireError("\(name)", .number(value))
        }
        return choice
    }

    /// An integer of either sign.
    mutating func integer(_ name: StaticString) throws(WireError) -> Int64 {
        try take(name) { reader throws(CBORError) in try reader.integer() }
    }

    /// True or false.
    mutating func bool(_ name: StaticString) throws(WireError) -> Bool {
        try take(name) { reader throws(CBORError) in try reader.bool() }
    }

    // MARK: Strings

    /// A byte string of a count within limits.
    mutating func bytes(
        _ name: StaticString, _ allowed: ClosedRange<Int>
    ) throws(WireError) -> [UInt8] {
        Array(try slice(name, allowed))
    }

    /// A byte string of exactly `count` bytes.
    mutating func bytes(_ name: StaticString, _ count: Int) throws(WireError) -> [UInt8] {
        Array(try slice(name, count...count))
    }

    private mutating func slice(
        _ name: StaticString, _ allowed: ClosedRange<Int>
    ) throws(WireError) -> ArraySlice<UInt8> {
        let bytes = try take(name) { reader throws(CBORError) in try reader.bytesSlice() }
        guard allowed.contains(bytes.count) else {
            throw WireError("\(name)", .count(bytes.count, allowed: allowed))
        }
        return bytes
    }

    /// A text of at most `bytesMax` bytes of UTF-8.
    mutating func text(
        _ name: StaticString, _ bytesMax: Int = Limits.shortTextBytesMax
    ) throws(WireError) -> String {
        let text = try take(name) { reader throws(CBORError) in try reader.text() }
        guard text.utf8.count <= bytesMax else {
            throw WireError("\(name)", .count(text.utf8.count, allowed: 0...bytesMax))
        }
        return text
    }

    /// An identifier of 16 bytes.
    mutating func identifier(_ name: StaticString) throws(WireError) -> Identifier {
        Self.identifier(try slice(name, 16...16))
    }

    /// A facet of 17 bytes.
    mutating func facet(_ name: StaticString) throws(WireError) -> FacetID {
        let bytes = try slice(name, 17...17)
        guard let reach = Reach(rawValue: bytes[bytes.endIndex - 1]) else {
            throw WireError("\(name)", .rule("the last byte of a facet is a reach, 0 to 3"))
        }
        return FacetID(Self.identifier(bytes.dropLast()), reach)
    }

    /// Sixteen bytes as two words, without the arrays between.
    private static func identifier(_ bytes: ArraySlice<UInt8>) -> Identifier {
        var high: UInt64 = 0
        var low: UInt64 = 0
        let first = bytes.startIndex
        for index in first..<(first + 8) { high = high << 8 | UInt64(bytes[index]) }
        for index in (first + 8)..<(first + 16) { low = low << 8 | UInt64(bytes[index]) }
        return Identifier(high: high, low: low)
    }

    /// A division as its unpadded code.
    mutating func division(_ name: StaticString) throws(WireError) -> DivisionCode {
        let text = try text(name, 12)
        guard let code = DivisionCode(unpadded: text) else {
            throw WireError("\(name)", .rule("a division is 0 or 2, 4, 6, 9, 12 unpadded digits"))
        }
        return code
    }
}

extension DivisionCode {
    /// A code in the one form that the wire carries.
    init?(unpadded text: String) {
        self.init(text)
        guard text.utf8.count == max(length, 1) else { return nil }
    }
}
