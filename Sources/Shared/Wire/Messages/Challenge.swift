internal import CBOR
public import Replication

/// Answers a greeting: the version chosen, and the session under which requests follow.
public struct Challenge: Equatable, Sendable {
    /// The highest version that both speak.
    public var version: UInt64
    /// The chance of the greeting, so that an old challenge is of no use.
    public var nonce: [UInt8]
    /// Names the session; the server forgets it after a rest.
    public var session: Identifier
    /// The server.
    public var node: Identifier
    /// The server's office.
    public var office: DivisionCode
    /// The office's name, for people.
    public var name: String
    /// Whether the server belongs to a practice world.
    public var isPractice: Bool
    /// The server's clock, Unix milliseconds.
    public var time: UInt64

    /// A message from its fields.
    public init(
        version: UInt64, nonce: [UInt8], session: Identifier, node: Identifier,
        office: DivisionCode, name: String, isPractice: Bool, time: UInt64
    ) {
        self.version = version
        self.nonce = nonce
        self.session = session
        self.node = node
        self.office = office
        self.name = name
        self.isPractice = isPractice
        self.time = time
    }

    /// A message from the bytes of a payload; any other message is refused.
    public init(decoding payload: [UInt8]) throws(WireError) {
        self = try Message.decode(payload)
    }

    /// The bytes of the payload.
    public func encoded() -> [UInt8] { Message.challenge(self).encoded() }
}

extension Challenge: MessageFields {
    static var kind: MessageKind { .challenge }
    static var count: Int { 8 }

    init(reading reader: inout FieldReader) throws(WireError) {
        version = try reader.unsigned("version")
        nonce = try reader.bytes("nonce", 16)
        session = try reader.identifier("session")
        node = try reader.identifier("node")
        office = try reader.division("office")
        name = try reader.text("name")
        isPractice = try reader.bool("isPractice")
        time = try reader.time("time")
    }

    func write(to writer: inout CBORWriter) {
        writer.unsigned(version)
        writer.bytes(nonce)
        writer.identifier(session)
        writer.identifier(node)
        writer.division(office)
        writer.text(name)
        writer.bool(isPractice)
        writer.unsigned(time)
    }
}
