public import Replication
internal import SQLite
internal import Wire

/// What could not be merged, kept whole with its reason: nothing that arrives is dropped.
public struct QuarantineRow: Hashable, Sendable {
    /// What became of it.
    public enum Standing: Int64, Sendable {
        /// It was let in.
        case admitted = 0
        /// It waits for a person or a newer program.
        case held = 1
        /// It was refused for good.
        case refused = 2
    }

    /// The name of the case.
    public let caseID: Identifier
    /// The node over whose link it came.
    public let node: Identifier
    /// The incarnation that wrote it; `nil` where the bytes do not say.
    public let replica: ReplicaID?
    /// The number of the change in its chain.
    public let sequence: UInt64?
    /// The facet that it speaks of, where the bytes say so.
    public let facet: FacetID?
    /// What became of it.
    public let standing: Standing
    /// The code of the exception (`protocol.md`).
    public let code: UInt16
    /// The reason in words.
    public let detail: String
    /// The bytes as they came.
    public let body: [UInt8]
    /// When it came, Unix milliseconds by this machine's clock.
    public let at: UInt64
    /// What was decided; `nil` until then.
    public let decision: String?
    /// Who decided.
    public let decidedBy: String?

    /// What its reader selects.
    static let columns = """
        case_id, node, replica, sequence, facet, standing, code, detail, body, at, decision,
        decided_by
        """

    /// The contents of a row.
    init(_ row: Row) throws(StorageError) {
        caseID = try row.identifier(at: 0)
        node = try row.identifier(at: 1)
        replica = try row.identifierIfAny(at: 2)
        sequence = try row.numberIfAny(at: 3).map { UInt64(clamping: $0) }
        facet = try row.facetIfAny(at: 4)
        guard let standing = Standing(rawValue: try row.number(at: 5)) else {
            throw row.wrong(5, "the standing of a case")
        }
        self.standing = standing
        code = UInt16(clamping: try row.number(at: 6))
        detail = try row.words(at: 7)
        body = try row.blob(at: 8)
        at = try row.unsigned(at: 9)
        decision = try row.wordsIfAny(at: 10)
        decidedBy = try row.wordsIfAny(at: 11)
    }
}

extension Snapshot {
    /// The cases in quarantine, oldest first.
    ///
    /// - Parameters:
    ///   - standing: only those; `nil` for all.
    ///   - node: only those that came over this node's link.
    public func quarantine(
        _ standing: QuarantineRow.Standing? = .held, of node: Identifier? = nil, limit: Int = 1_000
    ) throws(StorageError) -> [QuarantineRow] {
        try connection.all(
            """
            SELECT \(QuarantineRow.columns) FROM _quarantine
            WHERE (?1 IS NULL OR standing = ?1) AND (?2 IS NULL OR node = ?2)
            ORDER BY at, case_id LIMIT ?3
            """,
            [
                SQLiteValue(standing?.rawValue), SQLiteValue(node),
                .integer(Int64(clamping: limit)),
            ]
        ) { row throws(StorageError) in try QuarantineRow(row) }
    }

    /// One case; `nil` if there is none of this name.
    public func quarantine(case name: Identifier) throws(StorageError) -> QuarantineRow? {
        try connection.first(
            "SELECT \(QuarantineRow.columns) FROM _quarantine WHERE case_id = ?",
            [SQLiteValue(name)]
        ) { row throws(StorageError) in try QuarantineRow(row) }
    }

    /// Everything of an incarnation that came and is not merged, held or refused, by number; of one
    /// number with several cases the first.
    ///
    /// - Parameter sequence: only those behind this number.
    public func exceptions(
        of replica: ReplicaID, after sequence: UInt64 = 0, limit: Int = .max
    ) throws(StorageError) -> [QuarantineRow] {
        // Beside `min` the other columns are those of the row that has the least.
        try connection.all(
            """
            SELECT \(QuarantineRow.columns), min(case_id) FROM _quarantine
            WHERE replica = ? AND sequence > ? AND standing > 0
            GROUP BY sequence ORDER BY sequence LIMIT ?
            """,
            [SQLiteValue(replica), SQLiteValue(sequence), .integer(Int64(clamping: limit))]
        ) { row throws(StorageError) in try QuarantineRow(row) }
    }

    /// A case that waits with all that waits of its act, in the order of the act: it is let in, or
    /// refused, whole.
    public func heldAct(of row: QuarantineRow) throws(StorageError) -> [QuarantineRow] {
        guard let replica = row.replica, let act = ChangeCodec.peek(row.body)?.act, act.count > 1
        else { return [row] }
        // Of several cases under one number only the first is an exception, and may be another.
        let others = try exceptions(of: replica).filter { other in
            other.sequence != row.sequence && other.standing == .held && other.node == row.node
                && ChangeCodec.peek(other.body)?.act == act
        }
        return ([row] + others).sorted { $0.sequence ?? 0 < $1.sequence ?? 0 }
    }

    /// How many cases wait that came over a node's link.
    public func heldCount(of node: Identifier) throws(StorageError) -> Int {
        try connection.first(
            "SELECT count(*) FROM _quarantine WHERE node = ? AND standing = 1",
            [SQLiteValue(node)]
        ) { row throws(StorageError) in Int(clamping: try row.number(at: 0)) } ?? 0
    }

    /// The facets of changes held from a child: both ends leave them out of their digests.
    public func heldFacets(of node: Identifier) throws(StorageError) -> [FacetID] {
        try connection.all(
            """
            SELECT DISTINCT facet FROM _quarantine
            WHERE node = ? AND standing = 1 AND facet IS NOT NULL ORDER BY facet
            """, [SQLiteValue(node)]
        ) { row throws(StorageError) in try row.facet(at: 0) }
    }

    /// The facets that the link to the parent leaves out of its digests: of changes that the parent
    /// holds, and of those from the parent that are held here.
    public func heldByParent() throws(StorageError) -> [FacetID] {
        var facets = Set(
            try connection.all(
                """
                SELECT r.facet FROM _exception e
                JOIN _log l ON l.replica = e.replica AND l.sequence = e.sequence
                JOIN _record r ON r.number = l.record WHERE e.standing = 1
                """
            ) { row throws(StorageError) in try row.facet(at: 0) })
        if let parent = world.identity.parent {
            facets.formUnion(try heldFacets(of: parent))
        }
        return facets.sorted()
    }
}

extension Transaction {
    /// Keeps bytes that are not authentic where a person sees them; nothing of them enters.
    ///
    /// - Returns: the name of the case; of the one that waits, if the same came before.
    @discardableResult
    public func quarantine(
        bytes: [UInt8], node: Identifier, code: UInt16, detail: String
    ) throws(StorageError) -> Identifier {
        let waiting = try connection.first(
            "SELECT case_id FROM _quarantine WHERE node = ? AND standing = 1 AND body = ? LIMIT 1",
            [SQLiteValue(node), .blob(bytes)]
        ) { row throws(StorageError) in try row.identifier(at: 0) }
        if let waiting { return waiting }
        return try keep(
            bytes, from: node, facet: nil, name: nil, standing: .held, code: (code, detail))
    }

    /// Lets a held change in, with all that is held of its act: they are merged under their own
    /// dots.
    ///
    /// - Parameter person: who decided, for the record.
    /// - Throws: `notFound` if nothing of this name is held; `illFormed` if the bytes cannot be read
    ///   or merged by this program either.
    public func release(case name: Identifier, by person: String = "") throws(StorageError) {
        try part { () throws(StorageError) in
            let act = try heldAct(of: try held(name))
            let bench = try Workbench(self, expecting: act.count)
            for row in act { try release(row, on: bench) }
            try bench.finish()
            for row in act { try decide(row.caseID, .admitted, "admitted", by: person) }
        }
    }

    private func release(_ row: QuarantineRow, on bench: Workbench) throws(StorageError) {
        guard let change = try? ChangeCodec.decode(row.body), row.replica == change.replica,
            row.sequence == change.sequence
        else { throw .illFormed("the case holds no change that this program can read") }
        let replica = try bench.replica(change.replica)
        let index = try bench.cell(change.facet, type: change.type, home: change.home)
        guard
            let line = try line(bench[replica: replica].number, change.sequence),
            line.standing == .held, line.hash == bench.hash(row.body),
            try bench.obstacle(to: change, at: index) == nil
        else { throw .illFormed("another change has the name of this one") }
        try fill(line.position, body: row.body, record: bench.cells[index].number)
        if bench.isTooLarge(change, body: row.body, at: index) {
            throw .tooLarge(
                change.facet, bytes: bench.cells[index].bytesAtMost + row.body.count,
                allowed: RecordSize.mergedBytesMax)
        }
        bench.apply(
            change, body: row.body, at: index, position: nextPosition(), log: line.position,
            replica: replica)
    }

    /// Refuses a held change for good; the caller voids its dots.
    ///
    /// - Throws: `notFound` if nothing of this name is held.
    public func refuse(
        case name: Identifier, code: UInt16, detail: String,
        by person: String = ""
    ) throws(StorageError) {
        let row = try held(name)
        if let replica = row.replica, let sequence = row.sequence,
            let known = try replicaRow(replica), let line = try line(known.number, sequence),
            line.standing == .held
        {
            try mark(line.position, as: .refused, record: nil)
        }
        try run(
            "UPDATE _quarantine SET code = ?, detail = ? WHERE case_id = ?",
            [.integer(Int64(code)), .text(detail), SQLiteValue(name)])
        try decide(name, .refused, "refused", by: person)
    }

    // MARK: For the other writes

    /// Keeps a change of a child out of the merge.
    @discardableResult
    func quarantine(
        _ arrival: Arrival, _ body: [UInt8], _ facet: FacetID?, standing: LogEntry.Standing,
        code: (UInt16, String)
    ) throws(StorageError) -> Identifier {
        try keep(
            body, from: arrival.node, facet: facet,
            name: Origin(arrival.replica, arrival.sequence),
            standing: standing == .refused ? .refused : .held, code: code)
    }

    /// Keeps what the parent sent out of the merge; once, however often it comes.
    func quarantineFromParent(
        _ body: [UInt8], facet: FacetID?, name: Origin?, code: Obstacle
    ) throws(StorageError) {
        let parent = world.identity.parent ?? .zero
        let known = try connection.first(
            """
            SELECT 1 FROM _quarantine
            WHERE node = ? AND replica IS ? AND sequence IS ? AND body = ? AND standing = 1
            """,
            [
                SQLiteValue(parent), SQLiteValue(name?.replica),
                name.map { SQLiteValue($0.sequence) } ?? .null, .blob(body),
            ]
        ) { row throws(StorageError) in try row.number(at: 0) }
        guard known == nil else { return }
        try keep(
            body, from: parent, facet: facet, name: name, standing: .held,
            code: (code.rawValue, "\(code)"))
    }

    /// Closes the case of a change that has been merged on another way.
    func settleCase(
        of replica: ReplicaID, _ sequence: UInt64, by person: String
    ) throws(StorageError) {
        try run(
            """
            UPDATE _quarantine SET standing = 0, decision = 'admitted', decided_by = ?
            WHERE replica = ? AND sequence = ? AND standing = 1
            """, [.text(person), SQLiteValue(replica), SQLiteValue(sequence)])
    }

    @discardableResult
    private func keep(
        _ body: [UInt8], from node: Identifier, facet: FacetID?, name: Origin?,
        standing: QuarantineRow.Standing, code: (UInt16, String)
    ) throws(StorageError) -> Identifier {
        let caseID = world.entropy.identifier()
        try run(
            """
            INSERT INTO _quarantine (\(QuarantineRow.columns))
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)
            """,
            [
                SQLiteValue(caseID), SQLiteValue(node), SQLiteValue(name?.replica),
                name.map { SQLiteValue($0.sequence) } ?? .null, SQLiteValue(facet?.bytes),
                .integer(standing.rawValue), .integer(Int64(code.0)), .text(code.1),
                .blob(body), SQLiteValue(world.clock.now()),
            ])
        return caseID
    }

    private func held(_ name: Identifier) throws(StorageError) -> QuarantineRow {
        guard let row = try quarantine(case: name), row.standing == .held else {
            throw .notFound("a held change of the case \(name)")
        }
        return row
    }

    private func decide(
        _ name: Identifier, _ standing: QuarantineRow.Standing, _ decision: String,
        by person: String
    ) throws(StorageError) {
        try run(
            """
            UPDATE _quarantine SET standing = ?, decision = ?, decided_by = ? WHERE case_id = ?
            """,
            [
                .integer(standing.rawValue), .text(decision), .text(person), SQLiteValue(name),
            ])
    }
}
