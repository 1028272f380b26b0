/// How far a register travels (decision 16).
///
/// The raw value is the facet's number.
public enum Reach: UInt8, CaseIterable, Comparable, Sendable {
    /// Never leaves the office where it was written.
    case home = 0
    /// From the village up to the county.
    case county = 1
    /// From the village up to the nation.
    case nation = 2
    /// From its home down to all below it.
    case down = 3

    /// The order of the numbers.
    public static func < (a: Reach, b: Reach) -> Bool { a.rawValue < b.rawValue }
}

/// The registers of one record that travel equally far: to the engine a record of its own.
///
/// A replica holds a facet wholly or not at all, so a filter never tears a hole into its counters.
public struct FacetID: Hashable, Comparable, Sendable {
    /// The record that people see.
    public let record: RecordID
    /// Which of its facets.
    public let reach: Reach

    /// A facet of a record.
    public init(_ record: RecordID, _ reach: Reach) {
        self.record = record
        self.reach = reach
    }

    /// The record's 16 bytes and the number of the reach: the form that is hashed and stored.
    public var bytes: [UInt8] { record.bytes + [reach.rawValue] }

    /// A facet from its 17 bytes.
    public init?(bytes: some BidirectionalCollection<UInt8>) {
        guard bytes.count == 17, let last = bytes.last, let reach = Reach(rawValue: last),
            let record = RecordID(bytes: bytes.dropLast())
        else { return nil }
        self.init(record, reach)
    }

    /// By record, then by reach.
    public static func < (a: FacetID, b: FacetID) -> Bool {
        a.record != b.record ? a.record < b.record : a.reach < b.reach
    }
}
