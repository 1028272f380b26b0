public import Replication
internal import SQLite
internal import Wire

/// The one way in: what people and the program itself write on this replica.
extension Transaction {
    /// Writes one act: its changes get consecutive numbers and are merged, logged and chained.
    ///
    /// They wait as pending until the parent has accepted them, unless nobody stands above.
    /// - Parameters:
    ///   - drafts: at least one; a facet may occur more than once.
    ///   - stamp: who writes and for which office; its time is replaced by the store's hybrid time.
    ///   - keepsTime: whether the stamp's time stays, because the act is written again.
    ///   - schema: the number of the programme.
    ///   - rights: the newest change of rights that the writer had.
    /// - Returns: the changes, in the order of the drafts.
    /// - Throws: `illFormed` for what no replica could decode; `movedAway` for a record that
    ///   belongs to another division now.
    @discardableResult
    public func author(
        _ drafts: [Draft], stamp: Stamp, keepsTime: Bool = false, schema: UInt32,
        rights: RightsNumber
    ) throws(StorageError) -> [Change] {
        try part { () throws(StorageError) in
            guard !drafts.isEmpty else { return [] }
            let bench = try Workbench(self, expecting: drafts.count)
            let replica = try bench.replica(own.incarnation)
            let first = bench[replica: replica].head + 1
            let act = Act(first: first, count: UInt64(drafts.count))
            let time = keepsTime ? stamp.time : nextTime()
            let stamp = Stamp(
                author: stamp.author, office: stamp.office, tier: stamp.tier, time: time)
            var changes: [Change] = []
            changes.reserveCapacity(drafts.count)
            for draft in drafts {
                changes.append(
                    try write(
                        draft, by: replica, on: bench,
                        like: Sheet(stamp: stamp, act: act, schema: schema, rights: rights)))
            }
            try bench.finish()
            movedHead = bench[replica: replica].asHead
            return changes
        }
    }

    /// What the changes of one act have in common.
    private struct Sheet {
        let stamp: Stamp
        let act: Act
        let schema: UInt32
        let rights: RightsNumber
    }

    private func write(
        _ draft: Draft, by replica: Int, on bench: Workbench, like sheet: Sheet
    ) throws(StorageError) -> Change {
        let index = try bench.cell(draft.facet, type: draft.type, home: draft.home)
        let row = bench[replica: replica]
        let cell = bench.cells[index]
        if let moved = cell.movedTo, draft.assignments.contains(where: { !$0.register.isEngine }) {
            throw .movedAway(draft.facet, to: moved)
        }
        // Each hole is named in every later write: where too many are missing, nobody writes.
        guard cell.record.gap(limit: Limits.holesMax + 1).count <= Limits.holesMax else {
            throw .tooMuchMissing(draft.facet)
        }
        let change = Change(
            facet: draft.facet, type: draft.type, home: draft.home, stamp: sheet.stamp,
            replica: row.id, sequence: row.head + 1, act: sheet.act, schema: sheet.schema,
            rights: sheet.rights, past: cell.record.past,
            writes: cell.record.writes(
                draft.assignments, by: row.id, tier: sheet.stamp.tier,
                policy: { self.world.policy(draft.type, $0) }),
            origin: draft.origin,
            salt: draft.isSensitive ? world.entropy.bytes(Limits.saltBytes) : [])
        let body = try checked(change, type: cell.record.type)
        let isPending = world.identity.parent != nil
        try bench.requireRoom(for: change, body: body, at: index, isPending: isPending)
        let bodyHash = bench.hash(body)
        let chain = bench.hash(
            Chain.input(
                row.chain, replica: row.id, sequence: change.sequence, bodyHash: bodyHash))
        let position = try bench.add(
            Workbench.NewLine(
                replica: replica, sequence: change.sequence, record: cell.number, body: body,
                chain: chain))
        // What was forgotten with the end of a chain stands again when it is written again.
        if cell.presence == .remnant, cell.movedTo == nil {
            bench.update(index) { $0.presence = .here }
        }
        bench.apply(
            change, body: body, at: index, position: position, log: position, replica: replica,
            isPending: isPending)
        return change
    }

    /// The bytes of a change, if every replica can read them again.
    private func checked(_ change: Change, type: UInt32) throws(StorageError) -> [UInt8] {
        guard change.type == type else {
            throw .illFormed("the record is of type \(type), not of type \(change.type)")
        }
        let body = ChangeCodec.encode(change)
        do throws(WireError) {
            _ = try ChangeCodec.decode(body)
        } catch {
            throw .illFormed("\(error)")
        }
        return body
    }
}
