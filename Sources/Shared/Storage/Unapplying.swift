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
                let change = try? ChangeCodec.decode(body), try stored(change.facet) != nil
            else { return }
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
}
