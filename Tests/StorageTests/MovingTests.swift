import Replication
import Storage
import Support
import Testing
import Wire

@Suite("Records that move", .temporaryDirectory)
struct MovingTests {
    let server: Office
    let old: Office
    let new: Office

    init() throws {
        server = try Office(county, seed: 1)
        old = try Office(village, parent: server.node, seed: 2)
        new = try Office(neighbour, parent: server.node, seed: 3)
        try old.set(facet(1), [16: "a", 17: "b"])
        try Carrying.push(old, to: server)
        try Carrying.pull(old, from: server)
        try Carrying.pull(new, from: server)
    }

    private func move(_ number: UInt64 = 1, to code: String) throws {
        try server.author([
            Draft(
                facet: facet(number), type: unknownType, home: division(village),
                assignments: [Assignment(.home, .text(code))])
        ])
    }

    private func expectEqual(_ office: Office) throws {
        #expect(try server.digest(office.scope) == office.digest(office.scope))
    }

    @Test func `the new office gets all of it, the old one keeps a remnant (INV-10)`() throws {
        try move(to: neighbour)
        for _ in 0..<2 {
            try Carrying.pull(new, from: server)
            try Carrying.pull(old, from: server)
            #expect(try new.texts(facet(1), 16) == ["a"])
            #expect(try old.record(facet(1)) == nil)
            #expect(
                try old.store.read { snapshot throws(StorageError) in
                    try snapshot.movedTo(facet(1))
                } == division(neighbour))
            try expectEqual(old)
            try expectEqual(new)
        }
    }

    @Test func `the county's whole scope is not told that anything left`() throws {
        try move(to: neighbour)
        let page = try server.store.read { snapshot throws(StorageError) in
            try snapshot.feed(
                Scope(parts: [ScopePart(division(county), .county)]), after: 0, leavingOut: [],
                limit: 100, bytesMax: .max)
        }
        #expect(
            page.items.allSatisfy {
                if case .movedOut = $0 { return false }
                return true
            })
        #expect(!page.items.isEmpty)
    }

    @Test func `an edit of the old office ends in the record and is seen in the new home (INV-18)`()
        throws
    {
        try move(to: neighbour)
        try old.set(facet(1), [16: "a, edited in time"])
        try Carrying.pull(old, from: server)
        #expect(try old.texts(facet(1), 16) == ["a, edited in time"])
        try expectEqual(old)
        #expect {
            try old.set(facet(1), [16: "too late"])
        } throws: { error in
            guard case StorageError.movedAway(let name, let home) = error else { return false }
            return name == facet(1) && home == division(neighbour)
        }
        try Carrying.push(old, to: server)
        #expect(try old.record(facet(1)) == nil)
        try Carrying.pull(new, from: server)
        #expect(try new.texts(facet(1), 16) == ["a, edited in time"])
        #expect(try new.texts(facet(1), 17) == ["b"])
        try expectEqual(old)
        try expectEqual(new)
    }

    @Test func `a record that comes back is whole again, and no number is used twice`() throws {
        try move(to: neighbour)
        try Carrying.pull(old, from: server)
        try Carrying.pull(new, from: server)
        try new.set(facet(1), [17: "b2"])
        try Carrying.push(new, to: server)
        try move(to: village)
        try Carrying.pull(old, from: server)
        try Carrying.pull(new, from: server)
        #expect(try old.texts(facet(1), 16) == ["a"])
        #expect(try old.texts(facet(1), 17) == ["b2"])
        #expect(try new.record(facet(1)) == nil)
        let change = try old.set(facet(1), [16: "again"])[0]
        #expect(change.writes[0].dot.counter == 3)
        try Carrying.push(old, to: server)
        try Carrying.pull(old, from: server)
        try expectEqual(old)
        try expectEqual(new)
    }

    @Test func `a mark written on a remnant takes the next number`() throws {
        let dot = try #require(try old.record(facet(1))?.siblings(RegisterName(16)).first?.dot)
        try move(to: neighbour)
        try Carrying.pull(old, from: server)
        let change = try old.author([
            Draft(
                facet: facet(1), type: unknownType, home: division(village),
                assignments: [Assignment(.void(dot), .bool(true))])
        ])[0]
        #expect(change.writes[0].dot.counter == 3)
    }

    @Test func `two moves at the same time leave it in both homes`() throws {
        let above = try Office("11", seed: 5)
        let low = try Office(county, parent: above.node, seed: 6, name: "low")
        let target = facet(7, .nation)
        try low.set(target, [16: "a"], home: division(village))
        try Carrying.push(low, to: above)
        for (office, home) in [(above, "110101001003"), (low, neighbour)] {
            try office.author([
                Draft(
                    facet: target, type: unknownType, home: division(village),
                    assignments: [Assignment(.home, .text(home))])
            ])
        }
        try Carrying.push(low, to: above)
        try Carrying.pull(low, from: above)
        let homes = [division(neighbour), division("110101001003")].sorted()
        #expect(try above.record(target)?.homes == homes)
        #expect(try low.record(target)?.homes == homes)
        #expect(try above.digest(low.scope) == low.digest(low.scope))
        #expect(try above.digest(low.scope).count == 2)
        for limit in [1, 100] {
            let again = try Office(
                county, parent: above.node, seed: UInt64(10 + limit), name: "again \(limit)")
            try Carrying.pull(again, from: above, limit: limit)
            #expect(try again.digest(low.scope) == low.digest(low.scope))
        }
    }
}
