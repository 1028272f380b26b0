/// One step from a schema to the next.
public struct Migration: Sendable {
    /// The number of the schema it leads to.
    public let number: Int32
    /// What it does, inside its transaction.
    let body: @Sendable (Connection) throws(SQLiteError) -> Void

    /// A step that runs SQL statements separated by semicolons.
    public init(_ number: Int32, sql: String) {
        self.init(number) { connection throws(SQLiteError) in try connection.execute(script: sql) }
    }

    /// A step that needs more than SQL.
    ///
    /// It runs inside a transaction and must not end it.
    public init(
        _ number: Int32, _ body: @escaping @Sendable (Connection) throws(SQLiteError) -> Void
    ) {
        self.number = number
        self.body = body
    }
}

/// All steps from an empty file to the newest schema known here, and the mark of whose file it is.
///
/// Each step runs in one transaction together with its number in `user_version`, so a power cut
/// leaves the schema before it or after it. A file of a newer program, or of another one, is
/// refused without changing a byte of it.
public struct MigrationPlan: Sendable {
    /// The mark of our databases.
    public let applicationID: Int32
    private let migrations: [Migration]

    /// A plan of steps, numbered from 1 without a gap.
    public init(applicationID: Int32, _ migrations: [Migration]) {
        precondition(applicationID != 0, "0 is the mark of nobody")
        precondition(
            migrations.enumerated().allSatisfy { Int($1.number) == $0 + 1 },
            "migrations are numbered 1, 2, 3 …")
        self.applicationID = applicationID
        self.migrations = migrations
    }

    /// The number of the newest schema known here.
    public var known: Int { migrations.count }

    /// Opens the writer of a file and brings its schema up to date.
    ///
    /// The file is first looked at by a reader, because a writer may change it by merely opening
    /// and closing it.
    ///
    /// - Parameter sole: whether nobody will read beside it, because the disk has no room for more.
    public func openWriter(
        _ path: String, sole: Bool = false
    ) throws(SQLiteError) -> Connection {
        try refuse(unread: path)
        let connection = try Connection(sole ? .soleWriter(path) : .writer(path))
        try migrate(connection)
        return connection
    }

    /// Brings the schema up to date; returns how many steps that took.
    @discardableResult
    public func migrate(_ connection: Connection) throws(SQLiteError) -> Int {
        let found: Int
        do throws(SQLiteError) {
            found = try refuse(connection)
        } catch {
            connection.handle.keepLogOnClose()
            throw error
        }
        for migration in migrations.dropFirst(found) {
            try connection.transaction { () throws(SQLiteError) in
                try connection.setApplicationID(applicationID)
                try migration.body(connection)
                try connection.setUserVersion(migration.number)
            }
        }
        return known - found
    }

    /// Refuses a file that a reader can already see to be not ours or too new.
    private func refuse(unread path: String) throws(SQLiteError) {
        let reader: Connection
        do throws(SQLiteError) {
            reader = try Connection(.reader(path))
        } catch {
            // Absent, or left half-made by a power cut, which only a writer can repair.
            return
        }
        _ = try refuse(reader)
    }

    private func refuse(_ connection: Connection) throws(SQLiteError) -> Int {
        let found = try connection.userVersion
        let owner = try connection.applicationID
        let tables = try connection.first("SELECT count(*) FROM sqlite_schema") {
            row throws(SQLiteError) in try row.int64(at: 0)
        }
        let isEmpty = found == 0 && owner == 0 && tables == 0
        guard isEmpty || owner == Int(applicationID) else {
            throw SQLiteError(.cannotOpen, "the database belongs to another program (\(owner))")
        }
        guard found <= known else {
            throw SQLiteError(
                .newer(found: found, known: known),
                "schema \(found) of the database is newer than \(known): install the newer program")
        }
        guard found >= 0 else {
            throw SQLiteError(.corrupt, "the database has the impossible schema \(found)")
        }
        return found
    }
}
