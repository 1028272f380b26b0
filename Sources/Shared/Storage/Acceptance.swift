internal import Replication
internal import SQLite

/// What of an incarnation the parent has accepted.
struct Acceptance {
    /// Up to which sequence number the parent has it.
    let upTo: UInt64
    /// The changes among them that it did not merge.
    let exceptions: Set<UInt64>

    /// Whether the parent has merged a change, so that it can no more be refused.
    func includes(_ sequence: UInt64) -> Bool {
        sequence <= upTo && !exceptions.contains(sequence)
    }
}

extension Snapshot {
    /// What of an incarnation the parent has accepted so far.
    func acceptance(of replica: ReplicaID) throws(StorageError) -> Acceptance {
        let upTo = try connection.first(
            """
            SELECT a.up_to FROM _acknowledged a JOIN _replica r ON r.number = a.replica
            WHERE r.id = ?
            """, [SQLiteValue(replica)]
        ) { row throws(StorageError) in try row.unsigned(at: 0) }
        let exceptions = try connection.all(
            """
            SELECT e.sequence FROM _exception e JOIN _replica r ON r.number = e.replica
            WHERE r.id = ?
            """, [SQLiteValue(replica)]
        ) { row throws(StorageError) in try row.unsigned(at: 0) }
        return Acceptance(upTo: upTo ?? 0, exceptions: Set(exceptions))
    }
}
