internal import Foundation
public import Replication
internal import SQLite
internal import Wire

/// What a machine does that shares its incarnation with another one (decision 8).
extension ReplicaStore {
    /// Closes an own incarnation after a change that the parent knows, and sets the rest aside.
    ///
    /// A copy of the whole database as it was is kept in the folder first. Then, in one act: the
    /// changes after `sequence` leave the log and wait to be written again
    /// (``Transaction/nextAside()``); the records that they touched are forgotten, because the
    /// names of those writes may mean other contents elsewhere, and come again from the parent;
    /// what never leaves this office is made again from the log; a new incarnation begins.
    /// - Parameters:
    ///   - replica: the incarnation.
    ///   - sequence: the last change of it that stands at the parent.
    /// - Returns: where the copy is.
    @discardableResult
    public func setAside(
        _ replica: ReplicaID, after sequence: UInt64, reason: RenewalReason
    ) throws(StorageError) -> String {
        let copy = directory + "/aside-\(replica)-\(world.clock.now()).db"
        try readers.run { connection throws(StorageError) in
            do throws(SQLiteError) {
                try connection.backup(to: copy)
            } catch {
                throw StorageError(error)
            }
        }
        try write { transaction throws(StorageError) in
            let facets = try transaction.cutOff(replica, after: sequence)
            try transaction.forget(facets)
            try transaction.renew(because: reason)
        }
        return copy
    }
}

extension Transaction {
    /// Moves the end of a chain into the table of changes that wait to be written again.
    ///
    /// The lines leave the log: under their names the world knows other changes, or none.
    /// - Returns: the facets that the changes touched.
    func cutOff(
        _ replica: ReplicaID, after sequence: UInt64
    ) throws(StorageError) -> [FacetID] {
        guard var row = try replicaRow(replica), row.isOwn else {
            throw .notFound("an incarnation \(replica) of this replica")
        }
        guard sequence < row.head else { return [] }
        let chain = try chain(of: row, at: sequence)
        let tail: [SQLiteValue] = [.integer(row.number), SQLiteValue(sequence)]
        let facets = try connection.all(
            """
            SELECT DISTINCT r.facet FROM _log l JOIN _record r ON r.number = l.record
            WHERE l.replica = ? AND l.sequence > ? ORDER BY r.facet
            """, tail
        ) { found throws(StorageError) in try found.facet(at: 0) }
        try run(
            """
            INSERT INTO _aside (body) SELECT body FROM _log
            WHERE replica = ? AND sequence > ? AND body IS NOT NULL ORDER BY sequence
            """, tail)
        try run("DELETE FROM _log WHERE replica = ? AND sequence > ?", tail)
        row.head = sequence
        row.chain = chain
        row.seen = sequence
        try update(row)
        return facets
    }

    /// Empties records, as if nothing of them had ever come.
    func forget(_ facets: [FacetID]) throws(StorageError) {
        let bench = try Workbench(self)
        // Nothing has left: the parent gives it back, and then children learn what is new.
        bench.tellsChildren = false
        for facet in facets {
            guard let stored = try stored(facet) else { continue }
            let old = stored.record
            var record = Record(facet: facet, type: old.type, home: old.claimedHome)
            if facet.reach == .home {
                for body in try entries(of: facet).compactMap(\.body) {
                    if let change = try? ChangeCodec.decode(body) { record.apply(change) }
                }
            }
            let index = try bench.cell(facet, type: old.type, home: old.claimedHome)
            let made = record
            bench.update(index) { cell in
                cell.isTouched = true
                cell.presence = made.received.isEmpty ? .remnant : .here
                cell.movedTo = nil
                cell.record = made
            }
        }
        try bench.finish()
        try run(
            """
            DELETE FROM _feed WHERE log IS NOT NULL AND NOT EXISTS
                (SELECT 1 FROM _log l WHERE l.position = _feed.log)
            """)
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
            // The home is written too if the record had to be made anew, so names decide.
            for before in old.writes {
                guard let after = new.writes.first(where: { $0.register == before.register })
                else { continue }
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
    ///
    /// - Parameter replica: the incarnation under which they were written first.
    public func rewritten(
        _ facet: FacetID, _ replica: ReplicaID
    ) throws(StorageError) -> [Dot: Dot] {
        let pairs = try connection.all(
            """
            SELECT replica, counter, old_replica, old_counter FROM _rewritten
            WHERE facet = ? AND old_replica = ?
            """, [SQLiteValue(facet), SQLiteValue(replica)]
        ) { row throws(StorageError) in
            (
                Dot(try row.identifier(at: 0), try row.unsigned(at: 1)),
                Dot(try row.identifier(at: 2), try row.unsigned(at: 3))
            )
        }
        return Dictionary(pairs) { first, _ in first }
    }
}
