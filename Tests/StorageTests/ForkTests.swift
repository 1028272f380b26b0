import Foundation
import Replication
import SQLite
import Storage
import Support
import Testing
import Wire

@Suite("Two machines under one name", .temporaryDirectory)
struct ForkTests {
    let server: Office
    let child: Office

    init() throws {
        server = try Office(county, seed: 1)
        child = try Office(village, parent: server.node, seed: 2)
    }

    @Test func `a renewed replica goes on under another name and another log`() throws {
        try child.set(facet(1), [16: "a"])
        let (old, log) = try child.store.read { s throws(StorageError) in
            (s.incarnation, s.logID)
        }
        let new = try child.store.renewIncarnation(reason: .cloned)
        let change = try child.set(facet(1), [16: "b"])[0]
        #expect(new != old && change.replica == new && change.sequence == 1)
        try child.store.read { snapshot throws(StorageError) in
            #expect(snapshot.logID != log)
            #expect(try snapshot.ownIncarnations() == [old, new])
            #expect(try snapshot.heads(under: nil).map(\.sequence) == [1, 1])
        }
        try Carrying.push(child, to: server)
        #expect(try server.texts(facet(1), 16) == ["b"])
        #expect(try server.digest(child.scope) == child.digest(child.scope))
    }

    @Test func `what the parent does not know is written again, and what it knows comes back`()
        throws
    {
        try child.set(facet(1), [16: "known", 17: "x"])
        try child.set(facet(5, .home), [16: "private"])
        try Carrying.push(child, to: server)
        let old = try child.heads[0].replica
        let (one, two) = try machines()
        try one.set(facet(1), [16: "machine one"])
        try Carrying.push(one, to: server)
        let mine = try two.set(facet(1), [16: "machine two"])[0]
        let copy = try two.store.setAside(old, after: 2, reason: .forked)
        #expect(try two.record(facet(1)) == nil)
        #expect(try two.texts(facet(5, .home), 16) == ["private"])
        #expect(try two.heads.map(\.sequence) == [2])
        let kept = try Connection(.reader(copy))
        let count = try kept.first("SELECT count(*) FROM _log") { row throws(SQLiteError) in
            try row.int64(at: 0)
        }
        #expect(count == 3)

        try Carrying.load(two, from: server)
        #expect(try two.texts(facet(1), 16) == ["machine one"])
        let written = try rewrite(two, expecting: mine)
        #expect(written.origin == Origin(old, 3) && written.stamp.time == mine.stamp.time)
        try Carrying.push(two, to: server)
        #expect(try server.texts(facet(1), 16) == ["machine one", "machine two"])
        #expect(try server.texts(facet(1), 17) == ["x"])
        #expect(try server.digest(two.scope) == two.digest(two.scope))
    }

    /// The child's folder on two disks.
    private func machines() throws -> (Office, Office) {
        try child.store.close()
        let second = child.path + "-two"
        try FileManager.default.copyItem(atPath: child.path, toPath: second)
        try FileManager.default.copyItem(atPath: child.path + ".mark", toPath: second + ".mark")
        return (
            try Office(opening: child.path, seed: 11), try Office(opening: second, seed: 12)
        )
    }

    private func rewrite(_ office: Office, expecting mine: Change) throws -> Change {
        try office.store.write { transaction throws(StorageError) in
            let act = try transaction.nextAside()
            #expect(act == [mine])
            let record = try transaction.record(mine.facet)
            let origins = try transaction.rewritten(mine.facet, mine.replica)
            let drafts = act.map { change in
                Draft(
                    facet: change.facet, type: change.type, home: change.home,
                    assignments: change.writes.map { write in
                        Assignment(
                            write.register, write.value,
                            shown: record?.screen(of: write, in: change, origins: origins))
                    }, origin: Origin(change.replica, change.sequence))
            }
            let written = try transaction.author(
                drafts, stamp: mine.stamp, keepsTime: true, schema: mine.schema,
                rights: mine.rights)
            try transaction.finishAside(act, as: written)
            #expect(try transaction.nextAside().isEmpty)
            let names = try transaction.rewritten(mine.facet, mine.replica)
            #expect(names == [written[0].writes[0].dot: mine.writes[0].dot])
            return written[0]
        }
    }
}
