internal import CBOR
public import Replication

/// Asks for signed runs of an incarnation, by a replica that lost them.
public struct Reclaim: Equatable, Sendable {
    /// The session that the server gave; sixteen zero bytes in a bundle.
    public var session: Identifier
    /// The number of the request in its session, from 1, each above the last.
    public var counter: UInt64
    /// The incarnation.
    public var incarnation: ReplicaID
    /// The first sequence number wanted.
    public var from: UInt64
    /// How many bytes of bodies are wanted at most; one run comes in any case.
    public var bytesMax: UInt64

    /// A message from its fields.
    public init(
        session: Identifier, counter: UInt64, incarnation: ReplicaID, from: UInt64, bytesMax: UInt64
    ) {
        self.session = session
        self.counter = counter
        self.incarnation = incarnation
        self.from = from
        self.bytesMax = bytesMax
    }

    /// A message from the bytes of a payload; any other message is refused.
    public init(decoding payload: [UInt8]) throws(WireError) {
        self = try Message.decode(payload)
    }

    /// The bytes of the payload.
    public func encoded() -> [UInt8] { Message.reclaim(self).encoded() }
}

extension Reclaim: MessageFields {
    static var kind: MessageKind { .reclaim }
    static var count: Int { 5 }

    init(reading reader: inout FieldReader) throws(WireError) {
        session = try reader.identifier("session")
        counter = try reader.unsigned("counter", 1...Limits.numberMax)
        incarnation = try reader.identifier("incarnation")
        from = try reader.unsigned("from", 1...Limits.numberMax)
        bytesMax = try reader.unsigned("bytesMax", 1...Limits.numberMax)
    }

    func write(to writer: inout CBORWriter) {
        writer.identifier(session)
        writer.unsigned(counter)
        writer.identifier(incarnation)
        writer.unsigned(from)
        writer.unsigned(bytesMax)
    }
}
