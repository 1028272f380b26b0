import Replication
import Storage
import Support
import Testing
import Wire

@Suite("Pulling from the parent", .temporaryDirectory)
struct PullingTests {
    let server: Office
    let child: Office
    let other: Office

    init() throws {
        server = try Office(county, seed: 1)
        child = try Office(village, parent: server.node, seed: 2)
        other = try Office(neighbour, parent: server.node, seed: 3)
    }

    @Test func `a child learns what its scope holds and nothing else (INV-10)`() throws {
        try server.set(facet(1), [16: "mine"], home: division(village))
        try server.set(facet(2), [16: "neighbour's"], home: division(neighbour))
        try server.set(facet(3, .down), [16: "for all"])
        try server.set(facet(4), [16: "the county's"])
        try server.set(facet(5, .home), [16: "nobody's"], home: division(village))
        try Carrying.pull(child, from: server)
        let here = try (1...5).map { number in
            try [Reach.county, .down, .home].contains {
                try child.record(facet(UInt64(number), $0)) != nil
            }
        }
        #expect(here == [true, false, true, false, false])
        #expect(try server.digest(child.scope) == child.digest(child.scope))
    }

    @Test(arguments: [1, 2, 7, 1_000])
    func `pages of any size bring the same`(limit: Int) throws {
        for number in 0..<50 {
            let home = number % 3 == 0 ? village : county
            let reach = number % 3 == 0 ? Reach.county : .down
            try server.set(
                facet(UInt64(number % 11), reach), [16: "\(number)"],
                home: division(home))
        }
        let position = try Carrying.pull(child, from: server, limit: limit)
        #expect(position == (try server.position))
        #expect(try server.digest(child.scope) == child.digest(child.scope))
        let loaded = try Office(village, parent: server.node, seed: 9, name: "loaded")
        try Carrying.load(loaded, from: server, limit: limit)
        #expect(try server.digest(child.scope) == loaded.digest(child.scope))
        let bytes = try Office(village, parent: server.node, seed: 10, name: "bytes")
        try Carrying.pull(bytes, from: server, bytesMax: 40 * limit)
        #expect(try server.digest(child.scope) == bytes.digest(child.scope))
    }

    @Test func `pulled again, nothing moves (INV-6)`() throws {
        for number in UInt64(0)..<9 { try server.set(facet(number, .down), [16: "a"]) }
        try Carrying.pull(child, from: server)
        let (position, digest) = (try child.position, try child.digest(child.scope))
        try Carrying.pull(child, from: server)
        try Carrying.load(child, from: server)
        #expect(try child.position == position)
        #expect(try child.digest(child.scope) == digest)
    }

    @Test func `own changes are left out, and the page goes past them`() throws {
        for number in UInt64(0)..<9 { try child.set(facet(number), [16: "a"]) }
        try Carrying.push(child, to: server)
        let own = Set([try child.heads[0].replica])
        let page = try server.store.read { snapshot throws(StorageError) in
            try snapshot.feed(
                child.scope, after: 0, leavingOut: own, limit: 5, bytesMax: .max)
        }
        #expect(page.items.isEmpty && page.isLast)
        #expect(page.position == (try server.position))
    }

    @Test func `a server tells its children what came from above as a state`() throws {
        let province = try Office("11", seed: 4)
        let below = try Office(county, parent: province.node, seed: 5, name: "below")
        let village = try Office(village, parent: below.node, seed: 6, name: "village")
        try province.set(facet(1, .nation), [16: "a"], home: village.office)
        try Carrying.load(below, from: province)
        try Carrying.pull(village, from: below)
        #expect(try village.texts(facet(1, .nation), 16) == ["a"])
        try province.set(facet(1, .nation), [16: "b"], home: village.office)
        try Carrying.pull(below, from: province)
        try Carrying.pull(village, from: below)
        #expect(try village.texts(facet(1, .nation), 16) == ["b"])
    }

    @Test func `two who write at the same time are both seen, and one decision ends it`() throws {
        try child.set(facet(1), [16: "child"])
        try Carrying.push(child, to: server)
        try server.set(facet(1), [16: "server"], home: division(village))
        try child.set(facet(1), [16: "child again"])
        try Carrying.push(child, to: server)
        #expect(try server.texts(facet(1), 16) == ["child again", "server"])
        try Carrying.pull(child, from: server)
        #expect(try child.texts(facet(1), 16) == ["child again", "server"])
        try server.set(facet(1), [16: "decided"], home: division(village))
        try Carrying.pull(child, from: server)
        #expect(try child.texts(facet(1), 16) == ["decided"])
        #expect(try server.digest(child.scope) == child.digest(child.scope))
    }

    @Test func `what cannot be read is kept once and stops nothing (INV-17)`() throws {
        let change = try server.set(facet(1, .down), [16: "a"])[0]
        let newer = [UInt8](ChangeCodec.encode(change).enumerated().map { $0 == 1 ? 2 : $1 })
        for _ in 0..<3 {
            try child.store.write { transaction throws(StorageError) in
                try transaction.receivePulled([
                    .unread(newer), .unread([0xFF]),
                ])
            }
        }
        let rows = try child.store.read { snapshot throws(StorageError) in
            try snapshot.quarantine(of: server.node)
        }
        #expect(rows.count == 2)
        #expect(rows.contains { $0.facet == facet(1, .down) && $0.sequence == change.sequence })
        #expect(
            try child.store.read { snapshot throws(StorageError) in
                try snapshot.heldByParent()
            } == [facet(1, .down)])
    }

    @Test func `a record that comes as another type waits in quarantine`() throws {
        try child.set(facet(1), [16: "a"], type: 100)
        let state = Record(facet: facet(1), type: 101, home: division(village))
        try child.store.write { transaction throws(StorageError) in
            try transaction.receivePulled([.state(state), .state(state)])
        }
        #expect(try child.record(facet(1))?.type == 100)
        let rows = try child.store.read { snapshot throws(StorageError) in
            try snapshot.quarantine()
        }
        #expect(rows.map(\.code) == [ExceptionCode.typeClash.rawValue])
    }
}
