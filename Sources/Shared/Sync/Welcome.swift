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
            if verdict == .normal { try self.bind(hello.incarnation, to: node, in: transaction) }
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
    func note(_ statement: Statement, from node: NodeRecord) throws {
        try replica.store.write { transaction throws(StorageError) in
            try Self.own(statement.incarnation, of: node, in: transaction)
            let known = try transaction.head(statement.incarnation)
            let hello = Hello(statement)
            let verdict = try Self.verdict(on: hello, known: known, in: transaction)
            // A stick may be older than the last line; what it brings is known then, and no fork.
            if verdict == .forked { throw .stopped(Denial(.forked, [node.name])) }
            try self.bind(statement.incarnation, to: node, in: transaction)
            var link = try transaction.link(node.node) ?? Link(child: node)
            link.cursor = statement.checkpoints.first {
                $0.logID == transaction.logID && $0.position <= UInt64(transaction.position)
            }
            link.lastContact = self.replica.clock.now()
            try transaction.save(link)
        }
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
        guard verdict == .forked || verdict == .cloned, node.status == .active else { return }
        var listed = node
        listed.status = .doubled
        try transaction.save(listed)
        try transaction.audit(
            AuditEntry(
                at: replica.clock.now(), user: node.name, act: "two machines",
                object: "\(node.node)", outcome: "listed", detail: "\(verdict)"))
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

    /// At the server: the one that was shown last.
    static func current(_ incarnation: ReplicaID) -> String { "ratchet.current.\(incarnation)" }
    /// At the server: the one that was given last.
    static func offered(_ incarnation: ReplicaID) -> String { "ratchet.offered.\(incarnation)" }
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
