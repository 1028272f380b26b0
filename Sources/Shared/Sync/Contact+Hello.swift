internal import Replication
internal import Seal
internal import Storage
internal import Wire

/// The beginning of a contact: who am I, what do you have of me?
extension Contact {
    /// Says hello, and goes on under a new incarnation if the parent knows another history.
    mutating func hello(_ conversation: inout Conversation) throws -> HelloAnswer {
        // A renewal needs one more hello; a second one in the same contact would be a defect.
        for _ in 0..<3 {
            let answer = try sayHello(&conversation)
            switch answer.verdict {
            case .normal where try !isForked(answer):
                try accept(answer)
                return answer
            case .rolledBack:
                try replica.store.renewIncarnation(reason: .rolledBack)
                report.renewal = .rolledBack
            case .normal, .forked, .cloned:
                let tail = try Fork.begin(replica, answer: answer, conversation: &conversation)
                report.renewal = .forked(rewritten: tail)
            }
        }
        throw SyncError.forked
    }

    private mutating func sayHello(_ conversation: inout Conversation) throws -> HelloAnswer {
        let counter = conversation.nextCounter()
        let session = conversation.session
        let (hello, heads) = try replica.store.read { snapshot throws(StorageError) in
            let own = try snapshot.ownHead()
            let heads = try snapshot.heads(under: nil)
            let hello = Hello(
                session: session, counter: counter, incarnation: own.replica,
                sequence: own.sequence, chain: own.chain,
                ratchet: try snapshot.setting(Ratchet.own) ?? Ratchet.none,
                schema: snapshot.schemaNumber, program: replica.program,
                clock: replica.clock.now(),
                checkpoints: try snapshot.parentLink()?.checkpoints ?? [],
                subtreeHash: Heads.hash(heads),
                isRecovering: try Recovery.isRecovering(snapshot))
            return (hello, heads)
        }
        said = heads
        guard
            case .helloAnswer(let answer) = try conversation.exchange(.hello, .hello(hello)).message
        else { throw SyncError.unexpectedAnswer }
        return answer
    }

    /// Whether the parent holds, under this replica's own incarnation, something that is not here.
    private func isForked(_ answer: HelloAnswer) throws -> Bool {
        try replica.store.read { snapshot throws(StorageError) in
            guard let known = answer.known.first(where: { $0.replica == snapshot.incarnation })
            else { return false }
            return try snapshot.chain(known.replica, at: known.sequence) != known.chain
        }
    }

    /// Keeps what the parent gave: the next ratchet, its place in the log.
    private mutating func accept(_ answer: HelloAnswer) throws {
        known = try replica.store.read { snapshot throws(StorageError) in
            try said.knownAbove(answer, in: snapshot)
        }
        rights = answer.rights
        try replica.store.write { transaction throws(StorageError) in
            try transaction.setSetting(Ratchet.own, answer.ratchet)
            guard var link = try transaction.parentLink() else { return }
            // The parent has another log: it was restored. What came from the old one stays, and
            // the whole scope is compared again from the newest place that both remember.
            if link.cursor?.logID != answer.logID {
                link.cursor = answer.cursor
                link.loadAfter = nil
                try transaction.save(link)
            }
        }
    }
}

extension [Head] {
    /// What the parent has of each incarnation, by its answer to a hello that named these heads.
    ///
    /// An answer of `headsMax` entries may be cut: what stands behind its last entry is taken from
    /// the last acknowledgement, and a refusal `gap` corrects it.
    func knownAbove(
        _ answer: HelloAnswer, in snapshot: Snapshot
    ) throws(StorageError) -> [ReplicaID: UInt64] {
        var known: [ReplicaID: UInt64] = [:]
        for mark in answer.known { known[mark.replica] = mark.sequence }
        let isCut = answer.known.count == Limits.headsMax
        for head in self {
            if answer.isSame {
                known[head.replica] = head.sequence
            } else if isCut, let last = answer.known.last, head.replica > last.replica {
                known[head.replica] = try snapshot.acknowledged(head.replica)?.upTo
            }
        }
        return known
    }
}
