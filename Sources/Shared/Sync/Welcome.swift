internal import Replication
internal import Seal
internal import Storage
internal import Wire

/// How a server receives a child's hello: what it has of the child, and whether the child is still
/// the one it knew (decision 8).
extension Endpoint {
    /// Compares what the child says of itself with what is known, and says where to go on.
    func welcome(_ hello: Hello, from node: NodeRecord) throws -> HelloAnswer {
        try replica.store.write { transaction throws(StorageError) in
            let now = self.replica.clock.now()
            try Self.own(hello.incarnation, of: node, in: transaction)
            let known = try transaction.head(hello.incarnation)
            let verdict = try Self.verdict(on: hello, known: known, in: transaction)
            if verdict == .normal {
                try self.bind(hello.incarnation, to: node, in: transaction)
                if try self.isOutlived(hello.incarnation, of: node, in: transaction) {
                    try self.list(.cloned, of: node, in: transaction)
                }
            }
            let ratchet = try self.nextRatchet(for: hello, verdict: verdict, in: transaction)
            let heads = try transaction.heads(under: node.node)
            let isSame = Heads.hash(heads) == hello.subtreeHash
            let cursor = hello.checkpoints.first {
                $0.logID == transaction.logID && $0.position <= UInt64(transaction.position)
            }
            var link = try transaction.link(node.node) ?? Link(child: node)
            link.contact += 1
            link.lastContact = now
            link.clockOffset = Int64(bitPattern: hello.clock &- now)
            link.program = hello.program
            try transaction.save(link)
            try self.list(verdict, of: node, in: transaction)
            return HelloAnswer(
                verdict: verdict, isSame: isSame,
                known: isSame ? [] : heads.prefix(Limits.headsMax).map(Heads.mark),
                ratchet: ratchet, incarnation: transaction.incarnation, logID: transaction.logID,
                cursor: cursor, time: now, rights: try transaction.rightsNumber(),
                isRecovering: try Recovery.isRecovering(transaction))
        }
    }

    /// Notes what a child says of itself on a stick.
    ///
    /// A child of which more is known than it says, or something else, hears with the next bundle
    /// down what that is; a stick may only have been late.
    /// - Returns: whether it has another history of its incarnation than is known here.
    func note(_ statement: Statement, from node: NodeRecord) throws -> Bool {
        try replica.store.write { transaction throws(StorageError) in
            try Self.own(statement.incarnation, of: node, in: transaction)
            let known = try transaction.head(statement.incarnation)
            let hello = Hello(statement)
            let verdict = try Self.verdict(on: hello, known: known, in: transaction)
            try self.bind(statement.incarnation, to: node, in: transaction)
            if verdict == .forked { try self.list(verdict, of: node, in: transaction) }
            let isParted = verdict == .forked || verdict == .rolledBack
            try Parting(of: isParted ? statement : nil).save(node, in: transaction)
            var link = try transaction.link(node.node) ?? Link(child: node)
            link.cursor = statement.checkpoints.first {
                $0.logID == transaction.logID && $0.position <= UInt64(transaction.position)
            }
            link.lastContact = self.replica.clock.now()
            try transaction.save(link)
            return verdict == .forked
        }
    }

    /// Whether the runs on a stick tell another history of the incarnation that its statement names
    /// than is known here; notes it as ``note(_:from:)`` does.
    ///
    /// A statement alone does not show it if the machine has written more than its double.
    func part(
        _ statement: Statement, by runs: [Run], from node: NodeRecord
    ) throws -> Bool {
        let isParted = try replica.store.read { snapshot throws(StorageError) in
            for run in runs where run.replica == statement.incarnation {
                if try RunCheck.isForked(run, in: snapshot) { return true }
            }
            return false
        }
        guard isParted else { return false }
        try replica.store.write { transaction throws(StorageError) in
            try self.list(.forked, of: node, in: transaction)
            try Parting(of: statement).save(node, in: transaction)
        }
        return true
    }

    /// Refuses a child that speaks under the name of another node's incarnation, or of this
    /// server's own.
    private static func own(
        _ incarnation: ReplicaID, of node: NodeRecord, in snapshot: Snapshot
    ) throws(StorageError) {
        let owner = try snapshot.node(ofReplica: incarnation)
        let isOwn = try snapshot.ownIncarnations().contains(incarnation)
        guard owner?.node ?? node.node == node.node, !isOwn else {
            throw .stopped(Denial(.unauthentic, ["\(incarnation)"]))
        }
    }

    /// Lists that two machines work under one name, until a person has looked; nobody waits.
    private func list(
        _ verdict: HelloVerdict, of node: NodeRecord, in transaction: Transaction
    ) throws(StorageError) {
        guard verdict == .forked || verdict == .cloned, node.status == .active,
            var listed = try transaction.node(node.node)
        else { return }
        listed.status = .doubled
        try transaction.save(listed)
        // The machine that hears of it takes one more incarnation: that is the same finding.
        let spoken = try transaction.setting(Self.spoken(node))?.count ?? 0
        let settled = spoken / 16 + (verdict == .forked ? 1 : 0)
        try transaction.setSetting(Self.listed(node), Array("\(settled)".utf8))
        try transaction.audit(
            AuditEntry(
                at: replica.clock.now(), user: node.name, act: "two machines",
                object: "\(node.node)", outcome: "listed", detail: "\(verdict)"))
    }

    /// The setting that holds of how many incarnations of a node somebody was told.
    private static func listed(_ node: NodeRecord) -> String { "doubled.\(node.node)" }

    /// The setting that holds which incarnations of a node have said hello, in the order of their
    /// first.
    private static func spoken(_ node: NodeRecord) -> String { "spoken.\(node.node)" }

    /// Whether a machine speaks that another one of its node has outlived: a backup was restored
    /// on a second machine, and the first goes on.
    ///
    /// What a machine wrote between two restores has an incarnation too that never said hello.
    private func isOutlived(
        _ incarnation: ReplicaID, of node: NodeRecord, in transaction: Transaction
    ) throws(StorageError) -> Bool {
        var spoken = try transaction.setting(Self.spoken(node)) ?? []
        let last = spoken.suffix(16)
        guard !last.elementsEqual(incarnation.bytes) else { return false }
        let isKnown = stride(from: 0, to: spoken.count, by: 16).contains {
            spoken[$0..<min($0 + 16, spoken.count)].elementsEqual(incarnation.bytes)
        }
        guard isKnown else {
            spoken += incarnation.bytes
            try transaction.setSetting(Self.spoken(node), spoken)
            return false
        }
        let told = try transaction.setting(Self.listed(node)).map {
            String(decoding: $0, as: UTF8.self)
        }
        return spoken.count / 16 > told.flatMap { Int($0) } ?? 0
    }

    /// Whether the machine that speaks is the one that spoke last.
    private static func verdict(
        on hello: Hello, known: Head?, in snapshot: Snapshot
    ) throws(StorageError) -> HelloVerdict {
        if let known, hello.sequence <= known.sequence {
            let expected =
                hello.sequence == 0
                ? Chain.start : try snapshot.chain(hello.incarnation, at: hello.sequence)
            if expected != hello.chain { return .forked }
            if hello.sequence < known.sequence { return .rolledBack }
        }
        let current = try snapshot.setting(Ratchet.current(hello.incarnation))
        let offered = try snapshot.setting(Ratchet.offered(hello.incarnation))
        // A server that was restored remembers an older ratchet than the child was given since.
        if try Recovery.isRecovering(snapshot) { return .normal }
        guard let current else { return .normal }
        return hello.ratchet == current || hello.ratchet == offered ? .normal : .cloned
    }

    /// The ratchet that the child must show next time.
    ///
    /// The one that it shows now stays good until the next one has been shown once, so that a lost
    /// answer does no harm.
    private func nextRatchet(
        for hello: Hello, verdict: HelloVerdict, in transaction: Transaction
    ) throws(StorageError) -> [UInt8] {
        guard verdict == .normal else { return Ratchet.none }
        let next = replica.entropy.bytes(16)
        try transaction.setSetting(Ratchet.current(hello.incarnation), hello.ratchet)
        try transaction.setSetting(Ratchet.offered(hello.incarnation), next)
        return next
    }

    /// Binds a new incarnation to the key of its node.
    ///
    /// The binding travels upward as an ordinary change, so that every tier above can check the
    /// runs of the incarnation itself.
    func bind(
        _ incarnation: ReplicaID, to node: NodeRecord, in transaction: Transaction
    ) throws(StorageError) {
        // The node as it is now: an earlier run of the same frame may have bound another one.
        guard !node.incarnations.contains(incarnation),
            var bound = try transaction.node(node.node), !bound.incarnations.contains(incarnation)
        else { return }
        bound.incarnations.append(incarnation)
        try transaction.save(bound)
        try Registry.bind(incarnation, to: node, by: replica, in: transaction)
    }
}

/// The names under which ratchets are kept, one pair per incarnation.
///
/// A ratchet belongs to the incarnation and not to the node: after a clone both machines go on,
/// each under an incarnation of its own.
enum Ratchet {
    /// The ratchet of a first contact.
    static let none = [UInt8](repeating: 0, count: 16)

    /// How the names of a server's ratchets begin.
    static let prefix = "ratchet.of."
    /// At the server: the one that was shown last.
    static func current(_ incarnation: ReplicaID) -> String { "\(prefix)\(incarnation).current" }
    /// At the server: the one that was given last.
    static func offered(_ incarnation: ReplicaID) -> String { "\(prefix)\(incarnation).offered" }
    /// At the child: the one to show next.
    static let own = "ratchet.own"
}

extension Hello {
    /// What a statement on a stick says, in the form of a hello.
    init(_ statement: Statement) {
        self.init(
            session: .zero, counter: 1, incarnation: statement.incarnation,
            sequence: statement.sequence, chain: statement.chain, ratchet: statement.ratchet,
            schema: statement.schema, program: "", clock: statement.clock,
            checkpoints: statement.checkpoints, subtreeHash: statement.subtreeHash,
            isRecovering: false)
    }
}
