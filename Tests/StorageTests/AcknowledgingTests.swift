import Replication
import Storage
import Support
import Testing
import Wire

@Suite("Acknowledgements", .temporaryDirectory)
struct AcknowledgingTests {
    let server: Office
    let child: Office

    init() throws {
        server = try Office(county, seed: 1)
        child = try Office(village, parent: server.node, seed: 2)
    }

    private func mark(
        _ upTo: UInt64, _ exceptions: [(UInt64, ExceptionStanding)] = []
    ) throws -> AcknowledgementMark {
        try child.store.read { snapshot throws(StorageError) in
            AcknowledgementMark(
                incarnation: snapshot.incarnation, upTo: upTo,
                chain: try snapshot.chain(snapshot.incarnation, at: upTo) ?? [],
                exceptions: exceptions.map {
                    ExceptionMark(
                        sequence: $0.0, standing: $0.1, code: .notPermitted, caseID: .zero,
                        detail: "")
                })
        }
    }

    private func take(_ mark: AcknowledgementMark, envelope: [UInt8] = [1]) throws {
        try child.store.write { transaction throws(StorageError) in
            try transaction.acknowledge(
                [mark],
                durable: [
                    DurableMark(reach: .nation, incarnation: mark.incarnation, upTo: mark.upTo)
                ], from: server.node, envelope: envelope)
        }
    }

    @Test func `what is acknowledged is no longer pending, and what stood behind it is gone`()
        throws
    {
        for text in ["a", "b", "c"] { try child.set(facet(1), [16: text]) }
        try take(mark(2))
        let record = try #require(try child.record(facet(1)))
        #expect(record.pending.map(\.sequence) == [3])
        #expect(record.registers[0].shadows.count == 1)
        try take(mark(3))
        #expect(try child.record(facet(1))?.pending.isEmpty == true)
        #expect(try child.record(facet(1))?.registers[0].shadows.isEmpty == true)
    }

    @Test func `an exception stays pending until the parent names it no more`() throws {
        for number in 1...3 { try child.set(facet(UInt64(number)), [16: "a"]) }
        try take(mark(3, [(2, .held), (3, .refused)]))
        func pending() throws -> [Int] {
            try (1...3).map { try child.record(facet(UInt64($0)))?.pending.count ?? -1 }
        }
        #expect(try pending() == [0, 1, 1])
        try take(mark(3))
        #expect(try pending() == [0, 0, 1])
        let stored = try child.store.read { snapshot throws(StorageError) in
            try snapshot.acknowledged(snapshot.incarnation)
        }
        #expect(stored?.exceptions.map(\.sequence) == [3])
    }

    @Test func `an old word takes nothing back, and the newest bytes are the proof`() throws {
        for number in 1...3 { try child.set(facet(UInt64(number)), [16: "a"]) }
        try take(mark(3), envelope: [3])
        try take(mark(1), envelope: [1])
        try child.store.read { snapshot throws(StorageError) in
            #expect(try snapshot.acknowledged(snapshot.incarnation)?.upTo == 3)
            #expect(try snapshot.acknowledgement(of: snapshot.incarnation) == [3])
            #expect(try snapshot.durable(snapshot.incarnation, .nation) == 3)
            #expect(try snapshot.durable(snapshot.incarnation, .county) == 0)
        }
    }

    @Test func `a parent that knows another history is not believed`() throws {
        try child.set(facet(1), [16: "a"])
        var wrong = try mark(1)
        wrong.chain[0] ^= 1
        #expect {
            try take(wrong)
        } throws: { error in
            if case StorageError.forked(_, sequence: 1) = error { return true }
            return false
        }
        #expect(try child.record(facet(1))?.pending.count == 1)
        var ahead = try mark(1)
        ahead.upTo = 2
        #expect(throws: StorageError.self) { try take(ahead) }
    }

    @Test func `frames are kept in the order of the parent's log`() throws {
        try child.store.write { transaction throws(StorageError) in
            for position in [Int64(7), 3, 9] {
                try transaction.keepFrame(
                    [UInt8(position)], from: server.node, position: position)
            }
        }
        try child.store.read { snapshot throws(StorageError) in
            #expect(try snapshot.frames(from: server.node) == [[3], [7], [9]])
            #expect(try snapshot.frames(from: server.node, after: 3) == [[7], [9]])
            #expect(try snapshot.frames(from: child.node).isEmpty)
        }
    }
}
