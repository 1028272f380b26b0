public import Programme
public import Replication
internal import SQLite

/// A finding on a merged record: what follows from the record waits for a person.
public struct HoldRow: Hashable, Sendable {
    /// The record.
    public let record: RecordID
    /// Which check did not pass.
    public let check: Check
    /// The other record that it is about, if there is one.
    public let other: RecordID?
    /// Since when, Unix milliseconds by this machine's clock.
    public let since: UInt64
}

extension Snapshot {
    /// What is on hold, oldest first.
    ///
    /// - Parameter record: only what concerns it; `nil` for all.
    public func holds(of record: RecordID? = nil) throws(StorageError) -> [HoldRow] {
        let condition = record == nil ? "" : "WHERE record = ?"
        let rows = try connection.all(
            "SELECT record, check_number, other, since FROM hold \(condition) ORDER BY since, record",
            record.map { [SQLiteValue($0)] } ?? []
        ) { row throws(StorageError) -> HoldRow? in
            guard let check = Check(rawValue: UInt16(clamping: try row.number(at: 1))) else {
                return nil
            }
            return HoldRow(
                record: try row.identifier(at: 0), check: check,
                other: try row.identifierIfAny(at: 2), since: try row.unsigned(at: 3))
        }
        return rows.compactMap { $0 }
    }
}

extension Transaction {
    /// Says what does not pass on a record now; what passes again is no hold any more.
    public func setHolds(
        _ record: RecordID, _ findings: [Finding]
    ) throws(StorageError) {
        let wanted = Set(findings.map { HoldName(check: $0.check.rawValue, other: $0.other) })
        let standing = Set(
            try holds(of: record).map { HoldName(check: $0.check.rawValue, other: $0.other) })
        for name in standing.subtracting(wanted) {
            try run(
                "DELETE FROM hold WHERE record = ? AND check_number = ? AND other IS ?",
                [
                    SQLiteValue(record), .integer(Int64(name.check)),
                    name.other.map { SQLiteValue($0) } ?? .null,
                ])
        }
        for name in wanted.subtracting(standing) {
            try run(
                "INSERT INTO hold (record, check_number, other, since) VALUES (?, ?, ?, ?)",
                [
                    SQLiteValue(record), .integer(Int64(name.check)),
                    name.other.map { SQLiteValue($0) } ?? .null,
                    SQLiteValue(world.clock.now()),
                ])
        }
    }

    private struct HoldName: Hashable {
        let check: UInt16
        let other: RecordID?
    }
}
