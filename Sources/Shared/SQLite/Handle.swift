internal import CSQLite

/// The open database: every C call that needs it stands in this file, so the pointer never leaves
/// it.
///
/// It lives as long as the connection and its statements; whoever lets go last closes it. It is
/// opened without SQLite's own mutex, because one thread at a time holds a connection.
final class Handle {
    /// How a connection is opened; the profile that follows from it is in `Connection+Profile`.
    enum Opening { case create, readOnly, memory }

    private var database: OpaquePointer?
    /// Whether it may write at all.
    let isWriter: Bool
    /// The failed write after which nothing runs any more.
    private(set) var stoppedBy: SQLiteError?
    /// Whether a `transaction` of ours is under way, whatever SQLite thinks.
    var expectsTransaction = false
    /// Frames in the WAL after the last commit.
    private(set) var framesInLog = 0
    private var watcher: Watcher?

    /// Calls back into Swift; a class, because C needs an address that stays.
    private final class Watcher {
        let goesOn: () -> Bool
        init(_ goesOn: @escaping () -> Bool) { self.goesOn = goesOn }
    }

    /// Opens the file; nothing has been read from it then.
    init(_ path: String, _ opening: Opening) throws(SQLiteError) {
        isWriter = opening != .readOnly
        let flags =
            switch opening {
            case .create: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            case .readOnly: SQLITE_OPEN_READONLY
            case .memory: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY
            }
        let common = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE
        let code = sqlite3_open_v2(path, &database, flags | common, nil)
        guard code == SQLITE_OK else {
            let error = error(code, nil)
            sqlite3_close(database)  // SQLite hands out a half-open database even when it fails
            database = nil
            throw error
        }
    }

    deinit {
        // No statement can be left: each holds this object.
        if let database { sqlite3_close(database) }
    }

    /// Closes for good; statements that somebody still holds make it fail and stay usable.
    func close() throws(SQLiteError) {
        try check(sqlite3_close(database))
        database = nil
    }

    /// Leaves WAL and file as they are when the last connection closes.
    func keepLogOnClose() {
        _ = csqlite_switch(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
    }

    /// Throws if nothing may run: closed, or an earlier write failed at the disk.
    func requireUsable() throws(SQLiteError) {
        if let stoppedBy {
            throw SQLiteError(
                .stopped, "an earlier write failed, restart the program: \(stoppedBy.message)",
                code: stoppedBy.code)
        }
        guard database != nil else { throw SQLiteError(.misuse, "the connection is closed") }
        // SQLite undoes a whole transaction after some errors (full, interrupted). Whoever swallows
        // such an error would go on outside of it and save half of an act.
        guard !expectsTransaction || !isAutocommitting else {
            throw SQLiteError(.misuse, "an earlier error has already undone the transaction")
        }
    }

    /// No transaction is open.
    var isAutocommitting: Bool { sqlite3_get_autocommit(database) != 0 }
    /// Rows changed since the connection was opened, by triggers too.
    var changesEver: Int64 { sqlite3_total_changes64(database) }
    /// Rows changed by the last INSERT, UPDATE or DELETE.
    var changesLast: Int64 { sqlite3_changes64(database) }
    /// The rowid of the last INSERT.
    var lastInsertedRowID: Int64 { sqlite3_last_insert_rowid(database) }
    /// The path of the file, empty for a database in memory.
    var path: String { sqlite3_db_filename(database, nil).map { String(cString: $0) } ?? "" }

    /// The error of a failed call; a failing disk stops a writer for good.
    ///
    /// After a failed fsync Linux marks the pages clean, so a second try would "succeed" without
    /// having saved anything: the only safe answer is never to write again from here.
    func fail(_ code: Int32, _ sql: String?, stops: Bool = true) -> SQLiteError {
        let error = error(code, sql)
        if isWriter, stops, error.kind == .io, stoppedBy == nil {
            stoppedBy = error
            keepLogOnClose()  // or closing would write once more
        }
        return error
    }

    private func error(_ code: Int32, _ sql: String?) -> SQLiteError {
        let message = String(cString: sqlite3_errmsg(database))
        return SQLiteError(code: code, message: message, sql: sql)
    }

    private func check(_ code: Int32) throws(SQLiteError) {
        guard code == SQLITE_OK else { throw fail(code, nil) }
    }
}

extension Handle {
    /// Compiles the first statement of a text, if there is any; `rest` is what follows it.
    func prepare(_ sql: String, keep: Bool) throws(SQLiteError) -> (Prepared?, rest: String) {
        guard !sql.utf8.contains(0) else {
            throw SQLiteError(.misuse, "SQL ends for SQLite at the NUL in it", sql: sql)
        }
        var pointer: OpaquePointer?
        var consumed = 0
        let code = sql.withCString { start in
            var tail: UnsafePointer<CChar>?
            defer { consumed = tail.map { $0 - start } ?? 0 }
            let flags = keep ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0
            return sqlite3_prepare_v3(database, start, -1, flags, &pointer, &tail)
        }
        guard code == SQLITE_OK else { throw fail(code, sql) }
        let rest = String(decoding: sql.utf8.dropFirst(consumed), as: UTF8.self)
        return (pointer.map { Prepared($0, self) }, rest)
    }

    /// Sets the switches and limits of the profile.
    ///
    /// The limits are far below SQLite's: only our own statements run here, and none needs more.
    func harden() throws(SQLiteError) {
        let switches: [(Int32, Int32)] = [
            (SQLITE_DBCONFIG_DEFENSIVE, 1), (SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0),
            (SQLITE_DBCONFIG_ENABLE_FKEY, 1), (SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0),
            // A misspelt "column" must be an error, not a text.
            (SQLITE_DBCONFIG_DQS_DML, 0), (SQLITE_DBCONFIG_DQS_DDL, 0),
        ]
        for (option, on) in switches { try check(csqlite_switch(database, option, on)) }
        let limits: [(Int32, Int32)] = [
            (SQLITE_LIMIT_LENGTH, Limits.valueBytesMax), (SQLITE_LIMIT_SQL_LENGTH, 1 << 18),
            (SQLITE_LIMIT_COLUMN, 500), (SQLITE_LIMIT_EXPR_DEPTH, 200),
            (SQLITE_LIMIT_COMPOUND_SELECT, 50), (SQLITE_LIMIT_VDBE_OP, 100_000),
            (SQLITE_LIMIT_FUNCTION_ARG, 64), (SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1_000),
            (SQLITE_LIMIT_VARIABLE_NUMBER, 10_000), (SQLITE_LIMIT_TRIGGER_DEPTH, 10),
            (SQLITE_LIMIT_WORKER_THREADS, 0), (SQLITE_LIMIT_ATTACHED, 0),
        ]
        for (limit, value) in limits { sqlite3_limit(database, limit, value) }
    }

    /// Allows one attached database or none; VACUUM INTO needs one.
    func allowAttached(_ count: Int32) { sqlite3_limit(database, SQLITE_LIMIT_ATTACHED, count) }

    /// Counts the WAL's frames at each commit.
    ///
    /// This takes the place of SQLite's own automatic WAL checkpoint, which drops its errors: a
    /// disk that fails there would stay unnoticed.
    func countFrames() {
        // The hook dies with the database, which dies with this object: no reference is taken.
        sqlite3_wal_hook(
            database,
            { context, _, _, frames in
                guard let context else { return SQLITE_OK }
                Unmanaged<Handle>.fromOpaque(context).takeUnretainedValue().framesInLog = Int(
                    frames)
                return SQLITE_OK
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Moves the WAL into the file; returns frames in the WAL, frames moved, and whether it was
    /// busy.
    func checkpoint(truncate: Bool) throws(SQLiteError) -> (log: Int, moved: Int, isBusy: Bool) {
        var log: Int32 = 0
        var moved: Int32 = 0
        let mode = truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE
        let code = sqlite3_wal_checkpoint_v2(database, nil, mode, &log, &moved)
        guard code == SQLITE_OK || code & 0xff == SQLITE_BUSY else { throw fail(code, nil) }
        return (Int(log), Int(moved), code != SQLITE_OK)
    }

    /// Moves a WAL that has grown long into the file, after the commit that made it so.
    ///
    /// The commit stands whatever happens here, so nothing is thrown; but a failing disk has
    /// stopped the connection, and the next call says so.
    func shortenLog() {
        guard framesInLog >= Limits.framesInLogMax, isAutocommitting, stoppedBy == nil else {
            return
        }
        framesInLog = 0
        do throws(SQLiteError) { _ = try checkpoint(truncate: false) } catch {}
    }

    /// Asks `goesOn` every `steps` instructions and ends the statement when it says no.
    ///
    /// Nil takes the question back.
    func watch(every steps: Int32, _ goesOn: (() -> Bool)?) {
        guard let goesOn else {
            sqlite3_progress_handler(database, 0, nil, nil)
            return watcher = nil
        }
        let box = Watcher(goesOn)
        watcher = box  // kept here until it is taken back, so C's address stays good
        sqlite3_progress_handler(
            database, steps,
            { context in
                guard let context else { return 0 }
                return Unmanaged<Watcher>.fromOpaque(context).takeUnretainedValue().goesOn() ? 0 : 1
            }, Unmanaged.passUnretained(box).toOpaque())
    }
}

/// One compiled statement: the C calls that need its pointer.
final class Prepared {
    private let pointer: OpaquePointer
    private let handle: Handle
    /// How many values a run takes.
    let parameterCount: Int

    /// The text it was compiled from.
    var sql: String { sqlite3_sql(pointer).map { String(cString: $0) } ?? "" }

    fileprivate init(_ pointer: OpaquePointer, _ handle: Handle) {
        self.pointer = pointer
        self.handle = handle
        parameterCount = Int(sqlite3_bind_parameter_count(pointer))
    }

    deinit { sqlite3_finalize(pointer) }

    /// Binds one value as SQLite's own copy; returns the code of the failure, if it failed.
    func bindCopy(_ value: SQLiteValue, at index: Int) -> Int32? {
        let index = Int32(index + 1)  // SQLite counts from 1
        switch value {
        case .null: return failure(sqlite3_bind_null(pointer, index))
        case .integer(let number): return failure(sqlite3_bind_int64(pointer, index, number))
        case .text(var text): return text.withUTF8 { failure(bindCopy(text: $0, index)) }
        case .blob(let bytes):
            return bytes.withUnsafeBufferPointer { failure(bindCopy(bytes: $0, index)) }
        case .slice(let bytes):
            return bytes.withUnsafeBufferPointer { failure(bindCopy(bytes: $0, index)) }
        }
    }

    // Where there is nothing there may be no address either, and no address would mean NULL.

    private func bindCopy(text: UnsafeBufferPointer<UInt8>, _ index: Int32) -> Int32 {
        guard let start = text.baseAddress, !text.isEmpty else {
            return csqlite_bind_text_copied(pointer, index, "", 0)
        }
        return start.withMemoryRebound(to: CChar.self, capacity: text.count) {
            csqlite_bind_text_copied(pointer, index, $0, UInt64(text.count))
        }
    }

    private func bindCopy(bytes: UnsafeBufferPointer<UInt8>, _ index: Int32) -> Int32 {
        bytes.isEmpty
            ? sqlite3_bind_zeroblob(pointer, index, 0)
            : csqlite_bind_blob_copied(pointer, index, bytes.baseAddress, UInt64(bytes.count))
    }

    /// Binds bytes without a copy, which must stay until `reset`; returns the code of a failure.
    func bindLent(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Int32? {
        precondition(!bytes.isEmpty, "nothing to lend: no address would mean NULL")
        let count = UInt64(bytes.count)
        return failure(
            sqlite3_bind_blob64(pointer, Int32(index + 1), bytes.baseAddress, count, nil))
    }

    /// What a step led to.
    enum Step { case row, done, failed(Int32) }

    /// Goes to the next row.
    func step() -> Step {
        switch sqlite3_step(pointer) {
        case SQLITE_ROW: .row
        case SQLITE_DONE: .done
        case let code: .failed(code)
        }
    }

    /// Ends the run and forgets the bindings; returns the code of the failure, if it failed.
    func reset() -> Int32? {
        let code = sqlite3_reset(pointer)
        sqlite3_clear_bindings(pointer)
        return failure(code)
    }

    private func failure(_ code: Int32) -> Int32? { code == SQLITE_OK ? nil : code }

    /// Columns of the row it stands on, 0 if it stands on none.
    var columnCount: Int { Int(sqlite3_data_count(pointer)) }

    /// Whether the column is NULL.
    func isNull(_ column: Int) -> Bool {
        sqlite3_column_type(pointer, Int32(column)) == SQLITE_NULL
    }

    /// The whole number; nil if it is none.
    func integer(_ column: Int) -> Int64? {
        guard sqlite3_column_type(pointer, Int32(column)) == SQLITE_INTEGER else { return nil }
        return sqlite3_column_int64(pointer, Int32(column))
    }

    /// The text; nil if there is none or it is not UTF-8.
    func text(_ column: Int) -> String? {
        let column = Int32(column)
        guard sqlite3_column_type(pointer, column) == SQLITE_TEXT,
            let start = sqlite3_column_text(pointer, column)
        else { return nil }
        let count = Int(sqlite3_column_bytes(pointer, column))
        let bytes = UnsafeBufferPointer(start: start, count: count)
        return String(validating: bytes, as: UTF8.self)
    }

    /// The bytes; nil if they are none.
    func bytes(_ column: Int) -> [UInt8]? {
        let column = Int32(column)
        guard sqlite3_column_type(pointer, column) == SQLITE_BLOB else { return nil }
        guard let start = sqlite3_column_blob(pointer, column) else { return [] }
        let count = Int(sqlite3_column_bytes(pointer, column))
        return [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    }
}
