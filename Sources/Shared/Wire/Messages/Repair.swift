internal import CBOR
public import Replication

/// Asks for what the server knows of facets that differ, and says what the child has of each.
public struct Repair: Equatable, Sendable {
    /// The session that the server gave; sixteen zero bytes in a bundle.
    public var session: Identifier
    /// The number of the request in its session, from 1, each above the last.
    public var counter: UInt64
    /// The facets that differ, ascending.
    public var facets: [RepairEntry]

    /// A message from its fields.
    public init(session: Identifier, counter: UInt64, facets: [RepairEntry]) {
        self.session = session
        self.counter = counter
        self.facets = facets
    }

    /// A message from the bytes of a payload; any other message is refused.
    public init(decoding payload: [UInt8]) throws(WireError) {
        self = try Message.decode(payload)
    }

    /// The bytes of the payload.
    public func encoded() -> [UInt8] { Message.repair(self).encoded() }
}

extension Repair: MessageFields {
    static var kind: MessageKind { .repair }
    static var count: Int { 3 }

    init(reading reader: inout FieldReader) throws(WireError) {
        session = try reader.identifier("session")
        counter = try reader.unsigned("counter", 1...Limits.numberMax)
        facets = try reader.ascending("facets", 1...Limits.repairMax) { $0.facet }
    }

    func write(to writer: inout CBORWriter) {
        writer.identifier(session)
        writer.unsigned(counter)
        writer.list(facets.sorted { $0.facet < $1.facet })
    }
}

/// What the child has received of a facet.
public struct RepairEntry: Equatable, Sendable {
    /// The facet.
    public var facet: FacetID
    /// The writes that have arrived; none if the child lacks the facet.
    public var received: DotSet

    /// An entry from its fields.
    public init(facet: FacetID, received: DotSet) {
        self.facet = facet
        self.received = received
    }
}

extension RepairEntry: Field {
    init(reading reader: inout FieldReader) throws(WireError) {
        try reader.fields("", 2)
        facet = try reader.facet("facet")
        received = try reader.field("received")
    }

    func write(to writer: inout CBORWriter) {
        writer.array(count: 2)
        writer.facet(facet)
        received.write(to: &writer)
    }
}
