internal import CBOR
public import Replication

/// Opens a contact: which versions the child speaks, and chance that the answer must repeat.
public struct Greeting: Equatable, Sendable {
    /// The versions of the protocol that the child speaks, ascending.
    public var versions: [UInt64]
    /// The child.
    public var node: Identifier
    /// Whether the child belongs to a practice world.
    public var isPractice: Bool
    /// Sixteen bytes of chance.
    public var nonce: [UInt8]

    /// A message from its fields.
    public init(versions: [UInt64], node: Identifier, isPractice: Bool, nonce: [UInt8]) {
        self.versions = versions
        self.node = node
        self.isPractice = isPractice
        self.nonce = nonce
    }

    /// A message from the bytes of a payload; any other message is refused.
    public init(decoding payload: [UInt8]) throws(WireError) {
        self = try Message.decode(payload)
    }

    /// The bytes of the payload.
    public func encoded() -> [UInt8] { Message.greeting(self).encoded() }
}

extension Greeting: MessageFields {
    static var kind: MessageKind { .greeting }
    static var count: Int { 4 }

    init(reading reader: inout FieldReader) throws(WireError) {
        versions = try reader.ascending("versions", 1...Limits.versionsMax)
        node = try reader.identifier("node")
        isPractice = try reader.bool("isPractice")
        nonce = try reader.bytes("nonce", 16)
    }

    func write(to writer: inout CBORWriter) {
        writer.list(versions.sorted())
        writer.identifier(node)
        writer.bool(isPractice)
        writer.bytes(nonce)
    }
}
