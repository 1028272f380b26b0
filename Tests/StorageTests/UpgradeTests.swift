import Foundation
import Replication
import SQLite
import Seal
import Storage
import Support
import Testing

/// A database that an earlier program left is opened by today's, and by one of a later schema.
@Suite("Upgrades", .temporaryDirectory)
struct UpgradeTests {
    /// The schema after today's, which only tests know: it rebuilds the largest table and adds one.
    private static let next = Migration(
        Int32(Schema.migrations.count + 1),
        sql: """
            CREATE TABLE _later (record INTEGER PRIMARY KEY, size INTEGER NOT NULL) STRICT;
            INSERT INTO _later SELECT number, length(state) FROM _record;
            ALTER TABLE _record ADD COLUMN later TEXT;
            UPDATE _record SET later = 'x';
            """)

    private func open(
        _ path: String, plan: MigrationPlan = Schema.plan
    ) throws -> ReplicaStore {
        try ReplicaStore.open(
            directory: path, clock: TickingClock(), entropy: SeededEntropy(3),
            facts: Office.facts, plan: plan)
    }

    /// Everything that the engine holds, table by table, without what only a later schema has.
    private func contents(_ path: String) throws -> [String: [[SQLiteValue]]] {
        let reader = try Connection(.reader(path + "/replica.db"))
        var contents: [String: [[SQLiteValue]]] = [:]
        let tables = try reader.all(
            """
            SELECT m.name, (SELECT group_concat('"' || c.name || '"')
                FROM pragma_table_info(m.name) c WHERE c.name <> 'later')
            FROM sqlite_schema m WHERE m.type = 'table' AND m.name <> '_later'
            AND substr(m.name, 1, 7) <> 'sqlite_'
            """
        ) { row throws(SQLiteError) in (try row.text(at: 0), try row.text(at: 1)) }
        for (table, columns) in tables {
            contents[table] = try reader.all(
                "SELECT \(columns) FROM \"\(table)\" ORDER BY \(columns)"
            ) {
                row throws(SQLiteError) in
                try (0..<columns.split(separator: ",").count).map { column throws(SQLiteError) in
                    try row.value(at: column)
                }
            }
        }
        return contents
    }

    private func digests(_ store: ReplicaStore) throws -> [Digest] {
        try store.read { snapshot throws(StorageError) in
            try [county, village, "350603"].map { code throws(StorageError) in
                try snapshot.digest(Scope(child: division(code)), without: [])
            }
        }
    }

    @Test func `each schema has its database, small, and as its list says`() throws {
        #expect(try KeptDatabase.numbers() == Array(1...Schema.migrations.count))
        let list = try String(
            contentsOf: KeptDatabase.folder.appendingPathComponent("README.md"), encoding: .utf8)
        for number in try KeptDatabase.numbers() {
            let file = KeptDatabase.folder.appendingPathComponent("v\(number).db")
            let bytes = try Data(contentsOf: file)
            #expect(bytes.count < 1_500_000)
            #expect(list.contains(KeptDatabase.line(of: number, bytes)))
        }
    }

    @Test func `the newest of them has today's schema`() throws {
        let path = TemporaryDirectory.file("newest")
        try KeptDatabase.lay(Schema.migrations.count, at: path)
        let today = try Office(county)
        let kept = Office(store: today.store, path: path)
        let sql = "SELECT name, sql FROM sqlite_schema WHERE substr(name, 1, 1) = '_' ORDER BY name"
        #expect(
            try kept.query(sql) == today.query(sql),
            "A schema that is in use gets a migration; one that is not yet, DATABASE_WRITE=1.")
    }

    @Test func `to make one twice makes the same bytes`() throws {
        let made = try ["one", "two"].map { name in
            let folder = TemporaryDirectory.file(name)
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: false)
            return try KeptDatabase.make(in: folder)
        }
        let isSame = made[0].database == made[1].database
        #expect(isSame)
        #expect(made[0].mark == made[1].mark)
        guard ProcessInfo.processInfo.environment["DATABASE_WRITE"] == "1" else { return }
        try KeptDatabase.keep(made[0])
    }

    @Test func `a kept database has a row in every table of the engine`() throws {
        for number in try KeptDatabase.numbers() {
            let path = TemporaryDirectory.file("v\(number)")
            try KeptDatabase.lay(number, at: path)
            // What only a backup or another incarnation puts there is tested where they are made.
            let empty = try contents(path).filter { $0.key.hasPrefix("_") && $0.value.isEmpty }
            #expect(Set(empty.keys).isSubset(of: ["_backup", "_backed_up"]), "\(empty.keys)")
        }
    }

    @Test func `today's program opens each, under its name, and finds what was left there`()
        throws
    {
        for number in try KeptDatabase.numbers() {
            let path = TemporaryDirectory.file("v\(number)")
            try KeptDatabase.lay(number, at: path)
            let before = try contents(path)
            let store = try open(path)
            #expect(store.opening == .normal)
            let after = try contents(path)
            for table in before.keys where table.hasPrefix("_") && table != "_setting" {
                #expect(after[table] == before[table], "\(table)")
            }
            let report = try store.verify()
            #expect(report.isSound, "\(report.faults)")
            #expect(report.records > 20 && report.changes > 30)
        }
    }

    @Test func `a later program brings each up to date, and records, log and digests stay`()
        throws
    {
        for number in try KeptDatabase.numbers() {
            let path = TemporaryDirectory.file("v\(number)")
            try KeptDatabase.lay(number, at: path)
            let old = try open(path)
            let digests = try digests(old)
            #expect(digests.allSatisfy { $0.count > 0 })
            try old.close()
            let before = try contents(path)
            let store = try open(path, plan: Schema.plan(adding: [Self.next]))
            #expect(store.opening == .normal)
            #expect(try self.digests(store) == digests)
            #expect(try contents(path) == before)
            let report = try store.verify()
            #expect(report.isSound, "\(report.faults)")
            let office = Office(store: store, path: path)
            #expect(
                try office.query("SELECT count(*) FROM _later WHERE size > 0")
                    == office.query("SELECT count(*) FROM _record"))
            try office.set(facet(60), [16: "goes on"])
            #expect(try store.verify().isSound)
        }
    }

    @Test func `a step that is killed in the middle leaves the old database as it was`()
        async throws
    {
        let path = TemporaryDirectory.file("killed")
        try KeptDatabase.lay(1, at: path)
        try open(path).close()
        let before = try contents(path)
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            let dying = Migration(Self.next.number) { connection throws(SQLiteError) in
                // So small a cache that half of the step reaches the WAL before the end.
                try connection.execute(script: "PRAGMA cache_size = 2; DELETE FROM _log;")
                try connection.execute(script: "UPDATE _record SET hash = zeroblob(9000);")
                raise(SIGKILL)
            }
            _ = try ReplicaStore.open(
                directory: path, clock: TickingClock(), entropy: SeededEntropy(3),
                facts: Office.facts, plan: Schema.plan(adding: [dying]))
        }
        let log = URL(fileURLWithPath: path + "/replica.db-wal")
        #expect(try Data(contentsOf: log).count > 100_000)
        let store = try open(path)
        #expect(store.opening == .normal)
        #expect(try contents(path) == before)
        #expect(try store.verify().isSound)
    }

    @Test func `a step that fails leaves the old database, and the error says so`() throws {
        let path = TemporaryDirectory.file("failing")
        try KeptDatabase.lay(1, at: path)
        try open(path).close()
        let before = try contents(path)
        let failing = Migration(
            Self.next.number, sql: "DELETE FROM _record; INSERT INTO _nothing VALUES (1);")
        #expect(throws: StorageError.self) {
            _ = try open(path, plan: Schema.plan(adding: [failing]))
        }
        #expect(try contents(path) == before)
        #expect(try open(path).opening == .normal)
    }

    @Test func `a database of a later program is refused, and not a byte of it changes`() throws {
        let path = TemporaryDirectory.file("newer")
        try KeptDatabase.lay(1, at: path)
        try open(path, plan: Schema.plan(adding: [Self.next])).close()
        let file = URL(fileURLWithPath: path + "/replica.db")
        let bytes = try Data(contentsOf: file)
        let known = Schema.migrations.count
        #expect {
            _ = try open(path)
        } throws: { error in
            guard case StorageError.newer(found: known + 1, known: known) = error else {
                return false
            }
            return true
        }
        let isUntouched = try Data(contentsOf: file) == bytes
        #expect(isUntouched)
    }
}
