/// One register write within a change.
public struct Write: Hashable, Sendable {
    /// Which register.
    public let register: RegisterName
    /// The name of this write: the change's replica, and a counter of the record.
    public let dot: Dot
    /// What was written.
    public let value: Value
    /// The dots within the change's past that this write does not replace; ascending.
    public let holes: [Dot]

    /// A write from its parts.
    public init(register: RegisterName, dot: Dot, value: Value, holes: [Dot] = []) {
        self.register = register
        self.dot = dot
        self.value = value
        self.holes = holes
    }
}

/// One atomic act of one person on one record (decision 2).
///
/// The changes of one act have consecutive sequence numbers; what is refused or held takes its
/// whole act with it. The bytes of a change are its author's and are never written anew.
public struct Change: Hashable, Sendable {
    /// The record's facet.
    public var facet: FacetID
    /// The record's type, a number of the programme.
    public var type: UInt32
    /// The division that owned the record, as the writer knew it.
    public var home: DivisionCode
    /// Who, for which office, when.
    public var stamp: Stamp
    /// The incarnation that wrote; the dots of all its writes are of this one.
    public var replica: ReplicaID
    /// The number of this change in the chain of its incarnation, from 1.
    public var sequence: UInt64
    /// The act that the change belongs to.
    public var act: Act
    /// The number of the programme that the writer had.
    public var schema: UInt32
    /// The newest change of rights that the writer had from its county.
    public var rights: RightsNumber
    /// The record's past just before the change.
    public var past: VersionVector
    /// One write per register, in ascending order of counter.
    public var writes: [Write]
    /// Where the change was first written, if it was written again after a fork or a restore.
    public var origin: Origin?
    /// Sixteen random bytes in facets of sensitive data, so that a body hash betrays nothing.
    public var salt: [UInt8]

    /// A change from its parts.
    public init(
        facet: FacetID, type: UInt32, home: DivisionCode, stamp: Stamp, replica: ReplicaID,
        sequence: UInt64, act: Act, schema: UInt32, rights: RightsNumber, past: VersionVector,
        writes: [Write], origin: Origin? = nil, salt: [UInt8] = []
    ) {
        self.facet = facet
        self.type = type
        self.home = home
        self.stamp = stamp
        self.replica = replica
        self.sequence = sequence
        self.act = act
        self.schema = schema
        self.rights = rights
        self.past = past
        self.writes = writes
        self.origin = origin
        self.salt = salt
    }

    /// The context of one of the writes.
    public func context(of write: Write) -> CausalContext {
        CausalContext(past: past, holes: write.holes)
    }
}

/// The changes that one act of a person made: the first sequence number, and how many.
public struct Act: Hashable, Sendable {
    /// The sequence number of the first change.
    public let first: UInt64
    /// How many changes there are.
    public let count: UInt64

    /// An act of `count` changes from `first` on.
    public init(first: UInt64, count: UInt64) {
        self.first = first
        self.count = count
    }
}

/// The newest change of staff, roles, offices or nodes that a writer had: (incarnation, sequence).
public struct RightsNumber: Hashable, Sendable {
    /// The incarnation of the server that gave the rights.
    public let replica: ReplicaID
    /// Its sequence number.
    public let sequence: UInt64

    /// A rights number.
    public init(_ replica: ReplicaID, _ sequence: UInt64) {
        self.replica = replica
        self.sequence = sequence
    }

    /// Before any rights were given.
    public static let none = RightsNumber(.zero, 0)
}

/// Where a change was first written.
public struct Origin: Hashable, Sendable {
    /// The incarnation that wrote it first.
    public let replica: ReplicaID
    /// Its sequence number there.
    public let sequence: UInt64

    /// An origin.
    public init(_ replica: ReplicaID, _ sequence: UInt64) {
        self.replica = replica
        self.sequence = sequence
    }
}
