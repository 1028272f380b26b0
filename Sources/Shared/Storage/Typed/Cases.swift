public import Replication
internal import SQLite
internal import Wire

/// A record that needs a person, or one that a policy has settled: a pure function of its state,
/// kept in a table so that lists need not look at every record.
public struct ConflictRow: Hashable, Sendable {
    /// What the matter is.
    public enum Kind: Int64, CaseIterable, Sendable {
        /// Values that no policy chooses from.
        case conflict = 1
        /// Values of which a policy shows one.
        case settled = 2
        /// Withdrawn while somebody edited.
        case revived = 3
        /// Two divisions claim it.
        case twoHomes = 4
        /// Something is known to be missing.
        case incomplete = 5
        /// A value does not fit its column: written by a newer program, shown by none of ours.
        case unfit = 6
        /// It has outgrown what a frame carries: children that do not have it yet do not get it.
        case tooLarge = 7

        /// Those that a row counts as conflicts, in the words of SQL.
        static let counted = [conflict, revived, twoHomes, unfit, tooLarge]
            .map { String($0.rawValue) }.joined(separator: ", ")
    }

    /// Which facet of which record.
    public let facet: FacetID
    /// The record's type.
    public let type: UInt32
    /// The register; `nil` if the matter is the whole facet's.
    public let register: RegisterName?
    /// What the matter is.
    public let kind: Kind
    /// Where the record lies; one of them if two divisions claim it.
    public let home: DivisionCode
    /// Since when it is known here, Unix milliseconds by this machine's clock.
    public let since: UInt64
}

/// A case without the time since when it is known.
struct CaseName: Hashable, Comparable {
    /// What the matter is.
    let kind: ConflictRow.Kind
    /// The register; `nil` if the matter is the whole facet's.
    let register: RegisterName?

    /// More than a frame carries.
    static let tooLarge = CaseName(.tooLarge, nil)

    /// A value that does not fit its column.
    init(unfit register: RegisterName) { self.init(.unfit, register) }

    private init(_ kind: ConflictRow.Kind, _ register: RegisterName?) {
        (self.kind, self.register) = (kind, register)
    }

    /// The case that the engine found.
    init(_ found: Case) {
        switch found {
        case .conflict(let name): (kind, register) = (.conflict, name)
        case .settled(let name): (kind, register) = (.settled, name)
        case .revived: (kind, register) = (.revived, nil)
        case .twoHomes: (kind, register) = (.twoHomes, nil)
        case .incomplete: (kind, register) = (.incomplete, nil)
        }
    }

    static func < (a: CaseName, b: CaseName) -> Bool {
        if a.kind != b.kind { return a.kind.rawValue < b.kind.rawValue }
        guard let second = b.register else { return false }
        return a.register.map { $0 < second } ?? true
    }
}

extension Snapshot {
    /// Records that need a person, or that a policy has settled; oldest first.
    ///
    /// - Parameters:
    ///   - division: only those that lie within it; `nil` for all.
    ///   - kinds: only these.
    public func conflicts(
        under division: DivisionCode? = nil,
        kinds: Set<ConflictRow.Kind> = Set(ConflictRow.Kind.allCases), limit: Int = 10_000
    ) throws(StorageError) -> [ConflictRow] {
        let range = HomeRange(division)
        let wanted = kinds.map { String($0.rawValue) }.sorted().joined(separator: ", ")
        return try connection.all(
            """
            SELECT record, reach, type, kind, number, "key", home, since FROM _case
            WHERE kind IN (\(wanted)) AND \(range.sql)
            ORDER BY since, record, reach, kind, number, "key" LIMIT ?
            """, range.values + [.integer(Int64(clamping: limit))]
        ) { row throws(StorageError) in
            guard let reach = Reach(rawValue: UInt8(clamping: try row.number(at: 1))),
                let kind = ConflictRow.Kind(rawValue: try row.number(at: 3))
            else { throw row.wrong(3, "the kind of a case") }
            let number = try row.numberIfAny(at: 4)
            let key = try row.blob(at: 5)
            return ConflictRow(
                facet: FacetID(try row.identifier(at: 0), reach),
                type: UInt32(clamping: try row.number(at: 2)),
                register: number.map { RegisterName(UInt32(clamping: $0), key: key) },
                kind: kind, home: try row.division(at: 6), since: try row.unsigned(at: 7))
        }
    }
}

extension Snapshot {
    /// What a person must know of a record that lies here: a pure function of its state.
    ///
    /// - Parameter bytes: how many the record takes here, which is more than travels of it.
    func cases(of record: Record, _ showing: Showing, bytes: Int) -> Set<CaseName> {
        var cases = Set(showing.unfit.map(CaseName.init(unfit:)))
        if bytes > RecordSize.mergedBytesMax,
            StateCodec.state(record.shared).count > Limits.stateBytesMax
        {
            cases.insert(.tooLarge)
        }
        for found in record.cases(policy: { self.world.policy(record.type, $0) }) {
            cases.insert(CaseName(found))
        }
        return cases
    }
}

extension Transaction {
    /// Stores which cases a facet has; what was known stays known since when it was.
    func put(_ cases: Set<CaseName>, of record: Record) throws(StorageError) {
        let name: [SQLiteValue] = [
            SQLiteValue(record.facet.record), SQLiteValue(record.facet.reach),
        ]
        let known = try connection.all(
            "SELECT kind, number, \"key\", since FROM _case WHERE record = ? AND reach = ?", name
        ) { row throws(StorageError) in
            (
                try row.number(at: 0), try row.numberIfAny(at: 1), try row.blob(at: 2),
                try row.unsigned(at: 3)
            )
        }
        try run("DELETE FROM _case WHERE record = ? AND reach = ?", name)
        let now = world.clock.now()
        let home = record.homes.first ?? record.claimedHome
        for found in cases.sorted() {
            let number = found.register.map { Int64($0.number) }
            let key = found.register?.key ?? []
            let since = known.first { row in
                row.0 == found.kind.rawValue && row.1 == number && row.2 == key
            }?.3
            try run(
                """
                INSERT INTO _case (record, reach, type, kind, number, "key", home, since)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                name + [
                    .integer(Int64(record.type)), .integer(found.kind.rawValue),
                    SQLiteValue(number), .blob(key), SQLiteValue(home),
                    SQLiteValue(since ?? now),
                ])
        }
    }

    /// Forgets the cases of a facet that has left.
    func removeCases(of facet: FacetID) throws(StorageError) {
        try run(
            "DELETE FROM _case WHERE record = ? AND reach = ?",
            [SQLiteValue(facet.record), SQLiteValue(facet.reach)])
    }
}

/// The condition that a home lies within a division.
struct HomeRange {
    /// The condition; it begins with no `AND`.
    let sql: String
    /// The values of its marks.
    let values: [SQLiteValue]

    /// The range of a division; of `nil` everywhere.
    init(_ division: DivisionCode?, of table: String? = nil) {
        guard let division, division != .nation else {
            (sql, values) = ("1", [])
            return
        }
        let home = table.map { "\($0).home" } ?? "home"
        sql = "\(home) >= ? AND \(home) < ?"
        values = [SQLiteValue(division), .text(division.description + ":")]
    }
}
