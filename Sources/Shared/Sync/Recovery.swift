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
    /// The setting that holds the nodes that have proved since that they hold the same.
    private static let calledName = "recovering.called"

    /// Whether the server still waits for what it has lost.
    static func isRecovering(_ snapshot: Snapshot) throws(StorageError) -> Bool {
        try snapshot.setting(name) != nil
    }

    /// Remembers, at opening, that what an earlier incarnation did after its backup is lost.
    static func begin(_ previous: ReplicaID, in transaction: Transaction) throws(StorageError) {
        let known = try transaction.setting(name) ?? []
        try transaction.setSetting(name, known + previous.bytes)
        try transaction.removeSetting(calledName)
        // The children were given newer ratchets since: whoever calls first shows its own.
        try transaction.removeSettings(beginningWith: Ratchet.prefix)
    }

    /// Notes that a neighbour and this server hold the same again; ends the recovery with the last
    /// one: every child that is not revoked, and the parent.
    static func note(
        _ node: Identifier, by replica: Replica, in transaction: Transaction
    ) throws(StorageError) {
        guard try isRecovering(transaction) else { return }
        var called = identifiers(try transaction.setting(calledName) ?? [])
        if !called.contains(node) {
            called.append(node)
            try transaction.setSetting(calledName, called.flatMap(\.bytes))
        }
        let waiting = try waiting(transaction)
        if waiting.allSatisfy(\.isParent) {
            // Nobody else can hand back anything: the parent may have what was got.
            try Endpoint(replica).closeTails(in: transaction)
        }
        guard waiting.isEmpty else { return }
        try end(in: transaction)
        try transaction.audit(
            AuditEntry(
                at: replica.clock.now(), user: "", act: "recovered", object: "",
                outcome: "ended", detail: "all have called"))
    }

    /// The neighbours that have not proved since that they hold the same.
    private static func waiting(_ snapshot: Snapshot) throws(StorageError) -> [NodeRecord] {
        let called = identifiers(try snapshot.setting(calledName) ?? [])
        return try snapshot.nodes().filter { other in
            !called.contains(other.node) && other.kind != .descendant && other.status != .revoked
        }
    }

    /// Whether no child is waited for any more: always, but while the server recovers.
    static func hasHeardChildren(_ snapshot: Snapshot) throws(StorageError) -> Bool {
        guard try isRecovering(snapshot) else { return true }
        return try waiting(snapshot).allSatisfy(\.isParent)
    }

    /// The incarnations of nodes below of which the parent has more, when all children have called.
    ///
    /// Whoever is in use has sent its own again by then; what is missing still is of machines that
    /// are gone, and only the parent has their runs.
    static func forgotten(
        _ answer: HelloAnswer, in snapshot: Snapshot
    ) throws(StorageError) -> [ReplicaID] {
        guard try isRecovering(snapshot), try hasHeardChildren(snapshot) else { return [] }
        let own = try snapshot.ownIncarnations()
        var forgotten: [ReplicaID] = []
        for mark in answer.known where !own.contains(mark.replica) {
            guard let node = try snapshot.node(ofReplica: mark.replica), !node.isParent,
                try snapshot.head(mark.replica)?.sequence ?? 0 < mark.sequence
            else { continue }
            forgotten.append(mark.replica)
        }
        return forgotten
    }

    /// The child over whose link the runs of a node come.
    static func way(
        to node: NodeRecord, in snapshot: Snapshot
    ) throws(StorageError) -> NodeRecord? {
        if node.kind == .child { return node }
        return try snapshot.nodes().first {
            $0.kind == .child && $0.office.contains(node.office)
        }
    }

    /// The own incarnations whose tail may be missing.
    static func lost(_ snapshot: Snapshot) throws(StorageError) -> [ReplicaID] {
        identifiers(try snapshot.setting(name) ?? [])
    }

    /// Names that stand one behind the other.
    private static func identifiers(_ bytes: [UInt8]) -> [Identifier] {
        stride(from: 0, to: bytes.count, by: 16).compactMap {
            Identifier(bytes: bytes[$0..<min($0 + 16, bytes.count)])
        }
    }

    /// Ends the recovery: all known nodes have called, or a person says so.
    static func end(in transaction: Transaction) throws(StorageError) {
        try transaction.removeSetting(name)
        try transaction.removeSetting(calledName)
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
    ///
    /// An acknowledgement among them only shows that something is missing here: what it spoke of
    /// comes again in the child's runs, and what was decided of it in the answers to pulls.
    func takeBack(_ back: HandBack, from node: NodeRecord) throws -> Acknowledgement {
        let key = replica.keys.signing.verifyingKey
        let items = try back.frames.flatMap { bytes throws(Denial) -> [PulledItem] in
            switch try Envelope.received(bytes).message(by: key) {
            case .pullAnswer(let answer): return answer.items
            case .acknowledgement: return []
            default: throw Denial(.malformed, ["a frame that no child keeps"])
            }
        }
        return try replica.store.write { transaction throws(StorageError) in
            if try Recovery.isRecovering(transaction) {
                try Pulling.take(items, in: transaction)
                try Registry.remember(items, by: self.replica, in: transaction)
            }
            return try self.acknowledgement(ofAll: node, in: transaction)
        }
    }

    /// Ends the chains of this server's earlier incarnations with what was handed back.
    ///
    /// What a child hands back has come down to it without a chain, and only runs go up. Nobody
    /// knows the chain of what was lost and not handed back, so this server, which is its origin,
    /// may continue it: a change that is nowhere any more stands in it as a hash of zeros.
    func closeTails(in transaction: Transaction) throws(StorageError) {
        for lost in try Recovery.lost(transaction) {
            while let run = try tail(of: lost, in: transaction) {
                try take(
                    run, chains: RunCheck.chains(of: run), origin: replica.ownNode,
                    from: replica.ownNode, in: transaction)
            }
        }
    }

    /// The next run of an earlier incarnation behind the end of its chain; nil if nothing is known.
    private func tail(of lost: ReplicaID, in snapshot: Snapshot) throws(StorageError) -> Run? {
        guard let head = try snapshot.head(lost) else { return nil }
        let first = head.sequence + 1
        let known = try snapshot.log(
            lost, from: first, limit: Limits.frameChangesMax, bytesMax: Limits.frameItemsBytesMax)
        guard let last = known.last else { return nil }
        let end = min(last.sequence, head.sequence + UInt64(Limits.frameChangesMax))
        var items = [RunItem](
            repeating: .hash([UInt8](repeating: 0, count: 32)), count: Int(end - head.sequence))
        for entry in known where entry.sequence <= end {
            items[Int(entry.sequence - first)] = entry.body.map { .body($0) } ?? .hash(entry.hash)
        }
        var run = Run(
            replica: lost, firstSequence: first, chainBefore: head.chain, items: items,
            chainAfter: head.chain, signature: [])
        run.chainAfter = RunCheck.chains(of: run).last ?? head.chain
        return replica.keys.run(
            lost, first: first, chainBefore: head.chain, items: items, chainAfter: run.chainAfter)
    }

    /// Takes back the runs of a node below that does not send them again any more, which the parent
    /// had kept.
    ///
    /// What is open in them was merged here once. Runs that do not join what is known are let be:
    /// what of them is here without a chain is shown to a person.
    func takeForgotten(_ runs: [Run]) throws(StorageError) {
        do {
            try replica.store.write { transaction throws(StorageError) in
                for run in runs {
                    let checked = try Denial.carried {
                        try RunCheck.check(
                            run, from: replica.ownNode, in: transaction, own: replica.ownNode)
                    }
                    guard let via = try Recovery.way(to: checked.node, in: transaction) else {
                        return
                    }
                    try take(
                        run, chains: checked.chains, origin: checked.node, from: via,
                        isTrusted: true, in: transaction)
                }
            }
        } catch {
            guard error.denial != nil else { throw error }
        }
    }

    /// Takes back the runs of an earlier incarnation of this server, which its parent had kept.
    func takeOwn(_ runs: [Run]) throws {
        try accept(runs, from: replica.ownNode) { _ in }
    }
}

extension Snapshot {
    /// What the link to the parent leaves out of its digests: what is held at one of its ends, and
    /// what stands in no chain here, so that it cannot have gone up.
    ///
    /// If there is more of that than a link may leave out, it stays in, and the two ends differ.
    func heldUpward() throws(StorageError) -> [FacetID] {
        let held = try heldByParent()
        guard try Recovery.hasHeardChildren(self) else { return held }
        let all = Set(held).union(try orphanFacets())
        return all.count <= Limits.heldMax ? all.sorted() : held
    }
}
