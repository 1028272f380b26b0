internal import CBOR
public import Replication

/// Carries changes, states and move-outs down: a frame that the child keeps with its
/// signature.
public struct PullAnswer: Equatable, Sendable {
    /// In the order of the server's log, or of a first load.
    public var items: [PulledItem]
    /// Where the next pull begins once all this is stored.
    public var cursor: Checkpoint
    /// The last facet of a first load that is not at its end; else null.
    public var load: FacetID?
    /// Whether the child has everything now.
    public var isLast: Bool

    /// A message from its fields.
    public init(items: [PulledItem], cursor: Checkpoint, load: FacetID?, isLast: Bool) {
        self.items = items
        self.cursor = cursor
        self.load = load
        self.isLast = isLast
    }

    /// A message from the bytes of a payload; any other message is refused.
    public init(decoding payload: [UInt8]) throws(WireError) {
        self = try Message.decode(payload)
    }

    /// The bytes of the payload.
    public func encoded() -> [UInt8] { Message.pullAnswer(self).encoded() }
}

extension PullAnswer: MessageFields {
    static var kind: MessageKind { .pullAnswer }
    static var count: Int { 4 }

    init(reading reader: inout FieldReader) throws(WireError) {
        items = try reader.list("items", 0...Limits.frameChangesMax)
        cursor = try reader.field("cursor")
        load = try reader.optional("load")
        isLast = try reader.bool("isLast")
        guard load == nil || !isLast else {
            throw WireError("isLast", .rule("a load that goes on is not the last answer"))
        }
    }

    func write(to writer: inout CBORWriter) {
        writer.list(items)
        cursor.write(to: &writer)
        writer.optional(load)
        writer.bool(isLast)
    }
}

/// One thing that comes down.
public enum PulledItem: Equatable, Sendable {
    /// The body of a change.
    case change([UInt8])
    /// What the server knows of a record (``StateCodec``), whole.
    case state([UInt8])
    /// A facet that left the child's scope: the hash of its last state, and where it went.
    case movedOut(FacetID, hash: [UInt8], home: DivisionCode)
}

extension PulledItem: Field {
    init(reading reader: inout FieldReader) throws(WireError) {
        let count = try reader.entries("", 2...4)
        switch (try reader.byte("kind"), count) {
        case (0, 2): self = .change(try reader.bytes("body", 1...Limits.changeBytesMax))
        case (1, 2): self = .state(try reader.bytes("state", 1...Limits.stateBytesMax))
        case (2, 4):
            let facet = try reader.facet("facet")
            let hash = try reader.bytes("hash", 32)
            self = .movedOut(facet, hash: hash, home: try reader.division("home"))
        case (let kind, _): throw WireError("kind", .number(UInt64(kind)))
        }
    }

    func write(to writer: inout CBORWriter) {
        switch self {
        case .change(let body):
            writer.array(count: 2)
            writer.unsigned(0)
            writer.bytes(body)
        case .state(let state):
            writer.array(count: 2)
            writer.unsigned(1)
            writer.bytes(state)
        case .movedOut(let facet, let hash, let home):
            writer.array(count: 4)
            writer.unsigned(2)
            writer.facet(facet)
            writer.bytes(hash)
            writer.division(home)
        }
    }
}
