public import Replication
internal import Wire

extension Transaction {
    /// Takes an own change that the parent has refused out of what is shown; what it had replaced
    /// stands again.
    ///
    /// Done when the refusal is heard, because the void that says it to everybody may come by a
    /// later stick. A change that is not in this log, or whose void has come, is let be.
    public func unapply(_ replica: ReplicaID, _ sequence: UInt64) throws(StorageError) {
        try part { () throws(StorageError) in
            guard let body = try entry(replica, sequence)?.body,
                let change = try? ChangeCodec.decode(body), let known = try stored(change.facet)
            else { return }
            let hasVoided = change.writes.contains { $0.register.voided != nil }
            let isStanding = change.writes.contains { write in
                known.record.siblings(write.register).contains { $0.dot == write.dot }
            }
            if hasVoided {
                if isStanding { try remake(known.record, without: change) }
                return
            }
            let bench = try Workbench(self)
            let index = try bench.cell(change.facet, type: change.type, home: change.home)
            bench.update(index) { cell in
                let before = cell.record
                cell.record.unapply(change.writes.map(\.dot))
                cell.isTouched = cell.record != before
                cell.cameAsState = true
            }
            try bench.finish()
        }
    }

    /// Makes a record anew from the log, as if a void had never been written.
    ///
    /// What a void took out left no shadow, and counts as received although it may never have
    /// been anywhere. What came as a state is in no log, so the parent's whole scope is loaded
    /// again by the next pull.
    private func remake(_ old: Record, without refused: Change) throws(StorageError) {
        var record = Record(facet: old.facet, type: old.type, home: refused.home)
        var isFirst = true
        for entry in try entries(of: old.facet) where entry.standing == .merged {
            guard let body = entry.body, let change = try? ChangeCodec.decode(body),
                try !isRefused(change)
            else { continue }
            if isFirst { record = Record(facet: old.facet, type: old.type, home: change.home) }
            isFirst = false
            let isPending = old.pending.contains {
                $0.dot.replica == change.replica && $0.sequence == change.sequence
            }
            record.apply(change, isPending: isPending)
        }
        let made = record
        let bench = try Workbench(self)
        let index = try bench.cell(old.facet, type: old.type, home: old.claimedHome)
        bench.update(index) { cell in
            cell.isTouched = true
            cell.cameAsState = true
            cell.presence = made.received.isEmpty ? .remnant : .here
            cell.record = made
        }
        try bench.finish()
        guard var link = try parentLink() else { return }
        (link.cursor, link.loadAfter, link.checkpoints) = (nil, nil, [])
        try save(link)
    }

    /// Whether the parent has refused a change, as far as is known.
    private func isRefused(_ change: Change) throws(StorageError) -> Bool {
        let exceptions = try acknowledged(change.replica)?.exceptions ?? []
        return exceptions.contains {
            $0.sequence == change.sequence && $0.standing == .refused
        }
    }
}
