internal import CBOR
public import Replication

/// Answers one level of a comparison.
///
/// At the root, equal sums make it a receipt: both ends keep the other's signed envelope.
public struct DigestAnswer: Equatable, Sendable {
    /// The level that was asked.
    public var level: DigestLevel
    /// Whether the server's root is the child's.
    public var isEqual: Bool
    /// The sum over everything the server holds in the scope.
    public var root: Digest
    /// At the level of leaves: those that hold something, ascending.
    public var leaves: [LeafSum]
    /// At the level of rows: the facets of the leaves asked for, ascending, after the one that the
    /// question names.
    public var rows: [RowHash]
    /// The name of the server's log.
    public var logID: Identifier
    /// The position of the log at which this was computed.
    public var position: UInt64
    /// The server's clock, Unix milliseconds.
    public var time: UInt64
    /// Whether nothing follows; else the child asks again after the last row.
    public var isLast: Bool

    /// A message from its fields.
    public init(
        level: DigestLevel, isEqual: Bool, root: Digest, leaves: [LeafSum], rows: [RowHash],
        logID: Identifier, position: UInt64, time: UInt64, isLast: Bool = true
    ) {
        self.level = level
        self.isEqual = isEqual
        self.root = root
        self.leaves = leaves
        self.rows = rows
        self.logID = logID
        self.position = position
        self.time = time
        self.isLast = isLast
    }

    /// A message from the bytes of a payload; any other message is refused.
    public init(decoding payload: [UInt8]) throws(WireError) {
        self = try Message.decode(payload)
    }

    /// The bytes of the payload.
    public func encoded() -> [UInt8] { Message.digestAnswer(self).encoded() }
}

extension DigestAnswer: MessageFields {
    static var kind: MessageKind { .digestAnswer }
    static var count: Int { 9 }

    init(reading reader: inout FieldReader) throws(WireError) {
        level = try reader.choice("level")
        isEqual = try reader.bool("isEqual")
        root = try reader.field("root")
        leaves = try reader.ascending("leaves", 0...Limits.leavesMax) { $0.leaf }
        rows = try reader.ascending("rows", 0...Limits.rowsMax) { $0.facet }
        logID = try reader.identifier("logID")
        position = try reader.unsigned("position")
        time = try reader.time("time")
        isLast = try reader.bool("isLast")
        guard level == .leaves || leaves.isEmpty, level == .rows || rows.isEmpty else {
            throw WireError("level", .rule("leaves and rows are listed at their own level"))
        }
        guard isLast || !rows.isEmpty else {
            throw WireError("isLast", .rule("rows that go on are asked for after the last of them"))
        }
    }

    func write(to writer: inout CBORWriter) {
        writer.unsigned(UInt64(level.rawValue))
        writer.bool(isEqual)
        root.write(to: &writer)
        writer.list(leaves.sorted { $0.leaf < $1.leaf })
        writer.list(rows.sorted { $0.facet < $1.facet })
        writer.identifier(logID)
        writer.unsigned(position)
        writer.unsigned(time)
        writer.bool(isLast)
    }
}

/// The sum of one leaf, cut to its last eight bytes.
public struct LeafSum: Equatable, Sendable {
    /// The leaf.
    public var leaf: UInt8
    /// The last eight bytes of its sum.
    public var sum: [UInt8]

    /// An entry from its fields.
    public init(leaf: UInt8, sum: [UInt8]) {
        self.leaf = leaf
        self.sum = sum
    }
}

extension LeafSum: Field {
    init(reading reader: inout FieldReader) throws(WireError) {
        try reader.fields("", 2)
        leaf = try reader.byte("leaf")
        sum = try reader.bytes("sum", 8)
    }

    func write(to writer: inout CBORWriter) {
        writer.array(count: 2)
        writer.unsigned(UInt64(leaf))
        writer.bytes(sum)
    }
}

/// The hash of one facet, cut to its first sixteen bytes.
public struct RowHash: Equatable, Sendable {
    /// The facet.
    public var facet: FacetID
    /// The first sixteen bytes of its hash.
    public var hash: [UInt8]

    /// An entry from its fields.
    public init(facet: FacetID, hash: [UInt8]) {
        self.facet = facet
        self.hash = hash
    }
}

extension RowHash: Field {
    init(reading reader: inout FieldReader) throws(WireError) {
        try reader.fields("", 2)
        facet = try reader.facet("facet")
        hash = try reader.bytes("hash", 16)
    }

    func write(to writer: inout CBORWriter) {
        writer.array(count: 2)
        writer.facet(facet)
        writer.bytes(hash)
    }
}
