internal import CBOR
public import Replication

/// Everything that a new node needs to enroll, as a file.
public struct Invitation: Equatable, Sendable {
    /// The number of the invitation.
    public var slot: [UInt8]
    /// The one-time code: whoever has it can enroll.
    public var code: String
    /// Where the server answers, best first.
    public var addresses: [String]
    /// The server.
    public var node: Identifier
    /// The server's verifying key.
    public var signingKey: [UInt8]
    /// The key to which a request without a line is sealed.
    public var sealingKey: [UInt8]
    /// SHA-256 of the public keys that its TLS may show.
    public var pins: [[UInt8]]
    /// The office for which the invitation is.
    public var office: DivisionCode
    /// The office's name, for people.
    public var name: String
    /// Whether it belongs to a practice world.
    public var isPractice: Bool
    /// When the server stops taking it, by the server's clock, Unix milliseconds.
    public var expires: UInt64

    /// A message from its fields.
    public init(
        slot: [UInt8], code: String, addresses: [String], node: Identifier, signingKey: [UInt8],
        sealingKey: [UInt8], pins: [[UInt8]], office: DivisionCode, name: String, isPractice: Bool,
        expires: UInt64
    ) {
        self.slot = slot
        self.code = code
        self.addresses = addresses
        self.node = node
        self.signingKey = signingKey
        self.sealingKey = sealingKey
        self.pins = pins
        self.office = office
        self.name = name
        self.isPractice = isPractice
        self.expires = expires
    }

    /// A message from the bytes of a payload; any other message is refused.
    public init(decoding payload: [UInt8]) throws(WireError) {
        self = try Message.decode(payload)
    }

    /// The bytes of the payload.
    public func encoded() -> [UInt8] { Message.invitation(self).encoded() }
}

extension Invitation: MessageFields {
    static var kind: MessageKind { .invitation }
    static var count: Int { 11 }

    init(reading reader: inout FieldReader) throws(WireError) {
        slot = try reader.bytes("slot", 8)
        code = try reader.text("code")
        addresses = try reader.list("addresses", 0...Limits.addressesMax)
        node = try reader.identifier("node")
        signingKey = try reader.bytes("signingKey", 32)
        sealingKey = try reader.bytes("sealingKey", 32)
        pins = try reader.blobs("pins", 0...Limits.addressesMax, each: 32...32)
        office = try reader.division("office")
        name = try reader.text("name")
        isPractice = try reader.bool("isPractice")
        expires = try reader.time("expires")
    }

    func write(to writer: inout CBORWriter) {
        writer.bytes(slot)
        writer.text(code)
        writer.list(addresses)
        writer.identifier(node)
        writer.bytes(signingKey)
        writer.bytes(sealingKey)
        writer.blobs(pins)
        writer.division(office)
        writer.text(name)
        writer.bool(isPractice)
        writer.unsigned(expires)
    }
}
