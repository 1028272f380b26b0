internal import CSQLite

/// What went wrong in the database, and what may be done about it.
///
/// `kind` says what happened in the words of this room, `code` is SQLite's extended result code (0
/// where the refusal is our own), `message` is one English sentence for the log, and `sql` is the
/// statement, which never contains a value: values are bound.
public struct SQLiteError: Error, Sendable, Equatable {
    /// What happened.
    public enum Kind: Sendable, Equatable {
        /// The disk, or the size allowed to the file, is used up; the transaction is undone.
        case full
        /// The disk or the memory failed. After such a write nothing runs on this connection.
        case io
        /// The file is damaged, or is not a database.
        case corrupt
        /// Another connection holds what is needed; nothing was done.
        case busy
        /// The connection, the file or the folder may only be read.
        case readOnly
        /// The file is absent, not accessible, or belongs to another program.
        case cannotOpen
        /// A rule of the schema (key, NOT NULL, CHECK) refused the row.
        case constraint
        /// The watcher of a long statement ended it.
        case interrupted
        /// A newer program wrote the file: its schema number and the newest known here.
        case newer(found: Int, known: Int)
        /// Where a copy was to be written something stands already.
        case exists
        /// A copy could not be made or did not pass its check; the database itself is as before.
        case copy
        /// An earlier write failed at the disk; only a restart of the program helps.
        case stopped
        /// The program asked for what makes no sense: wrong SQL, wrong bindings, wrong order.
        case misuse
    }

    /// What the caller may do.
    public enum Advice: Sendable, Equatable {
        /// Say it to a person; the database is consistent and may be used on.
        case tell
        /// End the process: what the disk holds is known only after a restart.
        case stop
        /// Nothing was done; the same call may succeed a little later.
        case retry
    }

    /// What happened.
    public let kind: Kind
    /// SQLite's extended result code, or 0.
    public let code: Int
    /// One English sentence for the log.
    public let message: String
    /// The statement that failed, without its values.
    public let sql: String?

    /// Makes an error of this room's own finding.
    public init(_ kind: Kind, _ message: String, code: Int = 0, sql: String? = nil) {
        self.kind = kind
        self.code = code
        self.message = message
        self.sql = sql
    }

    /// Makes an error of an extended result code.
    init(code: Int32, message: String, sql: String?) {
        self.init(Self.kind(of: code), message, code: Int(code), sql: sql)
    }

    /// What the caller may do.
    public var advice: Advice {
        switch kind {
        case .busy, .interrupted: .retry
        case .io, .corrupt, .stopped: .stop
        case .full, .readOnly, .cannotOpen, .constraint, .newer, .exists, .copy, .misuse: .tell
        }
    }

    private static func kind(of code: Int32) -> Kind {
        // The index beside the WAL could not grow: nothing of the data was being written.
        if code == SQLITE_IOERR | (19 << 8) { return .full }
        return switch code & 0xff {
        case SQLITE_FULL: .full
        case SQLITE_IOERR, SQLITE_NOMEM: .io
        case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_FORMAT: .corrupt
        case SQLITE_BUSY, SQLITE_LOCKED: .busy
        case SQLITE_READONLY: .readOnly
        case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH: .cannotOpen
        case SQLITE_CONSTRAINT: .constraint
        case SQLITE_INTERRUPT: .interrupted
        default: .misuse
        }
    }
}

extension SQLiteError: CustomStringConvertible {
    /// Kind, code, message and statement on one line.
    public var description: String {
        let statement = sql.map { " [\($0)]" } ?? ""
        return "SQLite \(kind) (\(code)): \(message)\(statement)"
    }
}

/// An error that can tell of a failed database.
///
/// Functions that take a closure throw what the closure throws, and must be able to throw their own
/// findings too; so the error of the room above says here how it wraps them.
public protocol SQLiteFailure: Error {
    /// Wraps a failure of the database.
    init(_ cause: SQLiteError)
}

extension SQLiteError: SQLiteFailure {
    /// Stays as it is.
    public init(_ cause: SQLiteError) { self = cause }
}
