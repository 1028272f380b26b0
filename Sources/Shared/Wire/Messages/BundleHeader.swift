internal import CBOR
public import Replication

/// The first envelope of a bundle: what it is, from whom, for whom.
public struct BundleHeader: Equatable, Sendable {
    /// Names the bundle; one that was taken in is not taken in again.
    public var id: Identifier
    /// Which way it goes.
    public var kind: BundleKind
    /// The node that wrote it.
    public var sourceNode: Identifier
    /// Its office.
    public var sourceOffice: DivisionCode
    /// Its incarnation.
    public var incarnation: ReplicaID
    /// The node that it is sealed to.
    public var recipientNode: Identifier
    /// Its office.
    public var recipientOffice: DivisionCode
    /// The source's clock, Unix milliseconds.
    public var created: UInt64
    /// Upward the first sequence number of the own chain in it, downward the log position
    /// before it.
    public var first: UInt64
    /// Upward the last sequence number of the own chain, downward the log position
    /// reached.
    public var last: UInt64
    /// The name of the log of the server on the link; zeros if the source does not know
    /// it.
    public var logID: Identifier
    /// The number of the source's programme.
    public var schema: UInt32
    /// Whether it belongs to a practice world.
    public var isPractice: Bool
    /// How many hellos the source has counted on the link: for people, nothing depends on it.
    public var contact: UInt64

    /// A message from its fields.
    public init(
        id: Identifier, kind: BundleKind, sourceNode: Identifier, sourceOffice: DivisionCode,
        incarnation: ReplicaID, recipientNode: Identifier, recipientOffice: DivisionCode,
        created: UInt64, first: UInt64, last: UInt64, logID: Identifier, schema: UInt32,
        isPractice: Bool, contact: UInt64
    ) {
        self.id = id
        self.kind = kind
        self.sourceNode = sourceNode
        self.sourceOffice = sourceOffice
        self.incarnation = incarnation
        self.recipientNode = recipientNode
        self.recipientOffice = recipientOffice
        self.created = created
        self.first = first
        self.last = last
        self.logID = logID
        self.schema = schema
        self.isPractice = isPractice
        self.contact = contact
    }

    /// A message from the bytes of a payload; any other message is refused.
    public init(decoding payload: [UInt8]) throws(WireError) {
        self = try Message.decode(payload)
    }

    /// The bytes of the payload.
    public func encoded() -> [UInt8] { Message.bundleHeader(self).encoded() }
}

extension BundleHeader: MessageFields {
    static var kind: MessageKind { .bundleHeader }
    static var count: Int { 14 }

    init(reading reader: inout FieldReader) throws(WireError) {
        id = try reader.identifier("id")
        kind = try reader.choice("kind")
        sourceNode = try reader.identifier("sourceNode")
        sourceOffice = try reader.division("sourceOffice")
        incarnation = try reader.identifier("incarnation")
        recipientNode = try reader.identifier("recipientNode")
        recipientOffice = try reader.division("recipientOffice")
        created = try reader.time("created")
        first = try reader.unsigned("first")
        last = try reader.unsigned("last")
        logID = try reader.identifier("logID")
        schema = try reader.word("schema")
        isPractice = try reader.bool("isPractice")
        contact = try reader.unsigned("contact")
        guard first <= last || last == 0 else {
            throw WireError("last", .rule("a bundle does not run backwards"))
        }
    }

    func write(to writer: inout CBORWriter) {
        writer.identifier(id)
        writer.unsigned(UInt64(kind.rawValue))
        writer.identifier(sourceNode)
        writer.division(sourceOffice)
        writer.identifier(incarnation)
        writer.identifier(recipientNode)
        writer.division(recipientOffice)
        writer.unsigned(created)
        writer.unsigned(first)
        writer.unsigned(last)
        writer.identifier(logID)
        writer.unsigned(UInt64(schema))
        writer.bool(isPractice)
        writer.unsigned(contact)
    }
}

/// Which way a bundle goes.
public enum BundleKind: UInt8, CaseIterable, Sendable {
    /// From a child to its parent: a statement, pushes, a digest query.
    case upward = 0
    /// From a parent to its child: an acknowledgement, pull answers, a digest answer.
    case downward = 1
}
