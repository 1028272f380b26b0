import SQLite
import Support
import Testing

@Suite(.temporaryDirectory) struct LogTests {
    func grow(_ connection: Connection, commits: Int) throws {
        for _ in 0..<commits {
            try connection.transaction { () throws(SQLiteError) in
                try connection.run("INSERT INTO t VALUES (zeroblob(400000))")
            }
        }
    }

    @Test func `the writer keeps the WAL short by itself`() throws {
        let connection = try writer()
        try connection.run("CREATE TABLE t(x)")
        try grow(connection, commits: 40)
        let log = try #require(TemporaryDirectory.read("a.db-wal")).count
        #expect(log < 6_000_000)
        #expect(try #require(TemporaryDirectory.read("a.db")).count > 10_000_000)
    }

    @Test func `single statements keep the WAL short too`() throws {
        let connection = try writer()
        try connection.run("CREATE TABLE t(x)")
        for _ in 0..<40 { try connection.run("INSERT INTO t VALUES (zeroblob(400000))") }
        #expect(try #require(TemporaryDirectory.read("a.db-wal")).count < 6_000_000)
    }

    @Test func `a reader's snapshot holds the WAL, and truncation says so and works later`() throws
    {
        let connection = try writer()
        try connection.run("CREATE TABLE t(x)")
        let beside = try reader()
        try beside.snapshot { () throws(SQLiteError) in
            let found = kind {
                try grow(connection, commits: 20)
                let state = try connection.checkpoint(truncate: true)
                #expect(state.isBusy && state.framesMoved < state.frames)
            }
            #expect(found == nil)
        }
        let state = try connection.checkpoint(truncate: true)
        #expect(!state.isBusy && state.frames == 0)
        #expect(TemporaryDirectory.read("a.db-wal") == [])
        #expect(try beside.numbers("SELECT count(*) FROM t") == [20])
    }
}
