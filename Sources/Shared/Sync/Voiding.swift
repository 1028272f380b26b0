internal import Replication
internal import Storage

/// How a server refuses a change for good: by an ordinary change of its own that voids its dots.
enum Voiding {
    /// Voids every write of a change, in one act of this server.
    ///
    /// The mark is part of the record, so it is in state, hash, log and feed like everything else.
    /// It claims the home that the record has anyway, so that a refused change claims none; that of
    /// the change only where nothing else is known of the record.
    @discardableResult
    static func void(
        _ change: Change, by replica: Replica, in transaction: Transaction
    ) throws(StorageError) -> [Change] {
        let known = try transaction.record(change.facet)
        let home = known?.claimedHome ?? change.home
        let draft = Draft(
            facet: change.facet, type: known?.type ?? change.type, home: home,
            assignments: change.writes.map { Assignment(.void($0.dot), .bool(true)) })
        return try transaction.author(
            [draft], stamp: replica.systemStamp, schema: change.schema,
            rights: try transaction.rightsNumber())
    }
}

extension Replica {
    /// The stamp of what the program itself writes; the store sets the time.
    var systemStamp: Stamp {
        Stamp(author: .zero, office: office, tier: office.tier, time: .zero)
    }
}
