internal import Replication
internal import Storage
internal import Wire

/// From where a stick upward begins: after the last acknowledged change, unless the parent has said
/// since, on a stick of its own, that it has less.
///
/// A parent that was restored has less than it once acknowledged. Over a line its answer to a hello
/// says so; an office that never sees one hears it from the next bundle down.
struct Resending {
    private static func name(_ incarnation: ReplicaID) -> String { "stick.from.\(incarnation)" }

    /// Up to which change of an incarnation the parent has everything, as far as is known here.
    static func known(
        _ incarnation: ReplicaID, in snapshot: Snapshot
    ) throws(StorageError) -> UInt64 {
        let acknowledged = try snapshot.acknowledged(incarnation)?.upTo ?? 0
        guard let bytes = try snapshot.setting(name(incarnation)) else { return acknowledged }
        return min(acknowledged, bytes.reduce(0) { $0 << 8 | UInt64($1) })
    }

    /// The setting that stands while the parent writes another log than the one known here.
    private static let renewed = "stick.renewed"

    /// Whether the parent was restored, as far as sticks tell: what it had signed goes back to it.
    static func isNeeded(in snapshot: Snapshot) throws(StorageError) -> Bool {
        try snapshot.setting(renewed) != nil
    }

    /// Notes that both ends have proved to hold the same: nothing needs to go back any more.
    static func end(in transaction: Transaction) throws(StorageError) {
        try transaction.removeSetting(renewed)
    }

    /// Notes what a bundle from above says that the parent has.
    ///
    /// An old bundle that comes late says less than the parent has: then a few changes travel once
    /// more than they must, and are duplicates there.
    static func hear(
        _ acknowledgement: Acknowledgement, in transaction: Transaction
    ) throws(StorageError) {
        if let cursor = try transaction.parentLink()?.cursor, cursor.logID != acknowledgement.logID
        {
            try transaction.setSetting(renewed, [1])
        }
        var heard: [ReplicaID: UInt64] = [:]
        // Of its own incarnations a child hears first: one without a mark is not known above.
        // (Marks that only go on say nothing of the others.)
        if acknowledgement.marks.allSatisfy({ $0.after == 0 }) {
            for incarnation in try transaction.ownIncarnations() { heard[incarnation] = 0 }
        }
        for mark in acknowledgement.marks { heard[mark.incarnation] = mark.upTo }
        for (incarnation, upTo) in heard {
            let acknowledged = try transaction.acknowledged(incarnation)?.upTo ?? 0
            if upTo < acknowledged {
                let bytes = (0..<8).map { UInt8(truncatingIfNeeded: upTo >> (56 - 8 * $0)) }
                try transaction.setSetting(name(incarnation), bytes)
            } else {
                try transaction.removeSetting(name(incarnation))
            }
        }
    }
}
