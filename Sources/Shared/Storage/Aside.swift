public import Replication
internal import SQLite
internal import Wire

/// Changes that a fork cut off: set aside, taken out of their records, and written again under a
/// new incarnation (decision 8).
extension ReplicaStore {
    /// Closes an incarnation after a change, and sets what it wrote later aside.
    ///
    /// The records that those changes touched are forgotten, and come again from the parent; what
    /// never leaves this office is made again from the log.
    public func setAside(
        _ replica: ReplicaID, after sequence: UInt64, reason: RenewalReason
    ) throws(StorageError) {
        try write { transaction throws(StorageError) in
            let facets = try transaction.cutOff(replica, after: sequence)
            try transaction.forget(facets, replica: replica, after: sequence)
            try transaction.renew(because: reason)
        }
    }
}

extension Transaction {
    /// Puts the bodies of a tail on the list; the facets that they touch.
    fileprivate func cutOff(
        _ replica: ReplicaID, after sequence: UInt64
    ) throws(StorageError) -> Set<FacetID> {
        var facets: Set<FacetID> = []
        var next = sequence + 1
        while true {
            let page = try log(replica, from: next, limit: 1_000, bytesMax: 1 << 20)
            guard let last = page.last else { return facets }
            for entry in page {
                guard let body = entry.body, let facet = entry.facet else { continue }
                try run("INSERT INTO aside (body) VALUES (?)", [.blob(body)])
                facets.insert(facet)
            }
            next = last.sequence + 1
        }
    }

    fileprivate func forget(
        _ facets: Set<FacetID>, replica: ReplicaID, after sequence: UInt64
    ) throws(StorageError) {
        let bench = try Workbench(self)
        for facet in facets.sorted() {
            guard let stored = try stored(facet) else { continue }
            let old = stored.record
            let index = try bench.cell(facet, type: old.type, home: old.claimedHome)
            var rebuilt = Record(facet: facet, type: old.type, home: old.claimedHome)
            if facet.reach == .home {
                for entry in try entries(of: facet) {
                    if entry.replica == replica, entry.sequence > sequence { continue }
                    guard let body = entry.body, let change = try? ChangeCodec.decode(body) else {
                        continue
                    }
                    rebuilt.apply(change)
                }
            }
            bench.update(index) { cell in
                cell.record = rebuilt
                cell.presence = facet.reach == .home ? .here : .remnant
                cell.isTouched = true
            }
        }
        try bench.finish()
    }

    /// The changes of the next act on the list; empty when all are written again.
    public func nextAside() throws(StorageError) -> [Change] {
        var act: [Change] = []
        for body in try connection.all(
            "SELECT body FROM aside ORDER BY number LIMIT 1000", [],
            { row throws(StorageError) in try row.blob(at: 0) })
        {
            guard let change = try? ChangeCodec.decode(body) else { continue }
            if let first = act.first, first.act != change.act { break }
            act.append(change)
        }
        return act
    }

    /// Takes an act off the list, and remembers what its dots are called now.
    public func finishAside(
        _ act: [Change], as written: [Change]
    ) throws(StorageError) {
        try run(
            "DELETE FROM aside WHERE number IN (SELECT number FROM aside ORDER BY number LIMIT ?)",
            [.integer(Int64(act.count))])
        for (old, new) in zip(act, written) {
            // The home is written first if the record had to be made anew, so names decide.
            for write in old.writes {
                guard let again = new.writes.first(where: { $0.register == write.register }) else {
                    continue
                }
                try run(
                    "INSERT OR REPLACE INTO rewritten VALUES (?, ?, ?, ?, ?)",
                    [
                        SQLiteValue(old.facet), SQLiteValue(write.dot.replica),
                        SQLiteValue(write.dot.counter), SQLiteValue(again.dot.replica),
                        SQLiteValue(again.dot.counter),
                    ])
            }
        }
    }

    /// Of writes that were written again: what each dot was called before.
    ///
    /// - Parameters:
    ///   - facet: the record.
    ///   - replica: the incarnation that was closed.
    public func rewritten(
        _ facet: FacetID, _ replica: ReplicaID
    ) throws(StorageError) -> [Dot: Dot] {
        let pairs = try connection.all(
            """
            SELECT counter, new_replica, new_counter FROM rewritten
            WHERE facet = ? AND replica = ?
            """, [SQLiteValue(facet), SQLiteValue(replica)]
        ) { row throws(StorageError) in
            (
                Dot(try row.identifier(at: 1), try row.unsigned(at: 2)),
                Dot(replica, try row.unsigned(at: 0))
            )
        }
        return Dictionary(pairs) { first, _ in first }
    }
}
