internal import CBOR
public import Replication

/// The first envelope of an upward bundle after its header: a hello without a session.
public struct Statement: Equatable, Sendable {
    /// The child's incarnation.
    public var incarnation: ReplicaID
    /// The sequence number of its last change; 0 if it has written none.
    public var sequence: UInt64
    /// The chain after that change; 32 zero bytes if none.
    public var chain: [UInt8]
    /// What the server gave last; zeros at the first contact.
    public var ratchet: [UInt8]
    /// The number of the child's programme.
    public var schema: UInt32
    /// The child's clock, Unix milliseconds.
    public var clock: UInt64
    /// Where earlier pulls ended, newest first.
    public var checkpoints: [Checkpoint]
    /// The hash of the list of heads that the child has of itself and of all below it.
    public var subtreeHash: [UInt8]
    /// The last acknowledgement of this incarnation that the child has.
    public var acknowledged: SequencePoint?

    /// A message from its fields.
    public init(
        incarnation: ReplicaID, sequence: UInt64, chain: [UInt8], ratchet: [UInt8], schema: UInt32,
        clock: UInt64, checkpoints: [Checkpoint], subtreeHash: [UInt8], acknowledged: SequencePoint?
    ) {
        self.incarnation = incarnation
        self.sequence = sequence
        self.chain = chain
        self.ratchet = ratchet
        self.schema = schema
        self.clock = clock
        self.checkpoints = checkpoints
        self.subtreeHash = subtreeHash
        self.acknowledged = acknowledged
    }

    /// A message from the bytes of a payload; any other message is refused.
    public init(decoding payload: [UInt8]) throws(WireError) {
        self = try Message.decode(payload)
    }

    /// The bytes of the payload.
    public func encoded() -> [UInt8] { Message.statement(self).encoded() }
}

extension Statement: MessageFields {
    static var kind: MessageKind { .statement }
    static var count: Int { 9 }

    init(reading reader: inout FieldReader) throws(WireError) {
        incarnation = try reader.identifier("incarnation")
        sequence = try reader.unsigned("sequence")
        chain = try reader.bytes("chain", 32)
        ratchet = try reader.bytes("ratchet", 16)
        schema = try reader.word("schema")
        clock = try reader.time("clock")
        checkpoints = try reader.list("checkpoints", 0...Limits.checkpointsMax)
        subtreeHash = try reader.bytes("subtreeHash", 32)
        acknowledged = try reader.optional("acknowledged")
    }

    func write(to writer: inout CBORWriter) {
        writer.identifier(incarnation)
        writer.unsigned(sequence)
        writer.bytes(chain)
        writer.bytes(ratchet)
        writer.unsigned(UInt64(schema))
        writer.unsigned(clock)
        writer.list(checkpoints)
        writer.bytes(subtreeHash)
        writer.optional(acknowledged)
    }
}
