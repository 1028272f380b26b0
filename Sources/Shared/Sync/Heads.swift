internal import Replication
internal import Seal
internal import Storage
internal import Wire

/// The list of (incarnation, sequence, chain) that says in one hash what a subtree has sent.
enum Heads {
    /// The hash of the list, ascending by incarnation.
    static func hash(_ heads: [Head]) -> [UInt8] {
        let sorted = heads.sorted { $0.replica < $1.replica }
        return Seal.hash(
            pieces: sorted.map { head in
                let counter = (0..<8).map {
                    UInt8(truncatingIfNeeded: head.sequence >> (56 - 8 * $0))
                }
                return (head.replica.bytes + counter + head.chain)[...]
            })
    }

    /// A head as it stands in a message.
    static func mark(_ head: Head) -> HeadMark {
        HeadMark(replica: head.replica, sequence: head.sequence, chain: head.chain)
    }
}

extension Snapshot {
    /// The heads of all that goes upward, those before others that carry the others' keys: this
    /// node's own first, then county before township before village.
    func headsUpward(of node: Identifier) throws(StorageError) -> [Head] {
        let ranked = try heads(under: nil).map { head throws(StorageError) in
            let rank =
                head.node == node ? -1 : try self.node(ofReplica: head.replica)?.office.length
            return (rank: rank ?? .max, head: head)
        }
        return ranked.sorted { ($0.rank, $0.head.replica) < ($1.rank, $1.head.replica) }.map(\.head)
    }
}
