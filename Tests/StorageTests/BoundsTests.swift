import Replication
import Storage
import Support
import Testing
import Wire

/// Records that grow without end, and gaps without end: refused where they are written, held where
/// they arrive, and in the way of nothing else.
@Suite("Bounds of a record", .temporaryDirectory)
struct BoundsTests {
    let server: Office
    let child: Office
    let other: Office

    init() throws {
        server = try Office(county, seed: 1)
        child = try Office(village, parent: server.node, seed: 2)
        other = try Office(neighbour, parent: server.node, seed: 3)
    }

    private func text(_ kilobytes: Int, _ letter: Character = "x") -> String {
        String(repeating: letter, count: kilobytes << 10)
    }

    private func isTooLarge(_ body: () throws -> Void) -> Bool {
        do {
            try body()
            return false
        } catch {
            if case StorageError.tooLarge = error { return true }
            return false
        }
    }

    private func stateBytes(_ office: Office, _ facet: FacetID) throws -> Int {
        try office.record(facet).map { StateCodec.state($0.shared).count } ?? 0
    }

    @Test func `a record that would not travel is refused to its writer, and stays as it was`()
        throws
    {
        var register: UInt32 = 16
        while !isTooLarge({
            try server.set(facet(1), [register: text(50)], home: division(village))
        }) {
            register += 1
            try #require(register < 100)
        }
        #expect(register > 24)
        #expect(try stateBytes(server, facet(1)) <= Limits.stateBytesMax / 2)
        #expect(try server.texts(facet(1), register).isEmpty)
        let page = try server.store.read { snapshot throws(StorageError) in
            try snapshot.load(child.scope, after: nil, limit: 9, bytesMax: 1)
        }
        #expect(page.records.map { StateCodec.state($0).count <= Limits.stateBytesMax } == [true])
        // What only takes away is written, and makes room again.
        try server.set(facet(1), [16: "short", 17: "short"], home: division(village))
        try server.set(facet(1), [register: text(50)], home: division(village))
        try server.set(facet(2), [16: "beside it"], home: division(village))
        #expect(try server.store.verify().isSound)
    }

    @Test func `what waits for the parent's word is bounded too, and goes on when it comes`()
        throws
    {
        var count = 0
        while !isTooLarge({ try child.set(facet(1), [16: text(60, count % 2 == 0 ? "a" : "b")]) }) {
            count += 1
            try #require(count < 200)
        }
        #expect(count > 50)
        #expect(try child.record(facet(1))?.pending.count == count)
        #expect(try child.store.verify().isSound)
        try Carrying.push(child, to: server)
        #expect(try server.digest(child.scope) == child.digest(child.scope))
        try child.set(facet(1), [16: text(60, "c")])
        #expect(try child.record(facet(1))?.pending.count == 1)
    }

    @Test func `what many wrote at once is merged as far as it travels, the rest is held`() throws {
        // Each of both stays within what one may write.
        for (office, letter) in [(child, Character("a")), (other, "b")] {
            for register in UInt32(16)..<25 {
                try office.set(facet(1), [register: text(50, letter)], home: division(village))
            }
        }
        try Carrying.push(child, to: server)
        // A neighbour's push of a record that is not his own: here nobody judges it.
        let arrivals = try neighboursArrivals()
        #expect(arrivals.count == 9)
        _ = try server.store.write { transaction throws(StorageError) in
            try transaction.receive(arrivals)
        }
        let held = try server.store.read { s throws(StorageError) in
            try s.quarantine(of: self.other.node)
        }
        #expect(!held.isEmpty && held.count < 9)
        #expect(held.allSatisfy { $0.code == ExceptionCode.tooLarge.rawValue })
        #expect(held.allSatisfy { $0.facet == facet(1) })
        #expect(try stateBytes(server, facet(1)) <= Limits.stateBytesMax / 4 * 3)
        // It travels to a third office whole.
        let third = try Office(township, parent: server.node, seed: 4)
        try Carrying.load(third, from: server)
        #expect(try third.texts(facet(1), 16) == server.texts(facet(1), 16))
        // To let the rest in is refused until there is room.
        let first = held[0].caseID
        #expect(isTooLarge { try release(first) })
        for register in UInt32(16)..<22 {
            try server.set(facet(1), [register: "decided"], home: division(village))
        }
        try release(first)
        #expect(try server.store.verify().isSound)
    }

    @Test func `a record that only pulls made too large is listed, and again when it fits`() throws
    {
        // From above come changes that nobody here had to judge.
        let above = try Office("11", seed: 5)
        let middle = try Office(county, parent: above.node, seed: 6, name: "middle")
        for (office, letter, count) in [
            (above, Character("a"), 9), (child, "b", 9), (other, "c", 7),
        ] {
            for register in 16..<UInt32(16 + count) {
                try office.set(
                    facet(1, .nation), [register: text(45, letter)], home: division(village))
            }
        }
        try Carrying.push(child, to: middle)
        let arrivals = try neighboursArrivals()
        _ = try above.store.write { transaction throws(StorageError) in
            try transaction.receive(arrivals)
        }
        #expect(try stateBytes(middle, facet(1, .nation)) <= Limits.stateBytesMax)
        let changes = try above.store.read { snapshot throws(StorageError) in
            try snapshot.entries(of: facet(1, .nation)).compactMap(\.body)
        }
        for body in changes {
            try middle.store.write { transaction throws(StorageError) in
                try transaction.receivePulled([.change(body: body, decoded(body))])
            }
        }
        #expect(try stateBytes(middle, facet(1, .nation)) > Limits.stateBytesMax)
        func kinds() throws -> Set<ConflictRow.Kind> {
            Set(try middle.store.read { s throws(StorageError) in try s.conflicts().map(\.kind) })
        }
        #expect(try kinds() == [.conflict, .tooLarge])
        #expect(try middle.store.verify().isSound)
        let page = try middle.store.read { snapshot throws(StorageError) in
            try snapshot.load(child.scope, after: nil, limit: 9, bytesMax: 1)
        }
        #expect(page.records.isEmpty)
        // A decision that takes away makes it travel again, and the case is closed.
        for register in UInt32(16)..<26 {
            try middle.set(facet(1, .nation), [register: "decided"], home: division(village))
        }
        #expect(try kinds() == [])
        #expect(try middle.store.verify().isSound)
    }

    /// What the neighbour wrote, as a run would bring it.
    private func neighboursArrivals() throws -> [Arrival] {
        let replica = try other.heads[0].replica
        return try Carrying.run(other, replica, 1).compactMap { entry in
            entry.body.map { body in
                Arrival(
                    replica: entry.replica, sequence: entry.sequence, chain: entry.chain ?? [],
                    item: .change(body: body, decoded(body)), verdict: .merge, node: other.node)
            }
        }
    }

    private func decoded(_ body: [UInt8]) -> Change {
        do {
            return try ChangeCodec.decode(body)
        } catch {
            preconditionFailure("an own change can be read: \(error)")
        }
    }

    private func release(_ name: Identifier) throws {
        try server.store.write { transaction throws(StorageError) in
            try transaction.release(case: name)
        }
    }

    /// A change that names a past which nobody has.
    private func change(_ facet: FacetID, past: [Dot]) throws -> Change {
        var change = try child.set(facet, [16: "a"])[0]
        change.past = try #require(VersionVector(ascending: past))
        change.replica = ReplicaID(high: 7, low: 7)
        change.sequence = facet.record.low
        change.act = Act(first: change.sequence, count: 1)
        let counter = change.past[change.replica] + 1
        change.writes = [
            Write(register: RegisterName(16), dot: Dot(change.replica, counter), value: .text("a"))
        ]
        return change
    }

    @Test(arguments: [
        [Dot(Identifier(high: 3, low: 3), 900)],
        [Dot(Identifier(high: 3, low: 3), 1_001)],
        [Dot(Identifier(high: 3, low: 3), 1 << 62)],
        [Dot(Identifier(high: 3, low: 3), 1 << 40), Dot(Identifier(high: 7, low: 7), 1 << 61)],
    ])
    func `a record of which too much is missing takes no writes, and hinders nothing`(
        past: [Dot]
    ) throws {
        let change = try change(facet(1), past: past)
        try server.store.write { transaction throws(StorageError) in
            try transaction.receivePulled([.change(body: encoded(change), change)])
        }
        #expect(try server.record(facet(1))?.isIncomplete == true)
        let missing = past.reduce(0) { $0 + $1.counter }
        do {
            try server.set(facet(1), [17: "b"], home: division(village))
            #expect(missing <= Limits.holesMax)
        } catch StorageError.tooMuchMissing {
            #expect(missing > Limits.holesMax)
        }
        #expect(try server.texts(facet(1), 16) == ["a"])
        try server.set(facet(2), [16: "beside it"], home: division(village))
        #expect(try server.store.verify().isSound)
        let cases = try server.store.read { s throws(StorageError) in try s.conflicts() }
        #expect(cases.map(\.kind) == [.incomplete])
        let page = try server.store.read { snapshot throws(StorageError) in
            try snapshot.load(child.scope, after: nil, limit: 9, bytesMax: 1 << 20)
        }
        let there = try Office(neighbour, seed: 9, name: "there")
        try there.store.write { transaction throws(StorageError) in
            try transaction.receivePulled(page.records.map { .state(Carrying.travelled($0)) })
        }
        #expect(try there.record(facet(1)) == server.record(facet(1))?.shared)
    }
}
