internal import Replication
internal import SQLite
internal import Seal

/// One line of the audit: who did what to what, and how it ended.
///
/// Values do not belong into it.
public struct AuditEntry: Equatable, Sendable {
    /// When, Unix milliseconds by this machine's clock.
    public var at: UInt64
    /// Who; empty for the program itself.
    public var user: String
    /// What was done, one word.
    public var act: String
    /// To what.
    public var object: String
    /// How it ended.
    public var outcome: String
    /// What else a reader must know.
    public var detail: String

    /// An entry from its parts.
    public init(
        at: UInt64, user: String, act: String, object: String, outcome: String, detail: String
    ) {
        self.at = at
        self.user = user
        self.act = act
        self.object = object
        self.outcome = outcome
        self.detail = detail
    }

    /// What the entry adds to the chain of the audit.
    ///
    /// Each text with its length before it, so that moving a letter from one to the next shows.
    func chain(after before: [UInt8]) -> [UInt8] {
        var bytes = before
        for text in [String(at), user, act, object, outcome, detail] {
            bytes += Array("\(text.utf8.count):".utf8) + Array(text.utf8)
        }
        return Seal.hash(bytes)
    }

    /// What its reader selects.
    static let columns = "at, user, act, object, outcome, detail"

    /// The contents of a row.
    init(_ row: Row) throws(StorageError) {
        at = try row.unsigned(at: 0)
        user = try row.words(at: 1)
        act = try row.words(at: 2)
        object = try row.words(at: 3)
        outcome = try row.words(at: 4)
        detail = try row.words(at: 5)
    }
}

extension Snapshot {
    /// The newest lines of the audit, newest first.
    ///
    /// - Parameters:
    ///   - user: only this person's.
    ///   - object: only those about this.
    public func audit(
        user: String? = nil, object: String? = nil, limit: Int = 100
    ) throws(StorageError) -> [AuditEntry] {
        try connection.all(
            """
            SELECT \(AuditEntry.columns) FROM _audit
            WHERE (?1 IS NULL OR user = ?1) AND (?2 IS NULL OR object = ?2)
            ORDER BY number DESC LIMIT ?3
            """, [SQLiteValue(user), SQLiteValue(object), .integer(Int64(clamping: limit))]
        ) { row throws(StorageError) in try AuditEntry(row) }
    }
}

extension Transaction {
    /// Adds a line to the audit, in the same transaction as the act that it records.
    public func audit(_ entry: AuditEntry) throws(StorageError) {
        let before = try connection.first(
            "SELECT chain FROM _audit ORDER BY number DESC LIMIT 1"
        ) { row throws(StorageError) in try row.blob(at: 0) }
        try run(
            """
            INSERT INTO _audit (\(AuditEntry.columns), chain) VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                SQLiteValue(entry.at), .text(entry.user), .text(entry.act), .text(entry.object),
                .text(entry.outcome), .text(entry.detail), .blob(entry.chain(after: before ?? [])),
            ])
    }
}
