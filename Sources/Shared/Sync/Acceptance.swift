internal import Replication
internal import Seal
internal import Storage
internal import Wire

/// How a server takes in what a child pushes: check the runs, judge each change, merge, void what
/// is refused, answer. One frame is one transaction.
extension Endpoint {
    /// Takes the runs of one frame in.
    func accept(_ runs: [Run], from node: NodeRecord) throws -> Acknowledgement {
        do {
            return try replica.store.write { transaction throws(StorageError) in
                try self.accept(runs, from: node, in: transaction)
            }
        } catch {
            guard let denial = error.denial else { throw error }
            if denial.code == .unauthentic || denial.code == .forked {
                try keep(runs, from: node, because: denial)
            }
            throw denial
        }
    }

    /// The same within a transaction, which bundles and hand-backs share.
    func accept(
        _ runs: [Run], from node: NodeRecord, in transaction: Transaction
    ) throws(StorageError) -> Acknowledgement {
        for run in runs {
            let checked = try Denial.carried {
                try RunCheck.check(run, in: transaction, own: replica.ownNode)
            }
            try take(run, chains: checked.chains, origin: checked.node, from: node, in: transaction)
        }
        return try acknowledgement(for: runs, from: node, in: transaction)
    }

    private func take(
        _ run: Run, chains: [[UInt8]], origin: NodeRecord, from node: NodeRecord,
        in transaction: Transaction
    ) throws(StorageError) {
        let judge = Judge(origin: origin, isFirstServer: origin.node == node.node)
        // What this server wrote itself was judged when it was written.
        let verdicts =
            origin.node == replica.keys.node
            ? Judge.trusting(run) : try judge.verdicts(on: run, in: transaction)
        let arrivals = run.items.indices.map { index in
            Arrival(
                replica: run.replica, sequence: run.firstSequence + UInt64(index),
                chain: chains[index], item: verdicts[index].item, verdict: verdicts[index].verdict,
                node: node.node)
        }
        let results = try transaction.receive(arrivals)
        try transaction.keep(RunRecord(run))
        try Registry.observe(arrivals, in: transaction)
        try Recheck.run(arrivals, by: replica, in: transaction)
        try void(arrivals, results, in: transaction)
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
    private func keep(_ runs: [Run], from node: NodeRecord, because denial: Denial) throws {
        _ = try replica.store.write { transaction throws(StorageError) in
            try transaction.quarantine(
                bytes: Push(session: .zero, counter: 1, runs: runs, isFinal: true).encoded(),
                node: node.node, code: denial.code.rawValue,
                detail: denial.parameters.joined(separator: " "))
        }
    }

    /// What this server has of each incarnation that was pushed, with everything that it did not
    /// merge.
    func acknowledgement(
        for runs: [Run], from node: NodeRecord, in snapshot: Snapshot
    ) throws(StorageError) -> Acknowledgement {
        var marks: [AcknowledgementMark] = []
        for replica in Set(runs.map(\.replica)).sorted() {
            guard let head = try snapshot.head(replica) else { continue }
            marks.append(try AcknowledgementMark(head, in: snapshot))
        }
        return Acknowledgement(
            marks: marks, logID: snapshot.logID, position: UInt64(snapshot.position),
            durable: try Durability.marks(for: node, in: snapshot), time: replica.clock.now())
    }

    /// What this server has of everything that a child ever sent: the answer on a stick.
    func acknowledgement(
        ofAll node: NodeRecord, in snapshot: Snapshot
    ) throws(StorageError) -> Acknowledgement {
        let marks = try snapshot.heads(under: node.node).sorted { $0.replica < $1.replica }
            .map { head throws(StorageError) in try AcknowledgementMark(head, in: snapshot) }
        return Acknowledgement(
            marks: marks, logID: snapshot.logID, position: UInt64(snapshot.position),
            durable: try Durability.marks(for: node, in: snapshot), time: replica.clock.now())
    }
}

extension AcknowledgementMark {
    /// What this server has of an incarnation.
    ///
    /// A mark says that everything up to its number was merged, but the exceptions; where there are
    /// more of them than fit, it ends before the first that is left out.
    init(_ head: Head, in snapshot: Snapshot) throws(StorageError) {
        let exceptions = try snapshot.exceptions(of: head.replica).compactMap(ExceptionMark.init)
        var upTo = head.sequence
        if exceptions.count > Limits.exceptionsMax {
            upTo = exceptions[Limits.exceptionsMax].sequence - 1
        }
        self.init(
            incarnation: head.replica, upTo: upTo,
            chain: upTo == head.sequence
                ? head.chain : try snapshot.chain(head.replica, at: upTo) ?? Chain.start,
            exceptions: Array(exceptions.prefix(Limits.exceptionsMax)))
    }
}

extension ExceptionMark {
    /// A row of the quarantine as the sender sees it.
    init?(_ row: QuarantineRow) {
        guard let sequence = row.sequence, row.standing != .admitted else { return nil }
        self.init(
            sequence: sequence, standing: row.standing == .held ? .held : .refused,
            code: ExceptionCode(rawValue: row.code) ?? .notPermitted, caseID: row.caseID,
            detail: row.detail)
    }
}
