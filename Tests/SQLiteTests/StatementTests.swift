import SQLite
import Support
import Testing

@Suite(.temporaryDirectory) struct StatementTests {
    static let values: [SQLiteValue] = [
        .null, .integer(0), .integer(.max), .integer(.min), .integer(-1), .text(""), .text("a"),
        .text("nul \0 inside\0"), .text("幸福工程 👩🏽‍🌾"), .text(String(repeating: "字", count: 40_000)),
        .blob([]), .blob([0]), .blob(Array(0...255)), .blob([UInt8](repeating: 0, count: 4_095)),
        .blob([UInt8](repeating: 1, count: 4_096)), .blob([UInt8](repeating: 2, count: 1 << 20)),
    ]

    @Test(arguments: values.indices)
    func `a value comes back as it went`(index: Int) throws {
        let value = Self.values[index]
        let connection = try writer()
        try connection.run("CREATE TABLE t(x ANY) STRICT")
        try connection.run("INSERT INTO t VALUES (?1)", [value])
        try connection.close()
        let isSame = try reader().value("SELECT x FROM t") == value
        #expect(isSame)
    }

    @Test(arguments: [0..<0, 3..<3, 0..<5, 2..<9_000, 9_999..<10_000])
    func `part of an array is bound as its bytes`(range: Range<Int>) throws {
        var random = SeededRandom(seed: 7)
        let whole = random.bytes(count: 10_000)
        let bound = try Connection(.memory).value("SELECT ?1", [.slice(whole[range])])
        #expect(bound == .blob(Array(whole[range])))
    }

    @Test func `many large blobs at once come back in order`() throws {
        let blobs = (0..<40).map { [UInt8](repeating: UInt8($0), count: 5_000) }
        let connection = try Connection(.memory)
        let places = (1...40).map { "?\($0)" }.joined(separator: ", ")
        let row = try connection.first(
            "SELECT \(places)", blobs.map(SQLiteValue.blob)
        ) { row throws(SQLiteError) in
            var all: [[UInt8]] = []
            for column in 0..<40 { all.append(try row.bytes(at: column)) }
            return all
        }
        #expect(row == blobs)
    }

    @Test func `no bytes is not NULL, and no text is neither`() throws {
        let connection = try Connection(.memory)
        let types = try connection.first(
            "SELECT typeof(?1), typeof(?2), typeof(?3), typeof(?4)",
            [.blob([]), .null, .text(""), .slice([])]
        ) { row throws(SQLiteError) in
            [
                try row.text(at: 0), try row.text(at: 1), try row.text(at: 2), try row.text(at: 3),
            ]
        }
        #expect(types == ["blob", "null", "text", "blob"])
    }

    @Test func `an optional without a value is NULL`() {
        #expect(SQLiteValue(nil as String?) == .null)
        #expect(SQLiteValue(nil as Int64?) == .null)
        #expect(SQLiteValue(nil as [UInt8]?) == .null)
        #expect(SQLiteValue("" as String?) == .text(""))
        #expect(SQLiteValue(0 as Int64?) == .integer(0))
        #expect(SQLiteValue([] as [UInt8]?) == .blob([]))
    }

    @Test func `each reader takes its own type only`() throws {
        let connection = try Connection(.memory)
        try connection.rows("SELECT 1, 'a', x'00', NULL, 1.5") { row throws(SQLiteError) in
            #expect(try row.int64(at: 0) == 1)
            #expect(try row.text(at: 1) == "a")
            #expect(try row.bytes(at: 2) == [0])
            #expect(try row.isNull(at: 3))
            #expect(try row.optionalInt64(at: 0) == 1)
            #expect(try row.optionalInt64(at: 3) == nil)
            #expect(try row.optionalText(at: 1) == "a")
            #expect(try row.optionalText(at: 3) == nil)
            #expect(try row.optionalBytes(at: 2) == [0])
            #expect(try row.optionalBytes(at: 3) == nil)
            for column in [1, 2, 3, 4, 5, -1] {
                #expect(kind { _ = try row.int64(at: column) } == .misuse)
            }
            #expect(kind { _ = try row.isNull(at: 5) } == .misuse)
            #expect(kind { _ = try row.isNull(at: -1) } == .misuse)
            for column in [0, 2, 3, 4] {
                #expect(kind { _ = try row.text(at: column) } == .misuse)
            }
            for column in [0, 1, 3, 4] {
                #expect(kind { _ = try row.bytes(at: column) } == .misuse)
            }
            #expect(kind { _ = try row.value(at: 4) } == .misuse)
            #expect(kind { _ = try row.optionalText(at: 0) } == .misuse)
        }
    }

    @Test func `bytes that are not UTF-8 are no text`() throws {
        let connection = try Connection(.memory)
        #expect(kind { _ = try connection.value("SELECT CAST(x'ff41' AS TEXT)") } == .misuse)
    }

    @Test func `a row kept beyond its turn cannot be read`() throws {
        let connection = try Connection(.memory)
        var kept: [Row] = []
        try connection.rows("SELECT 1 UNION SELECT 2") { row throws(SQLiteError) in
            if let first = kept.first {
                #expect(kind { _ = try first.int64(at: 0) } == .misuse)
            }
            kept.append(row)
        }
        for row in kept { #expect(kind { _ = try row.int64(at: 0) } == .misuse) }
    }

    @Test func `a statement used again keeps nothing of the last run`() throws {
        let connection = try Connection(.memory)
        let statement = try connection.prepare("SELECT ?1, ?2")
        _ = try statement.first([.text("secret"), .integer(1)]) { _ throws(SQLiteError) in }
        #expect(kind { try statement.run() } == .misuse)
        #expect(kind { try statement.run([.integer(1)]) } == .misuse)
        #expect(kind { try statement.run([.null, .null, .null]) } == .misuse)
        let second = try statement.first([.null, .text("x")]) { row throws(SQLiteError) in
            [try row.value(at: 0), try row.value(at: 1)]
        }
        #expect(second == [.null, .text("x")])
        #expect(try connection.prepare("SELECT ?1, ?2") === statement)
    }

    @Test func `a statement that failed can be used again`() throws {
        let connection = try Connection(.memory)
        try connection.run("CREATE TABLE t(x INTEGER PRIMARY KEY)")
        let insert = try connection.prepare("INSERT INTO t VALUES (?1)")
        try insert.run([.integer(1)])
        #expect(kind { try insert.run([.integer(1)]) } == .constraint)
        try insert.run([.integer(2)])
        #expect(try connection.numbers("SELECT x FROM t") == [1, 2])
    }

    @Test func `a statement inside its own rows is another one`() throws {
        let connection = try Connection(.memory)
        let sql = "SELECT 1 UNION SELECT 2"
        var seen: [Int64] = []
        try connection.rows(sql) { row throws(SQLiteError) in
            try connection.rows(sql) { inner throws(SQLiteError) in
                seen.append(try row.int64(at: 0) * 10 + inner.int64(at: 0))
            }
        }
        #expect(seen == [11, 12, 21, 22])
        let statement = try connection.prepare(sql)
        try statement.rows { _ throws(SQLiteError) in
            #expect(kind { try statement.run() } == .misuse)
        }
    }

    @Test func `scan stops when told to and first reads one row`() throws {
        let connection = try Connection(.memory)
        var seen: [Int64] = []
        try connection.scan("SELECT value FROM json_each('[1,2,3,4]')") {
            row throws(SQLiteError) in
            seen.append(try row.int64(at: 0))
            return seen.count < 2
        }
        #expect(seen == [1, 2])
        #expect(try connection.value("SELECT 9 UNION SELECT 8") == .integer(8))
        #expect(try connection.value("SELECT 9 WHERE 0") == nil)
    }

    @Test func `what the closure throws arrives, and the statement is free again`() throws {
        let connection = try Connection(.memory)
        let statement = try connection.prepare("SELECT 1 UNION SELECT 2")
        #expect(throws: Mine.own) { try statement.rows { _ throws(Mine) in throw .own } }
        #expect(throws: Mine.disk(.misuse)) {
            try statement.rows([.null]) { _ throws(Mine) in }
        }
        var count = 0
        try statement.rows { _ throws(Mine) in count += 1 }
        #expect(count == 2)
    }

    enum Mine: SQLiteFailure, Equatable {
        case own
        case disk(SQLiteError.Kind)
        init(_ cause: SQLiteError) { self = .disk(cause.kind) }
    }

    @Test func `run counts the rows it changed itself`() throws {
        let connection = try Connection(.memory)
        #expect(try connection.run("CREATE TABLE t(x)") == 0)
        #expect(try connection.run("INSERT INTO t VALUES (1), (2), (3)") == 3)
        #expect(connection.lastInsertedRowID == 3)
        #expect(try connection.run("CREATE TABLE u(x)") == 0)
        #expect(try connection.run("UPDATE t SET x = 4 WHERE x > 1") == 2)
        #expect(try connection.run("SELECT * FROM t") == 0)
        #expect(try connection.run("DELETE FROM t WHERE x = 9") == 0)
        let inserted = try connection.first("INSERT INTO t VALUES (5) RETURNING x") {
            row throws(SQLiteError) in try row.int64(at: 0)
        }
        #expect(inserted == 5)
    }

    @Test(arguments: ["", "  ", "-- nothing", "SELECT 1; SELECT 2", "SELEC 1", "SELECT 1\0"])
    func `what is not exactly one statement is refused`(sql: String) throws {
        let connection = try Connection(.memory)
        #expect(kind { try connection.run(sql) } == .misuse)
    }

    @Test func `a comment after the statement is no second one`() throws {
        #expect(try Connection(.memory).value("SELECT 1; -- one") == .integer(1))
    }

    @Test func `a script runs all its statements and stops at the wrong one`() throws {
        let connection = try Connection(.memory)
        try connection.execute(script: "; ; CREATE TABLE a(x); -- then\nCREATE TABLE b(x);\n;\n")
        #expect(try connection.numbers("SELECT count(*) FROM sqlite_schema") == [2])
        #expect(
            kind {
                try connection.execute(script: "CREATE TABLE c(x); NONSENSE; CREATE TABLE d(x)")
            }
                == .misuse)
        #expect(kind { try connection.execute(script: "INSERT INTO a VALUES (?1)") } == .misuse)
        #expect(try connection.numbers("SELECT count(*) FROM sqlite_schema") == [3])
    }

    @Test func `generated statements do not pile up`() throws {
        let connection = try Connection(.memory)
        let first = try connection.prepare("SELECT 0")
        for number in 1...600 { try connection.run("SELECT \(number)") }
        #expect(try connection.prepare("SELECT 0") !== first)
        #expect(try connection.value("SELECT 600") == .integer(600))
    }

    @Test func `a statement follows a schema that changed under it`() throws {
        let connection = try Connection(.memory)
        try connection.run("CREATE TABLE t(x)")
        try connection.run("INSERT INTO t VALUES (1)")
        let all = try connection.prepare("SELECT * FROM t")
        _ = try all.first { row throws(SQLiteError) in try row.int64(at: 0) }
        try connection.run("ALTER TABLE t ADD COLUMN y DEFAULT 7")
        #expect(try all.first { row throws(SQLiteError) in try row.int64(at: 1) } == 7)
    }
}
