public import Replication
internal import SQLite
internal import Wire

/// What is known of one incarnation: its number here, and how far its chain is known.
struct ReplicaRow {
    /// The small number that stands for it in other tables.
    let number: Int64
    /// The incarnation.
    let id: ReplicaID
    /// The node over whose link its runs come.
    var via: Identifier?
    /// Whether it is one of this replica's own.
    let isOwn: Bool
    /// The last change with a chain; 0 if none.
    var head: UInt64
    /// The chain after it.
    var chain: [UInt8]
    /// The last change at all.
    var seen: UInt64

    /// What its reader selects.
    static let columns = "number, id, via, is_own, head, chain, seen"

    /// The contents of a row.
    init(_ row: Row) throws(StorageError) {
        number = try row.number(at: 0)
        id = try row.identifier(at: 1)
        via = try row.identifierIfAny(at: 2)
        isOwn = try row.number(at: 3) != 0
        head = try row.unsigned(at: 4)
        chain = try row.blob(at: 5)
        seen = try row.unsigned(at: 6)
    }

    /// An incarnation that was unknown until now.
    init(number: Int64, id: ReplicaID, via: Identifier?, isOwn: Bool = false) {
        self.number = number
        self.id = id
        self.via = via
        self.isOwn = isOwn
        head = 0
        chain = Chain.start
        seen = 0
    }

    /// The row as a head.
    var asHead: Head { Head(replica: id, sequence: head, chain: chain, node: via) }
}

extension Snapshot {
    /// How far the chain of an incarnation is known; `nil` if nothing of it ever came.
    public func head(_ replica: ReplicaID) throws(StorageError) -> Head? {
        try replicaRow(replica)?.asHead
    }

    /// The heads of all incarnations whose runs came over a child's link.
    ///
    /// Of `nil` this replica's own and those of all children. Ascending by incarnation; those
    /// without changes are left out.
    public func heads(under node: Identifier?) throws(StorageError) -> [Head] {
        let sql =
            "SELECT \(ReplicaRow.columns) FROM _replica WHERE head > 0 "
            + (node == nil ? "AND via IS NOT NULL ORDER BY id" : "AND via = ? ORDER BY id")
        return try connection.all(sql, node.map { [SQLiteValue($0)] } ?? []) {
            row throws(StorageError) in try ReplicaRow(row).asHead
        }
    }

    /// The incarnations under which this replica ever wrote, the present one last.
    public func ownIncarnations() throws(StorageError) -> [ReplicaID] {
        try connection.all("SELECT id FROM _replica WHERE is_own = 1 ORDER BY number") {
            row throws(StorageError) in try row.identifier(at: 0)
        }
    }

    /// The row of an incarnation.
    func replicaRow(_ replica: ReplicaID) throws(StorageError) -> ReplicaRow? {
        try connection.first(
            "SELECT \(ReplicaRow.columns) FROM _replica WHERE id = ?", [SQLiteValue(replica)]
        ) { row throws(StorageError) in try ReplicaRow(row) }
    }

    /// The row of an incarnation by its number.
    func replicaRow(number: Int64) throws(StorageError) -> ReplicaRow? {
        try connection.first(
            "SELECT \(ReplicaRow.columns) FROM _replica WHERE number = ?", [.integer(number)]
        ) { row throws(StorageError) in try ReplicaRow(row) }
    }
}

extension Transaction {
    /// Makes a row for an incarnation.
    func insert(_ row: ReplicaRow) throws(StorageError) {
        try run(
            "INSERT INTO _replica (\(ReplicaRow.columns)) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                .integer(row.number), SQLiteValue(row.id), SQLiteValue(row.via),
                .integer(row.isOwn ? 1 : 0), SQLiteValue(row.head), .blob(row.chain),
                SQLiteValue(row.seen),
            ])
    }

    /// Stores what has moved in a row.
    func update(_ row: ReplicaRow) throws(StorageError) {
        try run(
            "UPDATE _replica SET via = ?, head = ?, chain = ?, seen = ? WHERE number = ?",
            [
                SQLiteValue(row.via), SQLiteValue(row.head), .blob(row.chain),
                SQLiteValue(row.seen), .integer(row.number),
            ])
    }

    /// The number that the next unknown incarnation gets.
    func nextReplicaNumber() throws(StorageError) -> Int64 {
        try connection.first("SELECT coalesce(max(number), 0) + 1 FROM _replica") {
            row throws(StorageError) in try row.number(at: 0)
        } ?? 1
    }
}
