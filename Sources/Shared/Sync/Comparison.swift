internal import Replication
internal import Storage
internal import Wire

/// How two replicas find out whether they hold the same, and where not: the whole scope in one
/// value first, then 256 leaves, then the records of the leaves that differ.
extension Endpoint {
    /// Answers one level of a comparison; equal roots are a receipt, kept by both.
    func compare(
        _ query: DigestQuery, with node: NodeRecord, envelope: [UInt8]
    ) throws -> DigestAnswer {
        let scope = Scope(child: node.office)
        guard query.parts == scope.parts else {
            throw Denial(.outOfScope, [node.office.description])
        }
        let answer = try replica.store.read { snapshot throws(StorageError) -> DigestAnswer in
            try self.answer(query, scope: scope, in: snapshot)
        }
        guard answer.isEqual, query.level == .root else { return answer }
        let own = replica.keys.envelope(.digestAnswer(answer)).encoded()
        try replica.store.write { transaction throws(StorageError) in
            try Recovery.note(node.node, by: self.replica, in: transaction)
            try transaction.save(
                ReceiptRecord(
                    node: node.node, digest: answer.root, heldCount: query.held.count,
                    head: Head(
                        replica: query.head.replica, sequence: query.head.sequence,
                        chain: query.head.chain, node: node.node),
                    position: Int64(clamping: answer.position), time: answer.time,
                    ownEnvelope: own, theirEnvelope: envelope))
        }
        return answer
    }

    private func answer(
        _ query: DigestQuery, scope: Scope, in snapshot: Snapshot
    ) throws(StorageError) -> DigestAnswer {
        let root = try snapshot.digest(scope, without: query.held)
        var answer = DigestAnswer(
            level: query.level, isEqual: root == query.root, root: root, leaves: [], rows: [],
            logID: snapshot.logID, position: UInt64(snapshot.position),
            time: replica.clock.now())
        switch query.level {
        case .root: break
        case .leaves:
            answer.leaves = try snapshot.leaves(scope, without: query.held)
                .sorted { $0.key < $1.key }
                .map { LeafSum(leaf: $0.key, sum: Array($0.value.sum.suffix(8))) }
        case .rows:
            let page = try snapshot.rows(
                scope, leaves: query.leaves, without: query.held, after: query.after,
                limit: rowsMax)
            answer.rows = page.rows.map {
                RowHash(facet: $0.facet, hash: Array($0.hash.prefix(16)))
            }
            answer.isLast = page.isLast
        }
        return answer
    }

    /// Gives a child the states that it lacks, and names the writes that this server lacks.
    ///
    /// What does not fit the frame is left out, and asked again.
    func mend(_ repair: Repair, for node: NodeRecord) throws -> RepairAnswer {
        let scope = Scope(child: node.office)
        return try replica.store.read { snapshot throws(StorageError) in
            var answer = RepairAnswer(states: [], missing: [], unknown: [])
            var bytes = 0
            for wanted in repair.facets {
                guard let record = try snapshot.record(wanted.facet),
                    record.homes.contains(where: {
                        scope.contains(home: $0, reach: wanted.facet.reach)
                    })
                else {
                    answer.unknown.append(wanted.facet)
                    continue
                }
                let state = StateCodec.state(record.shared)
                guard state.count <= Limits.stateBytesMax else { continue }
                let missing = wanted.received.subtracting(
                    record.received, limit: Limits.repairMax)
                // What does not fit one frame is asked for again.
                bytes += state.count + 32 * missing.count
                guard answer.states.isEmpty || bytes <= Limits.frameItemsBytesMax else { break }
                answer.states.append(state)
                if !missing.isEmpty {
                    answer.missing.append(MissingDots(facet: wanted.facet, dots: missing))
                }
            }
            return answer
        }
    }
}
