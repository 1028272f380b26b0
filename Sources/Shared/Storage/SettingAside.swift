internal import Foundation
public import Replication
internal import SQLite
internal import Wire

/// What a machine does that shares its incarnation with another one (decision 8).
extension ReplicaStore {
    /// Closes an own incarnation after a change that the parent knows, and sets the rest aside.
    ///
    /// A copy of the whole database as it was is kept in the folder first. Then, in one act: the
    /// changes after `sequence` wait to be written again (``Transaction/nextAside()``); every record
    /// of the scope is emptied, because the names of those changes may mean other contents
    /// elsewhere; the link to the parent begins with a first load; a new incarnation begins.
    /// - Parameters:
    ///   - replica: the incarnation.
    ///   - sequence: the last change of it that stands at the parent.
    ///   - scope: what the parent can give back. What never travels stays as it is.
    /// - Returns: where the copy is.
    @discardableResult
    public func setAside(
        _ replica: ReplicaID, after sequence: UInt64, reason: RenewalReason, scope: Scope
    ) throws(StorageError) -> String {
        let copy = directory + "/aside-\(replica)-\(world.clock.now()).db"
        try lane.run { connection throws(StorageError) in
            do throws(SQLiteError) {
                try connection.backup(to: copy)
            } catch {
                throw StorageError(error)
            }
        }
        try write { transaction throws(StorageError) in
            try transaction.setAside(replica, after: sequence)
            try transaction.empty(scope)
            if var link = try transaction.parentLink() {
                link.cursor = nil
                link.loadAfter = nil
                link.checkpoints = []
                try transaction.save(link)
            }
            try transaction.renew(because: reason)
        }
        return copy
    }
}

extension Transaction {
    /// Moves the end of a chain into the table of changes that wait to be written again.
    ///
    /// The lines leave the log: under their names the world knows other changes, or none.
    func setAside(_ replica: ReplicaID, after sequence: UInt64) throws(StorageError) {
        guard var row = try replicaRow(replica), row.isOwn else {
            throw .notFound("an incarnation \(replica) of this replica")
        }
        guard sequence < row.head else { return }
        let chain = try chain(of: row, at: sequence)
        let tail: [SQLiteValue] = [.integer(row.number), SQLiteValue(sequence)]
        try run(
            """
            INSERT INTO _aside (body) SELECT body FROM _log
            WHERE replica = ? AND sequence > ? AND body IS NOT NULL ORDER BY sequence
            """, tail)
        try run("DELETE FROM _log WHERE replica = ? AND sequence > ?", tail)
        try run(
            "DELETE FROM _feed WHERE log IS NOT NULL AND log NOT IN (SELECT position FROM _log)")
        row.head = sequence
        row.chain = chain
        row.seen = sequence
        try update(row)
    }

    /// Empties every record of a scope, as if nothing of it had ever come.
    func empty(_ scope: Scope) throws(StorageError) {
        let all = try connection.all("SELECT number FROM _record ORDER BY number") {
            row throws(StorageError) in try row.number(at: 0)
        }
        let bench = try Workbench(self)
        // Nothing has left: the parent gives it back, and then children learn what is new.
        bench.tellsChildren = false
        for number in all {
            guard let stored = try stored(number: number) else { continue }
            let record = stored.record
            let isInside = record.homes.contains {
                scope.contains(home: $0, reach: record.facet.reach)
            }
            guard isInside || stored.presence != .here else { continue }
            let index = try bench.cell(
                record.facet, type: record.type, home: record.claimedHome)
            bench.update(index) { cell in
                cell.isTouched = true
                cell.presence = .remnant
                cell.movedTo = nil
                cell.record = Record(
                    facet: record.facet, type: record.type, home: record.claimedHome)
            }
        }
        try bench.finish()
    }

    /// The changes of the oldest act that waits to be written again; none if nothing waits.
    public func nextAside() throws(StorageError) -> [Change] {
        var act: [Change] = []
        try connection.scan("SELECT body FROM _aside ORDER BY number") {
            row throws(StorageError) in
            guard let change = try? ChangeCodec.decode(try row.blob(at: 0)) else {
                throw .damaged("a change that was set aside cannot be read")
            }
            if let first = act.first, first.act != change.act || first.replica != change.replica {
                return false
            }
            act.append(change)
            return true
        }
        return act
    }

    /// Takes an act off the list, and keeps what its writes are called now.
    ///
    /// - Parameters:
    ///   - act: what ``nextAside()`` gave.
    ///   - written: the same as it was written again, in the same order.
    public func finishAside(_ act: [Change], as written: [Change]) throws(StorageError) {
        precondition(act.count == written.count, "an act is written again whole")
        for (old, new) in zip(act, written) {
            precondition(
                old.facet == new.facet && old.writes.count == new.writes.count,
                "a change is written again as it was")
            for (before, after) in zip(old.writes, new.writes) {
                try run(
                    """
                    INSERT OR REPLACE INTO _rewritten (facet, replica, counter, old_replica,
                        old_counter) VALUES (?, ?, ?, ?, ?)
                    """,
                    [
                        SQLiteValue(new.facet), SQLiteValue(after.dot.replica),
                        SQLiteValue(after.dot.counter), SQLiteValue(before.dot.replica),
                        SQLiteValue(before.dot.counter),
                    ])
            }
        }
        try run(
            """
            DELETE FROM _aside WHERE number IN (SELECT number FROM _aside ORDER BY number LIMIT ?)
            """, [.integer(Int64(act.count))])
    }

    /// Of the writes of a facet that were written again here, the names that they had before.
    public func rewritten(_ facet: FacetID) throws(StorageError) -> [Dot: Dot] {
        let pairs = try connection.all(
            """
            SELECT replica, counter, old_replica, old_counter FROM _rewritten WHERE facet = ?
            """, [SQLiteValue(facet)]
        ) { row throws(StorageError) in
            (
                Dot(try row.identifier(at: 0), try row.unsigned(at: 1)),
                Dot(try row.identifier(at: 2), try row.unsigned(at: 3))
            )
        }
        return Dictionary(pairs) { first, _ in first }
    }
}
