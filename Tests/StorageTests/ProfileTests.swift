import Foundation
import Replication
import SQLite
import Storage
import Support
import Testing

/// The settings that survive power cuts, on the very connections of a replica (decision 11).
@Suite("SQLite as a replica uses it", .temporaryDirectory)
struct ProfileTests {
    let office: Office

    init() throws { office = try Office(county, seed: 1) }

    @Test func `the writer is durable, and trusts nothing in the file`() throws {
        let settings = try office.store.settings()
        let expected: [String: SQLiteValue] = [
            "journal_mode": .text("wal"), "synchronous": .integer(2), "foreign_keys": .integer(1),
            "trusted_schema": .integer(0), "secure_delete": .integer(1),
            "cell_size_check": .integer(1), "wal_autocheckpoint": .integer(0),
            "temp_store": .integer(2), "query_only": .integer(0),
        ]
        for (name, value) in expected { #expect(settings.writer[name] == value, "\(name)") }
    }

    @Test func `a reader cannot write, whatever it is asked`() throws {
        let settings = try office.store.settings()
        let expected: [String: SQLiteValue] = [
            "journal_mode": .text("wal"), "query_only": .integer(1), "foreign_keys": .integer(1),
            "trusted_schema": .integer(0), "cell_size_check": .integer(1),
        ]
        for (name, value) in expected { #expect(settings.reader[name] == value, "\(name)") }
    }

    @Test(arguments: [
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = ''",
        "PRAGMA journal_mode = OFF", "ATTACH ':memory:' AS other",
    ])
    func `the writer is defensive`(_ sql: String) throws {
        try office.set(facet(1), [16: "a"])
        try? office.store.attempt(sql)
        let settings = try office.store.settings()
        #expect(settings.writer["journal_mode"] == .text("wal"))
        #expect(
            try office.query("SELECT count(*) FROM sqlite_schema WHERE sql = ''")[0] == [
                .integer(0)
            ])
        #expect(throws: StorageError.self) { try office.store.attempt("SELECT * FROM other.t") }
        #expect(try office.store.verify().isSound)
    }

    @Test func `what is deleted leaves no trace in the file`() throws {
        let secret = "13912345678-leaves-no-trace"
        try office.store.write { transaction throws(StorageError) in
            try transaction.setSetting("secret", Array(secret.utf8))
        }
        try office.store.write { transaction throws(StorageError) in
            try transaction.removeSetting("secret")
        }
        try office.store.close()
        let bytes = try Data(contentsOf: URL(fileURLWithPath: office.path + "/replica.db"))
        #expect(bytes.range(of: Data(secret.utf8)) == nil)
        #expect(bytes.range(of: Data("identity".utf8)) != nil)
    }

    @Test func `writers wait for one another, and readers for nobody`() throws {
        let threads = 4
        let rounds = 25
        DispatchQueue.concurrentPerform(iterations: 2 * threads) { thread in
            for round in 0..<rounds {
                if thread < threads {
                    _ = try? office.set(facet(UInt64(thread)), [16: "\(round)"])
                } else {
                    _ = try? office.record(facet(UInt64(thread - threads)))
                }
            }
        }
        let head = try office.heads[0]
        #expect(head.sequence == UInt64(threads * rounds))
        for thread in 0..<threads {
            #expect(try office.texts(facet(UInt64(thread)), 16) == ["\(rounds - 1)"])
        }
        #expect(try office.store.verify().isSound)
    }

    @Test func `a second process is refused with the number of the first`() async throws {
        try office.set(facet(1), [16: "before"])
        let path = office.path
        let holder = String(getpid())
        await #expect(processExitsWith: .success) {
            [path = path as String, holder = holder as String] in
            do {
                _ = try Office(opening: path)
                Issue.record("it was opened twice")
            } catch StorageError.inUse(let process, _) {
                #expect(String(process) == holder)
            }
        }
        try office.set(facet(1), [16: "after"])
        #expect(try office.texts(facet(1), 16) == ["after"])
    }
}
