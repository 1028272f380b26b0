public import Programme
public import Replication
internal import SQLite

/// A finding of the programme's checks on a merged record.
public struct HoldRow: Hashable, Sendable {
    /// The record.
    public let record: RecordID
    /// What did not pass.
    public let finding: Finding
    /// Since when it is known here, Unix milliseconds by this machine's clock.
    public let since: UInt64
}

extension Snapshot {
    /// The findings on records, oldest first.
    ///
    /// - Parameters:
    ///   - record: only those on this record.
    ///   - check: only those of this check.
    public func holds(
        on record: RecordID? = nil, check: Check? = nil, limit: Int = 10_000
    ) throws(StorageError) -> [HoldRow] {
        let rows = try connection.all(
            """
            SELECT record, "check", other, since, is_warning FROM _hold
            WHERE (?1 IS NULL OR record = ?1) AND (?2 IS NULL OR "check" = ?2)
            ORDER BY since, record, "check", other LIMIT ?3
            """,
            [
                SQLiteValue(record), SQLiteValue(check.map { Int64($0.rawValue) }),
                .integer(Int64(clamping: limit)),
            ]
        ) { row throws(StorageError) -> HoldRow? in
            // A check that only a newer program knew is not shown; the next re-check clears it.
            guard let check = Check(rawValue: UInt16(clamping: try row.number(at: 1))) else {
                return nil
            }
            let other = try row.blob(at: 2)
            return HoldRow(
                record: try row.identifier(at: 0),
                finding: Finding(
                    check, try row.number(at: 4) == 0 ? nil : .warning,
                    other: Identifier(bytes: other)),
                since: try row.unsigned(at: 3))
        }
        return rows.compactMap { $0 }
    }
}

extension Transaction {
    /// Stores what does not pass on a record, in place of what did not pass before.
    ///
    /// A hold never touches the record itself, its hash or a digest.
    public func setHolds(_ record: RecordID, _ findings: [Finding]) throws(StorageError) {
        try part { () throws(StorageError) in
            let known = try holds(on: record)
            let names = Dictionary(
                findings.map { (HoldName($0), $0) },
                uniquingKeysWith: { $0.isQuiet ? $1 : $0 })
            let standing = Dictionary(
                known.map { (HoldName($0.finding), $0) }, uniquingKeysWith: { first, _ in first })
            let before = standing.mapValues(\.finding.isQuiet)
            guard before != names.mapValues(\.isQuiet) else { return }
            try run("DELETE FROM _hold WHERE record = ?", [SQLiteValue(record)])
            let now = world.clock.now()
            for (name, finding) in names {
                let since = standing[name]?.since ?? now
                try run(
                    """
                    INSERT INTO _hold (record, "check", other, is_warning, since)
                    VALUES (?, ?, ?, ?, ?)
                    """,
                    [
                        SQLiteValue(record), .integer(Int64(finding.check.rawValue)),
                        .blob(finding.other?.bytes ?? []),
                        .integer(finding.isQuiet ? 1 : 0), SQLiteValue(since),
                    ])
            }
            guard let type = try facets(of: record).first?.type,
                let table = TypedTable.of(type)
            else { return }
            try Projector(self).countCases(of: record, in: table)
        }
    }
}

/// What tells a finding on a record from another one.
private struct HoldName: Hashable {
    let check: Check
    let other: RecordID?

    init(_ finding: Finding) { (check, other) = (finding.check, finding.other) }
}

extension Finding {
    /// Whether it is said and waits for nobody.
    fileprivate var isQuiet: Bool { severity == .warning || severity == .information }
}
