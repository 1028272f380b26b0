internal import Replication
internal import Storage
internal import Wire

/// The end of a contact: the proof that both hold the same, or the repair of what differs.
extension Contact {
    /// What a comparison showed.
    enum Finding {
        /// The same; the receipt is stored at both ends.
        case equal
        /// One of the two has moved on meanwhile: push and pull again, then compare.
        case moved
        /// The same position, and different contents.
        case different
    }

    /// Compares the whole scope in one value.
    mutating func compare(_ conversation: inout Conversation) throws -> Finding {
        let (query, ownHead) = try query(.root, &conversation)
        let answer = try conversation.exchange(.digest, .digestQuery(query))
        guard case .digestAnswer(let theirs) = answer.message else {
            throw SyncError.unexpectedAnswer
        }
        guard theirs.isEqual else {
            let isMoved =
                query.cursor.map { $0.logID != theirs.logID || $0.position != theirs.position }
                ?? true
            return isMoved || ownHead.sequence > (known[ownHead.replica] ?? 0)
                ? .moved : .different
        }
        try replica.store.write { transaction throws(StorageError) in
            try transaction.save(
                ReceiptRecord(
                    node: conversation.parent.node, digest: theirs.root,
                    heldCount: query.held.count, head: ownHead,
                    position: Int64(clamping: theirs.position), time: theirs.time,
                    ownEnvelope: answer.sent, theirEnvelope: answer.received))
        }
        report.isEqual = true
        return .equal
    }

    /// Finds the records that differ, leaf by leaf, and mends them from both ends.
    mutating func repair(_ conversation: inout Conversation) throws {
        let leaves = try differingLeaves(&conversation)
        guard !leaves.isEmpty else { return }
        let facets = try differingFacets(leaves, &conversation)
        for start in stride(from: 0, to: facets.count, by: Limits.repairMax) {
            let part = Array(facets[start..<min(start + Limits.repairMax, facets.count)])
            try mend(part, &conversation)
        }
        report.repaired += facets.count
    }

    private func differingLeaves(_ conversation: inout Conversation) throws -> [UInt8] {
        let (query, _) = try query(.leaves, &conversation)
        let theirs = try answer(query, conversation).leaves
        let ours = try replica.store.read { snapshot throws(StorageError) in
            try snapshot.leaves(Scope(child: replica.office), without: query.held)
        }
        let remote = Dictionary(theirs.map { ($0.leaf, $0.sum) }) { first, _ in first }
        return Set(remote.keys).union(ours.keys).sorted().filter { leaf in
            remote[leaf] != ours[leaf].map { Array($0.sum.suffix(8)) }
        }
    }

    private func differingFacets(
        _ leaves: [UInt8], _ conversation: inout Conversation
    ) throws -> [FacetID] {
        var found: [FacetID] = []
        var after: FacetID?
        repeat {
            let (query, _) = try query(.rows, leaves: leaves, after: after, &conversation)
            let theirs = try answer(query, conversation)
            let last = theirs.isLast ? nil : theirs.rows.last?.facet
            // Else it would never end.
            if let last, let after, last <= after { throw SyncError.unexpectedAnswer }
            let ours = try replica.store.read { [after] snapshot throws(StorageError) in
                try snapshot.rows(
                    Scope(child: replica.office), leaves: leaves, without: query.held,
                    after: after, upTo: last)
            }
            found += Self.differences(theirs.rows, ours.rows)
            after = last
        } while after != nil
        return found
    }

    private static func differences(
        _ theirs: [RowHash], _ ours: [(facet: FacetID, hash: [UInt8])]
    ) -> [FacetID] {
        let remote = Dictionary(theirs.map { ($0.facet, $0.hash) }) { first, _ in first }
        let local = Dictionary(ours.map { ($0.facet, Array($0.hash.prefix(16))) }) { first, _ in
            first
        }
        return Set(remote.keys).union(local.keys).sorted().filter { remote[$0] != local[$0] }
    }

    /// Mends facets, ascending, in as many questions as the parent's frames need: it answers in
    /// their order, as many as fit one frame.
    private mutating func mend(
        _ facets: [FacetID], _ conversation: inout Conversation
    ) throws {
        var open = facets[...]
        while !open.isEmpty {
            guard let last = try mendSome(Array(open), &conversation) else { return }
            open = open.drop { $0 <= last }
        }
    }

    /// Takes the parent's states, and sends the signed changes that it lacks, by name.
    ///
    /// - Returns: the last facet that was answered.
    private mutating func mendSome(
        _ facets: [FacetID], _ conversation: inout Conversation
    ) throws -> FacetID? {
        let received = try replica.store.read { snapshot throws(StorageError) in
            try facets.map { facet throws(StorageError) in
                RepairEntry(
                    facet: facet, received: try snapshot.record(facet)?.received ?? DotSet())
            }
        }
        let repair = Repair(
            session: conversation.session, counter: conversation.nextCounter(), facets: received)
        guard
            case .repairAnswer(let answer) =
                try conversation.exchange(.repair, .repair(repair)).message
        else { throw SyncError.unexpectedAnswer }
        let items = answer.states.map { Pulled(.state($0)) }
        try replica.store.write { transaction throws(StorageError) in
            try transaction.receivePulled(items)
        }
        let lacking = answer.missing.map(\.facet) + answer.unknown
        let runs = try replica.store.read { snapshot throws(StorageError) in
            try RunPage.opening(lacking, replica: replica, in: snapshot)
        }
        for run in runs { try send([run], isFinal: false, &conversation) }
        let answered = items.compactMap { item -> FacetID? in
            if case .state(let record) = item { return record.facet }
            return nil
        }
        return (answered + answer.unknown).max()
    }

    private func answer(
        _ query: DigestQuery, _ conversation: Conversation
    ) throws -> DigestAnswer {
        guard
            case .digestAnswer(let answer) =
                try conversation.exchange(.digest, .digestQuery(query)).message
        else { throw SyncError.unexpectedAnswer }
        return answer
    }

    /// A query of one level, read in one snapshot.
    private func query(
        _ level: DigestLevel, leaves: [UInt8] = [], after: FacetID? = nil,
        _ conversation: inout Conversation
    ) throws -> (DigestQuery, Head) {
        let counter = conversation.nextCounter()
        let session = conversation.session
        return try replica.store.read { snapshot throws(StorageError) in
            let scope = Scope(child: replica.office)
            let held = try snapshot.heldUpward()
            let head = try snapshot.ownHead()
            let query = DigestQuery(
                session: session, counter: counter, level: level, parts: scope.parts, held: held,
                root: try snapshot.digest(scope, without: held), leaves: leaves,
                head: Heads.mark(head), cursor: try snapshot.parentLink()?.cursor,
                time: replica.clock.now(), after: after)
            return (query, head)
        }
    }
}
