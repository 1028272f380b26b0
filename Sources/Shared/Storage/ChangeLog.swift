public import Replication
internal import SQLite
internal import Seal
internal import Wire

/// The change log: every change that came or was made here, append-only, kept for ever.
///
/// The chain of an incarnation is stored at every 32nd change and at its head, and computed between
/// them: 32 bytes of chance per change would be a fifth of the log.
enum ChangeLog {
    /// At every how-manieth change the chain is stored.
    static let chainStride: UInt64 = 32

    /// What the readers below select.
    static let columns = """
        l.position, l.sequence, r.facet, l.standing, l.body, l.hash
        """
}

extension Snapshot {
    /// Changes of an incarnation in the order of their numbers.
    ///
    /// - Parameters:
    ///   - from: the first sequence number wanted.
    ///   - limit: no more entries than this.
    ///   - bytesMax: no more bytes of bodies than this, but at least one entry.
    public func log(
        _ replica: ReplicaID, from: UInt64, limit: Int, bytesMax: Int
    ) throws(StorageError) -> [LogEntry] {
        guard let row = try replicaRow(replica), limit > 0 else { return [] }
        var roller = try ChainRoller(row, before: from, in: self)
        var entries: [LogEntry] = []
        var bytes = 0
        try connection.scan(
            """
            SELECT \(ChangeLog.columns) FROM _log l LEFT JOIN _record r ON r.number = l.record
            WHERE l.replica = ? AND l.sequence >= ? ORDER BY l.sequence LIMIT ?
            """,
            [.integer(row.number), SQLiteValue(from), .integer(Int64(clamping: limit))]
        ) { found throws(StorageError) in
            let entry = try LogEntry(found, of: replica, &roller)
            bytes += entry.body?.count ?? entry.hash.count
            guard entries.isEmpty || bytes <= bytesMax else { return false }
            entries.append(entry)
            return true
        }
        return entries
    }

    /// One change of an incarnation.
    public func entry(
        _ replica: ReplicaID, _ sequence: UInt64
    ) throws(StorageError) -> LogEntry? {
        guard let row = try replicaRow(replica) else { return nil }
        var roller = try ChainRoller(row, before: sequence, in: self)
        return try connection.first(
            """
            SELECT \(ChangeLog.columns) FROM _log l LEFT JOIN _record r ON r.number = l.record
            WHERE l.replica = ? AND l.sequence = ?
            """, [.integer(row.number), SQLiteValue(sequence)]
        ) { found throws(StorageError) in try LogEntry(found, of: replica, &roller) }
    }

    /// All changes of a facet in the order of coming, without their chains: its history.
    public func entries(of facet: FacetID) throws(StorageError) -> [LogEntry] {
        try connection.all(
            """
            SELECT \(ChangeLog.columns), p.id FROM _record r JOIN _log l ON l.record = r.number
            JOIN _replica p ON p.number = l.replica
            WHERE r.facet = ? ORDER BY l.position
            """, [SQLiteValue(facet)]
        ) { row throws(StorageError) in
            var roller = ChainRoller()
            return try LogEntry(row, of: row.identifier(at: 6), &roller)
        }
    }

    /// The newest changes of others after a place in this replica's log, oldest first.
    public func recent(after position: Int64, limit: Int) throws(StorageError) -> [LogEntry] {
        let newest = try connection.all(
            """
            SELECT \(ChangeLog.columns), p.id FROM _log l JOIN _replica p ON p.number = l.replica
            LEFT JOIN _record r ON r.number = l.record
            WHERE l.position > ? AND p.is_own = 0 ORDER BY l.position DESC LIMIT ?
            """, [.integer(position), .integer(Int64(clamping: limit))]
        ) { row throws(StorageError) in
            var roller = ChainRoller()
            return try LogEntry(row, of: row.identifier(at: 6), &roller)
        }
        return newest.reversed()
    }

    /// The chain after a change of an incarnation; `nil` if it is not known so far.
    ///
    /// - Parameter sequence: 0 for the chain before the first change.
    public func chain(
        _ replica: ReplicaID, at sequence: UInt64
    ) throws(StorageError) -> [UInt8]? {
        guard sequence > 0 else { return Chain.start }
        guard let row = try replicaRow(replica), sequence <= row.head else { return nil }
        return try chain(of: row, at: sequence)
    }

    /// The chain within the part of an incarnation that is known without a gap.
    func chain(of row: ReplicaRow, at sequence: UInt64) throws(StorageError) -> [UInt8] {
        if sequence == row.head { return row.chain }
        let start = sequence - sequence % ChangeLog.chainStride
        var roller = ChainRoller(replica: row.id, head: row.head, last: start)
        if start > 0 {
            let stored = try connection.first(
                "SELECT chain FROM _log WHERE replica = ? AND sequence = ?",
                [.integer(row.number), SQLiteValue(start)]
            ) { found throws(StorageError) in try found.blobIfAny(at: 0) }
            guard case .some(.some(let chain)) = stored else {
                throw .damaged("the chain of \(row.id) is not stored at \(start)")
            }
            roller.chain = chain
        }
        try connection.rows(
            """
            SELECT sequence, body, hash FROM _log
            WHERE replica = ? AND sequence > ? AND sequence <= ? ORDER BY sequence
            """, [.integer(row.number), SQLiteValue(start), SQLiteValue(sequence)]
        ) { found throws(StorageError) in
            let bodyHash = try LogEntry.hash(of: found, body: 1, hash: 2)
            _ = roller.roll(to: try found.unsigned(at: 0), bodyHash: bodyHash)
        }
        guard let chain = roller.chain else {
            throw .damaged("the log of \(row.id) has a hole before \(sequence)")
        }
        return chain
    }

    /// The signed runs of an incarnation that reach to or beyond a sequence number, ascending.
    public func runs(
        _ replica: ReplicaID, from sequence: UInt64, limit: Int
    ) throws(StorageError) -> [RunRecord] {
        guard let row = try replicaRow(replica) else { return [] }
        return try connection.all(
            """
            SELECT first, last, chain_before, chain_after, signature FROM _run
            WHERE replica = ? AND last >= ? ORDER BY last, first LIMIT ?
            """, [.integer(row.number), SQLiteValue(sequence), .integer(Int64(clamping: limit))]
        ) { found throws(StorageError) in
            RunRecord(
                replica: replica, first: try found.unsigned(at: 0),
                last: try found.unsigned(at: 1), chainBefore: try found.blob(at: 2),
                chainAfter: try found.blob(at: 3), signature: try found.blob(at: 4))
        }
    }
}

extension Transaction {
    /// Keeps a run as its origin signed it; once, however often it comes.
    public func keep(_ run: RunRecord) throws(StorageError) {
        guard let row = try replicaRow(run.replica) else {
            throw .notFound("a run of \(run.replica), of which nothing came")
        }
        try self.run(
            """
            INSERT INTO _run (replica, first, last, chain_before, chain_after, signature)
            VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """,
            [
                .integer(row.number), SQLiteValue(run.first), SQLiteValue(run.last),
                .blob(run.chainBefore), .blob(run.chainAfter), .blob(run.signature),
            ])
    }
}

/// The chain of an incarnation, computed change by change.
struct ChainRoller {
    private var replica: ReplicaID = .zero
    private var head: UInt64 = 0
    private var last: UInt64 = 0
    /// The chain after the last change; `nil` from the first hole on.
    var chain: [UInt8]? = Chain.start

    /// A roller that knows no chain.
    init() { chain = nil }

    /// A roller after a change whose chain is to be set.
    init(replica: ReplicaID, head: UInt64, last: UInt64) {
        self.replica = replica
        self.head = head
        self.last = last
    }

    /// A roller just before a change.
    init(_ row: ReplicaRow, before sequence: UInt64, in snapshot: Snapshot) throws(StorageError) {
        self.init(replica: row.id, head: row.head, last: max(sequence, 1) - 1)
        guard last > 0 else { return }
        chain = last <= row.head ? try snapshot.chain(of: row, at: last) : nil
    }

    /// The chain after the next change.
    mutating func roll(to sequence: UInt64, bodyHash: [UInt8]) -> [UInt8]? {
        guard let before = chain, sequence == last + 1, sequence <= head else {
            chain = nil
            return nil
        }
        last = sequence
        let after = Chain.next(
            before, replica: replica, sequence: sequence, bodyHash: bodyHash, hash: Seal.hash)
        chain = after
        return after
    }
}

extension LogEntry {
    /// A line of ``ChangeLog/columns``.
    init(_ row: Row, of replica: ReplicaID, _ roller: inout ChainRoller) throws(StorageError) {
        position = try row.number(at: 0)
        self.replica = replica
        let sequence = try row.unsigned(at: 1)
        self.sequence = sequence
        let foundFacet = try row.facetIfAny(at: 2)
        guard let standing = Standing(rawValue: try row.number(at: 3)) else {
            throw row.wrong(3, "the standing of a change")
        }
        self.standing = standing
        let isSigned = try row.blobIfAny(at: 5) == nil
        // A body beside another hash is not what the chain names: it may not be sent as such.
        let body = isSigned ? try row.blobIfAny(at: 4) : nil
        self.body = body
        hash = try Self.hash(of: row, body: 4, hash: 5)
        chain = roller.roll(to: sequence, bodyHash: hash)
        let head = body.flatMap(ChangeCodec.peek)
        facet = foundFacet ?? head?.facet
        home = head?.home ?? .nation
        endsAct = head.map { sequence + 1 >= $0.act.first + $0.act.count } ?? true
    }

    /// The hash that stands in the chain for a row's change.
    static func hash(of row: Row, body: Int, hash: Int) throws(StorageError) -> [UInt8] {
        if let stored = try row.blobIfAny(at: hash) { return stored }
        guard let bytes = try row.blobIfAny(at: body) else {
            throw .damaged("a change in the log has neither body nor hash")
        }
        return Seal.hash(bytes)
    }
}
