import Replication
import Storage
import Support
import Testing
import Wire

/// Two offices make the same record, each as its own: the least accepted claim is its home.
@Suite("Claims to a record", .temporaryDirectory)
struct ClaimTests {
    let server: Office
    let child: Office

    init() throws {
        server = try Office(county, seed: 1)
        child = try Office(village, parent: server.node, seed: 3)
        // The village knows the record from the county before its own claim goes up.
        try server.set(facet(1), [16: "county"], home: division(neighbour))
        try child.set(facet(1), [17: "village"], home: child.office)
        let state = try #require(try server.record(facet(1)))
        try child.store.write { transaction throws(StorageError) in
            try transaction.receivePulled([.state(Carrying.travelled(state))])
        }
    }

    @Test func `a claim counts where it was made once the parent has accepted it (INV-11)`() throws
    {
        #expect(try child.record(facet(1))?.claimedHome == division(neighbour))
        try Carrying.push(child, to: server)
        #expect(try child.record(facet(1))?.claimedHome == child.office)
        #expect(try server.record(facet(1))?.claimedHome == child.office)
        #expect(try child.digest(child.scope) == server.digest(child.scope))
        #expect(try child.store.verify().isSound)
        try child.set(facet(1), [17: "again"], home: child.office)
        try Carrying.push(child, to: server)
        #expect(try child.digest(child.scope) == server.digest(child.scope))
        #expect(try child.store.verify().isSound)
    }

    @Test func `a claim that is held waits until it is admitted (INV-11)`() throws {
        try Carrying.push(child, to: server) { _ in .hold(code: 7, detail: "") }
        #expect(try child.record(facet(1))?.claimedHome == division(neighbour))
        let name = try server.store.read { snapshot throws(StorageError) in
            try snapshot.quarantine()[0].caseID
        }
        try server.store.write { transaction throws(StorageError) in
            try transaction.release(case: name, by: "admin")
        }
        try Carrying.acknowledge(child, by: server)
        #expect(try child.record(facet(1))?.claimedHome == child.office)
        #expect(try child.digest(child.scope) == server.digest(child.scope))
        #expect(try child.store.verify().isSound)
    }
}
