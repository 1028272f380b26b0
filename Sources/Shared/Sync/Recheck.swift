internal import Programme
internal import Replication
internal import Storage

/// What the county asks again about every record that came: a village cannot see its neighbours.
///
/// What has crossed a line is a fact, so a check of any severity becomes a hold on the record and
/// stops nothing (decision 9).
enum Recheck {
    /// So many more records are looked at again for one run, because those that it has changed
    /// bear on them; what the rest is worth shows when they change themselves.
    private static let affectedMax = 1_000

    /// Checks the records that a run has changed, and those whose findings may change with them.
    static func run(
        _ arrivals: [Arrival], by replica: Replica, in transaction: Transaction
    ) throws(StorageError) {
        for arrival in arrivals where arrival.verdict == .merge {
            guard case .change(_, let change) = arrival.item,
                change.type == Catalogue.submission.number
            else { continue }
            try SubmissionReceipt.note(change.facet.record, by: replica, in: transaction)
        }
        guard replica.office.tier == .county else { return }
        var seen: Set<RecordID> = []
        var affected: Set<RecordID> = []
        for arrival in arrivals where arrival.verdict == .merge {
            guard case .change(_, let change) = arrival.item,
                let type = Catalogue.type(change.type),
                seen.insert(change.facet.record).inserted
            else { continue }
            let values = try look(
                at: change.facet.record, type, by: replica, in: transaction)
            guard affected.count < affectedMax else { continue }
            affected.formUnion(
                Checks.affected(
                    by: type, record: change.facet.record, values: values, lookup: transaction))
        }
        for record in affected.subtracting(seen).sorted().prefix(affectedMax) {
            guard let known = try transaction.facets(of: record).first,
                let type = Catalogue.type(known.type)
            else { continue }
            try look(at: record, type, by: replica, in: transaction)
        }
    }

    /// Checks the records whose findings may change with one that a person has entered.
    static func around(
        _ record: RecordID, _ type: RecordType, before: [String: Value], after: [String: Value],
        in transaction: Transaction
    ) throws(StorageError) {
        let affected = [before, after].reduce(into: Set<RecordID>()) { affected, values in
            affected.formUnion(
                Checks.affected(by: type, record: record, values: values, lookup: transaction))
        }
        for other in affected.sorted().prefix(affectedMax) {
            guard let known = try transaction.facets(of: other).first,
                let type = Catalogue.type(known.type)
            else { continue }
            try transaction.recheck(other, type)
        }
    }

    /// Checks one record.
    ///
    /// - Returns: what its fields show.
    @discardableResult
    static func look(
        at record: RecordID, _ type: RecordType, by replica: Replica, in transaction: Transaction
    ) throws(StorageError) -> [String: Value] {
        let facets = Dictionary(
            try transaction.facets(of: record).map { ($0.facet.reach, $0) }
        ) { first, _ in first }
        let values = FieldValues.shown(type, facets: facets)
        try follow(facets, type, values, by: replica, in: transaction)
        let findings = Checks.findings(
            type: type, record: record, values: values, lookup: transaction)
        try transaction.setHolds(record, findings)
        return values
    }

    /// Moves a record to the home of the record that it belongs to, if that has moved.
    ///
    /// A village may enter a repayment while the county gives the household to another one: what it
    /// wrote before it heard of that goes where the contract is.
    private static func follow(
        _ facets: [Reach: Record], _ type: RecordType, _ values: [String: Value],
        by replica: Replica, in transaction: Transaction
    ) throws(StorageError) {
        guard type.follows, let standing = facets.values.first?.homes, standing.count == 1,
            let wanted = try type.home(
                of: values, office: standing[0],
                homeOf: { record throws(StorageError) in
                    try transaction.facets(of: record).first?.homes.first
                }),
            wanted != standing[0], replica.office.contains(wanted),
            replica.office.contains(standing[0])
        else { return }
        let drafts = Draft.moving(Array(facets.values), from: standing[0], to: wanted)
        try transaction.author(
            drafts, stamp: replica.systemStamp, schema: Catalogue.schemaNumber,
            rights: try transaction.rightsNumber())
    }
}
