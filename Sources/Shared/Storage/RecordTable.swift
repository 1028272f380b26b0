public import Replication
internal import SQLite
internal import Wire

/// Where a record is, seen from this replica.
enum Presence: Int64, Sendable {
    /// In the replica's scope.
    case here = 0
    /// It moved out of the scope; its payload stays until its own changes are acknowledged.
    case leaving = 1
    /// It moved out: only its name, its counters and its new home are left.
    case remnant = 2
}

/// A row of the table `record`.
struct StoredRecord {
    /// Its number.
    let number: Int64
    /// The state, with what the parent has accepted no longer pending.
    let record: Record
    /// The hash of its canonical part.
    let hash: [UInt8]
    /// Where it is.
    let presence: Presence
    /// Where it went.
    let movedTo: DivisionCode?
    /// How many cases speak of it.
    let cases: Int
    /// Bytes of its two parts.
    let bytes: Int
    /// The divisions in whose digests and feeds the record stands in the tables.
    let places: [DivisionCode]

    /// What its reader selects.
    static let columns = "number, hash, state, local, presence, moved_to, cases"

    /// The contents of a row.
    init(_ row: Row, in snapshot: Snapshot) throws(StorageError) {
        number = try row.number(at: 0)
        hash = try row.blob(at: 1)
        guard let presence = Presence(rawValue: try row.number(at: 4)) else {
            throw row.wrong(4, "the presence of a record")
        }
        self.presence = presence
        movedTo = try row.wordsIfAny(at: 5).flatMap { DivisionCode($0) }
        cases = Int(clamping: try row.number(at: 6))
        let (state, local) = (try row.blob(at: 2), try row.blob(at: 3))
        bytes = state.count + local.count
        var record: Record
        do throws(WireError) {
            record = try StateCodec.record(canonical: state, local: local)
        } catch {
            throw .damaged("record \(number) cannot be read: \(error)")
        }
        places = presence == .here ? record.homes : []
        if !record.pending.isEmpty { try snapshot.settle(&record) }
        self.record = record
    }
}

extension Snapshot {
    /// What is known of a facet; `nil` if nothing is, or if it has moved out of this replica.
    public func record(_ facet: FacetID) throws(StorageError) -> Record? {
        guard let stored = try stored(facet), stored.presence != .remnant else { return nil }
        return stored.record
    }

    /// Where a record went that has moved out of this replica's scope; `nil` if it has not.
    public func movedTo(_ facet: FacetID) throws(StorageError) -> DivisionCode? {
        try stored(facet)?.movedTo
    }

    /// All facets of a record that are here, ascending by reach.
    public func facets(of record: RecordID) throws(StorageError) -> [Record] {
        try connection.all(
            """
            SELECT \(StoredRecord.columns) FROM _record
            WHERE facet BETWEEN ? AND ? AND presence < 2 ORDER BY facet
            """,
            [
                .blob(record.bytes + [0]), .blob(record.bytes + [255]),
            ]
        ) { row throws(StorageError) in try StoredRecord(row, in: self).record }
    }

    /// The records whose id begins with hexadecimal digits, ascending, at most 100 of them.
    public func find(prefix hex: String) throws(StorageError) -> [RecordID] {
        let digits = hex.filter { $0 != "-" }.lowercased()
        let allowed = Set("0123456789abcdef")
        guard digits.count <= 32, digits.allSatisfy(allowed.contains) else { return [] }
        let low = digits + String(repeating: "0", count: 32 - digits.count)
        let high = digits + String(repeating: "f", count: 32 - digits.count)
        guard let first = RecordID(low), let last = RecordID(high) else { return [] }
        return try connection.all(
            """
            SELECT DISTINCT substr(facet, 1, 16) FROM _record
            WHERE facet BETWEEN ? AND ? AND presence < 2 ORDER BY facet LIMIT 100
            """, [.blob(first.bytes + [0]), .blob(last.bytes + [255])]
        ) { row throws(StorageError) in try row.identifier(at: 0) }
    }

    /// A facet's row.
    func stored(_ facet: FacetID) throws(StorageError) -> StoredRecord? {
        try connection.first(
            "SELECT \(StoredRecord.columns) FROM _record WHERE facet = ?", [SQLiteValue(facet)]
        ) { row throws(StorageError) in try StoredRecord(row, in: self) }
    }

    /// A row by its number.
    func stored(number: Int64) throws(StorageError) -> StoredRecord? {
        try connection.first(
            "SELECT \(StoredRecord.columns) FROM _record WHERE number = ?", [.integer(number)]
        ) { row throws(StorageError) in try StoredRecord(row, in: self) }
    }

    /// Takes the writes that the parent has accepted out of a record's pending ones.
    ///
    /// Done when a record is read instead of when an acknowledgement comes: a thousand records may
    /// wait for one word of the parent.
    func settle(_ record: inout Record) throws(StorageError) {
        var known: [ReplicaID: Acceptance] = [:]
        for write in record.pending where known[write.dot.replica] == nil {
            known[write.dot.replica] = try acceptance(of: write.dot.replica)
        }
        record.settle { known[$0.dot.replica]?.includes($0.sequence) ?? false }
    }
}
