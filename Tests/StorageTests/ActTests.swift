import Replication
import Storage
import Support
import Testing
import Wire

/// An act is merged whole or not at all, whatever keeps one of its changes out.
@Suite("Whole acts", .temporaryDirectory)
struct ActTests {
    let server: Office
    let child: Office

    init() throws {
        server = try Office(county, seed: 1)
        child = try Office(village, parent: server.node, seed: 2)
    }

    private func draft(
        _ facet: FacetID, _ text: String, type: UInt32 = unknownType, register: UInt32 = 16
    ) -> Draft {
        Draft(
            facet: facet, type: type, home: division(village),
            assignments: [Assignment(RegisterName(register), .text(text))])
    }

    private func held(_ office: Office) throws -> [QuarantineRow] {
        try office.store.read { s throws(StorageError) in try s.quarantine() }
            .sorted { ($0.sequence ?? 0) < ($1.sequence ?? 0) }
    }

    private func merged(_ office: Office) throws -> [Bool] {
        try (1...3).map { try office.record(facet($0))?.registers.isEmpty == false }
    }

    /// Both ends say the same of what is not held.
    private func expectAgreement() throws {
        let there = try server.store.read { snapshot throws(StorageError) in
            try snapshot.digest(
                child.scope, without: try snapshot.heldFacets(of: self.child.node))
        }
        let here = try child.store.read { snapshot throws(StorageError) in
            try snapshot.digest(child.scope, without: try snapshot.heldByParent())
        }
        #expect(there == here)
        #expect(try server.store.verify().isSound)
        #expect(try child.store.verify().isSound)
    }

    @Test func `of an act with a clash of types nothing is merged, and it is decided whole`()
        throws
    {
        try server.set(facet(2), [16: "theirs"], type: 60_001, home: division(village))
        try child.author([
            draft(facet(1), "a"), draft(facet(2), "b"), draft(facet(3), "c"),
        ])
        try child.set(facet(4), [16: "another act"])
        try Carrying.push(child, to: server)
        let rows = try held(server)
        #expect(rows.map(\.sequence) == [1, 2, 3])
        #expect(rows.map(\.code) == [8, 9, 8])
        #expect(try merged(server) == [false, true, false])
        #expect(try server.texts(facet(2), 16) == ["theirs"])
        #expect(try server.texts(facet(4), 16) == ["another act"])
        try expectAgreement()
        // Whichever part one admits, the clash keeps the others out.
        for row in rows {
            #expect(throws: StorageError.self) {
                try server.store.write { transaction throws(StorageError) in
                    try transaction.release(case: row.caseID)
                }
            }
        }
        #expect(try merged(server) == [false, true, false])
        let act = try server.store.read { snapshot throws(StorageError) in
            try snapshot.heldAct(of: rows[2])
        }
        #expect(act.map(\.caseID) == rows.map(\.caseID))
    }

    @Test func `an act with no room for one change waits whole, and enters whole`() throws {
        func fill(_ text: String) throws {
            for register in UInt32(20)..<36 {
                try server.set(facet(2), [register: text], home: division(village))
            }
        }
        let text = String(repeating: "x", count: 30 << 10)
        try fill(text)
        for register in UInt32(40)..<55 {
            try child.set(facet(2), [register: text])
        }
        try child.author([
            draft(facet(1), "a"), draft(facet(2), text), draft(facet(3), "c"),
        ])
        try Carrying.push(child, to: server)
        let rows = try held(server)
        let act = rows.filter { [16, 17, 18].contains($0.sequence) }
        #expect(act.map(\.code) == [8, 13, 8])
        #expect(try merged(server) == [false, true, false])
        try expectAgreement()
        try fill("short")
        try server.store.write { transaction throws(StorageError) in
            try transaction.release(case: act[2].caseID, by: "admin")
        }
        #expect(try merged(server) == [true, true, true])
        #expect(try server.texts(facet(2), 16) == [text])
        let waiting = Set(try held(server).map(\.caseID))
        #expect(waiting.isDisjoint(with: act.map(\.caseID)))
        #expect(try server.store.verify().isSound)
    }

    @Test func `an act that names a known write anew waits whole`() throws {
        let first = try child.set(facet(2), [16: "a"])[0]
        try Carrying.push(child, to: server)
        var act = try child.author([draft(facet(1), "b"), draft(facet(2), "c")])
        act[1].past = first.past
        act[1].writes = [
            Write(register: RegisterName(16), dot: first.writes[0].dot, value: .text("c"))
        ]
        try receive(act)
        #expect(try held(server).map(\.code) == [8, 6])
        #expect(try merged(server) == [false, true, false])
        #expect(try server.texts(facet(2), 16) == ["a"])
    }

    @Test func `two changes of one act that name one write wait both`() throws {
        var act = try child.author([draft(facet(1), "a"), draft(facet(1), "b", register: 17)])
        act[1].past = act[0].past
        act[1].writes = [
            Write(register: RegisterName(17), dot: act[0].writes[0].dot, value: .text("b"))
        ]
        try receive(act)
        #expect(try held(server).count == 2)
        #expect(try merged(server) == [false, false, false])
    }

    @Test func `an act of which one change is of a newer format waits whole`() throws {
        let act = try child.author([draft(facet(1), "a"), draft(facet(2), "b")])
        try receive(act) { bodies in
            // The number of the format is the first element.
            bodies[1][1] = 2
        }
        #expect(try held(server).map(\.code) == [8, 5])
        #expect(try merged(server) == [false, false, false])
    }

    @Test func `an act that comes twice, and acts of many changes on one record, are merged`()
        throws
    {
        let drafts = (0..<5).map { draft(facet(1), "\($0)") } + [draft(facet(2), "b")]
        let act = try child.author(drafts)
        try receive(act)
        try receive(act)
        #expect(try held(server).isEmpty)
        #expect(try server.texts(facet(1), 16) == ["4"])
        #expect(try server.digest(child.scope) == child.digest(child.scope))
    }

    /// Brings changes as a run would, with bodies that a test may spoil.
    private func receive(
        _ act: [Change], _ spoil: (inout [[UInt8]]) -> Void = { _ in }
    ) throws {
        var bodies = act.map(encoded)
        spoil(&bodies)
        let arrivals = zip(act, bodies).map { change, body in
            let item: Arrival.Item =
                if let read = try? ChangeCodec.decode(body) {
                    .change(body: body, read)
                } else {
                    .unread(body: body, facet: change.facet)
                }
            return Arrival(
                replica: change.replica, sequence: change.sequence,
                chain: [UInt8](repeating: UInt8(change.sequence), count: 32), item: item,
                verdict: .merge, node: child.node)
        }
        _ = try server.store.write { transaction throws(StorageError) in
            try transaction.receive(arrivals)
        }
    }

    @Test(arguments: 1...9)
    func `no page of a feed ends inside an act that a page holds`(limit: Int) throws {
        let sizes = [1, 3, 1, 2, 4, 1, 6, 2]
        var number: UInt64 = 0
        for size in sizes {
            try server.author(
                (0..<size).map { _ in
                    number += 1
                    return draft(facet(number), "a")
                })
        }
        var (position, isLast): (Int64, Bool) = (0, false)
        var found: [Change] = []
        while !isLast {
            let page = try server.store.read { snapshot throws(StorageError) in
                try snapshot.feed(
                    child.scope, after: position, leavingOut: [], limit: limit,
                    bytesMax: .max)
            }
            let changes = page.items.compactMap { item -> Change? in
                guard case .change(_, let body) = item else { return nil }
                return try? ChangeCodec.decode(body)
            }
            let last = try #require(changes.last)
            let isWhole = last.sequence == last.act.first + last.act.count - 1
            let isAlone = changes.allSatisfy { $0.act == last.act }
            #expect(isWhole || isAlone && last.act.count > UInt64(limit))
            #expect(changes.count <= limit)
            found += changes
            (position, isLast) = (page.position, page.isLast)
        }
        #expect(found.map(\.sequence) == Array(1...UInt64(sizes.reduce(0, +))))
    }

    @Test func `what a parent sends of one act is merged whole or not at all`() throws {
        try child.set(facet(2), [16: "own"], type: 60_001)
        try server.author([
            draft(facet(1), "a"), draft(facet(2), "b"), draft(facet(3), "c"),
        ])
        try server.set(facet(4), [16: "another act"], home: division(village))
        try Carrying.pull(child, from: server)
        #expect(try held(child).map(\.code) == [8, 9, 8])
        #expect(try merged(child) == [false, true, false])
        #expect(try child.texts(facet(4), 16) == ["another act"])
        // However often it comes.
        try Carrying.pull(child, from: server)
        #expect(try held(child).count == 3)
        #expect(try child.store.verify().isSound)
    }
}
