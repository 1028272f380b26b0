internal import Replication
internal import SQLite

/// Own changes that name another home of their record than what counts here.
///
/// The claim counts once the parent has accepted the change: then home and hash of a record change
/// without anything being written to it. Records with such a claim are noted, so that the word of
/// the parent finds them without looking at all that it accepts.
extension Transaction {
    private static let claimPrefix = "claim:"

    /// Notes a record if a claim on it waits for the parent.
    func noteClaims(on record: Record) throws(StorageError) {
        guard Self.hasClaim(record) else { return }
        let name = Self.claimPrefix + "\(record.facet.record)-\(record.facet.reach.rawValue)"
        try setSetting(name, record.facet.bytes)
    }

    /// Puts back the records whose claims the parent's word has decided.
    func settleClaims() throws(StorageError) {
        let notes = try connection.all(
            "SELECT name, value FROM _setting WHERE name GLOB ?",
            [.text(Self.claimPrefix + "*")]
        ) { row throws(StorageError) in
            (name: try row.words(at: 0), facet: try row.facet(at: 1))
        }
        guard !notes.isEmpty else { return }
        let bench = try Workbench(self)
        for note in notes {
            guard let record = try stored(note.facet)?.record else {
                try removeSetting(note.name)
                continue
            }
            let index = try bench.cell(record.facet, type: record.type, home: record.claimedHome)
            bench.update(index) { cell in
                cell.isTouched = true
                cell.cameAsState = true
            }
            if !Self.hasClaim(record) { try removeSetting(note.name) }
        }
        try bench.finish()
    }

    private static func hasClaim(_ record: Record) -> Bool {
        record.pending.contains { $0.home != record.claimedHome }
    }
}
