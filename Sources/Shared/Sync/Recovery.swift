internal import Replication
internal import Seal
internal import Storage
internal import Wire

/// How a server that was restored from a backup gets back what it has lost (decision 8).
///
/// Its children send again from their logs, because they find their own sequence numbers unknown;
/// they hand back the frames that it had signed; its parent gives back the signed runs that it
/// has. While it recovers it also takes changes of its own earlier incarnations.
enum Recovery {
    /// The setting that holds the incarnations lost, while the server recovers.
    private static let name = "recovering"

    /// Whether the server still waits for what it has lost.
    static func isRecovering(_ snapshot: Snapshot) throws(StorageError) -> Bool {
        try snapshot.setting(name) != nil
    }

    /// Remembers, at opening, that what an earlier incarnation did after its backup is lost.
    static func begin(_ previous: ReplicaID, in transaction: Transaction) throws(StorageError) {
        let known = try transaction.setting(name) ?? []
        try transaction.setSetting(name, known + previous.bytes)
    }

    /// The own incarnations whose tail may be missing.
    static func lost(_ snapshot: Snapshot) throws(StorageError) -> [ReplicaID] {
        let bytes = try snapshot.setting(name) ?? []
        return stride(from: 0, to: bytes.count, by: 16).compactMap {
            ReplicaID(bytes: bytes[$0..<min($0 + 16, bytes.count)])
        }
    }

    /// Ends the recovery: all known nodes have called, or a person says so.
    static func end(in transaction: Transaction) throws(StorageError) {
        try transaction.removeSetting(name)
    }
}

extension Endpoint {
    /// Gives a child that was restored its own runs, and those of its subtree, back.
    func giveBack(_ reclaim: Reclaim, to node: NodeRecord) throws -> ReclaimAnswer {
        try replica.store.read { snapshot throws(StorageError) in
            guard
                try snapshot.heads(under: node.node).contains(where: {
                    $0.replica == reclaim.incarnation
                })
            else { return ReclaimAnswer(runs: [], isLast: true) }
            let bytesMax = min(Int(clamping: reclaim.bytesMax), Limits.frameItemsBytesMax)
            let page = try RunPage.kept(
                reclaim.incarnation, from: reclaim.from, bytesMax: bytesMax, reaches: nil,
                in: snapshot)
            return ReclaimAnswer(runs: page.runs, isLast: page.isLast)
        }
    }

    /// Takes back frames that this server had signed before it was restored.
    func takeBack(_ back: HandBack, from node: NodeRecord) throws -> Acknowledgement {
        let key = replica.keys.signing.verifyingKey
        let items = try back.frames.flatMap { bytes throws(Denial) -> [PulledItem] in
            let envelope = try Envelope.received(bytes)
            guard case .pullAnswer(let answer) = try envelope.message(by: key) else {
                throw Denial(.malformed, ["a frame that is no answer to a pull"])
            }
            return answer.items
        }
        return try replica.store.write { transaction throws(StorageError) in
            if try Recovery.isRecovering(transaction) {
                try Pulling.take(items, in: transaction)
            }
            return try self.acknowledgement(for: [], from: node, in: transaction)
        }
    }

    /// Takes back the runs of an earlier incarnation of this server, which its parent had kept.
    func takeOwn(_ runs: [Run]) throws {
        _ = try accept(runs, from: replica.ownNode)
    }
}
