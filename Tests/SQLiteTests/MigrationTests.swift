import Glibc
import SQLite
import Support
import Testing

@Suite(.temporaryDirectory) struct MigrationTests {
    static let mark: Int32 = 0x4850_5359
    static let steps = [
        Migration(1, sql: "CREATE TABLE a(x); CREATE TABLE b(x);"),
        Migration(2) { connection throws(SQLiteError) in
            try connection.run("INSERT INTO a VALUES (?1)", [.integer(7)])
        },
    ]
    let plan = MigrationPlan(applicationID: mark, steps)
    /// Only tests know a third schema.
    let next = MigrationPlan(
        applicationID: mark, steps + [Migration(3, sql: "ALTER TABLE a ADD COLUMN y DEFAULT 1")])

    func open(_ plan: MigrationPlan) throws -> Connection {
        try plan.openWriter(TemporaryDirectory.file("a.db"))
    }

    /// The bytes of the database; looking into a WAL file at rest may leave an empty WAL beside it.
    func files() -> [[UInt8]] { ["a.db", "a.db-wal"].map { TemporaryDirectory.read($0) ?? [] } }

    @Test func `a new file gets every step, and its marks`() throws {
        let connection = try open(plan)
        #expect(try connection.userVersion == 2)
        #expect(try connection.applicationID == Int(Self.mark))
        #expect(try connection.numbers("SELECT x FROM a") == [7])
        #expect(plan.known == 2)
        #expect(try plan.migrate(connection) == 0)
    }

    @Test func `an older file gets the steps it lacks`() throws {
        try open(plan).close()
        let connection = try Connection(.writer(TemporaryDirectory.file("a.db")))
        #expect(try next.migrate(connection) == 1)
        #expect(try connection.userVersion == 3)
        #expect(try connection.numbers("SELECT y FROM a") == [1])
    }

    @Test func `a newer file is refused and not touched`() throws {
        try open(next).close()
        let before = files()
        #expect(kind { _ = try open(plan) } == .newer(found: 3, known: 2))
        let isUntouched = files() == before
        #expect(isUntouched)
    }

    @Test func `a newer file that keeps another journal is refused and not touched`() throws {
        let connection = try open(next)
        try connection.run("PRAGMA journal_mode = DELETE")
        try connection.close()
        let before = files()
        #expect(kind { _ = try open(plan) } == .newer(found: 3, known: 2))
        let isUntouched = files() == before
        #expect(isUntouched)
    }

    @Test func `a newer file with its newest page still in the WAL is refused and not touched`()
        throws
    {
        try open(plan).close()
        let old = try #require(TemporaryDirectory.read("a.db"))
        let writer = try open(next)
        let log = try #require(TemporaryDirectory.read("a.db-wal"))
        try TemporaryDirectory.write("b.db", old)
        try TemporaryDirectory.write("b.db-wal", log)
        let path = TemporaryDirectory.file("b.db")
        #expect(kind { _ = try plan.openWriter(path) } == .newer(found: 3, known: 2))
        do {
            let connection = try Connection(.writer(path))
            #expect(kind { try plan.migrate(connection) } == .newer(found: 3, known: 2))
        }
        let isUntouched =
            TemporaryDirectory.read("b.db") == old && TemporaryDirectory.read("b.db-wal") == log
        #expect(isUntouched)
        #expect(try writer.userVersion == 3)
    }

    @Test func `a database of another program is refused and not touched`() throws {
        for script in [
            "CREATE TABLE theirs(x)", "PRAGMA user_version = 1", "PRAGMA application_id = 5",
        ] {
            let connection = try Connection(.writer(TemporaryDirectory.file("a.db")))
            try connection.execute(script: script)
            try connection.close()
            let before = files()
            #expect(kind { _ = try open(plan) } == .cannotOpen, "\(script)")
            let isUntouched = files() == before
            #expect(isUntouched)
            for name in ["a.db", "a.db-wal", "a.db-shm"] { unlink(TemporaryDirectory.file(name)) }
        }
    }

    @Test func `a step that fails leaves the schema before it`() throws {
        try open(plan).close()
        let failing = MigrationPlan(
            applicationID: Self.mark,
            Self.steps + [
                Migration(3, sql: "CREATE TABLE c(x)"),
                Migration(4) { connection throws(SQLiteError) in
                    try connection.run("DROP TABLE a")
                    throw SQLiteError(.misuse, "power cut")
                },
            ])
        #expect(kind { _ = try open(failing) } == .misuse)
        let beside = try reader()
        #expect(try beside.userVersion == 3)
        #expect(try beside.numbers("SELECT x FROM a") == [7])
        #expect(try beside.numbers("SELECT count(*) FROM c") == [0])
    }

    @Test func `an impossible schema number is damage`() throws {
        let connection = try open(plan)
        try connection.setUserVersion(-1)
        try connection.close()
        #expect(kind { _ = try open(plan) } == .corrupt)
    }

    @Test func `steps out of order stop the program`() async {
        await #expect(processExitsWith: .failure) {
            _ = MigrationPlan(applicationID: 1, [Migration(2, sql: "")])
        }
    }
}
