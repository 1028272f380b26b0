import Foundation
import Replication
import SQLite
import Storage
import Support
import Testing

@Suite("Backups and verification", .temporaryDirectory)
struct BackupTests {
    let server: Office
    let child: Office

    init() throws {
        server = try Office(county, seed: 1)
        child = try Office(village, parent: server.node, seed: 2)
        try child.enter(
            "person", id(1), ["name": .text("薛彩凤"), "phone": .text("13800000000")])
        try child.set(facet(5), [16: "a", 17: "b"])
        try Carrying.push(child, to: server)
        try server.enter("person", id(1), ["name": .text("B")], home: village)
        try server.enter(
            "staff_user", id(2), ["login": .text("li"), "role": .list([.text("head")])])
        try server.store.write { transaction throws(StorageError) in
            for number in 0..<3 {
                try transaction.audit(
                    AuditEntry(
                        at: UInt64(number), user: "li", act: "set", object: "o", outcome: "done",
                        detail: ""))
            }
        }
    }

    @Test func `a backup is one sound file that goes on under a new incarnation`() throws {
        let path = TemporaryDirectory.file("backup.db")
        let report = try server.store.backup(to: path)
        let head = try server.store.read { s throws(StorageError) in try s.ownHead() }
        #expect(report.records == 4 && report.fileBytes > 4_096 && report.head == head)
        let beside = try FileManager.default.contentsOfDirectory(atPath: TemporaryDirectory.path)
            .filter { $0.hasPrefix("backup.db") }
        #expect(beside == ["backup.db"])
        let restored = TemporaryDirectory.file("restored")
        try FileManager.default.createDirectory(atPath: restored, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: path, toPath: restored + "/replica.db")
        try FileManager.default.copyItem(
            atPath: server.path + ".mark", toPath: restored + ".mark")
        let again = try Office(opening: restored)
        #expect(
            again.store.opening
                == .newIncarnation(previous: head.replica, reason: .backupOpened))
        #expect(try again.digest(server.scope) == server.digest(server.scope))
        #expect(try again.store.verify().isSound)
        try again.store.close()
        #expect(try Office(opening: restored).store.opening == .normal)
        try server.store.close()
        #expect(try Office(opening: server.path).store.opening == .normal)
    }

    @Test func `what a verified backup covers stands in two places (A2)`() throws {
        let replica = try child.heads[0].replica
        func covered() throws -> UInt64? {
            try server.store.read { s throws(StorageError) in try s.backedUp(replica) }
        }
        #expect(try covered() == nil)
        _ = try server.store.backup(to: TemporaryDirectory.file("one"))
        #expect(try covered() == 3)
        try child.set(facet(6), [16: "a"])
        try Carrying.push(child, to: server)
        #expect(try covered() == 3)
        _ = try server.store.backup(to: TemporaryDirectory.file("two"))
        #expect(try covered() == 4)
        let note = try server.store.read { s throws(StorageError) in try s.lastBackup() }
        #expect(note?.path == TemporaryDirectory.file("two"))
    }

    @Test func `an existing file is not touched`() throws {
        try TemporaryDirectory.write("mine", [1, 2, 3])
        #expect {
            _ = try server.store.backup(to: TemporaryDirectory.file("mine"))
        } throws: { error in
            if case StorageError.exists = error { return true }
            return false
        }
        #expect(TemporaryDirectory.read("mine") == [1, 2, 3])
        let note = try server.store.read { s throws(StorageError) in try s.lastBackup() }
        #expect(note == nil)
    }

    @Test func `a damaged replica makes no backup`() throws {
        try tamper("UPDATE _record SET hash = zeroblob(32) WHERE number = 1")
        #expect {
            _ = try server.store.backup(to: TemporaryDirectory.file("bad"))
        } throws: { error in
            if case StorageError.damaged = error { return true }
            return false
        }
        let left = try FileManager.default.contentsOfDirectory(atPath: TemporaryDirectory.path)
        #expect(!left.contains { $0.hasPrefix("bad") })
    }

    @Test func `a sound replica verifies, whatever was done to it (INV-11)`() throws {
        for office in [server, child] {
            let report = try office.store.verify()
            #expect(report.isSound, "\(report.faults)")
            #expect(report.records > 0 && report.changes > 0)
        }
    }

    @Test(arguments: [
        "UPDATE _record SET hash = zeroblob(32) WHERE number = 1",
        "UPDATE _record SET state = zeroblob(9) WHERE number = 2",
        "UPDATE _total SET count = count + 1",
        "UPDATE _leaf SET sum = zeroblob(32)",
        "DELETE FROM _leaf WHERE leaf = (SELECT min(leaf) FROM _leaf)",
        "DELETE FROM _total WHERE home = '110101001001'",
        "DELETE FROM _place WHERE record = 1",
        "INSERT INTO _place VALUES (2, '33', 1)",
        "UPDATE _log SET body = x'01' WHERE position = 1",
        "DELETE FROM _log WHERE position = 2",
        "UPDATE _replica SET chain = zeroblob(32) WHERE is_own = 0",
        "UPDATE person SET name = 'other'",
        "DELETE FROM person",
        "UPDATE _audit SET outcome = 'undone' WHERE number = 1",
        "DELETE FROM _audit WHERE number = 2",
    ])
    func `what was changed behind the program's back is found`(_ sql: String) throws {
        try tamper(sql)
        #expect(try !server.store.verify().isSound)
    }

    /// Another program that writes into the database, which the lock cannot keep away.
    private func tamper(_ sql: String) throws {
        let writer = try Connection(.writer(server.path + "/replica.db"))
        try writer.execute(script: sql)
        try writer.close()
    }
}
