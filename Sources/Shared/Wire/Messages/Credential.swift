internal import CBOR
public import Replication

/// Makes a node a child of a server: who it is, whom it trusts, what it may know of both.
public struct Credential: Equatable, Sendable {
    /// The node: the hash of its verifying key.
    public var node: Identifier
    /// The office that it works for.
    public var office: DivisionCode
    /// The office's tier.
    public var tier: Tier
    /// The office's name, for people.
    public var name: String
    /// The code of the aid programme; offices are (division, programme).
    public var programme: String
    /// The node's verifying key, as it was asked for.
    public var signingKey: [UInt8]
    /// The node's sealing key, as it was asked for.
    public var sealingKey: [UInt8]
    /// Whether both belong to a practice world.
    public var isPractice: Bool
    /// The server.
    public var parentNode: Identifier
    /// The server's verifying key: the only one whose answers count.
    public var parentSigningKey: [UInt8]
    /// The key to which bundles for the server are sealed.
    public var parentSealingKey: [UInt8]
    /// The server's office.
    public var parentOffice: DivisionCode
    /// The server's office, for people.
    public var parentName: String
    /// Where the server answers, best first.
    public var addresses: [String]
    /// SHA-256 of the public keys that its TLS may show.
    public var pins: [[UInt8]]
    /// The newest change of rights at the time.
    public var rights: RightsNumber
    /// The server's clock, Unix milliseconds.
    public var time: UInt64
    /// Six words that both ends show, to be compared by telephone.
    public var words: String

    /// A message from its fields.
    public init(
        node: Identifier, office: DivisionCode, tier: Tier, name: String, programme: String,
        signingKey: [UInt8], sealingKey: [UInt8], isPractice: Bool, parentNode: Identifier,
        parentSigningKey: [UInt8], parentSealingKey: [UInt8], parentOffice: DivisionCode,
        parentName: String, addresses: [String], pins: [[UInt8]], rights: RightsNumber,
        time: UInt64, words: String
    ) {
        self.node = node
        self.office = office
        self.tier = tier
        self.name = name
        self.programme = programme
        self.signingKey = signingKey
        self.sealingKey = sealingKey
        self.isPractice = isPractice
        self.parentNode = parentNode
        self.parentSigningKey = parentSigningKey
        self.parentSealingKey = parentSealingKey
        self.parentOffice = parentOffice
        self.parentName = parentName
        self.addresses = addresses
        self.pins = pins
        self.rights = rights
        self.time = time
        self.words = words
    }

    /// A message from the bytes of a payload; any other message is refused.
    public init(decoding payload: [UInt8]) throws(WireError) {
        self = try Message.decode(payload)
    }

    /// The bytes of the payload.
    public func encoded() -> [UInt8] { Message.credential(self).encoded() }
}

extension Credential: MessageFields {
    static var kind: MessageKind { .credential }
    static var count: Int { 18 }

    init(reading reader: inout FieldReader) throws(WireError) {
        node = try reader.identifier("node")
        office = try reader.division("office")
        tier = try reader.choice("tier")
        name = try reader.text("name")
        programme = try reader.text("programme")
        signingKey = try reader.bytes("signingKey", 32)
        sealingKey = try reader.bytes("sealingKey", 32)
        isPractice = try reader.bool("isPractice")
        parentNode = try reader.identifier("parentNode")
        parentSigningKey = try reader.bytes("parentSigningKey", 32)
        parentSealingKey = try reader.bytes("parentSealingKey", 32)
        parentOffice = try reader.division("parentOffice")
        parentName = try reader.text("parentName")
        addresses = try reader.list("addresses", 0...Limits.addressesMax)
        pins = try reader.blobs("pins", 0...Limits.addressesMax, each: 32...32)
        rights = try reader.field("rights")
        time = try reader.time("time")
        words = try reader.text("words")
    }

    func write(to writer: inout CBORWriter) {
        writer.identifier(node)
        writer.division(office)
        writer.unsigned(UInt64(tier.rawValue))
        writer.text(name)
        writer.text(programme)
        writer.bytes(signingKey)
        writer.bytes(sealingKey)
        writer.bool(isPractice)
        writer.identifier(parentNode)
        writer.bytes(parentSigningKey)
        writer.bytes(parentSealingKey)
        writer.division(parentOffice)
        writer.text(parentName)
        writer.list(addresses)
        writer.blobs(pins)
        rights.write(to: &writer)
        writer.unsigned(time)
        writer.text(words)
    }
}
