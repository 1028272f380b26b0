internal import CBOR
public import Replication

/// Gives states, and names what the server lacks; a facet that it does not mention is asked
/// for again.
public struct RepairAnswer: Equatable, Sendable {
    /// What the server knows of facets (``StateCodec``).
    public var states: [[UInt8]]
    /// What the child has and the server lacks, ascending; the child pushes it.
    public var missing: [MissingDots]
    /// Facets that the server does not hold, or not in the child's scope; ascending.
    public var unknown: [FacetID]

    /// A message from its fields.
    public init(states: [[UInt8]], missing: [MissingDots], unknown: [FacetID]) {
        self.states = states
        self.missing = missing
        self.unknown = unknown
    }

    /// A message from the bytes of a payload; any other message is refused.
    public init(decoding payload: [UInt8]) throws(WireError) {
        self = try Message.decode(payload)
    }

    /// The bytes of the payload.
    public func encoded() -> [UInt8] { Message.repairAnswer(self).encoded() }
}

extension RepairAnswer: MessageFields {
    static var kind: MessageKind { .repairAnswer }
    static var count: Int { 3 }

    init(reading reader: inout FieldReader) throws(WireError) {
        states = try reader.blobs("states", 0...Limits.repairMax, each: 1...Limits.stateBytesMax)
        missing = try reader.ascending("missing", 0...Limits.repairMax) { $0.facet }
        unknown = try reader.ascending("unknown", 0...Limits.repairMax)
    }

    func write(to writer: inout CBORWriter) {
        writer.blobs(states)
        writer.list(missing.sorted { $0.facet < $1.facet })
        writer.list(unknown.sorted())
    }
}

/// Writes of a facet that the server lacks.
public struct MissingDots: Equatable, Sendable {
    /// The facet.
    public var facet: FacetID
    /// The writes, ascending.
    public var dots: [Dot]

    /// An entry from its fields.
    public init(facet: FacetID, dots: [Dot]) {
        self.facet = facet
        self.dots = dots
    }
}

extension MissingDots: Field {
    init(reading reader: inout FieldReader) throws(WireError) {
        try reader.fields("", 2)
        facet = try reader.facet("facet")
        dots = try reader.ascending("dots", 1...Limits.repairMax)
    }

    func write(to writer: inout CBORWriter) {
        writer.array(count: 2)
        writer.facet(facet)
        writer.list(dots.sorted())
    }
}
