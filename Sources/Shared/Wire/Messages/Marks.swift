internal import CBOR
public import Replication

/// A place in the chain of an incarnation.
public struct SequencePoint: Hashable, Sendable {
    /// The incarnation.
    public var replica: ReplicaID
    /// The sequence number; 0 before the first change.
    public var sequence: UInt64

    /// An entry from its fields.
    public init(replica: ReplicaID, sequence: UInt64) {
        self.replica = replica
        self.sequence = sequence
    }
}

extension SequencePoint: Field {
    init(reading reader: inout FieldReader) throws(WireError) {
        try reader.fields("", 2)
        replica = try reader.identifier("replica")
        sequence = try reader.unsigned("sequence")
    }

    func write(to writer: inout CBORWriter) {
        writer.array(count: 2)
        writer.identifier(replica)
        writer.unsigned(sequence)
    }
}

/// How far an incarnation is known, and the chain there.
public struct HeadMark: Equatable, Sendable {
    /// The incarnation.
    public var replica: ReplicaID
    /// The last sequence number known; 0 if none.
    public var sequence: UInt64
    /// The chain after it.
    public var chain: [UInt8]

    /// An entry from its fields.
    public init(replica: ReplicaID, sequence: UInt64, chain: [UInt8]) {
        self.replica = replica
        self.sequence = sequence
        self.chain = chain
    }
}

extension HeadMark: Field {
    init(reading reader: inout FieldReader) throws(WireError) {
        try reader.fields("", 3)
        replica = try reader.identifier("replica")
        sequence = try reader.unsigned("sequence")
        chain = try reader.bytes("chain", 32)
    }

    func write(to writer: inout CBORWriter) {
        writer.array(count: 3)
        writer.identifier(replica)
        writer.unsigned(sequence)
        writer.bytes(chain)
    }
}

/// A place in the log of a server, under the random name of the log.
public struct Checkpoint: Equatable, Sendable {
    /// The name of the log; a restored server takes a new one.
    public var logID: Identifier
    /// The last position that was taken in.
    public var position: UInt64

    /// An entry from its fields.
    public init(logID: Identifier, position: UInt64) {
        self.logID = logID
        self.position = position
    }
}

extension Checkpoint: Field {
    init(reading reader: inout FieldReader) throws(WireError) {
        try reader.fields("", 2)
        logID = try reader.identifier("logID")
        position = try reader.unsigned("position")
    }

    func write(to writer: inout CBORWriter) {
        writer.array(count: 2)
        writer.identifier(logID)
        writer.unsigned(position)
    }
}
