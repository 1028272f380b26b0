internal import Replication
internal import Wire

/// How large a record may become: a state travels whole, in one frame.
///
/// Three steps, so that whoever comes later finds room: people may write up to the first, what
/// children wrote at the same time is merged up to the second, and refusals, moves and everything
/// that the parent decided fit up to the third, which is what a frame carries.
enum RecordSize {
    /// Bytes of the state up to which people write.
    static let writtenBytesMax = Limits.stateBytesMax / 2
    /// Bytes of the state up to which changes of children are merged; others are held.
    static let mergedBytesMax = Limits.stateBytesMax / 4 * 3
    /// Bytes on this disk, with everything that waits behind writes that the parent has yet to
    /// judge: half of what the decoder reads.
    static let storedBytesMax = 4 << 20

    /// Bytes by which a change can make a record larger, at most.
    ///
    /// Contexts are kept for each of its writes where something is missing or a word is waited for.
    static func growth(_ change: Change, body: Int, keepsContexts: Bool) -> Int {
        keepsContexts
            ? (body + 64) * (change.writes.count + 1) : body + 32 * change.writes.count + 128
    }
}

extension Workbench {
    /// Whether a child's change would make the record too large to travel.
    func isTooLarge(_ change: Change, body: [UInt8], at index: Int) -> Bool {
        let most = RecordSize.mergedBytesMax
        let growth = growth(of: change, body: body, at: index)
        guard cells[index].bytesAtMost + growth > most else { return false }
        let after = outcome(of: change, at: index, isPending: false)
        return StateCodec.state(after).count > most && !isSmaller(after, than: index)
    }

    /// Throws if a person's change would make the record too large: one that only takes something
    /// away never does.
    func requireRoom(
        for change: Change, body: [UInt8], at index: Int, isPending: Bool
    ) throws(StorageError) {
        let growth = growth(of: change, body: body, at: index, isPending: isPending)
        guard cells[index].bytesAtMost + growth > RecordSize.writtenBytesMax else { return }
        let after = outcome(of: change, at: index, isPending: isPending)
        let isEngine = change.writes.allSatisfy(\.register.isEngine)
        let most = isEngine ? Limits.stateBytesMax : RecordSize.writtenBytesMax
        let bytes = StateCodec.state(after.shared).count
        if bytes > most, !isSmaller(after, than: index) {
            throw .tooLarge(change.facet, bytes: bytes, allowed: most)
        }
        let stored = StateCodec.canonical(after).count + StateCodec.local(after).count
        if stored > RecordSize.storedBytesMax {
            throw .tooLarge(change.facet, bytes: stored, allowed: RecordSize.storedBytesMax)
        }
    }

    /// Bytes by which a change can make the record larger, at most.
    func growth(
        of change: Change, body: [UInt8], at index: Int, isPending: Bool = false
    ) -> Int {
        let record = cells[index].record
        let isWhole =
            !isPending && !record.isIncomplete
            && record.received.gap(upTo: change.past, limit: 1).isEmpty
        return RecordSize.growth(change, body: body.count, keepsContexts: !isWhole)
    }

    private func outcome(of change: Change, at index: Int, isPending: Bool) -> Record {
        var record = cells[index].record
        record.apply(change, isPending: isPending)
        return record
    }

    private func isSmaller(_ after: Record, than index: Int) -> Bool {
        StateCodec.state(after.shared).count
            < StateCodec.state(cells[index].record.shared).count
    }
}
