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
            SELECT record, "check", other, since FROM _hold
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
                finding: Finding(check, other: Identifier(bytes: other)),
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
            guard Set(known.map(\.finding)) != Set(findings) else { return }
            try run("DELETE FROM _hold WHERE record = ?", [SQLiteValue(record)])
            let now = world.clock.now()
            for finding in Set(findings) {
                let since = known.first { $0.finding == finding }?.since ?? now
                try run(
                    """
                    INSERT INTO _hold (record, "check", other, is_warning, since)
                    VALUES (?, ?, ?, ?, ?)
                    """,
                    [
                        SQLiteValue(record), .integer(Int64(finding.check.rawValue)),
                        .blob(finding.other?.bytes ?? []),
                        .integer(finding.check.severity == .warning ? 1 : 0), SQLiteValue(since),
                    ])
            }
            guard let type = try facets(of: record).first?.type,
                let table = TypedTable.of(type)
            else { return }
            try Projector(self).countCases(of: record, in: table)
        }
    }
}
