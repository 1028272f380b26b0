internal import CBOR
public import Replication

/// Asks whether both hold the same of a scope, and where not.
public struct DigestQuery: Equatable, Sendable {
    /// The session that the server gave; sixteen zero bytes in a bundle.
    public var session: Identifier
    /// The number of the request in its session, from 1, each above the last.
    public var counter: UInt64
    /// How deep the question goes.
    public var level: DigestLevel
    /// The scope of the link, ascending.
    public var parts: [ScopePart]
    /// Facets that both leave out, because changes of them are held; ascending.
    public var held: [FacetID]
    /// The sum over everything the child holds in the scope.
    public var root: Digest
    /// The leaves whose rows are wanted, ascending; empty at the other levels.
    public var leaves: [UInt8]
    /// The child's own head, which a receipt names.
    public var head: HeadMark
    /// Where its last pull ended.
    public var cursor: Checkpoint?
    /// The child's clock, Unix milliseconds.
    public var time: UInt64
    /// The last facet of the rows that came before; null for the first, and at the other levels.
    public var after: FacetID?

    /// A message from its fields.
    public init(
        session: Identifier, counter: UInt64, level: DigestLevel, parts: [ScopePart],
        held: [FacetID], root: Digest, leaves: [UInt8], head: HeadMark, cursor: Checkpoint?,
        time: UInt64, after: FacetID? = nil
    ) {
        self.session = session
        self.counter = counter
        self.level = level
        self.parts = parts
        self.held = held
        self.root = root
        self.leaves = leaves
        self.head = head
        self.cursor = cursor
        self.time = time
        self.after = after
    }

    /// A message from the bytes of a payload; any other message is refused.
    public init(decoding payload: [UInt8]) throws(WireError) {
        self = try Message.decode(payload)
    }

    /// The bytes of the payload.
    public func encoded() -> [UInt8] { Message.digestQuery(self).encoded() }
}

extension DigestQuery: MessageFields {
    static var kind: MessageKind { .digestQuery }
    static var count: Int { 11 }

    init(reading reader: inout FieldReader) throws(WireError) {
        session = try reader.identifier("session")
        counter = try reader.unsigned("counter", 1...Limits.numberMax)
        level = try reader.choice("level")
        parts = try reader.ascending("parts", 1...Limits.scopePartsMax)
        held = try reader.ascending("held", 0...Limits.heldMax)
        root = try reader.field("root")
        leaves = try reader.ascending("leaves", 0...Limits.leavesMax)
        head = try reader.field("head")
        cursor = try reader.optional("cursor")
        time = try reader.time("time")
        after = try reader.optional("after")
        guard leaves.isEmpty == (level != .rows) else {
            throw WireError(
                "leaves", .rule("leaves are named where rows are wanted, and nowhere else"))
        }
        guard after == nil || level == .rows else {
            throw WireError("after", .rule("only rows are asked for in parts"))
        }
    }

    func write(to writer: inout CBORWriter) {
        writer.identifier(session)
        writer.unsigned(counter)
        writer.unsigned(UInt64(level.rawValue))
        writer.list(parts.sorted())
        writer.list(held.sorted())
        root.write(to: &writer)
        writer.list(leaves.sorted())
        head.write(to: &writer)
        writer.optional(cursor)
        writer.unsigned(time)
        writer.optional(after)
    }
}

/// How deep a comparison goes.
public enum DigestLevel: UInt8, CaseIterable, Sendable {
    /// One sum over the whole scope.
    case root = 0
    /// The sums of the 256 leaves: facets by the first byte of the SHA-256 of their 17 bytes.
    case leaves = 1
    /// The facets of some leaves, each with its hash.
    case rows = 2
}
