/// One item as a value: for tests, examples and diagnosis, where convenience counts more than speed.
///
/// Equality is that of the encoded bytes: texts are compared by their UTF-8 (Swift's `String` takes "é" and "e" with
/// a combining accent for equal), and the order of a map's entries does not count.
public indirect enum CBORItem: Equatable, Sendable {
    /// An integer from 0 to 2⁶⁴ − 1.
    case unsigned(UInt64)
    /// An integer from −2⁶³ to −1.
    case negative(Int64)
    /// A byte string.
    case bytes([UInt8])
    /// A text.
    case text(String)
    /// An array.
    case array([CBORItem])
    /// A map; it is encoded in ascending order of its keys, whatever the order here.
    case map([Entry])
    /// `true` or `false`.
    case bool(Bool)
    /// `null`.
    case null

    /// A key of a map with its value.
    public struct Entry: Equatable, Sendable {
        /// The key.
        public var key: CBORItem
        /// The value.
        public var value: CBORItem

        /// A key with its value.
        public init(_ key: CBORItem, _ value: CBORItem) {
            self.key = key
            self.value = value
        }
    }

    /// An integer of either sign.
    public static func integer(_ value: Int64) -> CBORItem {
        value < 0 ? .negative(value) : .unsigned(UInt64(value))
    }

    /// Whether both encode to the same bytes.
    public static func == (left: CBORItem, right: CBORItem) -> Bool {
        left.encoded() == right.encoded()
    }
}

// MARK: - Coding

extension CBORItem {
    /// Decodes bytes that are exactly one item.
    public init(
        decoding bytes: [UInt8], limits: CBORLimits = CBORLimits()
    ) throws(CBORError) {
        var reader = try CBORReader(bytes, limits: limits)
        try self.init(from: &reader)
        try reader.finish()
    }

    /// Reads the next item of a reader.
    public init(from reader: inout CBORReader) throws(CBORError) {
        try self.init(from: &reader, depthLeft: reader.limits.depthMax)
    }

    private init(from reader: inout CBORReader, depthLeft: Int) throws(CBORError) {
        let start = reader.offset
        switch try reader.peek() {
        case .unsigned: self = .unsigned(try reader.unsigned())
        case .negative: self = .negative(try reader.integer())
        case .bytes: self = .bytes(try reader.bytes())
        case .text: self = .text(try reader.text())
        case .bool: self = .bool(try reader.bool())
        case .null:
            try reader.null()
            self = .null
        case .array:
            guard depthLeft > 0 else { throw .tooDeep(at: start) }
            // Nothing is reserved for the declared count: an entry here is larger than its bytes there.
            var items: [CBORItem] = []
            for _ in 0..<(try reader.array()) {
                items.append(try CBORItem(from: &reader, depthLeft: depthLeft - 1))
            }
            self = .array(items)
        case .map:
            guard depthLeft > 0 else { throw .tooDeep(at: start) }
            var entries: [Entry] = []
            var keys = CBORKeyOrder()
            for _ in 0..<(try reader.map()) {
                let from = reader.position
                let key = try CBORItem(from: &reader, depthLeft: depthLeft - 1)
                try reader.check(&keys, from: from)
                entries.append(
                    Entry(key, try CBORItem(from: &reader, depthLeft: depthLeft - 1)))
            }
            self = .map(entries)
        }
    }

    /// The one encoding of the item; a map must not hold a key twice.
    public func encoded() -> [UInt8] {
        var writer = CBORWriter()
        write(to: &writer)
        return writer.bytes
    }

    /// Writes the item; a map must not hold a key twice.
    public func write(to writer: inout CBORWriter) {
        switch self {
        case .unsigned(let value): writer.unsigned(value)
        case .negative(let value):
            precondition(value < 0, "A negative item is below zero.")
            writer.integer(value)
        case .bytes(let value): writer.bytes(value)
        case .text(let value): writer.text(value)
        case .bool(let value): writer.bool(value)
        case .null: writer.null()
        case .array(let items):
            writer.array(count: items.count)
            for item in items { item.write(to: &writer) }
        case .map(let entries):
            writer.map(count: entries.count)
            for (key, value) in CBORItem.ascending(entries) {
                writer.raw(key)
                value.write(to: &writer)
            }
        }
    }

    /// The entries with their keys encoded, in ascending order of those.
    private static func ascending(_ entries: [Entry]) -> [([UInt8], CBORItem)] {
        let sorted = entries.map { ($0.key.encoded(), $0.value) }
            .sorted { $0.0.lexicographicallyPrecedes($1.0) }
        for (left, right) in zip(sorted, sorted.dropFirst()) {
            precondition(left.0 != right.0, "A map holds a key once.")
        }
        return sorted
    }
}
