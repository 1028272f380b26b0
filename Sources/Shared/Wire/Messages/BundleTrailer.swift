internal import CBOR
public import Replication

/// The last envelope of a bundle: without it the bundle was cut.
public struct BundleTrailer: Equatable, Sendable {
    /// The name in the header.
    public var id: Identifier
    /// How many envelopes stand before the trailer, the header included.
    public var count: UInt64
    /// SHA-256 of those envelopes as they were before compression, one after another.
    public var hash: [UInt8]

    /// A message from its fields.
    public init(id: Identifier, count: UInt64, hash: [UInt8]) {
        self.id = id
        self.count = count
        self.hash = hash
    }

    /// A message from the bytes of a payload; any other message is refused.
    public init(decoding payload: [UInt8]) throws(WireError) {
        self = try Message.decode(payload)
    }

    /// The bytes of the payload.
    public func encoded() -> [UInt8] { Message.bundleTrailer(self).encoded() }
}

extension BundleTrailer: MessageFields {
    static var kind: MessageKind { .bundleTrailer }
    static var count: Int { 3 }

    init(reading reader: inout FieldReader) throws(WireError) {
        id = try reader.identifier("id")
        count = try reader.unsigned("count")
        hash = try reader.bytes("hash", 32)
        guard count <= Limits.bundleEnvelopesMax else { throw WireError("count", .number(count)) }
    }

    func write(to writer: inout CBORWriter) {
        writer.identifier(id)
        writer.unsigned(count)
        writer.bytes(hash)
    }
}
