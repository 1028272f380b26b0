internal import CBOR
public import Replication

/// Says what the child is, how far its own chain reaches, and what it has of its subtree.
public struct Hello: Equatable, Sendable {
    /// The session that the server gave; sixteen zero bytes in a bundle.
    public var session: Identifier
    /// The number of the request in its session, from 1, each above the last.
    public var counter: UInt64
    /// The child's incarnation.
    public var incarnation: ReplicaID
    /// The sequence number of its last change; 0 if it has written none.
    public var sequence: UInt64
    /// The chain after that change; 32 zero bytes if none.
    public var chain: [UInt8]
    /// What the server gave for this contact; zeros at the first one of an incarnation.
    public var ratchet: [UInt8]
    /// The number of the child's programme.
    public var schema: UInt32
    /// Name and version of the program, for people.
    public var program: String
    /// The child's clock, Unix milliseconds.
    public var clock: UInt64
    /// Where earlier pulls ended, newest first.
    public var checkpoints: [Checkpoint]
    /// The hash of the list of heads that the child has of itself and of all below it.
    public var subtreeHash: [UInt8]
    /// Whether the child is a restored server that still waits for what it lost.
    public var isRecovering: Bool

    /// A message from its fields.
    public init(
        session: Identifier, counter: UInt64, incarnation: ReplicaID, sequence: UInt64,
        chain: [UInt8], ratchet: [UInt8], schema: UInt32, program: String, clock: UInt64,
        checkpoints: [Checkpoint], subtreeHash: [UInt8], isRecovering: Bool
    ) {
        self.session = session
        self.counter = counter
        self.incarnation = incarnation
        self.sequence = sequence
        self.chain = chain
        self.ratchet = ratchet
        self.schema = schema
        self.program = program
        self.clock = clock
        self.checkpoints = checkpoints
        self.subtreeHash = subtreeHash
        self.isRecovering = isRecovering
    }

    /// A message from the bytes of a payload; any other message is refused.
    public init(decoding payload: [UInt8]) throws(WireError) {
        self = try Message.decode(payload)
    }

    /// The bytes of the payload.
    public func encoded() -> [UInt8] { Message.hello(self).encoded() }
}

extension Hello: MessageFields {
    static var kind: MessageKind { .hello }
    static var count: Int { 12 }

    init(reading reader: inout FieldReader) throws(WireError) {
        session = try reader.identifier("session")
        counter = try reader.unsigned("counter", 1...Limits.numberMax)
        incarnation = try reader.identifier("incarnation")
        sequence = try reader.unsigned("sequence")
        chain = try reader.bytes("chain", 32)
        ratchet = try reader.bytes("ratchet", 16)
        schema = try reader.word("schema")
        program = try reader.text("program")
        clock = try reader.time("clock")
        checkpoints = try reader.list("checkpoints", 0...Limits.checkpointsMax)
        subtreeHash = try reader.bytes("subtreeHash", 32)
        isRecovering = try reader.bool("isRecovering")
    }

    func write(to writer: inout CBORWriter) {
        writer.identifier(session)
        writer.unsigned(counter)
        writer.identifier(incarnation)
        writer.unsigned(sequence)
        writer.bytes(chain)
        writer.bytes(ratchet)
        writer.unsigned(UInt64(schema))
        writer.text(program)
        writer.unsigned(clock)
        writer.list(checkpoints)
        writer.bytes(subtreeHash)
        writer.bool(isRecovering)
    }
}
