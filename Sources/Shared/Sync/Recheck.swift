internal import Programme
internal import Replication
internal import Storage

/// What the county asks again about every record that came: a village cannot see its neighbours.
///
/// What has crossed a line is a fact, so a check of any severity becomes a hold on the record and
/// stops nothing (decision 9).
enum Recheck {
    /// Checks the records that a run has changed.
    static func run(
        _ arrivals: [Arrival], by replica: Replica, in transaction: Transaction
    ) throws(StorageError) {
        guard replica.office.tier == .county else { return }
        var seen: Set<RecordID> = []
        for arrival in arrivals where arrival.verdict == .merge {
            guard case .change(_, let change) = arrival.item,
                let type = Catalogue.type(change.type),
                seen.insert(change.facet.record).inserted
            else { continue }
            try check(change.facet.record, type, by: replica, in: transaction)
        }
    }

    private static func check(
        _ record: RecordID, _ type: RecordType, by replica: Replica, in transaction: Transaction
    ) throws(StorageError) {
        let facets = Dictionary(
            try transaction.facets(of: record).map { ($0.facet.reach, $0) }
        ) { first, _ in first }
        let findings = Checks.findings(
            type: type, record: record, values: FieldValues.shown(type, facets: facets),
            lookup: transaction)
        try transaction.setHolds(record, findings)
    }
}
