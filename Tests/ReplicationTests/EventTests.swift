import Replication
import Testing

/// What the author of an event had before him is part of it, for ever.
@Suite("Events") struct EventTests {
    private let home = DivisionCode("350603101201") ?? .nation

    private func write(
        _ id: UInt64, by replica: UInt64, into record: inout Record, shown: [Dot]? = nil
    ) {
        let replica = ReplicaID(high: 1, low: replica)
        let assignment = Assignment(
            .event(Identifier(high: 8, low: id)), .list([.text("held")]), shown: shown)
        let writes = record.writes(
            [assignment], by: replica, tier: .village, policy: { _ in .appendOnly })
        let sequence = record.past[replica] + 1
        record.apply(
            Change(
                facet: record.facet, type: 32, home: home,
                stamp: Stamp(author: replica, office: home, tier: .village, time: .zero),
                replica: replica, sequence: sequence, act: Act(first: sequence, count: 1),
                schema: 1, rights: .none, past: record.past, writes: writes))
    }

    private func empty() -> Record {
        Record(facet: FacetID(Identifier(high: 7, low: 1), .nation), type: 32, home: home)
    }

    @Test func `an author has seen what stood, and nobody else's that came meanwhile`() throws {
        var here = empty()
        write(1, by: 1, into: &here)
        var there = here
        write(2, by: 1, into: &here)
        write(3, by: 2, into: &there)
        here.apply(there)
        let events = here.events.sorted { $0.id < $1.id }
        try #require(events.count == 3)
        #expect(events[1].hasSeen(events[0]) && events[2].hasSeen(events[0]))
        #expect(events[1].isConcurrent(with: events[2]))
        #expect(!events[0].isConcurrent(with: events[1]))
    }

    @Test func `what was not on the screen was not seen, though it was in the computer`() throws {
        var record = empty()
        write(1, by: 1, into: &record)
        let first = record.events[0].dot
        write(2, by: 1, into: &record)
        write(3, by: 2, into: &record, shown: [first])
        let events = record.events
        let last = try #require(
            events.first { $0.dot.replica == ReplicaID(high: 1, low: 2) })
        #expect(last.hasSeen(events[0]) && last.isConcurrent(with: events[1]))
    }

    @Test func `a value that is no event is none`() {
        for value: Value in [
            .absent, .list([]), .list([.list([]), .list([]), .absent, .absent]),
            .list([.list([.list([.bytes([1]), .integer(1)])]), .list([]), .absent]),
        ] { #expect(EventValue.parts(value) == nil) }
        let context = CausalContext(past: VersionVector(), holes: [])
        #expect(EventValue.parts(EventValue.value(context, .text("x")))?.content == .text("x"))
    }
}
