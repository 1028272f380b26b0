internal import Replication
internal import Seal
internal import Storage
internal import Wire

/// One contact with the parent: hello → push → pull → digest → repair → receipt.
///
/// Cut at any byte it is simply begun again: both ends keep their positions in the transaction of
/// the data, and the child always asks what the parent has.
public struct Contact {
    /// What a contact has done.
    public struct Report: Equatable, Sendable {
        /// Changes that the parent acknowledged.
        public var pushed = 0
        /// Changes and states that came.
        public var pulled = 0
        /// Changes of which was heard only now that the parent did not merge them: held or refused.
        public var exceptions = 0
        /// Whether both ends proved that they hold the same.
        public var isEqual = false
        /// Records that were repaired on the way.
        public var repaired = 0
        /// The parent's clock less this machine's, milliseconds.
        public var clockOffset: Int64 = 0
        /// Whether this replica went on under a new incarnation, and why.
        public var renewal: Renewal?
        /// Whether the parent was restored and still recovers.
        public var isParentRecovering = false
        /// Whether this server was restored and waits for its children before it can be compared.
        public var isRecovering = false
    }

    /// Why a replica went on under a new incarnation.
    public enum Renewal: Equatable, Sendable {
        /// The parent knows more of this incarnation: an old copy of the data was opened.
        case rolledBack
        /// The parent knows another history, or another machine's ratchet: there are two of us.
        case forked(rewritten: Int)
    }

    /// The replica that talks to its parent.
    let replica: Replica
    /// The parent.
    let peer: any Peer
    /// What has been done so far.
    var report = Report()
    /// The heads that the last hello named by their hash.
    var said: [Head] = []
    /// What the parent said that it has, per incarnation; moved on by acknowledgements.
    var known: [ReplicaID: UInt64] = [:]
    /// The newest change of rights that the parent has, known here once the pull is over.
    var rights = RightsNumber.none
    /// Whether the parent was asked what it has made of everything that it has.
    var hasAsked = false
    /// Told after each frame: how many changes went and came so far.
    var progress: (Report) -> Void

    /// A contact of a replica with its parent.
    public init(
        _ replica: Replica, peer: any Peer, progress: @escaping (Report) -> Void = { _ in }
    ) {
        self.replica = replica
        self.peer = peer
        self.progress = progress
    }

    /// How often the two ends may find a difference that a repair did not mend.
    private static let roundsMax = 4

    /// Goes through the whole contact.
    public mutating func run() throws(SyncError) -> Report {
        do {
            try talk()
            return report
        } catch let error as SyncError {
            throw error
        } catch let error as PeerError {
            throw .peer(error)
        } catch let error as StorageError {
            throw .storage(error)
        } catch let denial as Denial {
            throw denial.code == .unauthentic ? .unexpectedSigner : .unexpectedAnswer
        } catch {
            throw .unexpectedAnswer
        }
    }

    private mutating func talk() throws {
        var conversation = try Conversation(replica, peer: peer)
        report.clockOffset = conversation.clockOffset
        let welcome = try hello(&conversation)
        if welcome.isRecovering {
            report.isParentRecovering = true
            try handBack(&conversation)
        }
        try reclaim(welcome, &conversation)
        for round in 1... {
            try push(&conversation)
            try pull(&conversation)
            let finding = try compare(&conversation)
            if finding == .different, try isRecovering() { break }
            if finding == .different { try repair(&conversation) }
            // What a fork cut off is written again on records that are as the parent has them.
            let isRewritten = finding != .moved ? try Fork.rewrite(replica) > 0 : false
            if finding == .equal, !isRewritten { break }
            report.isEqual = false
            guard round < Self.roundsMax else { throw SyncError.unequal }
        }
        try finish()
    }

    /// Whether this server waits for its children: what they hand back differs from what the parent
    /// has until the last of them has called, and no repair could mend that.
    private mutating func isRecovering() throws(StorageError) -> Bool {
        report.isRecovering = try replica.store.read { snapshot throws(StorageError) in
            try Recovery.isRecovering(snapshot)
        }
        return report.isRecovering
    }

    /// Asks for what an earlier incarnation of this server did after the backup that it came from,
    /// and, when all children have called, for what machines below did that are gone.
    private mutating func reclaim(
        _ welcome: HelloAnswer, _ conversation: inout Conversation
    ) throws {
        let (lost, forgotten) = try replica.store.read { snapshot throws(StorageError) in
            (try Recovery.lost(snapshot), try Recovery.forgotten(welcome, in: snapshot))
        }
        let endpoint = Endpoint(replica)
        for incarnation in lost {
            try reclaim(incarnation, &conversation) { try endpoint.takeOwn($0) }
        }
        for incarnation in forgotten {
            try reclaim(incarnation, &conversation) { try endpoint.takeForgotten($0) }
        }
    }

    private func reclaim(
        _ incarnation: ReplicaID, _ conversation: inout Conversation, _ take: ([Run]) throws -> Void
    ) throws {
        var (isLast, next) = (false, UInt64(0))
        while !isLast {
            let from = try replica.store.read { snapshot throws(StorageError) in
                (try snapshot.head(incarnation)?.sequence ?? 0) + 1
            }
            // What was not taken would be asked for again and again.
            guard from > next else { return }
            next = from
            let question = Reclaim(
                session: conversation.session, counter: conversation.nextCounter(),
                incarnation: incarnation, from: from,
                bytesMax: UInt64(Limits.frameItemsBytesMax))
            let answer = try conversation.exchange(.reclaim, .reclaim(question)).message
            guard case .reclaimAnswer(let page) = answer else {
                throw SyncError.unexpectedAnswer
            }
            try take(page.runs)
            isLast = page.isLast || page.runs.isEmpty
        }
    }

    /// Notes in the link that the contact is over.
    private func finish() throws {
        try replica.store.write { transaction throws(StorageError) in
            guard let parent = try transaction.parent() else { return }
            var link = try transaction.link(parent.node) ?? Link(parent: parent)
            link.contact += 1
            link.lastContact = replica.clock.now()
            link.clockOffset = report.clockOffset
            try transaction.save(link)
            if abs(link.clockOffset) < Int64(HybridTime.leadMaxMilliseconds) {
                transaction.settleTime()
            }
            if report.isEqual {
                try Recovery.note(parent.node, by: replica, in: transaction)
            }
        }
    }
}
