internal import Programme
internal import Replication
internal import Storage

/// What the earlier items of a run must have done before a later one can be judged.
///
/// A person who was taken on, or a machine that was enrolled, earlier in the same run must be merged
/// before an act of his, or a void of its writes, is judged.
struct Forerunners {
    private var persons: Set<RecordID> = []
    private var hasNode = false

    /// Whether an item can be judged only when those before it are merged; an act is never cut.
    func mustBeMerged(before item: Arrival.Item, at sequence: UInt64) -> Bool {
        guard case .change(_, let change) = item, change.act.first == sequence else { return false }
        if persons.contains(change.stamp.author) { return true }
        return hasNode
            && change.writes.contains { $0.register.number == RegisterName.voidNumber }
    }

    /// Notes a change that will be merged.
    mutating func note(_ change: Change) {
        if change.type == Catalogue.staffUser.number { persons.insert(change.facet.record) }
        if change.type == Catalogue.node.number { hasNode = true }
    }
}
