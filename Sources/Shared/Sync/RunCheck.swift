internal import Replication
internal import Seal
internal import Storage
internal import Wire

/// Whether a run is what its origin signed, and whether it joins what is known of the origin.
enum RunCheck {
    /// Checks a run from end to end; nothing of it may enter if this throws.
    ///
    /// An incarnation that nobody has is that of the child that sends it, if the child has signed
    /// for it: a server that was restored has forgotten which ones its children had since.
    ///
    /// - Parameters:
    ///   - sender: over whose link it came.
    ///   - own: this node itself, whose own runs come back to a restored server.
    /// - Returns: per item the chain after it, and the run's node; what is not bound to it yet is to
    ///   be bound.
    static func check(
        _ run: Run, from sender: NodeRecord, in store: Snapshot, own: NodeRecord
    ) throws -> (node: NodeRecord, chains: [[UInt8]]) {
        let isOwn = try store.ownIncarnations().contains(run.replica)
        let node = isOwn ? own : try store.node(ofReplica: run.replica) ?? sender
        guard let key = try? VerifyingKey(node.signingKey) else {
            throw Denial(.unauthentic, ["\(run.replica)"])
        }
        let signed = Run.signedBytes(
            replica: run.replica, last: run.lastSequence, chainAfter: run.chainAfter)
        guard verify(run.signature, of: signed, by: key) else {
            throw Denial(.unauthentic, ["\(run.replica)"])
        }
        let chains = chains(of: run)
        guard chains.last == run.chainAfter else { throw Denial(.unauthentic) }
        try join(run, chains, in: store)
        return (node, chains)
    }

    /// Whether a run tells another history of its incarnation than is known here.
    static func isForked(_ run: Run, in store: Snapshot) throws(StorageError) -> Bool {
        do {
            try join(run, chains(of: run), in: store)
            return false
        } catch let error as StorageError {
            throw error
        } catch {
            return (error as? Denial)?.code == .forked
        }
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

    /// A run begins at most one after what is known, and continues the same chain; what it repeats
    /// of the known it repeats exactly.
    ///
    /// Each link of the chain is a hash over the one before, so two chains that are equal at one
    /// number are equal at every number up to it: the newest known number of the run speaks for
    /// all of them, `chainBefore` included.
    private static func join(_ run: Run, _ chains: [[UInt8]], in store: Snapshot) throws {
        let known = try store.head(run.replica)?.sequence ?? 0
        let before = run.firstSequence - 1
        guard before <= known else {
            throw Denial(
                .gap, needFrom: SequencePoint(replica: run.replica, sequence: known + 1))
        }
        let common = min(run.lastSequence, known)
        let found = common == before ? run.chainBefore : chains[Int(common - run.firstSequence)]
        guard try store.chain(run.replica, at: common) == found else {
            throw Denial(.forked, ["\(run.replica)"])
        }
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
