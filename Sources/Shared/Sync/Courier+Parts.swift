internal import Replication
internal import Seal
internal import Storage
internal import Wire

/// The envelopes of which a bundle is made.
extension Courier {
    /// What the bundle says of itself.
    func header(
        _ kind: BundleKind, to recipient: NodeRecord, link: Link?
    ) throws -> BundleHeader {
        let identity = replica.store.identity
        return try replica.store.read { snapshot throws(StorageError) in
            let (first, last) = try self.ends(of: kind, link: link, in: snapshot)
            return BundleHeader(
                id: replica.entropy.identifier(), kind: kind, sourceNode: identity.node,
                sourceOffice: identity.office, incarnation: snapshot.incarnation,
                recipientNode: recipient.node, recipientOffice: recipient.office,
                created: replica.clock.now(), first: first, last: last,
                logID: kind == .upward ? link?.cursor?.logID ?? .zero : snapshot.logID,
                schema: snapshot.schemaNumber, isPractice: identity.isPractice,
                contact: link?.contact ?? 0)
        }
    }

    /// What a bundle spans: upward the numbers of this node's own chain, downward the places of
    /// this server's log, from the one that the child has reached.
    private func ends(
        of kind: BundleKind, link: Link?, in snapshot: Snapshot
    ) throws(StorageError) -> (first: UInt64, last: UInt64) {
        switch kind {
        case .upward:
            let own = try snapshot.ownHead()
            let known = try Resending.known(own.replica, in: snapshot)
            return (min(known + 1, own.sequence), own.sequence)
        case .downward:
            let last = UInt64(snapshot.position)
            guard let cursor = link?.cursor, cursor.logID == snapshot.logID,
                cursor.position <= last
            else { return (0, last) }
            return (cursor.position, last)
        }
    }

    /// What a hello would say, without a conversation.
    func statement(_ own: Head, link: Link?) throws -> Statement {
        try replica.store.read { snapshot throws(StorageError) in
            Statement(
                incarnation: own.replica, sequence: own.sequence, chain: own.chain,
                ratchet: try snapshot.setting(Ratchet.own) ?? Ratchet.none,
                schema: snapshot.schemaNumber, clock: replica.clock.now(),
                checkpoints: try Reloading.isNeeded(in: snapshot) ? [] : link?.checkpoints ?? [],
                subtreeHash: Heads.hash(try snapshot.heads(under: nil)),
                acknowledged: try snapshot.acknowledged(own.replica).map {
                    SequencePoint(replica: own.replica, sequence: $0.upTo)
                })
        }
    }

    /// This office's digest of what it shares with its parent.
    func digestQuery(_ link: Link?) throws -> DigestQuery {
        try replica.store.read { snapshot throws(StorageError) in
            let scope = Scope(child: replica.office)
            let held = try snapshot.heldUpward()
            return DigestQuery(
                session: .zero, counter: 1, level: .root, parts: scope.parts, held: held,
                root: try snapshot.digest(scope, without: held), leaves: [],
                head: Heads.mark(try snapshot.ownHead()), cursor: link?.cursor,
                time: replica.clock.now())
        }
    }

    /// This server's digest of what it shares with a child.
    func digestAnswer(for child: NodeRecord) throws -> DigestAnswer {
        try replica.store.read { snapshot throws(StorageError) in
            DigestAnswer(
                level: .root, isEqual: false,
                root: try snapshot.digest(
                    Scope(child: child.office), without: snapshot.heldFacets(of: child.node)),
                leaves: [], rows: [], logID: snapshot.logID,
                position: UInt64(snapshot.position), time: replica.clock.now())
        }
    }
}
