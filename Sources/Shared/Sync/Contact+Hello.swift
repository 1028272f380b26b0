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

    private func sayHello(_ conversation: inout Conversation) throws -> HelloAnswer {
        let counter = conversation.nextCounter()
        let session = conversation.session
        let hello = try replica.store.read { snapshot throws(StorageError) in
            let own = try snapshot.ownHead()
            return Hello(
                session: session, counter: counter, incarnation: own.replica,
                sequence: own.sequence, chain: own.chain,
                ratchet: try snapshot.setting(Ratchet.own) ?? Ratchet.none,
                schema: snapshot.schemaNumber, program: replica.program,
                clock: replica.clock.now(),
                checkpoints: try snapshot.parentLink()?.checkpoints ?? [],
                subtreeHash: Heads.hash(try snapshot.heads(under: nil)),
                isRecovering: try Recovery.isRecovering(snapshot))
        }
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

    /// Keeps what the parent gave: the next ratchet, its rights number, its place in the log.
    private mutating func accept(_ answer: HelloAnswer) throws {
        known = Dictionary(
            answer.known.map { ($0.replica, $0.sequence) }, uniquingKeysWith: { first, _ in first })
        isKnownWhole = answer.isSame
        try replica.store.write { transaction throws(StorageError) in
            try transaction.setSetting(Ratchet.own, answer.ratchet)
            try transaction.setRightsNumber(answer.rights)
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
