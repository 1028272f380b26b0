internal import Replication
internal import SQLite
internal import Seal
internal import Wire

/// Where a batch is worked on: the records that it touches, in memory, until all of them are put
/// back at once with everything that depends on them.
///
/// Load, merge as a pure function, store: the same for what people write, what children push, what
/// the parent gives, and what quarantine lets in. One workbench lives for one call; between calls
/// of one act the tables are true.
final class Workbench {
    /// The act that it works for.
    let transaction: Transaction
    /// The records that it touches.
    private(set) var cells: [Cell] = []
    /// Whether children are told what the batch changes.
    var tellsChildren = true
    private var cellOf: [FacetID: Int] = [:]
    private var replicas: [ReplicaRow] = []
    private var replicaOf: [ReplicaID: Int] = [:]
    private var newReplicas: Set<Int> = []
    private var nextNumber: Int64?
    private let findRecord: Query
    private let insertLog: Query
    private var hasher = Hasher256()

    /// One record of the batch.
    struct Cell {
        /// Its number in the table.
        let number: Int64
        /// Whether it is in the table already.
        let isStored: Bool
        /// What is merged so far.
        var record: Record
        /// Where it is.
        var presence: Presence
        /// Where it went.
        var movedTo: DivisionCode?
        /// The divisions in whose digests it stands in the tables.
        let placesBefore: [DivisionCode]
        /// Its hash in the tables.
        let hashBefore: [UInt8]
        /// How many cases speak of it in the tables.
        let casesBefore: Int
        /// Bytes that it takes, at most.
        var bytesAtMost: Int
        /// The lines of the log that children have to learn.
        var news: [News] = []
        /// Whether it came as a state, so that the changes alone do not tell all of it.
        var cameAsState = false
        /// Whether anything of it is to be stored.
        var isTouched = false

        /// The divisions in whose digests it belongs now.
        var places: [DivisionCode] { presence == .here ? record.homes : [] }
    }

    /// A change that children have to learn.
    struct News {
        /// Its place in the feeds.
        let position: Int64
        /// Its place in the log.
        let log: Int64
        /// Who wrote it, by number.
        let replica: Int64
    }

    /// An empty workbench.
    ///
    /// - Parameter count: about how many records it will hold; more cost a copy of what it holds.
    init(_ transaction: Transaction, expecting count: Int = 1) throws(StorageError) {
        self.transaction = transaction
        cells.reserveCapacity(count)
        cellOf.reserveCapacity(count)
        findRecord = try transaction.prepare(
            "SELECT \(StoredRecord.columns) FROM _record WHERE facet = ?")
        insertLog = try transaction.prepare(
            """
            INSERT INTO _log (position, replica, sequence, record, standing, body, hash, chain)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """)
    }

    /// SHA-256.
    func hash(_ bytes: [UInt8]) -> [UInt8] {
        hasher.update(bytes)
        return hasher.finish()
    }

    // MARK: Records

    /// The record of a facet, loaded once per batch; a new one if nothing is known of it.
    func cell(_ facet: FacetID, type: UInt32, home: DivisionCode) throws(StorageError) -> Int {
        if let index = cellOf[facet] { return index }
        let stored = try findRecord.first([SQLiteValue(facet)]) {
            row throws(StorageError) in try StoredRecord(row, in: self.transaction)
        }
        if let stored {
            cells.append(
                Cell(
                    number: stored.number, isStored: true, record: stored.record,
                    presence: stored.presence, movedTo: stored.movedTo,
                    placesBefore: stored.places, hashBefore: stored.hash,
                    casesBefore: stored.cases, bytesAtMost: stored.bytes))
        } else {
            cells.append(
                Cell(
                    number: try takeNumber(), isStored: false,
                    record: Record(facet: facet, type: type, home: home), presence: .here,
                    movedTo: nil, placesBefore: [], hashBefore: [], casesBefore: 0,
                    bytesAtMost: 64))
        }
        cellOf[facet] = cells.count - 1
        return cells.count - 1
    }

    /// Whether anything is known of a facet.
    func isKnown(_ facet: FacetID) throws(StorageError) -> Bool {
        if cellOf[facet] != nil { return true }
        let found = try transaction.connection.first(
            "SELECT 1 FROM _record WHERE facet = ?", [SQLiteValue(facet)]
        ) { row throws(StorageError) in try row.number(at: 0) }
        return found != nil
    }

    /// Works on one record in place.
    func update(_ index: Int, _ body: (inout Cell) -> Void) { body(&cells[index]) }

    private func takeNumber() throws(StorageError) -> Int64 {
        let number: Int64
        if let nextNumber {
            number = nextNumber
        } else {
            number =
                try transaction.connection.first(
                    "SELECT coalesce(max(number), 0) + 1 FROM _record"
                ) { row throws(StorageError) in try row.number(at: 0) } ?? 1
        }
        nextNumber = number + 1
        return number
    }

    // MARK: Incarnations and the log

    /// The row of an incarnation, made if it is unknown.
    func replica(_ id: ReplicaID) throws(StorageError) -> Int {
        if let index = replicaOf[id] { return index }
        if let row = try transaction.replicaRow(id) {
            replicas.append(row)
        } else {
            let number = try transaction.nextReplicaNumber() + Int64(newReplicas.count)
            newReplicas.insert(replicas.count)
            replicas.append(ReplicaRow(number: number, id: id, via: nil))
        }
        replicaOf[id] = replicas.count - 1
        return replicas.count - 1
    }

    /// Reads and moves the row of an incarnation.
    subscript(replica index: Int) -> ReplicaRow {
        get { replicas[index] }
        set { replicas[index] = newValue }
    }

    /// A line for the log.
    struct NewLine {
        /// Who wrote, by place on the workbench.
        var replica: Int
        /// The number of the change.
        var sequence: UInt64
        /// The record, where it is known.
        var record: Int64?
        /// What became of the change.
        var standing = LogEntry.Standing.merged
        /// Its bytes, if they belong into the log.
        var body: [UInt8]?
        /// Their hash, if they do not.
        var hash: [UInt8]?
        /// The chain after the change, if it came with one.
        var chain: [UInt8]?
    }

    /// Adds a line to the log; the head moves if the line continues the chain.
    ///
    /// - Returns: its position.
    func add(_ line: NewLine) throws(StorageError) -> Int64 {
        let position = transaction.nextPosition()
        let isKept = line.sequence % ChangeLog.chainStride == 0
        try insertLog.execute([
            .integer(position), .integer(replicas[line.replica].number),
            SQLiteValue(line.sequence), SQLiteValue(line.record),
            .integer(line.standing.rawValue), SQLiteValue(line.body), SQLiteValue(line.hash),
            isKept ? SQLiteValue(line.chain) : .null,
        ])
        replicas[line.replica].seen = max(replicas[line.replica].seen, line.sequence)
        if let chain = line.chain { advance(line.replica, to: line.sequence, chain: chain) }
        return position
    }

    /// Moves the head of an incarnation by one change.
    func advance(_ replica: Int, to sequence: UInt64, chain: [UInt8]) {
        precondition(
            sequence == replicas[replica].head + 1, "a chain grows by one change at a time")
        replicas[replica].head = sequence
        replicas[replica].chain = chain
    }

    // MARK: The one way to take a change in

    /// What keeps a change from its record; `nil` if nothing does.
    func obstacle(to change: Change, at index: Int) throws(StorageError) -> Obstacle? {
        let record = cells[index].record
        if record.type != change.type { return .typeClash }
        let known = change.writes.filter { record.received.contains($0.dot) }
        guard !known.isEmpty else { return nil }
        // The record may have come as a state, and its change only now: then the values agree.
        for write in known {
            for register in record.registers {
                guard let sibling = register.siblings.first(where: { $0.dot == write.dot }) else {
                    continue
                }
                let isSame =
                    register.name == write.register && sibling.value == write.value
                    && sibling.stamp == change.stamp
                if !isSame { return .dotCollision }
            }
        }
        return try isWrittenElsewhere(change) ? .dotCollision : nil
    }

    /// The same for a change of a child, which may also ask for more room than there is.
    func obstacle(
        to change: Change, body: [UInt8], at index: Int
    ) throws(StorageError) -> Obstacle? {
        if let obstacle = try obstacle(to: change, at: index) { return obstacle }
        return isTooLarge(change, body: body, at: index) ? .tooLarge : nil
    }

    /// Whether another change in the log has one of this change's dots.
    private func isWrittenElsewhere(_ change: Change) throws(StorageError) -> Bool {
        let dots = Set(change.writes.map(\.dot))
        return try transaction.entries(of: change.facet).contains { entry in
            guard entry.replica == change.replica, entry.sequence != change.sequence,
                let body = entry.body, let other = try? ChangeCodec.decode(body)
            else { return false }
            return other.writes.contains { dots.contains($0.dot) }
        }
    }

    /// Merges a change whose line is in the log.
    func apply(
        _ change: Change, body: [UInt8], at index: Int, position: Int64, log: Int64, replica: Int,
        isPending: Bool = false
    ) {
        let number = replicas[replica].number
        cells[index].bytesAtMost += growth(of: change, body: body, at: index, isPending: isPending)
        let voids = change.writes.compactMap(\.register.voided)
        let takesBack = cells[index].record.pending.contains { voids.contains($0.dot) }
        guard cells[index].record.apply(change, isPending: isPending) == .changed else { return }
        // Children have merged what is taken back here for good: only a state gives them what
        // stood before.
        if takesBack { cells[index].cameAsState = true }
        cells[index].isTouched = true
        cells[index].news.append(News(position: position, log: log, replica: number))
    }

    // MARK: Putting back

    /// Stores everything that the batch has touched.
    func finish() throws(StorageError) {
        for (index, row) in replicas.enumerated() {
            if newReplicas.contains(index) {
                try transaction.insert(row)
            } else {
                try transaction.update(row)
            }
        }
        let putter = try Putter(self)
        for cell in cells where cell.isTouched { try putter.put(cell) }
        try putter.finish()
    }
}
