internal import Programme
internal import Replication
internal import Storage

/// What the earlier items of a run have done before a later one is judged: nothing of them is
/// stored yet.
///
/// Most of it is brought along in memory. But a person who was taken on, or a machine that was
/// enrolled, earlier in the same run must be merged before an act of his, or a void of its writes,
/// can be judged at all.
struct Forerunners {
    /// What they have brought of one facet.
    struct Part {
        /// The homes that they named.
        var homes: Set<DivisionCode> = []
        /// The names of their writes: no gap in the changes that follow.
        var dots = DotSet()
        /// The changes that are in no record yet.
        fileprivate var waiting: [Change] = []
        /// The record with all others merged.
        fileprivate var record: Record?
    }

    private var parts: [FacetID: Part] = [:]
    private var persons: Set<RecordID> = []
    private var hasNode = false

    /// What they have brought of a facet; `nil` if nothing.
    subscript(facet: FacetID) -> Part? { parts[facet] }

    /// A facet as it stands with what they have brought of it.
    ///
    /// - Parameter known: what is stored of it.
    mutating func standing(_ facet: FacetID, on known: Record?) -> Record? {
        guard let part = parts[facet] else { return known }
        guard let first = part.waiting.first else { return part.record }
        var record =
            part.record ?? known ?? Record(facet: facet, type: first.type, home: first.home)
        // Not twice in memory: a record that is edited a thousand times would be copied as often.
        parts[facet]?.record = nil
        for change in part.waiting { record.apply(change) }
        parts[facet]?.waiting = []
        parts[facet]?.record = record
        return record
    }

    /// Whether an item can be judged only when those before it are merged; an act is never cut.
    func mustBeMerged(before item: Arrival.Item, at sequence: UInt64) -> Bool {
        guard case .change(_, let change) = item, change.act.first == sequence else { return false }
        if persons.contains(change.stamp.author) { return true }
        return hasNode
            && change.writes.contains { $0.register.number == RegisterName.voidNumber }
    }

    /// Notes a change that will be merged.
    mutating func note(_ change: Change) {
        parts[change.facet, default: Part()].homes.formUnion(change.homes)
        for write in change.writes { parts[change.facet]?.dots.insert(write.dot) }
        parts[change.facet]?.waiting.append(change)
        if change.type == Catalogue.staffUser.number { persons.insert(change.facet.record) }
        if change.type == Catalogue.node.number { hasNode = true }
    }
}
