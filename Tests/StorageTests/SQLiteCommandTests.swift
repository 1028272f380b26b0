import Foundation
import Programme
import Replication
import Storage
import Support
import Testing

/// What people see who open the file with the command of SQLite (decision 12).
@Suite("The sqlite3 command", .temporaryDirectory)
struct SQLiteCommandTests {
    let server: Office

    init() throws {
        server = try Office(county, seed: 1)
        let child = try Office(village, parent: server.node, seed: 2)
        try child.enter("person", id(1), ["name": .text("薛彩凤"), "relation": .text("mother")])
        try Carrying.push(child, to: server)
        try child.enter("person", id(1), ["name": .text("薛采凤")])
        try server.enter("person", id(1), ["name": .text("薛彩风")], home: village)
        try Carrying.push(child, to: server)
        try server.enter(
            "ledger_entry", id(3), ["kind": .text("repay"), "amount": .integer(-205)])
        try server.enter(
            "staff_user", id(4), ["login": .text("li"), "role": .list([.text("head")])])
        try server.store.write { transaction throws(StorageError) in
            try transaction.setHolds(id(1), [Finding(.duplicatePerson, other: id(2))])
        }
    }

    private func ask(_ sql: String, of path: String) throws -> ProcessResult {
        try runProcess("sqlite3", ["-readonly", "-batch", path, sql])
    }

    private static let questions: [(sql: String, answer: String)] = [
        ("SELECT 姓名 IN ('薛采凤', '薛彩风'), 归属, 冲突, 待核, 不全 FROM 人员", "1|110101001001|1|1|0"),
        (
            "SELECT relation, conflicts, \"on hold\", incomplete FROM person_en",
            "aided mother|1|1|0"
        ),
        ("SELECT _conflicts, _on_hold, _incomplete FROM person", "1|1|0"),
        (
            "SELECT register, value, office FROM siblings ORDER BY value",
            """
            name|薛彩风|110101
            name|薛采凤|110101001001
            """
        ),
        ("SELECT role FROM staff_user_role", "head"),
        ("SELECT 金额 FROM 账目", "-2.05"),
    ]

    private func check(_ path: String, _ place: String) throws {
        for (sql, answer) in Self.questions {
            let result = try ask(sql, of: path)
            #expect(result.status == 0, "\(place): \(result.errorText)")
            #expect(result.text.trimmingCharacters(in: .newlines) == answer, "\(place): \(sql)")
        }
        let refused = try ask("DELETE FROM person", of: path)
        #expect(refused.status != 0 && refused.errorText.contains("readonly"), "\(place)")
    }

    @Test func `it reads a replica in use, and sees each act as it is saved`() throws {
        let path = server.path + "/replica.db"
        try check(path, "in use")
        try server.enter("person", id(7), ["name": .text("new")])
        #expect(try ask("SELECT count(*) FROM person", of: path).text == "2\n")
        #expect(try server.store.verify().isSound)
    }

    @Test func `it reads a replica at rest`() throws {
        try server.store.close()
        try check(server.path + "/replica.db", "at rest")
        #expect(try Office(opening: server.path).store.opening == .normal)
    }

    @Test func `it reads a backup, which is one plain file and stays one`() throws {
        let path = TemporaryDirectory.file("backup.db")
        _ = try server.store.backup(to: path)
        try check(path, "backup")
        let beside = try FileManager.default.contentsOfDirectory(atPath: TemporaryDirectory.path)
            .filter { $0.hasPrefix("backup.db") }
        #expect(beside == ["backup.db"])
        // Bytes 18 and 19 say how the file is written: 1 is without a WAL beside it.
        #expect(TemporaryDirectory.read("backup.db")?[18...19] == [1, 1])
    }

    @Test func `every table and view answers, and every table says what it holds`() throws {
        let path = server.path + "/replica.db"
        let list = try ask(
            "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')", of: path)
        let names = list.text.split(separator: "\n")
        #expect(names.count > 3 * Catalogue.types.count)
        for name in names {
            let result = try ask("SELECT count(*) FROM (SELECT * FROM \"\(name)\")", of: path)
            #expect(result.status == 0, "\(name): \(result.errorText)")
        }
        #expect(try ask("PRAGMA integrity_check", of: path).text == "ok\n")
    }
}
