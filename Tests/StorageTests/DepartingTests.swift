import Replication
import Storage
import Support
import Testing
import Wire

/// A record that has moved away: what was typed here stays until the parent has it.
@Suite("Records that left", .temporaryDirectory)
struct DepartingTests {
    let server: Office
    let old: Office
    let new: Office

    init() throws {
        server = try Office(county, seed: 1)
        old = try Office(village, parent: server.node, seed: 2)
        new = try Office(neighbour, parent: server.node, seed: 3)
        try old.set(facet(1), [16: "a"])
        try Carrying.push(old, to: server)
        try Carrying.pull(old, from: server)
        try old.set(facet(1), [16: "typed before the move was known"])
        try server.author([
            Draft(
                facet: facet(1), type: unknownType, home: division(village),
                assignments: [Assignment(.home, .text(neighbour))])
        ])
        try Carrying.pull(old, from: server)
    }

    private func expectPayload(_ isThere: Bool) throws {
        let texts = try old.texts(facet(1), 16)
        #expect(texts == (isThere ? ["typed before the move was known"] : []))
    }

    @Test func `what the parent has not acknowledged is not purged (INV-10)`() throws {
        try expectPayload(true)
        let change = try #require(try Carrying.run(old, old.heads[0].replica, 2).first)
        // Received, and the word that says so is lost.
        let arrival = Carrying.arrival(change, from: old)
        try server.store.write { transaction throws(StorageError) in
            _ = try transaction.receive([arrival])
        }
        try Carrying.pull(old, from: server)
        try expectPayload(true)
        try Carrying.acknowledge(old, by: server)
        try expectPayload(false)
        #expect(try server.texts(facet(1), 16) == ["typed before the move was known"])
    }

    @Test func `what the parent holds is not purged before it is decided (INV-10)`() throws {
        try Carrying.push(old, to: server) { _ in .hold(code: 7, detail: "") }
        try expectPayload(true)
        let name = try server.store.read { snapshot throws(StorageError) in
            try snapshot.quarantine()[0].caseID
        }
        try Carrying.acknowledge(old, by: server)
        try expectPayload(true)
        try server.store.write { transaction throws(StorageError) in
            try transaction.release(case: name, by: "admin")
        }
        try Carrying.acknowledge(old, by: server)
        try expectPayload(false)
        try Carrying.pull(new, from: server)
        #expect(try new.texts(facet(1), 16) == ["typed before the move was known"])
    }
}
