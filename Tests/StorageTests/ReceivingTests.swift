import Replication
import Seal
import Storage
import Support
import Testing
import Wire

@Suite("Receiving from children", .temporaryDirectory)
struct ReceivingTests {
    let server: Office
    let child: Office

    init() throws {
        server = try Office(county, seed: 1)
        child = try Office(village, parent: server.node, seed: 2)
    }

    @Test func `what a child writes stands at the server, and both digests are equal`() throws {
        for number in 0..<40 {
            try child.set(facet(UInt64(number % 7)), [16: "\(number)", 17: "x"])
        }
        let results = try Carrying.push(child, to: server, limit: 9)
        #expect(results == [ArrivalResult](repeating: .new, count: 40))
        #expect(try server.texts(facet(4), 16) == ["39"])
        #expect(try server.digest(child.scope) == child.digest(child.scope))
        #expect(try server.digest(child.scope).count == 7)
        let head = try child.heads[0]
        let there = try server.store.read { snapshot throws(StorageError) in
            try snapshot.heads(under: child.node)
        }
        #expect(there == [head])
    }

    @Test func `received again, nothing moves (INV-6)`() throws {
        try child.set(facet(1), [16: "a"])
        try child.set(facet(2), [16: "b"])
        try Carrying.push(child, to: server)
        let (position, digest) = (try server.position, try server.digest(child.scope))
        let replica = try child.heads[0].replica
        let arrivals = try Carrying.run(child, replica, 1).map {
            Carrying.arrival($0, from: child)
        }
        let results = try server.store.write { transaction throws(StorageError) in
            try transaction.receive(arrivals)
        }
        #expect(results == [.duplicate, .duplicate])
        #expect(try server.position == position)
        #expect(try server.digest(child.scope) == digest)
    }

    @Test func `the chain continues over what came as a hash, and opens later`() throws {
        try child.set(facet(1), [16: "a"])
        try child.set(facet(2, .home), [16: "private"])
        try child.set(facet(3), [16: "c"])
        #expect(try Carrying.push(child, to: server).count == 3)
        let head = try child.heads[0]
        #expect(try server.heads.map(\.chain) == [head.chain])
        #expect(try server.record(facet(2, .home)) == nil)
        let entry = try #require(
            try server.store.read { snapshot throws(StorageError) in
                try snapshot.entry(head.replica, 2)
            })
        #expect(entry.standing == .hashOnly && entry.body == nil)
        let own = try #require(try Carrying.run(child, head.replica, 2, 1).first)
        let body = try #require(own.body)
        let arrival = Arrival(
            replica: head.replica, sequence: 2, chain: own.chain ?? [],
            item: .change(body: body, try ChangeCodec.decode(body)), verdict: .merge,
            node: child.node)
        let opened = try server.store.write { transaction throws(StorageError) in
            try transaction.receive([arrival, arrival])
        }
        #expect(opened == [.opened, .duplicate])
        #expect(try server.texts(facet(2, .home), 16) == ["private"])
        #expect(try server.heads.map(\.chain) == [head.chain])
    }

    @Test func `a run after a hole is refused, and nothing of it enters`() throws {
        for number in 1...3 { try child.set(facet(UInt64(number)), [16: "a"]) }
        let replica = try child.heads[0].replica
        let late = try Carrying.run(child, replica, 2).map { Carrying.arrival($0, from: child) }
        #expect(throws: StorageError.self) {
            try server.store.write { transaction throws(StorageError) in
                try transaction.receive(late)
            }
        }
        #expect(try server.heads.isEmpty)
    }

    @Test func `a held change waits, is admitted under its own dots, and then counts`() throws {
        try child.set(facet(1), [16: "a"])
        try child.set(facet(2), [16: "b"])
        let held = Arrival.Verdict.hold(code: ExceptionCode.oldRights.rawValue, detail: "why")
        try Carrying.push(child, to: server) { $0.facet == facet(2) ? held : .merge }
        #expect(try server.record(facet(2)) == nil)
        let (row, facets) = try server.store.read { snapshot throws(StorageError) in
            (
                try snapshot.quarantine(of: child.node),
                try snapshot.heldFacets(of: child.node)
            )
        }
        #expect(row.map(\.detail) == ["why"] && row[0].code == 7 && row[0].facet == facet(2))
        #expect(facets == [facet(2)])
        #expect(try server.digest(child.scope) != child.digest(child.scope))
        let byParent = try child.store.read { snapshot throws(StorageError) in
            try snapshot.heldByParent()
        }
        #expect(byParent == [facet(2)])
        let there = try server.store.read { snapshot throws(StorageError) in
            try snapshot.digest(child.scope, without: facets)
        }
        let here = try child.store.read { snapshot throws(StorageError) in
            try snapshot.digest(child.scope, without: byParent)
        }
        #expect(there == here)
        #expect(try child.record(facet(2))?.pending.count == 1)

        try server.store.write { transaction throws(StorageError) in
            try transaction.release(case: row[0].caseID, by: "admin")
        }
        #expect(try server.texts(facet(2), 16) == ["b"])
        #expect(try server.digest(child.scope) == child.digest(child.scope))
        try Carrying.acknowledge(child, by: server)
        #expect(try child.record(facet(2))?.pending.isEmpty == true)
        let closed = try server.store.read { snapshot throws(StorageError) in
            try snapshot.quarantine(nil)
        }
        #expect(closed.map(\.standing) == [.admitted] && closed[0].decidedBy == "admin")
    }

    @Test func `a refused change is undone where it was written, and its bytes stay readable`()
        throws
    {
        try server.set(facet(1), [16: "theirs"], home: division(village))
        try Carrying.pull(child, from: server)
        let change = try child.set(facet(1), [16: "mine"])[0]
        #expect(try child.texts(facet(1), 16) == ["mine"])
        try Carrying.push(child, to: server) { _ in .refuse(code: 1, detail: "no") }
        try server.author([
            Draft(
                facet: facet(1), type: unknownType, home: division(village),
                assignments: change.writes.map { Assignment(.void($0.dot), .bool(true)) })
        ])
        #expect(try server.texts(facet(1), 16) == ["theirs"])
        try Carrying.pull(child, from: server)
        #expect(try child.texts(facet(1), 16) == ["theirs"])
        #expect(try child.record(facet(1))?.pending.isEmpty == true)
        #expect(try server.digest(child.scope) == child.digest(child.scope))
        let rows = try server.store.read { snapshot throws(StorageError) in
            try snapshot.quarantine(.refused)
        }
        #expect(rows.map(\.body) == [ChangeCodec.encode(change)])
        let entry = try server.store.read { snapshot throws(StorageError) in
            try snapshot.entry(change.replica, change.sequence)
        }
        #expect(entry?.standing == .refused)
    }

    @Test func `a held change can be refused in the end`() throws {
        try child.set(facet(1), [16: "a"])
        try Carrying.push(child, to: server) { _ in .hold(code: 7, detail: "") }
        let name = try server.store.read { snapshot throws(StorageError) in
            try snapshot.quarantine()[0].caseID
        }
        try server.store.write { transaction throws(StorageError) in
            try transaction.refuse(case: name, code: 1, detail: "no", by: "admin")
        }
        let replica = try child.heads[0].replica
        let rows = try server.store.read { snapshot throws(StorageError) in
            try snapshot.exceptions(of: replica)
        }
        #expect(rows.map(\.standing) == [.refused] && rows[0].code == 1)
        #expect(throws: StorageError.self) {
            try server.store.write { transaction throws(StorageError) in
                try transaction.release(case: name)
            }
        }
    }

    @Test func `bytes that cannot be read wait, and stop nothing (INV-17)`() throws {
        try child.set(facet(1), [16: "a"])
        try child.set(facet(2), [16: "b"])
        let replica = try child.heads[0].replica
        var arrivals = try Carrying.run(child, replica, 1).map {
            Carrying.arrival($0, from: child)
        }
        let poison: [UInt8] = [0x9f, 0x00, 0xff]
        arrivals[0] = Arrival(
            replica: replica, sequence: 1, chain: [UInt8](repeating: 7, count: 32),
            item: .unread(body: poison, facet: nil), verdict: .merge, node: child.node)
        let results = try server.store.write { transaction throws(StorageError) in
            try transaction.receive(arrivals)
        }
        #expect(results == [.new, .new])
        #expect(try server.texts(facet(2), 16) == ["b"])
        let rows = try server.store.read { snapshot throws(StorageError) in
            try snapshot.quarantine()
        }
        #expect(rows.map(\.body) == [poison] && rows[0].code == 5)
    }

    @Test func `one name with two contents: the first stays, both are kept (INV-7)`() throws {
        let first = try child.set(facet(1), [16: "a"])[0]
        try Carrying.push(child, to: server)
        var other = first
        other.writes = [
            Write(register: RegisterName(16), dot: first.writes[0].dot, value: .text("b"))
        ]
        let body = ChangeCodec.encode(other)
        let arrival = Arrival(
            replica: other.replica, sequence: 1, chain: [UInt8](repeating: 1, count: 32),
            item: .change(body: body, other), verdict: .merge, node: child.node)
        let results = try server.store.write { transaction throws(StorageError) in
            try transaction.receive([arrival])
        }
        guard case .collision(let name) = results[0] else {
            Issue.record("no collision: \(results)")
            return
        }
        #expect(try server.texts(facet(1), 16) == ["a"])
        let row = try server.store.read { snapshot throws(StorageError) in
            try snapshot.quarantine(case: name)
        }
        #expect(row?.body == body && row?.code == ExceptionCode.dotCollision.rawValue)
    }

    @Test func `one dot under two names: the second waits in quarantine (INV-7)`() throws {
        let first = try child.set(facet(1), [16: "a"])[0]
        var other = first
        other.sequence = 2
        other.act = Act(first: 2, count: 1)
        other.writes = [
            Write(register: RegisterName(16), dot: first.writes[0].dot, value: .text("b"))
        ]
        let bodies = [first, other].map { ($0, ChangeCodec.encode($0)) }
        let arrivals = bodies.enumerated().map { index, pair in
            Arrival(
                replica: pair.0.replica, sequence: UInt64(index) + 1,
                chain: [UInt8](repeating: UInt8(index), count: 32),
                item: .change(body: pair.1, pair.0), verdict: .merge, node: child.node)
        }
        _ = try server.store.write { transaction throws(StorageError) in
            try transaction.receive(arrivals)
        }
        #expect(try server.texts(facet(1), 16) == ["a"])
        let rows = try server.store.read { snapshot throws(StorageError) in
            try snapshot.quarantine()
        }
        #expect(rows.map(\.body) == [bodies[1].1])
        #expect(rows.map(\.code) == [ExceptionCode.dotCollision.rawValue])
    }

    @Test func `a signed run is kept once and found from any number in it`() throws {
        for number in 1...9 { try child.set(facet(UInt64(number)), [16: "a"]) }
        try Carrying.push(child, to: server)
        let replica = try child.heads[0].replica
        func run(_ first: UInt64, _ last: UInt64) -> RunRecord {
            RunRecord(
                replica: replica, first: first, last: last,
                chainBefore: [UInt8](repeating: UInt8(first), count: 32),
                chainAfter: [UInt8](repeating: UInt8(last), count: 32), signature: [9])
        }
        let found = try server.store.write { transaction throws(StorageError) in
            try transaction.keep(run(1, 4))
            try transaction.keep(run(1, 4))
            try transaction.keep(run(5, 9))
            return try (1...10).map { number throws(StorageError) in
                try transaction.runs(replica, from: UInt64(number), limit: 10).map(\.first)
            }
        }
        #expect(found == [[1, 5], [1, 5], [1, 5], [1, 5], [5], [5], [5], [5], [5], []])
    }
}
