public import Programme
public import Replication
internal import Seal
internal import Storage
internal import Wire

/// The server's side of enrollment: invitations, and the one answer that each is good for.
extension Endpoint {
    /// Wrong proofs that an invitation bears before it is void.
    static let triesMax = 5

    /// Answers an enrollment request: a credential, or why not.
    func enroll(_ envelope: Envelope) throws -> Message {
        guard case .enrollmentRequest(let request) = try? Message(decoding: envelope.payload),
            let key = try? VerifyingKey(request.signingKey)
        else { throw Denial(.malformed) }
        _ = try envelope.message(by: key)
        guard request.isPractice == replica.store.identity.isPractice else {
            throw Denial(.world)
        }
        // A wrong proof is counted in a transaction of its own, before anything else is undone.
        try count(request, from: envelope.signer)
        return try replica.store.write { transaction throws(StorageError) in
            try self.enroll(request, node: envelope.signer, in: transaction)
        }
    }

    /// Refuses unless the invitation is good for this request.
    private func count(_ request: EnrollmentRequest, from node: Identifier) throws {
        let now = replica.clock.now()
        let fault = try replica.store.write { transaction throws(StorageError) -> Denial? in
            guard var invitation = try transaction.invitation(request.slot) else {
                return Denial(.invitationUnknown)
            }
            if let user = invitation.usedBy {
                return user == node ? nil : Denial(.invitationUsed)
            }
            if invitation.expires < now { return Denial(.invitationExpired) }
            if invitation.tries >= Self.triesMax { return Denial(.invitationTries) }
            let proof = Enrollment.proof(of: request, secretHash: invitation.codeHash)
            guard !equal(proof, request.proof) else { return nil }
            invitation.tries += 1
            try transaction.save(invitation)
            return Denial(.invitationTries)
        }
        if let fault { throw fault }
    }

    private func enroll(
        _ request: EnrollmentRequest, node: Identifier, in transaction: Transaction
    ) throws(StorageError) -> Message {
        guard var invitation = try transaction.invitation(request.slot) else {
            throw .stopped(Denial(.invitationUnknown))
        }
        // Asked again because the answer was lost: the same answer, and nothing is written.
        if let known = try transaction.node(node) {
            return .credential(try credential(for: known, in: transaction))
        }
        // Incarnations are chance: one that is known already belongs to somebody else.
        guard try transaction.node(ofReplica: request.incarnation) == nil,
            try !transaction.ownIncarnations().contains(request.incarnation)
        else { throw .stopped(Denial(.unauthentic, ["\(request.incarnation)"])) }
        let record = NodeRecord(
            node: node, kind: .child, office: invitation.office, name: invitation.name,
            signingKey: request.signingKey, sealingKey: request.sealingKey, status: .active,
            incarnations: [request.incarnation])
        try transaction.save(record)
        try Registry.enroll(record, by: replica, in: transaction)
        invitation.usedBy = node
        try transaction.save(invitation)
        try transaction.audit(
            AuditEntry(
                at: replica.clock.now(), user: "", act: "enroll", object: "\(node)",
                outcome: "enrolled", detail: invitation.office.description))
        return .credential(try credential(for: record, in: transaction))
    }

    private func credential(
        for node: NodeRecord, in snapshot: Snapshot
    ) throws(StorageError) -> Credential {
        let identity = replica.store.identity
        return Credential(
            node: node.node, office: node.office, tier: node.office.tier, name: node.name,
            programme: "happiness", signingKey: node.signingKey, sealingKey: node.sealingKey,
            isPractice: identity.isPractice, parentNode: identity.node,
            parentSigningKey: replica.keys.signing.verifyingKey.bytes,
            parentSealingKey: replica.keys.sealing.publicKey.bytes,
            parentOffice: identity.office, parentName: identity.name,
            addresses: try snapshot.addresses(), pins: try snapshot.pins(),
            rights: try snapshot.rightsNumber(), time: replica.clock.now(),
            words: SixWords.words(of: node.signingKey, replica.keys.signing.verifyingKey.bytes))
    }
}

extension Replica {
    /// Invites an office to enroll one node.
    ///
    /// - Parameters:
    ///   - office: within this server's division.
    ///   - days: how long the invitation is good, by this server's clock.
    /// - Returns: the code to write down, and the same as a file.
    public func invite(
        office: DivisionCode, name: String, days: Int, by actor: Actor
    ) throws -> (code: String, file: [UInt8]) {
        guard self.office.contains(office), self.office != office else {
            throw Denial(.outOfScope, [office.description])
        }
        let code = InvitationCode(
            secret: entropy.bytes(InvitationCode.secretBytes), server: keys.node)
        let expires = clock.now() + UInt64(days) * 86_400_000
        let invitation = InvitationRecord(
            slot: code.slot, office: office, name: name, codeHash: code.secretHash,
            expires: expires, usedBy: nil, tries: 0)
        let message = try store.write { transaction throws(StorageError) in
            try transaction.save(invitation)
            try transaction.audit(
                AuditEntry(
                    at: self.clock.now(), user: "\(actor.user)", act: "invite",
                    object: office.description, outcome: "invited", detail: name))
            return Invitation(
                slot: code.slot, code: code.text, addresses: try transaction.addresses(),
                node: self.keys.node, signingKey: self.keys.signing.verifyingKey.bytes,
                sealingKey: self.keys.sealing.publicKey.bytes, pins: try transaction.pins(),
                office: office, name: name, isPractice: self.store.identity.isPractice,
                expires: expires)
        }
        return (code.text, keys.envelope(.invitation(message)).encoded())
    }
}
