internal import Replication
internal import Storage
internal import Wire

/// What a machine does that finds out that it is not alone under its incarnation, or was opened
/// from an old copy (decision 8).
///
/// The prefix that the parent accepted stays. The changes after it were written under a name that
/// another machine used too: they are set aside, the records that they touched come again from the
/// parent, and they are written again under a new incarnation, each naming its origin. Person, office and time stay
/// those of the origin. Nothing is lost, and nothing appears twice when an old bundle still
/// arrives, because the parent knows another history under the old name and refuses it.
enum Fork {
    /// Closes the incarnation and sets its unaccepted changes aside.
    ///
    /// - Returns: how many changes wait to be written again.
    static func begin(
        _ replica: Replica, answer: HelloAnswer, conversation: inout Conversation
    ) throws -> Int {
        let own = try replica.store.read { snapshot throws(StorageError) in
            try snapshot.ownHead()
        }
        let common = try commonPrefix(of: own, answer: answer, replica, &conversation)
        return try part(replica, own, after: common)
    }

    /// Goes on under a new incarnation, with what the parent does not have set aside.
    private static func part(
        _ replica: Replica, _ own: Head, after common: UInt64
    ) throws(StorageError) -> Int {
        guard common < own.sequence else {
            try replica.store.renewIncarnation(reason: .cloned)
            return 0
        }
        try replica.store.setAside(own.replica, after: common, reason: .cloned)
        return Int(own.sequence - common)
    }

    /// How far the parent has the same as this machine.
    private static func commonPrefix(
        of own: Head, answer: HelloAnswer, _ replica: Replica,
        _ conversation: inout Conversation
    ) throws -> UInt64 {
        let known =
            answer.isSame
            ? own.sequence
            : answer.known.first { $0.replica == own.replica }?.sequence ?? 0
        let acknowledged = try replica.store.read { snapshot throws(StorageError) in
            try snapshot.acknowledged(own.replica)?.upTo ?? 0
        }
        var common = min(acknowledged, known)
        while common < min(own.sequence, known) {
            let reclaim = Reclaim(
                session: conversation.session, counter: conversation.nextCounter(),
                incarnation: own.replica, from: common + 1,
                bytesMax: UInt64(Limits.frameItemsBytesMax))
            guard
                case .reclaimAnswer(let page) =
                    try conversation.exchange(.reclaim, .reclaim(reclaim)).message,
                !page.runs.isEmpty
            else { break }
            let agreed = try agreement(with: page.runs, of: own, after: common, replica)
            common = agreed.upTo
            if agreed.isParted { break }
        }
        return common
    }

    /// How far the chain of this machine is that of runs which the parent kept, and whether there
    /// is a change in them that is not here, or is another one here.
    private static func agreement(
        with runs: [Run], of own: Head, after common: UInt64, _ replica: Replica
    ) throws(StorageError) -> (upTo: UInt64, isParted: Bool) {
        var upTo = common
        for run in runs where run.replica == own.replica {
            let before = run.firstSequence - 1
            // Chains that are equal at one number are equal at all before it: a later page of runs
            // knows what the earlier ones showed.
            if before > upTo,
                try replica.store.read({ snapshot throws(StorageError) in
                    try snapshot.chain(own.replica, at: before)
                }) == run.chainBefore
            {
                upTo = before
            }
            for (index, chain) in RunCheck.chains(of: run).enumerated() {
                let sequence = run.firstSequence + UInt64(index)
                let mine = try replica.store.read { snapshot throws(StorageError) in
                    try snapshot.chain(own.replica, at: sequence)
                }
                guard mine == chain else { return (upTo, true) }
                upTo = max(upTo, sequence)
            }
        }
        return (upTo, false)
    }

    /// What a machine does that hears on a stick which changes its parent has under its name.
    ///
    /// A stick that was late says nothing new: then all of them are here.
    static func hear(
        _ page: ReclaimAnswer, by replica: Replica
    ) throws(StorageError) -> Contact.Renewal? {
        let (own, acknowledged) = try replica.store.read { snapshot throws(StorageError) in
            let own = try snapshot.ownHead()
            return (own, try snapshot.acknowledged(own.replica)?.upTo ?? 0)
        }
        let agreed = try agreement(with: page.runs, of: own, after: acknowledged, replica)
        guard agreed.isParted else { return nil }
        guard agreed.upTo < own.sequence else {
            try replica.store.renewIncarnation(reason: .rolledBack)
            return .rolledBack
        }
        return .forked(rewritten: try part(replica, own, after: agreed.upTo))
    }

    /// Writes what was set aside again, once the replica is loaded; one act after the other.
    static func rewrite(_ replica: Replica) throws(StorageError) -> Int {
        var written = 0
        while let act = try rewriteNext(replica) { written += act }
        return written
    }

    /// One act: its changes leave the list in the transaction that writes them again.
    private static func rewriteNext(_ replica: Replica) throws(StorageError) -> Int? {
        try replica.store.write { transaction throws(StorageError) in
            let act = try transaction.nextAside()
            guard let first = act.first else { return nil }
            let drafts = try act.map { change throws(StorageError) in
                try draft(change, in: transaction)
            }
            let written = try transaction.author(
                drafts, stamp: first.stamp, keepsTime: true, schema: first.schema,
                rights: first.rights)
            try transaction.finishAside(act, as: written)
            return act.count
        }
    }

    /// The draft that repeats a change here: it replaces what the change replaced, and no more.
    private static func draft(
        _ change: Change, in transaction: Transaction
    ) throws(StorageError) -> Draft {
        let record = try transaction.record(change.facet)
        let origins = try transaction.rewritten(change.facet, change.replica)
        // A record that stands has its home; only who makes it writes it.
        let isHomed = record?.siblings(.home).isEmpty == false
        let writes = change.writes.filter { !isHomed || $0.register != .home }
        let assignments = writes.map { write in
            record?.assignment(repeating: write, of: change, origins: origins)
                ?? Assignment(write.register, write.value, shown: [])
        }
        return Draft(
            facet: change.facet, type: change.type, home: change.home, assignments: assignments,
            origin: change.origin ?? Origin(change.replica, change.sequence),
            isSensitive: !change.salt.isEmpty)
    }
}
