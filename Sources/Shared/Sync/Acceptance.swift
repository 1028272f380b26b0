internal import Replication
internal import Seal
internal import Storage
internal import Wire

/// How a server takes in what a child pushes: check the runs, judge each change, merge, void what
/// is refused, answer. One frame is one transaction.
extension Endpoint {
    /// Takes the runs of one frame in; a final one is answered for everything that came so far.
    func accept(_ push: Push, from node: NodeRecord) throws -> Acknowledgement {
        try accept(push.runs, from: node) { transaction throws(StorageError) in
            let after = Dictionary(push.after.map { ($0.replica, $0.sequence) }) { first, _ in first
            }
            return push.isFinal
                ? try self.acknowledgement(
                    ofAll: node, first: push.runs, after: after, in: transaction)
                : try self.acknowledgement(
                    of: Set(push.runs.map(\.replica)).union(after.keys), from: node, after: after,
                    in: transaction)
        }
    }

    /// Takes runs in, in one transaction that ends with what is to be answered.
    func accept<Answer>(
        _ runs: [Run], from node: NodeRecord,
        _ answer: (Transaction) throws(StorageError) -> Answer
    ) throws -> Answer {
        do {
            return try replica.store.write { transaction throws(StorageError) in
                for run in runs {
                    let checked = try Denial.carried {
                        try RunCheck.check(
                            run, from: node, in: transaction, own: replica.ownNode)
                    }
                    if checked.node.node == node.node, node.kind == .child {
                        try bind(run.replica, to: node, in: transaction)
                    }
                    try take(
                        run, chains: checked.chains, origin: checked.node, from: node,
                        in: transaction)
                }
                // A node of which so much waits is not heard before somebody has looked at it.
                guard try transaction.heldCount(of: node.node) <= Limits.heldMax else {
                    throw .stopped(
                        Denial(.busy, ["quarantine"], retryAfterSeconds: Self.heldRetrySeconds))
                }
                return try answer(transaction)
            }
        } catch {
            guard let denial = error.denial else { throw error }
            if denial.code == .unauthentic || denial.code == .forked {
                try keep(runs, from: node, because: denial)
            }
            throw denial
        }
    }

    /// After how long a node is heard again of which too much is held.
    private static let heldRetrySeconds: UInt64 = 3_600
    /// So many cases of bytes that are not authentic are kept of one node.
    private static let keptMax = 1_000

    /// Takes a checked run in, in the transaction of its frame.
    ///
    /// - Parameter isTrusted: whether what is open in it was judged before, here or at the parent.
    func take(
        _ run: Run, chains: [[UInt8]], origin: NodeRecord, from node: NodeRecord,
        isTrusted: Bool = false, in transaction: Transaction
    ) throws(StorageError) {
        let judge = Judge(origin: origin, isFirstServer: origin.node == node.node)
        let items = Judge.items(of: run)[...]
        var rest = items
        while !rest.isEmpty {
            // What this server wrote itself was judged when it was written.
            let decisions =
                isTrusted || origin.node == replica.keys.node
                ? Judge.trusting(rest)
                : try judge.decisions(on: rest, of: run, in: transaction)
            let arrivals = zip(rest.indices, decisions).map { index, decision in
                Arrival(
                    replica: run.replica, sequence: run.firstSequence + UInt64(index),
                    chain: chains[index], item: decision.item, verdict: decision.verdict,
                    node: node.node)
            }
            let results = try transaction.receive(arrivals)
            try Registry.observe(arrivals, in: transaction)
            try Recheck.run(arrivals, by: replica, in: transaction)
            try void(arrivals, results, in: transaction)
            rest = rest.dropFirst(decisions.count)
        }
        try transaction.keep(RunRecord(run))
    }

    /// Writes the voids of what was refused: ordinary changes of this server, one act each.
    private func void(
        _ arrivals: [Arrival], _ results: [ArrivalResult], in transaction: Transaction
    ) throws(StorageError) {
        for (arrival, result) in zip(arrivals, results) {
            guard result.isNew, case .refuse(let code, let detail) = arrival.verdict,
                case .change(_, let change) = arrival.item
            else { continue }
            try Voiding.void(change, by: replica, in: transaction)
            try transaction.audit(
                AuditEntry(
                    at: replica.clock.now(), user: "", act: "refuse",
                    object: "\(change.facet.record)", outcome: "code \(code)", detail: detail))
        }
    }

    /// Keeps bytes that are not authentic where a person sees them; nothing of them enters.
    ///
    /// A fork gives known names another content, whatever is in it; bytes that nobody signed say
    /// nothing that could be read.
    private func keep(_ runs: [Run], from node: NodeRecord, because denial: Denial) throws {
        let code: ExceptionCode = denial.code == .forked ? .dotCollision : .unreadable
        _ = try replica.store.write { transaction throws(StorageError) -> Void in
            guard try transaction.heldCount(of: node.node) < Self.keptMax else { return }
            try transaction.quarantine(
                bytes: Push(session: .zero, counter: 1, runs: runs, isFinal: true).encoded(),
                node: node.node, code: code.rawValue,
                detail: (["\(denial.code)"] + denial.parameters).joined(separator: " "))
        }
    }

    /// What this server has of some incarnations of a child's subtree, with everything that it did
    /// not merge.
    ///
    /// - Parameter after: per incarnation behind which number its mark begins; 0 if not named.
    func acknowledgement(
        of incarnations: Set<ReplicaID>, from node: NodeRecord, after: [ReplicaID: UInt64],
        in snapshot: Snapshot
    ) throws(StorageError) -> Acknowledgement {
        let heads = try incarnations.map { replica throws(StorageError) in
            try snapshot.head(replica)
        }
        // A child hears of no other's.
        return try acknowledgement(
            of: heads.compactMap(\.self).filter { $0.node == node.node }, for: node, after: after,
            in: snapshot)
    }

    /// What this server has of everything that a child ever sent: the answer to its last push, and
    /// on a stick.
    ///
    /// If that is more than fits, the runs that were just pushed and the child's own come first,
    /// then those of which something is held; of the others it will hear when it pushes them.
    func acknowledgement(
        ofAll node: NodeRecord, first runs: [Run] = [], after: [ReplicaID: UInt64] = [:],
        in snapshot: Snapshot
    ) throws(StorageError) -> Acknowledgement {
        var heads = try snapshot.heads(under: node.node)
        if heads.count > Limits.frameChangesMax {
            let pushed = Set(runs.map(\.replica)).union(node.incarnations)
            let held = Set(
                try snapshot.quarantine(.held, of: node.node).compactMap(\.replica))
            let rank = { (head: Head) in
                pushed.contains(head.replica) ? 0 : held.contains(head.replica) ? 1 : 2
            }
            heads.sort { (rank($0), $0.replica) < (rank($1), $1.replica) }
            heads = Array(heads.prefix(Limits.frameChangesMax))
        }
        return try acknowledgement(of: heads, for: node, after: after, in: snapshot)
    }

    private func acknowledgement(
        of heads: [Head], for node: NodeRecord, after: [ReplicaID: UInt64], in snapshot: Snapshot
    ) throws(StorageError) -> Acknowledgement {
        var marks: [AcknowledgementMark] = []
        var room = Limits.frameItemsBytesMax
        for head in heads {
            let mark = try AcknowledgementMark(
                head, after: after[head.replica] ?? 0, bytesMax: room, in: snapshot)
            room -= mark.count
            marks.append(mark)
        }
        return Acknowledgement(
            marks: marks.sorted { $0.incarnation < $1.incarnation }, logID: snapshot.logID,
            position: UInt64(snapshot.position),
            durable: try Durability.marks(for: node, in: snapshot), time: replica.clock.now())
    }
}

extension AcknowledgementMark {
    /// About how many bytes it takes.
    fileprivate var count: Int { 64 + exceptions.reduce(0) { $0 + $1.count } }

    /// What this server has of an incarnation.
    ///
    /// A mark says that everything behind its beginning and up to its end was merged, but the
    /// exceptions; where there are more of them than fit, it ends before the first that is left
    /// out, and the child asks on from there.
    init(
        _ head: Head, after: UInt64, bytesMax: Int, in snapshot: Snapshot
    ) throws(StorageError) {
        let after = min(after, head.sequence)
        let exceptions = try snapshot.exceptions(
            of: head.replica, after: after, limit: Limits.exceptionsMax + 1
        ).compactMap(ExceptionMark.init).filter { $0.sequence <= head.sequence }
        var named = 0
        var bytes = 64
        while named < min(exceptions.count, Limits.exceptionsMax) {
            bytes += exceptions[named].count
            guard bytes <= bytesMax else { break }
            named += 1
        }
        let upTo = named < exceptions.count ? exceptions[named].sequence - 1 : head.sequence
        self.init(
            incarnation: head.replica, after: after, upTo: upTo,
            chain: upTo == head.sequence
                ? head.chain : try snapshot.chain(head.replica, at: upTo) ?? Chain.start,
            exceptions: Array(exceptions.prefix(named)))
    }
}

extension ExceptionMark {
    /// About how many bytes it takes.
    fileprivate var count: Int { 40 + detail.utf8.count }

    /// A row of the quarantine as the sender sees it.
    init?(_ row: QuarantineRow) {
        guard let sequence = row.sequence, row.standing != .admitted else { return nil }
        self.init(
            sequence: sequence, standing: row.standing == .held ? .held : .refused,
            code: ExceptionCode(rawValue: row.code) ?? .notPermitted, caseID: row.caseID,
            detail: row.detail)
    }
}
