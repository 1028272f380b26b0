internal import CBOR
public import Replication

/// Consecutive changes of one incarnation under one signature of their origin.
public struct Run: Equatable, Sendable {
    /// The incarnation.
    public var replica: ReplicaID
    /// The sequence number of the first item.
    public var firstSequence: UInt64
    /// The chain before the first item.
    public var chainBefore: [UInt8]
    /// One item per sequence number, without a hole.
    public var items: [RunItem]
    /// The chain after the last item.
    public var chainAfter: [UInt8]
    /// The origin node's signature of ``signedBytes(replica:last:chainAfter:)``.
    public var signature: [UInt8]

    /// An entry from its fields.
    public init(
        replica: ReplicaID, firstSequence: UInt64, chainBefore: [UInt8], items: [RunItem],
        chainAfter: [UInt8], signature: [UInt8]
    ) {
        self.replica = replica
        self.firstSequence = firstSequence
        self.chainBefore = chainBefore
        self.items = items
        self.chainAfter = chainAfter
        self.signature = signature
    }
}

extension Run: Field {
    init(reading reader: inout FieldReader) throws(WireError) {
        try reader.fields("", 6)
        replica = try reader.identifier("replica")
        firstSequence = try reader.unsigned("firstSequence", 1...Limits.numberMax)
        chainBefore = try reader.bytes("chainBefore", 32)
        items = try reader.list("items", 1...Limits.frameChangesMax)
        chainAfter = try reader.bytes("chainAfter", 32)
        signature = try reader.bytes("signature", 64)
        guard firstSequence <= Limits.numberMax - UInt64(items.count) else {
            throw WireError("firstSequence", .number(firstSequence))
        }
    }

    func write(to writer: inout CBORWriter) {
        writer.array(count: 6)
        writer.identifier(replica)
        writer.unsigned(firstSequence)
        writer.bytes(chainBefore)
        writer.list(items)
        writer.bytes(chainAfter)
        writer.bytes(signature)
    }
}

extension Run {
    /// The sequence number of the last item.
    public var lastSequence: UInt64 { firstSequence + UInt64(items.count) - 1 }

    /// What the origin signs: it binds incarnation, number and, through the chain, every change
    /// up to it.
    public static func signedBytes(
        replica: ReplicaID, last: UInt64, chainAfter: [UInt8]
    ) -> [UInt8] {
        Array("happiness-sync/1/run".utf8) + [0] + replica.bytes + last.bigEndianBytes + chainAfter
    }
}

/// A change in a run: its body, or only the hash of a body that may not travel.
public enum RunItem: Equatable, Sendable {
    /// The body of a change; it need not be readable.
    case body([UInt8])
    /// The SHA-256 of a body that is held, refused, erased, or may not travel so far.
    case hash([UInt8])
}

extension RunItem: Field {
    init(reading reader: inout FieldReader) throws(WireError) {
        guard try reader.kind("") == .array else {
            self = .body(try reader.bytes("", 1...Limits.changeBytesMax))
            return
        }
        try reader.fields("", 1)
        self = .hash(try reader.bytes("", 32))
    }

    func write(to writer: inout CBORWriter) {
        switch self {
        case .body(let body): writer.bytes(body)
        case .hash(let hash):
            writer.array(count: 1)
            writer.bytes(hash)
        }
    }
}
