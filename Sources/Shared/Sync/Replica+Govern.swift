public import Programme
public import Replication
internal import Storage

/// What those do who govern nodes: revoke one, end a recovery.
extension Replica {
    /// Revokes a node: nothing that it sends from now on is taken.
    ///
    /// What was acknowledged before stands. The revocation travels as an ordinary record.
    /// - Parameter reason: for the audit; required.
    public func revoke(
        _ node: Identifier, reason: String, by actor: Actor
    ) throws(EntryError) {
        try govern(by: actor) { transaction in
            guard var found = try transaction.node(node), found.kind == .child else {
                throw EntryError.notFound(node)
            }
            found.status = .revoked
            found.revokedAt = try found.incarnations.map { incarnation throws(StorageError) in
                NodeRecord.Cut(incarnation, try transaction.head(incarnation)?.sequence ?? 0)
            }
            try transaction.save(found)
            try Registry.revoke(found, by: self, in: transaction)
            try transaction.audit(
                AuditEntry(
                    at: self.clock.now(), user: "\(actor.user)", act: "revoke",
                    object: "\(node)", outcome: "revoked", detail: reason))
        }
    }

    /// Says that a person has looked at a node whose name two machines had used.
    public func confirm(
        _ node: Identifier, reason: String, by actor: Actor
    ) throws(EntryError) {
        try govern(by: actor) { transaction in
            guard var found = try transaction.node(node), found.kind == .child else {
                throw EntryError.notFound(node)
            }
            guard found.status == .doubled else { throw EntryError.nothing }
            found.status = .active
            try transaction.save(found)
            try transaction.audit(
                AuditEntry(
                    at: self.clock.now(), user: "\(actor.user)", act: "confirm",
                    object: "\(node)", outcome: "confirmed", detail: reason))
        }
    }

    /// Says that this restored server waits for nobody any more.
    public func endRecovery(by actor: Actor) throws(EntryError) {
        try govern(by: actor) { transaction in
            guard try Recovery.isRecovering(transaction) else { throw EntryError.nothing }
            try Endpoint(self).closeTails(in: transaction)
            try Recovery.end(in: transaction)
            try transaction.audit(
                AuditEntry(
                    at: self.clock.now(), user: "\(actor.user)", act: "recovered", object: "",
                    outcome: "ended", detail: ""))
        }
    }

    private func govern(
        by actor: Actor, _ body: (Transaction) throws -> Void
    ) throws(EntryError) {
        guard !actor.roles.isDisjoint(with: Role.administering) else {
            throw .rights(.role, register: "node", mayPropose: false)
        }
        try act(body)
    }
}
