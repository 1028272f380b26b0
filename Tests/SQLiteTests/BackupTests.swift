import Foundation
import SQLite
import Support
import Testing

@Suite(.temporaryDirectory) struct BackupTests {
    let connection: Connection
    let target = TemporaryDirectory.file("copy.db")

    init() throws {
        connection = try writer()
        try connection.setApplicationID(77)
        try connection.setUserVersion(5)
        try connection.run("CREATE TABLE t(x INTEGER PRIMARY KEY, y)")
        try connection.transaction { () throws(SQLiteError) in
            for number in Int64(1)...500 {
                try connection.run("INSERT INTO t VALUES (?1, zeroblob(900))", [.integer(number)])
            }
        }
    }

    /// Names in the test's folder that belong to the copy.
    func leftovers() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: TemporaryDirectory.path)
            .filter { $0.hasPrefix("copy") }.sorted()
    }

    @Test(arguments: [true, false])
    func `a copy holds everything, alone and private`(byReader: Bool) throws {
        let source = byReader ? try reader() : connection
        try source.backup(to: target)
        #expect(try leftovers() == ["copy.db"])
        let mode = try FileManager.default.attributesOfItem(atPath: target)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        let copy = try Connection(.reader(target))
        #expect(try (copy.applicationID, copy.userVersion) == (77, 5))
        #expect(try copy.numbers("SELECT x FROM t") == Array(1...500))
        #expect(try copy.integrityCheck() == [])
    }

    @Test func `a reader is as harmless after a copy as before`() throws {
        let beside = try reader()
        try beside.backup(to: target)
        #expect(try beside.value("PRAGMA query_only") == .integer(1))
        #expect(kind { try beside.run("DELETE FROM t") } == .readOnly)
        #expect(kind { try beside.run("ATTACH ':memory:' AS other") } == .misuse)
        #expect(kind { try beside.backup(to: target) } == .exists)
        #expect(try beside.value("PRAGMA query_only") == .integer(1))
    }

    @Test func `a copy can be opened as a writer and goes on`() throws {
        try connection.backup(to: target)
        let copy = try Connection(.writer(target))
        try copy.run("INSERT INTO t VALUES (501, 0)")
        #expect(try copy.value("PRAGMA journal_mode") == .text("wal"))
        #expect(try connection.numbers("SELECT max(x) FROM t") == [500])
    }

    @Test func `what stands there is overwritten only when asked`() throws {
        try TemporaryDirectory.write("copy.db", [1, 2, 3])
        #expect(kind { try connection.backup(to: target) } == .exists)
        #expect(TemporaryDirectory.read("copy.db") == [1, 2, 3])
        try connection.backup(to: target, replacing: true)
        #expect(try Connection(.reader(target)).numbers("SELECT count(*) FROM t") == [500])
    }

    @Test func `a database in use is never overwritten`() throws {
        let own = TemporaryDirectory.file("a.db")
        #expect(kind { try connection.backup(to: own, replacing: true) } == .exists)
        let other = try Connection(.writer(target))
        try other.run("CREATE TABLE mine(x)")
        #expect(kind { try connection.backup(to: target, replacing: true) } == .exists)
        #expect(try other.numbers("SELECT count(*) FROM mine") == [0])
        let link = TemporaryDirectory.file("link.db")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: own)
        #expect(kind { try connection.backup(to: link, replacing: true) } == .exists)
    }

    @Test func `the remains of an interrupted copy do not stand in the way`() throws {
        try TemporaryDirectory.write("copy.db.unfinished", [9, 9, 9])
        try TemporaryDirectory.write("copy.db.unfinished-journal", [9, 9, 9])
        try connection.backup(to: target)
        #expect(try leftovers() == ["copy.db"])
    }

    @Test func `a copy that cannot be made leaves nothing, and the database goes on`() throws {
        let nowhere = TemporaryDirectory.file("no/such/copy.db")
        do throws(SQLiteError) {
            try connection.backup(to: nowhere)
            Issue.record("a copy in no folder")
        } catch {
            #expect(error.kind == .copy)
            #expect(error.advice == .tell)
        }
        #expect(kind { try connection.backup(to: "/dev/full/copy.db") } == .copy)
        #expect(!connection.isStopped)
        #expect(try connection.numbers("SELECT count(*) FROM t") == [500])
    }

    @Test func `a copy ends when its watcher says no, and leaves nothing`() throws {
        let found = kind {
            try connection.watched(
                every: 100, by: { false },
                { () throws(SQLiteError) in try connection.backup(to: target) })
        }
        #expect(found == .interrupted)
        let left = try leftovers()
        #expect(left == [])
        try connection.backup(to: target)
    }

    @Test func `a damaged database is not taken for a copy`() throws {
        try connection.close()
        var file = try #require(TemporaryDirectory.read("a.db"))
        for offset in 0..<64 { file[20 * 4_096 + offset] = 0xee }
        try TemporaryDirectory.write("a.db", file)
        #expect(kind { try reader().backup(to: target) } == .corrupt)
        let left = try leftovers()
        #expect(left == [])
    }

    @Test(arguments: [true, false])
    func `a copy whose disk loses what it takes is not called a copy`(toTheEnd: Bool) throws {
        try connection.run("UPDATE t SET y = zeroblob(20000)")
        try connection.run("PRAGMA cache_size = -2000")  // so that it is written bit by bit
        // From the first page on, or from there to the end, writes go into another file.
        let other = open(TemporaryDirectory.file("lost"), O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        defer { close(other) }
        var state = 0
        var kept: (saved: Int32, file: Int32) = (-1, -1)
        func divert() -> Bool {
            if state == 0, let file = try? OpenFile("copy.db.unfinished") {
                state = 1
                kept = (dup(file.descriptor), file.descriptor)
                dup2(other, kept.file)
            } else if state == 1, !toTheEnd, lseek(other, 0, SEEK_END) > 1_000_000 {
                state = 2
                dup2(kept.saved, kept.file)
            }
            return true
        }
        let found = kind {
            try connection.watched(
                every: 100, by: divert,
                { () throws(SQLiteError) in
                    do throws(SQLiteError) {
                        try connection.backup(to: target)
                    } catch {
                        #expect(error.message.hasPrefix("the copy is damaged"))
                        throw error
                    }
                })
        }
        close(kept.saved)
        #expect(state == (toTheEnd ? 1 : 2))
        #expect(found == .copy)
        let left = try leftovers()
        #expect(left == [])
    }

    @Test func `a copy is made beside a writer at work, of one moment`() throws {
        let beside = try reader()
        try connection.transaction { () throws(SQLiteError) in
            try connection.run("DELETE FROM t")
            #expect(kind { try beside.backup(to: target) } == nil)
        }
        #expect(try Connection(.reader(target)).numbers("SELECT count(*) FROM t") == [500])
    }

    @Test func `a copy inside a transaction is refused`() throws {
        try connection.transaction { () throws(SQLiteError) in
            #expect(kind { try connection.backup(to: target) } == .misuse)
        }
        let left = try leftovers()
        #expect(left == [])
    }
}
