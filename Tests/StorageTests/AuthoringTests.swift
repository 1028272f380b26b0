import Replication
import Seal
import Storage
import Support
import Testing
import Wire

@Suite("Writing", .temporaryDirectory)
struct AuthoringTests {
    private func draft(_ number: UInt64, _ text: String) -> Draft {
        Draft(
            facet: facet(number), type: unknownType, home: division(village),
            assignments: [Assignment(RegisterName(16), .text(text))])
    }

    @Test func `the changes of an act have consecutive numbers and one time`() throws {
        let office = try Office(village)
        try office.set(facet(9), [16: "before"])
        let changes = try office.author([draft(1, "a"), draft(2, "b"), draft(1, "c")])
        #expect(changes.map(\.sequence) == [2, 3, 4])
        #expect(changes.allSatisfy { $0.act == Act(first: 2, count: 3) })
        #expect(Set(changes.map(\.stamp.time)).count == 1)
        #expect(changes[0].stamp.time > .zero)
        #expect(try office.texts(facet(1), 16) == ["c"])
        let entries = try office.store.read { snapshot throws(StorageError) in
            try snapshot.log(changes[0].replica, from: 1, limit: 10, bytesMax: .max)
        }
        #expect(entries.map(\.endsAct) == [true, false, false, true])
    }

    @Test func `the chain of the log is the chain of the bodies`() throws {
        let office = try Office(village)
        for round in 0..<30 {
            try office.author((0..<UInt64(round % 5 + 1)).map { draft($0, "\(round)") })
        }
        let replica = try office.heads[0].replica
        let head = try office.heads[0]
        try office.store.read { snapshot throws(StorageError) in
            let entries = try snapshot.log(replica, from: 1, limit: 1_000, bytesMax: .max)
            #expect(entries.count == 90)
            var chain = Chain.start
            for entry in entries {
                #expect(entry.hash == hash(entry.body ?? []))
                chain = Chain.next(
                    chain, replica: replica, sequence: entry.sequence, bodyHash: entry.hash
                ) { hash($0) }
                #expect(entry.chain == chain)
                #expect(try snapshot.chain(replica, at: entry.sequence) == chain)
                #expect(try snapshot.entry(replica, entry.sequence) == entry)
            }
            #expect(head.chain == chain)
            #expect(try snapshot.chain(replica, at: 0) == Chain.start)
            #expect(try snapshot.chain(replica, at: 91) == nil)
            let part = try snapshot.log(replica, from: 40, limit: 7, bytesMax: .max)
            #expect(part == Array(entries[39..<46]))
            #expect(try snapshot.log(replica, from: 40, limit: 7, bytesMax: 1).count == 1)
        }
    }

    @Test func `under a parent a write waits, and without one it stands at once`() throws {
        let edge = try Office(village, parent: Identifier(high: 5, low: 6), seed: 1)
        let top = try Office("0", seed: 2, name: "top")
        for office in [edge, top] {
            try office.set(facet(1), [16: "a"])
            try office.set(facet(1), [16: "b"])
        }
        #expect(try edge.record(facet(1))?.pending.count == 2)
        #expect(try edge.record(facet(1))?.registers[0].shadows.count == 1)
        #expect(try top.record(facet(1))?.pending.isEmpty == true)
        #expect(try top.record(facet(1))?.registers[0].shadows.isEmpty == true)
        #expect(try edge.record(facet(1))?.shared.registers[0].siblings.count == 1)
    }

    @Test func `what no replica could decode is not written`() throws {
        let office = try Office(village)
        let long = String(repeating: "x", count: Limits.textBytesMax + 1)
        let twice = Draft(
            facet: facet(1), type: unknownType, home: office.office,
            assignments: [
                Assignment(RegisterName(16), .text("a")), Assignment(RegisterName(16), .text("b")),
            ])
        let empty = Draft(
            facet: facet(1), type: unknownType, home: office.office, assignments: [])
        for bad in [draft(1, long), twice, empty] {
            #expect {
                try office.author([bad])
            } throws: { error in
                if case StorageError.illFormed = error { return true }
                return false
            }
        }
        #expect(try office.heads.isEmpty)
    }

    @Test func `a record keeps its type`() throws {
        let office = try Office(village)
        try office.set(facet(1), [16: "a"], type: 100)
        #expect(throws: StorageError.self) { try office.set(facet(1), [16: "b"], type: 101) }
        #expect(try office.texts(facet(1), 16) == ["a"])
    }

    @Test func `a sensitive body has a salt`() throws {
        let office = try Office(village)
        let change = try office.author([
            Draft(
                facet: facet(1), type: unknownType, home: office.office,
                assignments: [Assignment(RegisterName(16), .text("a"))], isSensitive: true)
        ])[0]
        #expect(change.salt.count == Limits.saltBytes)
    }

    @Test func `times rise although the clock stands, and foreign ones are followed a day at most`()
        throws
    {
        let office = try Office(county)
        let first = try office.set(facet(1), [16: "a"])[0]
        let second = try office.set(facet(1), [16: "b"])[0]
        #expect(second.stamp.time > first.stamp.time)
        let far = HybridTime(ticks: (second.stamp.time.milliseconds + 1_000_000_000_000) << 16)
        var foreign = first
        foreign.replica = ReplicaID(high: 1, low: 2)
        foreign.sequence = 1
        foreign.act = Act(first: 1, count: 1)
        foreign.facet = facet(7)
        foreign.stamp = Stamp(
            author: foreign.stamp.author, office: foreign.stamp.office, tier: foreign.stamp.tier,
            time: far)
        foreign.writes = [
            Write(
                register: RegisterName(16), dot: Dot(foreign.replica, 1), value: .text("far"))
        ]
        let body = ChangeCodec.encode(foreign)
        try office.store.write { transaction throws(StorageError) in
            try transaction.receivePulled([.change(body: body, foreign)])
        }
        let third = try office.set(facet(1), [16: "c"])[0]
        let lead = third.stamp.time.milliseconds - second.stamp.time.milliseconds
        #expect(lead < 100_000)
    }
}
