import Replication
import Testing

/// What is written once stays as it is, also against one who has seen it.
@Suite("Breaches") struct BreachTests {
    private let home = DivisionCode("350603101201") ?? .nation
    private let event = RegisterName.event(Identifier(high: 8, low: 1))

    private func policy(_ register: RegisterName) -> MergePolicy {
        switch register.number {
        case RegisterName.eventNumber, RegisterName.voidNumber, 17: .appendOnly
        case 16: .immutable
        default: .multiValue
        }
    }

    private func change(
        _ assignments: [Assignment], on record: Record, by replica: ReplicaID, sequence: UInt64
    ) -> Change {
        let writes = record.writes(
            assignments, by: replica, tier: .village, policy: policy)
        return Change(
            facet: record.facet, type: 32, home: home,
            stamp: Stamp(author: replica, office: home, tier: .village, time: .zero),
            replica: replica, sequence: sequence, act: Act(first: sequence, count: 1), schema: 1,
            rights: .none, past: record.past, writes: writes)
    }

    /// A record in which each of some registers was written.
    private func record(_ assignments: [Assignment]) -> Record {
        var record = Record(
            facet: FacetID(Identifier(high: 7, low: 1), .nation), type: 32, home: home)
        record.apply(
            change(assignments, on: record, by: ReplicaID(high: 1, low: 1), sequence: 1))
        return record
    }

    @Test func `an event is not said differently by one who has seen it`() {
        let said = Value.list([.text("objected"), .text("2017-05-09")])
        let record = record([Assignment(event, said)])
        let other = ReplicaID(high: 1, low: 2)
        for value in [
            Value.list([.text("withdrawn"), .text("2017-05-09")]), said, .absent,
        ] {
            // Said again with another past it would mean something else to what met it.
            let again = change([Assignment(event, value)], on: record, by: other, sequence: 1)
            #expect(record.breach(by: again, policy: policy) == .immutable(event))
        }
        let another = RegisterName.event(Identifier(high: 8, low: 2))
        let more = change([Assignment(another, said)], on: record, by: other, sequence: 1)
        #expect(record.breach(by: more, policy: policy) == nil)
    }

    @Test func `an event that two wrote under one name without knowledge is there twice`() {
        var record = record([])
        let (a, b) = (ReplicaID(high: 1, low: 3), ReplicaID(high: 1, low: 4))
        let first = change(
            [Assignment(event, .list([.text("sealed"), .text("2017-10-20")]))], on: record, by: a,
            sequence: 1)
        let second = change(
            [Assignment(event, .list([.text("sealed"), .text("2017-10-21")]))], on: record, by: b,
            sequence: 1)
        record.apply(first)
        #expect(record.breach(by: second, policy: policy) == nil)
        record.apply(second)
        #expect(record.events.count == 2)
        let siblings = record.siblings(event)
        #expect(MergePolicy.appendOnly.outcome(of: siblings).standing == .conflict)
    }

    @Test func `an element that is never removed is not removed, and may be added again`() {
        let element = RegisterName(17, key: [1])
        let record = record([Assignment(element, .bool(true))])
        let other = ReplicaID(high: 1, low: 2)
        let removal = change([Assignment(element, .absent)], on: record, by: other, sequence: 1)
        #expect(record.breach(by: removal, policy: policy) == .immutable(element))
        let again = change([Assignment(element, .bool(true))], on: record, by: other, sequence: 1)
        #expect(record.breach(by: again, policy: policy) == nil)
    }
}
