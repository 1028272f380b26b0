import Foundation
import SQLite
import Support
import Testing

@Suite(.temporaryDirectory) struct ConnectionTests {
    @Test func `the writer's profile is in force`() throws {
        let connection = try writer()
        let expected: [(String, SQLiteValue)] = [
            ("journal_mode", .text("wal")), ("synchronous", .integer(2)),
            ("foreign_keys", .integer(1)), ("trusted_schema", .integer(0)),
            ("secure_delete", .integer(1)), ("cell_size_check", .integer(1)),
            ("temp_store", .integer(2)), ("busy_timeout", .integer(500)),
            ("query_only", .integer(0)), ("journal_size_limit", .integer(1 << 26)),
        ]
        for (pragma, value) in expected {
            #expect(try connection.value("PRAGMA \(pragma)") == value, "\(pragma)")
        }
        #expect(try [nil, .integer(0)].contains(connection.value("PRAGMA mmap_size")))
    }

    @Test func `the reader's profile is in force`() throws {
        try writer().close()
        let connection = try reader()
        let expected: [(String, Int64)] = [
            ("query_only", 1), ("foreign_keys", 1), ("trusted_schema", 0), ("cell_size_check", 1),
            ("temp_store", 2), ("wal_autocheckpoint", 0),
        ]
        for (pragma, value) in expected {
            #expect(try connection.value("PRAGMA \(pragma)") == .integer(value), "\(pragma)")
        }
    }

    @Test(arguments: [
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = ''",
        "ATTACH ':memory:' AS other",
        #"SELECT "not a column""#,
        "SELECT load_extension('x')",
        "SELECT 1 WHERE 1 = (" + String(repeating: "(1=1) AND ", count: 300) + "1=1)",
    ])
    func `what the profile forbids fails`(sql: String) throws {
        let connection = try writer()
        #expect(throws: SQLiteError.self) { try connection.execute(script: sql) }
    }

    @Test func `a value above the limit is refused and one at the limit is kept`() throws {
        let connection = try Connection(.memory)
        try connection.run("CREATE TABLE t(x)")
        // A row holds the value and a few bytes beside it.
        let most = [UInt8](repeating: 7, count: 1 << 24 - 16)
        try connection.run("INSERT INTO t VALUES (?1)", [.blob(most)])
        let isSame = try connection.value("SELECT x FROM t") == .blob(most)
        #expect(isSame)
        let more = most + [UInt8](repeating: 7, count: 17)
        #expect(
            kind { try connection.run("INSERT INTO t VALUES (?1)", [.blob(more)]) } == .misuse)
    }

    @Test func `a new file and its WAL are private to its user`() throws {
        let connection = try writer()
        try connection.run("CREATE TABLE t(x)")
        for name in ["a.db", "a.db-wal"] {
            let attributes = try FileManager.default.attributesOfItem(
                atPath: TemporaryDirectory.file(name))
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
        }
    }

    @Test func `a reader cannot write, nor shorten the WAL, nor be made to`() throws {
        let connection = try writer()
        try connection.run("CREATE TABLE t(x)")
        let beside = try reader()
        #expect(kind { try beside.run("INSERT INTO t VALUES (1)") } == .readOnly)
        #expect(
            kind { try beside.transaction { () throws(SQLiteError) in } } == .readOnly)
        #expect(kind { try beside.checkpoint() } == .readOnly)
        try beside.run("PRAGMA query_only = OFF")
        #expect(kind { try beside.run("INSERT INTO t VALUES (1)") } == .readOnly)
        #expect(try connection.numbers("SELECT count(*) FROM t") == [0])
    }

    @Test func `a reader that closes last leaves the WAL alone`() throws {
        let connection = try writer()
        try connection.run("CREATE TABLE t(x)")
        let log = try #require(TemporaryDirectory.read("a.db-wal"))
        for name in ["b.db", "b.db-wal"] {
            try TemporaryDirectory.write(
                name, try #require(TemporaryDirectory.read("a" + name.dropFirst())))
        }
        let beside = try reader("b.db")
        #expect(try beside.numbers("SELECT count(*) FROM t") == [0])
        try beside.close()
        let isUntouched = TemporaryDirectory.read("b.db-wal") == log
        #expect(isUntouched)
    }

    @Test func `a reader finds no file and makes none`() {
        #expect(kind { _ = try reader() } == .cannotOpen)
        #expect(TemporaryDirectory.read("a.db") == nil)
    }

    @Test(arguments: ["", "a\0b"]) func `a path that is none is refused`(path: String) {
        #expect(kind { _ = try Connection(.writer(path)) } == .cannotOpen)
    }

    @Test(arguments: [":memory:", "file:x.db?mode=memory", "plain.db"])
    func `a path is a path, whatever SQLite could make of it`(path: String) async {
        let folder = TemporaryDirectory.path
        await #expect(processExitsWith: .success) {
            [folder = folder as String, path = path as String] in
            // In a process of its own, because the folder a process works in is shared by all tests.
            try #require(chdir(folder) == 0)
            try Connection(.writer(path)).close()
        }
        #expect(TemporaryDirectory.read(path) != nil)
    }

    @Test func `a folder that is not there is said at once`() {
        #expect(kind { _ = try writer("no/such/a.db") } == .cannotOpen)
    }

    @Test func `a file that is no database is refused and not touched`() throws {
        let text = [UInt8](String(repeating: "This is a letter. ", count: 200).utf8)
        try TemporaryDirectory.write("a.db", text)
        #expect(kind { _ = try writer() } == .corrupt)
        #expect(kind { _ = try reader() } == .corrupt)
        let isUntouched = TemporaryDirectory.read("a.db") == text
        #expect(isUntouched)
    }

    @Test func `the marks of the file can be set and undone`() throws {
        let connection = try writer()
        #expect(try (connection.applicationID, connection.userVersion) == (0, 0))
        try connection.setApplicationID(Int32.max)
        try connection.setUserVersion(Int32.max)
        try? connection.transaction { () throws(SQLiteError) in
            try connection.setUserVersion(3)
            throw SQLiteError(.misuse, "undo")
        }
        try connection.close()
        let again = try reader()
        #expect(try again.applicationID == Int(Int32.max))
        #expect(try again.userVersion == Int(Int32.max))
    }

    @Test func `closing leaves one file, and nothing runs afterwards`() throws {
        let connection = try writer()
        try connection.run("CREATE TABLE t(x)")
        try connection.close()
        #expect(TemporaryDirectory.read("a.db-wal") == nil)
        #expect(kind { try connection.run("SELECT 1") } == .misuse)
        #expect(kind { try connection.checkpoint() } == .misuse)
        #expect(kind { try connection.execute(script: "SELECT 1") } == .misuse)
    }

    @Test func `closing with a statement still held says so`() throws {
        let connection = try writer()
        let statement = try connection.prepare("SELECT 1")
        #expect(kind { try connection.close() } == .busy)
        #expect(try statement.first { row throws(SQLiteError) in try row.int64(at: 0) } == 1)
    }

    @Test func `a statement may outlive its connection`() throws {
        let statement = try Connection(.memory).prepare("SELECT 5")
        #expect(try statement.first { row throws(SQLiteError) in try row.int64(at: 0) } == 5)
    }

    @Test func `a long statement ends when its watcher says no`() throws {
        let connection = try writer()
        try connection.run("CREATE TABLE t(x)")
        let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
        var asked = 0
        let found = kind {
            try connection.transaction { () throws(SQLiteError) in
                try connection.run("INSERT INTO t VALUES (1)")
                try connection.watched(
                    by: {
                        asked += 1
                        return asked < 10
                    },
                    { () throws(SQLiteError) in
                        try connection.run("\(endless) INSERT INTO t SELECT i FROM n")
                    })
            }
        }
        #expect(found == .interrupted)
        #expect(asked == 10)
        #expect(try connection.numbers("SELECT count(*) FROM t") == [0])
        try connection.run("INSERT INTO t VALUES (2)")
        #expect(asked == 10)
    }

    @Test func `a guarded connection serves threads one by one`() throws {
        let guarded = Guarded(try writer())
        try guarded.withLock { connection throws(SQLiteError) in
            _ = try connection.run("CREATE TABLE t(x)")
        }
        DispatchQueue.concurrentPerform(iterations: 8) { worker in
            for _ in 0..<25 {
                try? guarded.withLock { connection throws(SQLiteError) in
                    _ = try connection.run("INSERT INTO t VALUES (?1)", [.integer(Int64(worker))])
                }
            }
        }
        let count = try guarded.withLock { connection throws(SQLiteError) in
            try connection.first("SELECT count(*) FROM t") { row throws(SQLiteError) in
                try row.int64(at: 0)
            }
        }
        #expect(count == 200)
    }
}
