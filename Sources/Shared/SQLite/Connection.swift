/// One open SQLite database, used by one thread at a time.
///
/// Not `Sendable`: share it as `Guarded<Connection>`. A class, though its life is scoped: closures
/// that borrow a noncopyable connection inside each other crash the optimiser of Swift 6.3.1.
///
/// Invariants of every connection: the profile of ``Mode`` is in force; values reach SQL only as
/// bindings; after a write that failed at the disk every call throws `.stopped`. Of the process:
/// one `.writer` per file, because SQLite 3.40.1 may damage a file when two connections write or
/// checkpoint at the same instant.
public final class Connection {
    /// How a connection is opened.
    public enum Mode: Sendable, Equatable {
        /// The one connection that writes; makes the file, private to its user, if there is none.
        /// WAL, FULL, and it alone moves the WAL into the file.
        case writer(String)
        /// A writer that nobody reads beside: it keeps its index of the WAL to itself, and so needs
        /// no room on the disk to be opened. For disks that have none.
        case soleWriter(String)
        /// A connection beside the writer, on an existing file; it never writes anything.
        case reader(String)
        /// A database that ends with the connection.
        case memory

        /// Whether nobody reads beside it.
        public var isSole: Bool {
            if case .soleWriter = self { true } else { false }
        }

        /// Whether it writes into a file.
        var isWriter: Bool {
            switch self {
            case .writer, .soleWriter: true
            case .reader, .memory: false
            }
        }
    }

    /// How it was opened.
    public let mode: Mode
    /// Whether a transaction or a snapshot is under way.
    public var isActing: Bool { depth > 0 }
    /// The open database.
    let handle: Handle
    /// Transactions and savepoints that are under way.
    var depth = 0
    private var statements: [String: Statement] = [:]

    /// Opens the file and puts the profile in force; a file that is no database is not touched.
    public init(_ mode: Mode) throws(SQLiteError) {
        self.mode = mode
        switch mode {
        case .writer(let path), .soleWriter(let path):
            let path = try DiskFile.plain(path)
            DiskFile.createIfAbsent(path)
            handle = try Handle(path, .create)
        case .reader(let path): handle = try Handle(DiskFile.plain(path), .readOnly)
        case .memory: handle = try Handle("memory", .memory)
        }
        try applyProfile()
    }

    /// Closes the file and reports what went wrong; a writer first moves the WAL into the file.
    ///
    /// Letting go of the connection closes it too, without a report.
    public func close() throws(SQLiteError) {
        if mode.isWriter, handle.stoppedBy == nil { try checkpoint() }
        statements = [:]
        try handle.close()
    }

    /// Whether a write failed at the disk, so that nothing runs here any more.
    public var isStopped: Bool { handle.stoppedBy != nil }

    /// The compiled statement of an SQL text, compiled at most once while it is in use often.
    public func prepare(_ sql: String) throws(SQLiteError) -> Statement {
        let known = statements[sql]
        if let known, !known.isRunning { return known }
        let statement = try Statement(sql, handle)
        if known == nil {
            // Our texts are few; if generated ones ever fill the store, starting again is simplest.
            if statements.count >= Limits.statementsMax { statements = [:] }
            statements[sql] = statement
        }
        return statement
    }

    /// Runs statements separated by semicolons, without values: a schema.
    public func execute(script: String) throws(SQLiteError) {
        var rest = script
        while !rest.isEmpty {
            try handle.requireUsable()
            let (prepared, after) = try handle.prepare(rest, keep: false)
            if let prepared { try Statement(prepared, handle).run() }
            rest = after
        }
    }
}

extension Connection {
    /// Runs one statement to its end; returns how many rows it changed itself.
    @discardableResult
    public func run(_ sql: String, _ values: [SQLiteValue] = []) throws(SQLiteError) -> Int {
        try prepare(sql).run(values)
    }

    /// Lends each row to `body`.
    public func rows<Failure: SQLiteFailure>(
        _ sql: String, _ values: [SQLiteValue] = [], _ body: (Row) throws(Failure) -> Void
    ) throws(Failure) {
        try prepared(sql, Failure.self).rows(values, body)
    }

    /// Lends row after row to `body` as long as it returns true.
    public func scan<Failure: SQLiteFailure>(
        _ sql: String, _ values: [SQLiteValue] = [], _ body: (Row) throws(Failure) -> Bool
    ) throws(Failure) {
        try prepared(sql, Failure.self).scan(values, body)
    }

    /// What `body` makes of each row, in order.
    public func all<Item, Failure: SQLiteFailure>(
        _ sql: String, _ values: [SQLiteValue] = [], _ body: (Row) throws(Failure) -> Item
    ) throws(Failure) -> [Item] {
        try prepared(sql, Failure.self).all(values, body)
    }

    /// What `body` makes of the first row, or nil without one.
    public func first<Item, Failure: SQLiteFailure>(
        _ sql: String, _ values: [SQLiteValue] = [], _ body: (Row) throws(Failure) -> Item
    ) throws(Failure) -> Item? {
        try prepared(sql, Failure.self).first(values, body)
    }

    /// The rowid of the last row this connection inserted.
    public var lastInsertedRowID: Int64 { handle.lastInsertedRowID }

    /// Runs `body`, asking `goesOn` every `steps` instructions of a statement; no ends the
    /// statement.
    ///
    /// The statement then throws `.interrupted`, and a write takes its transaction with it. This is
    /// how a deadline or a progress display gets in: the clock stays with the caller.
    @discardableResult
    public func watched<Result, Failure: Error>(
        every steps: Int32 = 10_000, by goesOn: @escaping () -> Bool,
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        precondition(steps > 0, "a watcher must be asked at times")
        handle.watch(every: steps, goesOn)
        defer { handle.watch(every: steps, nil) }
        return try body()
    }

    private func prepared<Failure: SQLiteFailure>(
        _ sql: String, _: Failure.Type
    ) throws(Failure) -> Statement {
        do throws(SQLiteError) { return try prepare(sql) } catch { throw Failure(error) }
    }
}
