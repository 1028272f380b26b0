internal import Replication
internal import Storage
internal import Wire

/// Receipts that come on a stick: the parent's digest of this node's scope, compared here.
enum Receipts {
    /// Compares a digest that the parent signed with this replica's own, and keeps it if equal.
    static func take(
        _ answer: DigestAnswer, envelope: [UInt8], from parent: NodeRecord, replica: Replica
    ) throws(StorageError) -> Bool {
        try replica.store.write { transaction throws(StorageError) in
            let scope = Scope(child: replica.office)
            let held = try transaction.heldByParent()
            let digest = try transaction.digest(scope, without: held)
            guard digest == answer.root else { return false }
            try Recovery.note(parent.node, by: replica, in: transaction)
            try Resending.end(in: transaction)
            try transaction.save(
                ReceiptRecord(
                    node: parent.node, digest: digest, heldCount: held.count,
                    head: try transaction.ownHead(), position: Int64(clamping: answer.position),
                    time: answer.time, ownEnvelope: [], theirEnvelope: envelope))
            return true
        }
    }
}
