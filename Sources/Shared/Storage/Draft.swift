public import Replication

/// What a person wants to write into one facet: a change before it has numbers.
public struct Draft: Hashable, Sendable {
    /// Which facet of which record.
    public let facet: FacetID
    /// The record's type.
    public let type: UInt32
    /// The division that owns the record.
    public let home: DivisionCode
    /// The values, each register once; at least one.
    public let assignments: [Assignment]
    /// Where the change was first written, if it is written again.
    public let origin: Origin?
    /// Whether the body takes a salt, so that its hash betrays nothing.
    public let isSensitive: Bool

    /// A draft from its parts.
    public init(
        facet: FacetID, type: UInt32, home: DivisionCode, assignments: [Assignment],
        origin: Origin? = nil, isSensitive: Bool = false
    ) {
        self.facet = facet
        self.type = type
        self.home = home
        self.assignments = assignments
        self.origin = origin
        self.isSensitive = isSensitive
    }
}
