public import Replication
internal import SQLite
public import Wire

/// What the parent has by its signed word: positions, exceptions, the signed bytes themselves.
extension Snapshot {
    /// What the parent has acknowledged of an incarnation, with all exceptions that still stand.
    public func acknowledged(
        _ incarnation: ReplicaID
    ) throws(StorageError) -> AcknowledgementMark? {
        let mark = try connection.first(
            """
            SELECT a.up_to, a.chain FROM _acknowledged a JOIN _replica r ON r.number = a.replica
            WHERE r.id = ?
            """, [SQLiteValue(incarnation)]
        ) { row throws(StorageError) in
            AcknowledgementMark(
                incarnation: incarnation, upTo: try row.unsigned(at: 0), chain: try row.blob(at: 1),
                exceptions: [])
        }
        guard var mark else { return nil }
        mark.exceptions = try connection.all(
            """
            SELECT e.sequence, e.standing, e.code, e.case_id, e.detail FROM _exception e
            JOIN _replica r ON r.number = e.replica WHERE r.id = ? ORDER BY e.sequence
            """, [SQLiteValue(incarnation)]
        ) { row throws(StorageError) in try ExceptionMark(row) }
        return mark
    }

    /// The signed bytes of the newest acknowledgement of an incarnation.
    public func acknowledgement(of incarnation: ReplicaID) throws(StorageError) -> [UInt8]? {
        try connection.first(
            """
            SELECT e.bytes FROM _acknowledged a JOIN _replica r ON r.number = a.replica
            JOIN _envelope e ON e.number = a.envelope WHERE r.id = ?
            """, [SQLiteValue(incarnation)]
        ) { row throws(StorageError) in try row.blob(at: 0) }
    }

    /// Up to which change of an incarnation two places have what has a reach; 0 if none.
    public func durable(
        _ incarnation: ReplicaID, _ reach: Reach
    ) throws(StorageError) -> UInt64 {
        try connection.first(
            """
            SELECT d.up_to FROM _durable d JOIN _replica r ON r.number = d.replica
            WHERE r.id = ? AND d.reach = ?
            """, [SQLiteValue(incarnation), SQLiteValue(reach)]
        ) { row throws(StorageError) in try row.unsigned(at: 0) } ?? 0
    }

    /// The signed frames of a node, oldest first, to be handed back to it.
    ///
    /// - Parameter position: only those after this place of its log.
    public func frames(
        from node: Identifier, after position: Int64 = -1, limit: Int = 1_000
    ) throws(StorageError) -> [[UInt8]] {
        try connection.all(
            """
            SELECT bytes FROM _frame WHERE node = ? AND position > ?
            ORDER BY position, number LIMIT ?
            """,
            [SQLiteValue(node), .integer(position), .integer(Int64(clamping: limit))]
        ) { row throws(StorageError) in try row.blob(at: 0) }
    }
}

extension Transaction {
    /// Takes an acknowledgement of the parent in.
    ///
    /// What it covers is no longer pending from now on. An exception that was held stands until a
    /// mark no longer names it; one that was refused stands for ever, because the void that undoes
    /// it may still be under way. So a parent MUST name every held change and every refused one
    /// in each mark that covers it. A mark that begins behind what is covered so far is let be.
    /// - Parameter envelope: the signed bytes, kept as the proof.
    /// - Throws: `forked` if the parent has another history of an incarnation; nothing is taken.
    public func acknowledge(
        _ marks: [AcknowledgementMark], durable: [DurableMark] = [], from node: Identifier,
        envelope: [UInt8]
    ) throws(StorageError) {
        try part { () throws(StorageError) in
            try run(
                "INSERT INTO _envelope (node, bytes) VALUES (?, ?)",
                [SQLiteValue(node), .blob(envelope)])
            let number = connection.lastInsertedRowID
            for mark in marks { try acknowledge(mark, envelope: number) }
            for mark in durable { try note(mark) }
            try run(
                "DELETE FROM _envelope WHERE number NOT IN (SELECT envelope FROM _acknowledged)")
            try settleClaims()
            try purgeDeparted()
        }
    }

    private func acknowledge(
        _ mark: AcknowledgementMark, envelope: Int64
    ) throws(StorageError) {
        guard let row = try replicaRow(mark.incarnation) else { return }
        var mark = mark
        if mark.upTo > row.head, row.id != incarnation {
            // The parent has more of a closed incarnation, or of a child, than a restored replica
            // has: what is here is the beginning of what is there.
            mark.upTo = row.head
            mark.chain = row.chain
            mark.exceptions.removeAll { $0.sequence > row.head }
        }
        guard mark.upTo <= row.head, try chain(of: row, at: mark.upTo) == mark.chain else {
            throw .forked(mark.incarnation, sequence: mark.upTo)
        }
        let known = try acceptance(of: mark.incarnation).upTo
        guard mark.after <= min(known, mark.upTo) else { return }
        // A mark that ends early, because there is more to name than it holds, takes nothing back.
        if mark.upTo >= known {
            try run(
                """
                INSERT OR REPLACE INTO _acknowledged (replica, up_to, chain, envelope)
                VALUES (?, ?, ?, ?)
                """,
                [
                    .integer(row.number), SQLiteValue(mark.upTo), .blob(mark.chain),
                    .integer(envelope),
                ])
        }
        try run(
            """
            DELETE FROM _exception
            WHERE replica = ? AND standing = 1 AND sequence > ? AND sequence <= ?
            """, [.integer(row.number), SQLiteValue(mark.after), SQLiteValue(mark.upTo)])
        for exception in mark.exceptions {
            try run(
                """
                INSERT OR REPLACE INTO _exception
                (replica, sequence, standing, code, case_id, detail) VALUES (?, ?, ?, ?, ?, ?)
                """,
                [
                    .integer(row.number), SQLiteValue(exception.sequence),
                    .integer(exception.standing == .held ? 1 : 2),
                    .integer(Int64(exception.code.rawValue)), SQLiteValue(exception.caseID),
                    .text(exception.detail),
                ])
        }
    }

    private func note(_ mark: DurableMark) throws(StorageError) {
        guard let row = try replicaRow(mark.incarnation) else { return }
        try run(
            """
            INSERT INTO _durable (replica, reach, up_to) VALUES (?, ?, ?)
            ON CONFLICT (replica, reach) DO UPDATE SET up_to = max(up_to, excluded.up_to)
            """,
            [.integer(row.number), SQLiteValue(mark.reach), SQLiteValue(mark.upTo)])
    }

    /// Keeps a signed frame of the parent as it came.
    public func keepFrame(
        _ envelope: [UInt8], from node: Identifier, position: Int64
    ) throws(StorageError) {
        try run(
            "INSERT INTO _frame (node, position, bytes) VALUES (?, ?, ?)",
            [SQLiteValue(node), .integer(position), .blob(envelope)])
    }
}

extension ExceptionMark {
    /// A row of the table `exception`.
    init(_ row: Row) throws(StorageError) {
        let code = UInt16(clamping: try row.number(at: 2))
        guard let code = ExceptionCode(rawValue: code) else {
            throw row.wrong(2, "the code of an exception")
        }
        self.init(
            sequence: try row.unsigned(at: 0),
            standing: try row.number(at: 1) == 1 ? .held : .refused, code: code,
            caseID: try row.identifier(at: 3), detail: try row.words(at: 4))
    }
}
