import SQLite
import Support
import Testing

/// A power cut leaves the file and some beginning of the WAL: both are copied away and opened.
@Suite(.temporaryDirectory) struct PowerCutTests {
    func copy(log: ArraySlice<UInt8>, as name: String) throws {
        try TemporaryDirectory.write(name, try #require(TemporaryDirectory.read("a.db")))
        try TemporaryDirectory.write(name + "-wal", Array(log))
    }

    @Test func `a cut in the middle of a transaction leaves the last commit`() throws {
        let connection = try writer()
        try connection.run("PRAGMA cache_size = 5")  // so that unfinished pages go to the WAL
        try connection.run("CREATE TABLE t(x INTEGER PRIMARY KEY, y)")
        try connection.run("INSERT INTO t VALUES (1, 0)")
        let committed = try #require(TemporaryDirectory.read("a.db-wal")).count
        try connection.transaction { () throws(SQLiteError) in
            for number in 2..<200 {
                try connection.run(
                    "INSERT INTO t VALUES (?1, zeroblob(3000))", [.integer(Int64(number))])
            }
            let found = kind {
                let log = try #require(TemporaryDirectory.read("a.db-wal"))
                #expect(log.count > committed + 100_000, "nothing of the transaction is in the WAL")
                try copy(log: log[...], as: "b.db")
            }
            #expect(found == nil)
        }
        let after = try writer("b.db")
        #expect(try after.numbers("SELECT x FROM t") == [1])
        #expect(try after.integrityCheck() == [])
    }

    @Test func `a cut at any byte leaves a whole number of commits`() throws {
        let connection = try writer()
        try connection.run("CREATE TABLE t(x INTEGER PRIMARY KEY, y)")
        try connection.checkpoint(truncate: true)
        for number in Int64(1)...8 {
            try connection.transaction { () throws(SQLiteError) in
                try connection.run(
                    "INSERT INTO t VALUES (?1, zeroblob(300))", [.integer(number * 2)])
                try connection.run(
                    "INSERT INTO t VALUES (?1, zeroblob(9000))", [.integer(number * 2 + 1)])
            }
        }
        let log = try #require(TemporaryDirectory.read("a.db-wal"))
        var last = 0
        for cut in stride(from: 0, through: log.count, by: 1_021) {
            try copy(log: log.prefix(cut), as: "b\(cut).db")
            let after = try writer("b\(cut).db")
            let count = try after.numbers("SELECT x FROM t").count
            #expect(count.isMultiple(of: 2) && count >= last, "cut at \(cut)")
            #expect(try after.integrityCheck() == [], "cut at \(cut)")
            last = count
        }
        #expect(last >= 14)
    }

    @Test func `a byte that fell over ends the WAL before its commit`() throws {
        let connection = try writer()
        try connection.run("CREATE TABLE t(x INTEGER PRIMARY KEY)")
        try connection.checkpoint(truncate: true)
        for number in Int64(1)...5 {
            try connection.run("INSERT INTO t VALUES (?1)", [.integer(number)])
        }
        let log = try #require(TemporaryDirectory.read("a.db-wal"))
        // A WAL header of 32 bytes, then frames of 24 + 4,096: the third frame is hit.
        var damaged = log
        damaged[32 + 2 * 4_120 + 4_000] ^= 1
        try copy(log: damaged[...], as: "b.db")
        #expect(try writer("b.db").numbers("SELECT x FROM t") == [1, 2])
    }
}
