internal import Replication
internal import Seal
internal import Storage
internal import Wire

/// Whether a run is what its origin signed, and whether it joins what is known of the origin.
enum RunCheck {
    /// Checks a run from end to end; nothing of it may enter if this throws.
    ///
    /// - Parameter own: this node itself, whose own runs come back to a restored server.
    /// - Returns: per item the chain after it, and the run's node.
    static func check(
        _ run: Run, in store: Snapshot, own: NodeRecord
    ) throws -> (node: NodeRecord, chains: [[UInt8]]) {
        let isOwn = try store.ownIncarnations().contains(run.replica)
        guard let node = isOwn ? own : try store.node(ofReplica: run.replica),
            let key = try? VerifyingKey(node.signingKey)
        else { throw Denial(.unauthentic, ["\(run.replica)"]) }
        let signed = Run.signedBytes(
            replica: run.replica, last: run.lastSequence, chainAfter: run.chainAfter)
        guard verify(run.signature, of: signed, by: key) else { throw Denial(.unauthentic) }
        let chains = chains(of: run)
        guard chains.last == run.chainAfter else { throw Denial(.unauthentic) }
        try join(run, in: store)
        return (node, chains)
    }

    /// The chain after each item.
    static func chains(of run: Run) -> [[UInt8]] {
        var chain = run.chainBefore
        return run.items.enumerated().map { index, item in
            chain = Chain.next(
                chain, replica: run.replica, sequence: run.firstSequence + UInt64(index),
                bodyHash: item.hash(by: hash), hash: hash)
            return chain
        }
    }

    /// A run begins at most one after what is known, and continues the same chain.
    private static func join(_ run: Run, in store: Snapshot) throws {
        let known = try store.head(run.replica)?.sequence ?? 0
        let before = run.firstSequence - 1
        guard before <= known else {
            throw Denial(
                .gap, needFrom: SequencePoint(replica: run.replica, sequence: known + 1))
        }
        let expected = before == 0 ? Chain.start : try store.chain(run.replica, at: before)
        guard run.chainBefore == expected else { throw Denial(.forked, ["\(run.replica)"]) }
    }
}

extension RunItem {
    /// The hash that enters the chain.
    func hash(by hash: ([UInt8]) -> [UInt8]) -> [UInt8] {
        switch self {
        case .body(let body): hash(body)
        case .hash(let bytes): bytes
        }
    }
}
