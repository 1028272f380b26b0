import Replication
import Storage
import Support
import Testing

@Suite("A replica on disk", .temporaryDirectory)
struct StoreTests {
    @Test func `a replica that was made is found again as it was left`() throws {
        let made = try Office(village, parent: Identifier(high: 5, low: 6))
        try made.set(facet(1), [16: "薛彩凤"])
        let head = try made.heads
        try made.store.close()
        let found = try Office(opening: made.path)
        #expect(found.store.identity == made.store.identity)
        #expect(made.store.opening == .created)
        #expect(found.store.opening == .normal)
        #expect(try found.heads == head)
        #expect(try found.texts(facet(1), 16) == ["薛彩凤"])
    }

    @Test func `a replica is made once`() throws {
        let made = try Office(village)
        try made.store.close()
        #expect {
            _ = try Office(village)
        } throws: { error in
            if case StorageError.occupied = error { return true }
            return false
        }
    }

    @Test func `where there is no replica none is opened and none is made`() throws {
        let path = TemporaryDirectory.file("nothing")
        #expect {
            _ = try Office(opening: path)
        } throws: { error in
            if case StorageError.absent = error { return true }
            return false
        }
        #expect(TemporaryDirectory.read("nothing/replica.db") == nil)
    }

    @Test func `a folder in use is refused with the number of the process`() throws {
        let made = try Office(village)
        #expect {
            _ = try Office(opening: made.path)
        } throws: { error in
            guard case StorageError.inUse(let pid, let isServing) = error else { return false }
            return pid > 0 && !isServing
        }
        made.store.keepForService()
        #expect {
            _ = try Office(opening: made.path)
        } throws: { error in
            guard case StorageError.inUse(let pid, let isServing) = error else { return false }
            return pid > 0 && isServing
        }
        try made.store.close()
        #expect(try Office(opening: made.path).store.opening == .normal)
    }

    @Test func `an act that throws leaves nothing behind (INV-8)`() throws {
        struct Reason: Error {}
        let office = try Office(county)
        try office.set(facet(1), [16: "before"])
        let (heads, position) = (try office.heads, try office.position)
        let digest = try office.digest(office.scope)
        #expect(throws: StorageError.self) {
            try office.store.write { transaction throws(StorageError) in
                let draft = Draft(
                    facet: facet(1), type: unknownType, home: office.office,
                    assignments: [Assignment(RegisterName(16), .text("after"))])
                try transaction.author(
                    [draft], stamp: office.stamp(), schema: 1, rights: .none)
                try transaction.setSetting("a", [1])
                throw .stopped(Reason())
            }
        }
        #expect(try office.texts(facet(1), 16) == ["before"])
        #expect(try office.heads == heads)
        #expect(try office.position == position)
        #expect(try office.digest(office.scope) == digest)
        #expect(try office.store.read { s throws(StorageError) in try s.setting("a") } == nil)
    }

    @Test func `an act whose error is swallowed is not saved either (INV-8)`() throws {
        let office = try Office(village, parent: Identifier(high: 5, low: 6))
        let good = Draft(
            facet: facet(1), type: unknownType, home: office.office,
            assignments: [Assignment(RegisterName(16), .text("good"))])
        let bad = Draft(
            facet: facet(2), type: unknownType, home: office.office,
            assignments: [
                Assignment(RegisterName(16), .text(String(repeating: "长", count: 30_000)))
            ])
        #expect(throws: StorageError.self) {
            try office.store.write { transaction throws(StorageError) in
                _ = try? transaction.author(
                    [good, bad], stamp: office.stamp(), schema: 1, rights: .none)
            }
        }
        #expect(try office.record(facet(1)) == nil)
        #expect(try office.heads.isEmpty)
    }

    @Test func `a reader sees one moment, whatever is written meanwhile`() throws {
        let office = try Office(village)
        try office.set(facet(1), [16: "first"])
        try office.store.read { snapshot throws(StorageError) in
            let before = try snapshot.record(facet(1))
            do {
                try office.set(facet(1), [16: "second"])
            } catch {
                throw .stopped(error)
            }
            let after = try snapshot.record(facet(1))
            #expect(before == after)
        }
        #expect(try office.texts(facet(1), 16) == ["second"])
    }

    @Test func `records are found by the beginning of their id`() throws {
        let office = try Office(village)
        try office.set(facet(0x11), [16: "a"])
        try office.set(facet(0x11, .nation), [17: "b"])
        try office.set(facet(0x22), [16: "c"])
        try office.store.read { snapshot throws(StorageError) in
            #expect(try snapshot.find(prefix: "0190").count == 2)
            let whole = "\(facet(0x22).record)"
            #expect(try snapshot.find(prefix: whole) == [facet(0x22).record])
            #expect(try snapshot.find(prefix: "0190x").isEmpty)
            #expect(try snapshot.find(prefix: "02").isEmpty)
            let reaches = try snapshot.facets(of: facet(0x11).record).map(\.facet.reach)
            #expect(reaches == [.county, .nation])
        }
    }
}
