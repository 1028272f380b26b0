import SQLite
import Support
import Testing

@Suite(.temporaryDirectory) struct TransactionTests {
    /// An error of a room above.
    enum Mine: SQLiteFailure, Equatable {
        case own
        case disk(SQLiteError.Kind)
        init(_ cause: SQLiteError) { self = .disk(cause.kind) }
    }

    let connection: Connection

    init() throws {
        connection = try writer()
        try connection.run("CREATE TABLE t(x INTEGER PRIMARY KEY, y UNIQUE)")
    }

    func insert(_ number: Int64) throws(SQLiteError) {
        try connection.run("INSERT INTO t(x) VALUES (?1)", [.integer(number)])
    }

    func insert(mine number: Int64) throws(Mine) {
        do throws(SQLiteError) { try insert(number) } catch { throw Mine(error) }
    }

    func numbers() throws -> [Int64] { try connection.numbers("SELECT x FROM t") }

    @Test func `what a transaction returns is returned, and it is saved`() throws {
        let answer = try connection.transaction { () throws(SQLiteError) in
            try insert(1)
            return "done"
        }
        #expect(answer == "done")
        #expect(try reader().numbers("SELECT x FROM t") == [1])
    }

    @Test func `a transaction that throws leaves nothing, and the error arrives as it was`() throws
    {
        #expect(throws: Mine.own) {
            try connection.transaction { () throws(Mine) in
                try insert(mine: 1)
                throw .own
            }
        }
        #expect(try numbers() == [])
        #expect(throws: Mine.disk(.constraint)) {
            try connection.transaction { () throws(Mine) in
                try insert(mine: 1)
                try insert(mine: 1)
            }
        }
        #expect(try numbers() == [])
        try connection.transaction { () throws(SQLiteError) in try insert(2) }
        #expect(try numbers() == [2])
    }

    @Test func `savepoints undo their own part only, at any depth`() throws {
        try connection.transaction { () throws(Mine) in
            try insert(mine: 1)
            try? connection.savepoint { () throws(Mine) in
                try insert(mine: 2)
                try connection.savepoint { () throws(Mine) in try insert(mine: 3) }
                throw .own
            }
            try connection.savepoint { () throws(Mine) in
                try insert(mine: 4)
                try? connection.savepoint { () throws(Mine) in
                    try insert(mine: 5)
                    throw .own
                }
                try insert(mine: 6)
            }
        }
        #expect(try numbers() == [1, 4, 6])
    }

    @Test func `a savepoint outside and a transaction inside are refused`() throws {
        #expect(kind { try connection.savepoint { () throws(SQLiteError) in } } == .misuse)
        try connection.transaction { () throws(SQLiteError) in
            try insert(1)
            #expect(kind { try connection.transaction { () throws(SQLiteError) in } } == .misuse)
            try insert(2)
        }
        #expect(try numbers() == [1, 2])
    }

    @Test func `a swallowed error that undid the transaction cannot save half an act`() throws {
        #expect(throws: SQLiteError.self) {
            try connection.transaction { () throws(SQLiteError) in
                try insert(1)
                // SQLite undoes the whole transaction here, and the body pretends it did not see.
                _ = try? connection.run("INSERT OR ROLLBACK INTO t(x) VALUES (1)")
                try insert(2)
            }
        }
        #expect(try numbers() == [])
        #expect(throws: SQLiteError.self) {
            try connection.transaction { () throws(SQLiteError) in
                try insert(3)
                _ = try? connection.run("INSERT OR ROLLBACK INTO t(x) VALUES (3)")
            }
        }
        #expect(try numbers() == [])
        try insert(4)
        #expect(try numbers() == [4])
    }

    @Test func `a deferred rule that fails at the commit undoes the transaction`() throws {
        try connection.execute(
            script: """
                CREATE TABLE child(p INTEGER REFERENCES t(x) DEFERRABLE INITIALLY DEFERRED);
                """)
        let found = kind {
            try connection.transaction { () throws(SQLiteError) in
                try insert(1)
                try connection.run("INSERT INTO child VALUES (99)")
            }
        }
        #expect(found == .constraint)
        #expect(!connection.isStopped)
        #expect(try numbers() == [])
    }

    @Test func `a reader sees the old state during a write and the new one after it`() throws {
        let beside = try reader()
        try connection.transaction { () throws(SQLiteError) in
            try insert(1)
            let seen = try beside.numbers("SELECT x FROM t")
            #expect(seen == [])
        }
        #expect(try beside.numbers("SELECT x FROM t") == [1])
    }

    @Test func `a snapshot stays at its moment`() throws {
        try insert(1)
        let beside = try reader()
        try beside.snapshot { () throws(SQLiteError) in
            try insert(2)
            let seen = try beside.numbers("SELECT x FROM t")
            #expect(seen == [1])
            #expect(kind { try beside.snapshot { () throws(SQLiteError) in } } == .misuse)
        }
        #expect(try beside.numbers("SELECT x FROM t") == [1, 2])
    }

    @Test func `a second writer is told to come again`() throws {
        let second = try writer()
        try connection.transaction { () throws(SQLiteError) in
            try insert(1)
            do throws(SQLiteError) {
                try second.transaction { () throws(SQLiteError) in }
                Issue.record("two transactions at once")
            } catch {
                #expect(error.kind == .busy)
                #expect(error.advice == .retry)
            }
        }
        try second.transaction { () throws(SQLiteError) in }
    }
}
