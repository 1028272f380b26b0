internal import CBOR
public import Replication

/// Asks for what came after a cursor, or for the next part of a first load.
public struct Pull: Equatable, Sendable {
    /// The session that the server gave; sixteen zero bytes in a bundle.
    public var session: Identifier
    /// The number of the request in its session, from 1, each above the last.
    public var counter: UInt64
    /// Where the last pull ended; null to begin a first load.
    public var cursor: Checkpoint?
    /// The last facet that a first load brought; null if none is under way.
    public var load: FacetID?
    /// How many bytes of items the child wants at most; one item comes in any case.
    public var bytesMax: UInt64

    /// A message from its fields.
    public init(
        session: Identifier, counter: UInt64, cursor: Checkpoint?, load: FacetID?, bytesMax: UInt64
    ) {
        self.session = session
        self.counter = counter
        self.cursor = cursor
        self.load = load
        self.bytesMax = bytesMax
    }

    /// A message from the bytes of a payload; any other message is refused.
    public init(decoding payload: [UInt8]) throws(WireError) {
        self = try Message.decode(payload)
    }

    /// The bytes of the payload.
    public func encoded() -> [UInt8] { Message.pull(self).encoded() }
}

extension Pull: MessageFields {
    static var kind: MessageKind { .pull }
    static var count: Int { 5 }

    init(reading reader: inout FieldReader) throws(WireError) {
        session = try reader.identifier("session")
        counter = try reader.unsigned("counter", 1...Limits.numberMax)
        cursor = try reader.optional("cursor")
        load = try reader.optional("load")
        bytesMax = try reader.unsigned("bytesMax", 1...Limits.numberMax)
    }

    func write(to writer: inout CBORWriter) {
        writer.identifier(session)
        writer.unsigned(counter)
        writer.optional(cursor)
        writer.optional(load)
        writer.unsigned(bytesMax)
    }
}
