public import Replication
internal import Wire

/// What the parent refused is taken out of the sender's view at once.
extension Transaction {
    /// Takes the writes of a refused change out of their record; what they had replaced is shown
    /// again.
    public func unapply(_ replica: ReplicaID, _ sequence: UInt64) throws(StorageError) {
        try part { () throws(StorageError) in
            guard let body = try entry(replica, sequence)?.body,
                let change = try? ChangeCodec.decode(body)
            else { return }
            let bench = try Workbench(self)
            let index = try bench.cell(change.facet, type: change.type, home: change.home)
            let before = bench.cells[index].record
            bench.update(index) { cell in
                cell.record.unapply(change.writes.map(\.dot))
                cell.isTouched = cell.record != before
            }
            try bench.finish()
        }
    }
}
