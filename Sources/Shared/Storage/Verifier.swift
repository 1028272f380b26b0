internal import Programme
internal import Replication
internal import SQLite
internal import Seal
internal import Wire

/// What `verify` found.
public struct VerifyReport: Hashable, Sendable {
    /// How many records lie here.
    public let records: Int
    /// How many changes are in the log.
    public let changes: Int
    /// What is wrong, one sentence each; a hundred at most.
    public let faults: [String]
    /// Whether everything is as it must be.
    public var isSound: Bool { faults.isEmpty }
}

extension ReplicaStore {
    /// Checks the whole replica, while it is in use: every page, every hash, every chain, and that
    /// digests and typed tables are what they would be if they were made anew (INV-11).
    public func verify() throws(StorageError) -> VerifyReport {
        try read { snapshot throws(StorageError) in
            var verifier = Verifier(snapshot)
            return try verifier.run()
        }
    }
}

/// Makes everything anew in memory that is kept step by step, and compares.
struct Verifier {
    /// More faults than this are not told: the first ones say enough.
    private static let faultsMax = 100

    private let snapshot: Snapshot
    private let connection: Connection
    private var faults: [String] = []
    private var records = 0
    private var changes = 0
    private var places: Int64 = 0
    private var sums: [DigestKey: Digest] = [:]

    /// A verifier of one moment.
    init(_ snapshot: Snapshot) {
        self.snapshot = snapshot
        connection = snapshot.connection
    }

    /// Looks at everything.
    mutating func run() throws(StorageError) -> VerifyReport {
        do throws(SQLiteError) {
            faults += try connection.integrityCheck()
        } catch {
            throw StorageError(error)
        }
        try checkRecords()
        try checkTables()
        try checkFigures()
        try checkSums()
        try checkChains()
        try checkAudit()
        return VerifyReport(records: records, changes: changes, faults: faults)
    }

    private mutating func fault(_ words: String) {
        if faults.count < Self.faultsMax { faults.append(words) }
    }

    // MARK: Records

    private mutating func checkRecords() throws(StorageError) {
        var last: Int64 = 0
        while true {
            let numbers = try connection.all(
                "SELECT number FROM _record WHERE number > ? ORDER BY number LIMIT 1000",
                [.integer(last)]
            ) { row throws(StorageError) in try row.number(at: 0) }
            guard let newest = numbers.last else { return }
            for number in numbers { try checkRecord(number) }
            last = newest
        }
    }

    private mutating func checkRecord(_ number: Int64) throws(StorageError) {
        let stored: StoredRecord?
        do throws(StorageError) {
            stored = try snapshot.stored(number: number)
        } catch {
            return fault("record \(number) cannot be read: \(error)")
        }
        guard let stored else { return }
        let record = stored.record
        let name = "\(record.facet.record)/\(record.facet.reach)"
        let hash = Seal.hash(StateCodec.canonical(record))
        if hash != stored.hash { fault("\(name) does not have its hash") }
        for place in stored.places {
            places += 1
            let found = try connection.first(
                "SELECT 1 FROM _place WHERE reach = ? AND home = ? AND record = ?",
                [SQLiteValue(record.facet.reach), SQLiteValue(place), .integer(number)]
            ) { row throws(StorageError) in try row.number(at: 0) }
            if found == nil { fault("\(name) does not stand in its division \(place)") }
            let key = DigestKey(
                reach: record.facet.reach, home: place, leaf: record.facet.leaf)
            sums[key, default: Digest()].insert(stored.hash)
        }
        guard stored.presence == .here else { return }
        records += 1
        try checkTyped(record, name)
        try checkCases(stored, name)
    }

    private mutating func checkTyped(_ record: Record, _ name: String) throws(StorageError) {
        let showing = Showing(record)
        guard let table = showing.table else { return }
        let names = table.columns(of: record.facet.reach).map { ", \"\($0.field.name)\"" }.joined()
        let values = try connection.first(
            """
            SELECT _withdrawn & ?2 <> 0\(names) FROM "\(table.name)"
            WHERE record = ?1 AND _facets & ?2 <> 0
            """,
            [SQLiteValue(record.facet.record), .integer(record.facet.reach.bit)]
        ) { row throws(StorageError) in
            try (0...showing.values.count).map { index throws(StorageError) in
                try row.any(at: index)
            }
        }
        let isWithdrawn = SQLiteValue.integer(record.life == .withdrawn ? 1 : 0)
        let expected = record.isHollow ? nil : [isWithdrawn] + showing.values
        if values != expected { fault("\(name) is shown otherwise in \(table.name)") }
        for child in table.children where child.register.reach == record.facet.reach {
            let columns = child.columns.map { "\"\($0.name)\"" }.joined(separator: ", ")
            let found = try connection.all(
                "SELECT \(columns) FROM \"\(child.name)\" WHERE record = ?",
                [SQLiteValue(record.facet.record)]
            ) { row throws(StorageError) in
                Showing.Element(
                    table: child.name,
                    values: try child.columns.indices.map { index throws(StorageError) in
                        try row.any(at: index)
                    })
            }
            if Set(found) != Set(showing.elements.filter { $0.table == child.name }) {
                fault("\(name) is shown otherwise in \(child.name)")
            }
        }
    }

    /// Compares what is listed of a record with what there is to list.
    private mutating func checkCases(_ stored: StoredRecord, _ name: String) throws(StorageError) {
        let record = stored.record
        let cases = snapshot.cases(of: record, Showing(record), bytes: stored.bytes)
        let values = [SQLiteValue(record.facet.record), SQLiteValue(record.facet.reach)]
        let counts = try connection.first(
            """
            SELECT (SELECT count(*) FROM _case WHERE record = ?1 AND reach = ?2),
                (SELECT count(*) FROM siblings WHERE record = ?1 AND reach = ?2)
            """, values
        ) { row throws(StorageError) in (try row.number(at: 0), try row.number(at: 1)) }
        let siblings = record.registers.reduce(0) { count, register in
            register.siblings.count > 1 ? count + register.siblings.count : count
        }
        if counts?.0 != Int64(cases.count) || stored.cases != cases.count {
            fault("the cases of \(name) are not all listed")
        }
        if counts?.1 != (cases.isEmpty ? 0 : Int64(siblings)) {
            fault("the values of \(name) are not all listed")
        }
    }

    /// Looks for rows of what is not here, and for flags that say something else than the lists.
    private mutating func checkTables() throws(StorageError) {
        for table in TypedTable.all {
            let counts = try connection.first(
                """
                SELECT (SELECT count(*) FROM "\(table.name)" WHERE record NOT IN
                        (SELECT substr(facet, 1, 16) FROM _record
                            WHERE type = ?1 AND presence = 0)),
                    (SELECT count(*) FROM "\(table.name)" t WHERE
                        _conflicts <> (SELECT count(*) FROM _case c
                            WHERE c.record = t.record AND kind IN (\(ConflictRow.Kind.counted)))
                        OR _incomplete <> (SELECT count(*) FROM _case c
                            WHERE c.record = t.record AND kind = 5)
                        OR _on_hold <> (SELECT count(*) FROM _hold h
                            WHERE h.record = t.record AND is_warning = 0)
                        OR _withdrawn & ~_facets <> 0)
                """, [.integer(Int64(table.type.number))]
            ) { row throws(StorageError) in
                (try row.number(at: 0), try row.number(at: 1))
            }
            guard let counts else { continue }
            if counts.0 > 0 { fault("\(table.name) shows what is not here") }
            if counts.1 > 0 { fault("\(table.name) has flags that do not fit the lists") }
        }
    }

    private mutating func checkFigures() throws(StorageError) {
        var check = FigureCheck(snapshot)
        do throws(StorageError) {
            try check.run()
        } catch {
            guard case .damaged(let words) = error else { throw error }
            fault("figures cannot be added up: \(words)")
        }
        for words in check.faults { fault(words) }
    }

    // MARK: Digests

    private mutating func checkSums() throws(StorageError) {
        let found = try connection.first("SELECT count(*) FROM _place") {
            row throws(StorageError) in try row.number(at: 0)
        }
        if found != places { fault("records stand in divisions that they are not of") }
        let leaves = try connection.all("SELECT reach, home, leaf, count, sum FROM _leaf") {
            row throws(StorageError) in
            (
                Reach(rawValue: UInt8(clamping: try row.number(at: 0))) ?? .home,
                try row.division(at: 1), UInt8(clamping: try row.number(at: 2)),
                try row.digest(at: 3)
            )
        }
        var totals: [DigestKey: Digest] = [:]
        for (reach, home, leaf, digest) in leaves {
            let key = DigestKey(reach: reach, home: home, leaf: leaf)
            if sums.removeValue(forKey: key) ?? Digest() != digest {
                fault("the digest of \(home), leaf \(leaf), is not the sum of its records")
            }
            totals[DigestKey(reach: reach, home: home, leaf: 0), default: Digest()] += digest
        }
        for key in sums.keys { fault("the digest of \(key.home) lacks leaf \(key.leaf)") }
        try connection.rows("SELECT reach, home, count, sum FROM _total") {
            row throws(StorageError) in
            let reach = Reach(rawValue: UInt8(clamping: try row.number(at: 0))) ?? .home
            let key = DigestKey(reach: reach, home: try row.division(at: 1), leaf: 0)
            if totals.removeValue(forKey: key) ?? Digest() != (try row.digest(at: 2)) {
                self.fault("the digest of \(key.home) is not the sum of its leaves")
            }
        }
        for key in totals.keys { fault("the digest of \(key.home) is missing") }
    }

    // MARK: Chains

    private mutating func checkChains() throws(StorageError) {
        changes =
            try connection.first("SELECT count(*) FROM _log") {
                row throws(StorageError) in Int(clamping: try row.number(at: 0))
            } ?? 0
        let rows = try connection.all("SELECT \(ReplicaRow.columns) FROM _replica") {
            row throws(StorageError) in try ReplicaRow(row)
        }
        for row in rows where row.head > 0 { try checkChain(row) }
    }

    private mutating func checkChain(_ replica: ReplicaRow) throws(StorageError) {
        var roller = ChainRoller(replica: replica.id, head: replica.head, last: 0)
        var wrong: UInt64?
        var last: [UInt8]?
        try connection.rows(
            """
            SELECT sequence, body, hash, chain FROM _log WHERE replica = ? AND sequence <= ?
            ORDER BY sequence
            """, [.integer(replica.number), SQLiteValue(replica.head)]
        ) { row throws(StorageError) in
            let hash = try LogEntry.hash(of: row, body: 1, hash: 2)
            let sequence = try row.unsigned(at: 0)
            last = roller.roll(to: sequence, bodyHash: hash)
            let kept = try row.blobIfAny(at: 3)
            if last == nil || (kept != nil && kept != last) { wrong = wrong ?? sequence }
        }
        if let wrong {
            fault("the chain of \(replica.id) breaks at \(wrong)")
        } else if last != replica.chain {
            fault("the chain of \(replica.id) does not end as it should")
        }
    }

    private mutating func checkAudit() throws(StorageError) {
        var before: [UInt8] = []
        var isBroken = false
        try connection.rows("SELECT \(AuditEntry.columns), chain FROM _audit ORDER BY number") {
            row throws(StorageError) in
            let chain = try row.blob(at: 6)
            if try AuditEntry(row).chain(after: before) != chain { isBroken = true }
            before = chain
        }
        if isBroken { fault("the audit was changed") }
    }
}
