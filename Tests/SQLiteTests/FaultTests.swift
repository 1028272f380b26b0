import Foundation
import SQLite
import Support
import Testing

/// Disks that fail: an open file of SQLite is replaced by a device that behaves so.
@Suite(.temporaryDirectory) struct FaultTests {
    let connection: Connection

    init() throws {
        connection = try writer()
        try connection.run("CREATE TABLE t(x INTEGER PRIMARY KEY, y)")
        try insert(1)
    }

    func insert(_ number: Int64) throws(SQLiteError) {
        try connection.run("INSERT INTO t VALUES (?1, zeroblob(5000))", [.integer(number)])
    }

    func fill(from first: Int64) throws(SQLiteError) {
        try connection.transaction { () throws(SQLiteError) in
            for number in first..<first + 1_000 { try insert(number) }
        }
    }

    func numbers() throws -> [Int64] { try connection.numbers("SELECT x FROM t") }

    @Test func `a full disk undoes the transaction, and with room again it goes on`() throws {
        // The device would answer reads with zeros, so nothing of the WAL may still be needed.
        try connection.checkpoint(truncate: true)
        let log = try #require(try OpenFile("a.db-wal"))
        for attempt in 0..<2 {
            try log.replaced(by: "/dev/full") {
                let found = kind {
                    if attempt == 0 { try insert(2) } else { try fill(from: 2) }
                }
                #expect(found == .full)
            }
            #expect(!connection.isStopped)
            #expect(try numbers() == [1])
        }
        try insert(3)
        #expect(try numbers() == [1, 3])
        #expect(try connection.integrityCheck() == [])
    }

    @Test func `a file at its allowed size undoes the transaction`() throws {
        try connection.run("PRAGMA max_page_count = 100")
        do throws(SQLiteError) {
            try fill(from: 2)
            Issue.record("room without end")
        } catch {
            #expect(error.kind == .full)
            #expect(error.advice == .tell)
        }
        #expect(try numbers() == [1])
        try insert(2)
        #expect(try numbers() == [1, 2])
    }

    @Test func `a failed fsync of a commit ends the connection for good`() throws {
        let log = try #require(try OpenFile("a.db-wal"))
        try log.replaced(by: "/dev/null") {
            do throws(SQLiteError) {
                try connection.transaction { () throws(SQLiteError) in try insert(2) }
                Issue.record("saved without a disk")
            } catch {
                #expect(error.kind == .io)
                #expect(error.advice == .stop)
            }
        }
        // The disk is well again, and still nothing may be written: what it holds is not known.
        #expect(connection.isStopped)
        #expect(kind { try insert(3) } == .stopped)
        #expect(kind { _ = try numbers() } == .stopped)
        #expect(kind { try connection.checkpoint() } == .stopped)
        #expect(kind { try connection.transaction { () throws(SQLiteError) in } } == .stopped)
        #expect(kind { try connection.backup(to: TemporaryDirectory.file("b.db")) } == .stopped)
        #expect(kind { try connection.execute(script: "SELECT 1") } == .stopped)
        let before = [TemporaryDirectory.read("a.db"), TemporaryDirectory.read("a.db-wal")]
        try connection.close()
        let isUntouched =
            [TemporaryDirectory.read("a.db"), TemporaryDirectory.read("a.db-wal")] == before
        #expect(isUntouched)
        let again = try writer()
        #expect(try again.integrityCheck() == [])
        #expect(try again.numbers("SELECT x FROM t") == [1])
    }

    @Test func `a stopped connection that is only let go of writes nothing either`() throws {
        func files() -> [[UInt8]?] { ["b.db", "b.db-wal"].map { TemporaryDirectory.read($0) } }
        var before: [[UInt8]?] = []
        do {
            let other = try writer("b.db")
            try other.run("CREATE TABLE t(x)")
            let log = try #require(try OpenFile("b.db-wal"))
            try log.replaced(by: "/dev/null") {
                #expect(kind { try other.run("INSERT INTO t VALUES (1)") } == .io)
            }
            before = files()
        }
        let isUntouched = files() == before
        #expect(isUntouched)
    }

    @Test func `a failed fsync of a single statement ends the connection too`() throws {
        let log = try #require(try OpenFile("a.db-wal"))
        try log.replaced(by: "/dev/null") { #expect(kind { try insert(2) } == .io) }
        #expect(kind { try insert(3) } == .stopped)
    }

    @Test func `a commit that shows its failure only at the end of RETURNING is no success`() throws
    {
        let log = try #require(try OpenFile("a.db-wal"))
        try log.replaced(by: "/dev/null") {
            let found = kind {
                _ = try connection.first("INSERT INTO t VALUES (2, 0) RETURNING x") {
                    row throws(SQLiteError) in try row.int64(at: 0)
                }
            }
            #expect(found == .io)
        }
        #expect(connection.isStopped)
    }

    @Test func `a disk that fails while the WAL is moved ends the connection, the commit stands`()
        throws
    {
        let file = try #require(try OpenFile("a.db"))
        try file.replaced(by: TemporaryDirectory.file("a.db"), O_RDONLY) { try fill(from: 2) }
        #expect(connection.isStopped)
        #expect(kind { try insert(5_000) } == .stopped)
        try connection.close()
        let again = try writer()
        #expect(try again.integrityCheck() == [])
        #expect(try again.numbers("SELECT count(*) FROM t") == [1_001])
    }

    @Test func `a disk that turned read-only ends the writer, its readers go on`() throws {
        let log = try #require(try OpenFile("a.db-wal"))
        let beside = try reader()
        try log.replaced(by: TemporaryDirectory.file("a.db-wal"), O_RDONLY) {
            #expect(kind { try fill(from: 2) } == .io)
        }
        #expect(connection.isStopped)
        #expect(try beside.numbers("SELECT x FROM t") == [1])
        #expect(!beside.isStopped)
    }

    @Test func `a reader whose disk fails once is not stopped`() throws {
        try fill(from: 2)
        let first = try #require(try OpenFile("a.db"))
        let beside = try reader()
        let file = try #require(try OpenFile("a.db", besides: first))
        try file.replaced(by: TemporaryDirectory.path, O_RDONLY) {
            #expect(kind { _ = try beside.numbers("SELECT x FROM t") } == .io)
        }
        #expect(try beside.numbers("SELECT count(*) FROM t") == [1_001])
    }

    @Test func `a damaged page is found and reported`() throws {
        try fill(from: 2)
        try connection.close()
        #expect(try reader().quickCheck() == [])
        var file = try #require(TemporaryDirectory.read("a.db"))
        for page in 20..<40 {
            for offset in 0..<64 { file[page * 4_096 + offset] = 0xee }
        }
        try TemporaryDirectory.write("a.db", file)
        let damaged = try reader()
        #expect(try !damaged.quickCheck().isEmpty)
        #expect(try !damaged.integrityCheck().isEmpty)
        do throws(SQLiteError) {
            try damaged.rows("SELECT * FROM t") { _ throws(SQLiteError) in }
            Issue.record("read through damage")
        } catch {
            #expect(error.kind == .corrupt)
            #expect(error.advice == .stop)
        }
    }

    @Test func `a file cut short is found and reported`() throws {
        try fill(from: 2)
        try connection.close()
        let file = try #require(TemporaryDirectory.read("a.db"))
        try TemporaryDirectory.write("a.db", Array(file.prefix(8_192 + 100)))
        let findings = try? reader().integrityCheck()
        #expect(findings != [])
    }

    @Test func `a damaged index is found by the full check`() throws {
        try connection.run("CREATE INDEX i ON t(length(y))")
        let root = try connection.numbers("SELECT rootpage FROM sqlite_schema WHERE name = 'i'")
        try connection.close()
        var file = try #require(TemporaryDirectory.read("a.db"))
        // The index has one page; without its one cell the table has a row that is not in it.
        let page = (Int(root[0]) - 1) * 4_096
        #expect(file[page] == 0x0a && file[page + 4] == 1)
        file[page + 3] = 0
        file[page + 4] = 0
        try TemporaryDirectory.write("a.db", file)
        #expect(try !reader().integrityCheck().isEmpty)
    }

    @Test func `an error tells code, message and statement, never a value`() throws {
        let sql = "INSERT INTO t VALUES (?1, ?2)"
        do throws(SQLiteError) {
            try connection.run(sql, [.integer(1), .text("110101199003070011")])
            Issue.record("two rows under one key")
        } catch {
            #expect(error.kind == .constraint)
            #expect(error.code == 1_555)
            #expect(error.sql == sql)
            #expect(error.description.contains("UNIQUE constraint failed: t.x"))
            #expect(!error.description.contains("110101199003070011"))
        }
    }
}
