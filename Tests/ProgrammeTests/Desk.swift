import Programme
import Replication

/// A few offices that write events of one record, each knowing what it was told.
struct Desk {
    /// How such records go from state to state.
    let workflow: Workflow
    private(set) var events: [Event] = []
    private var counters: [UInt64: UInt64] = [:]

    /// A desk without events.
    init(workflow: Workflow = .application) { self.workflow = workflow }

    /// Writes an event at an office that has seen some others, by their places.
    @discardableResult
    mutating func write(
        _ word: String, _ on: String, at office: UInt64, seen: [Int]? = nil,
        until: String? = nil, paper: RecordID? = nil
    ) -> Int {
        var past = VersionVector()
        for place in seen ?? Array(events.indices) {
            past.join(events[place].context.past)
            past.insert(events[place].dot)
        }
        let own = ReplicaID(high: 9, low: office)
        // An office knows what it wrote itself.
        past.insert(Dot(own, counters[office] ?? 0))
        counters[office, default: 0] += 1
        let known = events.map(\.dot).filter { past.contains($0) }
        let told = Set(
            (seen ?? Array(events.indices)).flatMap { place in
                [events[place].dot] + events.filter { events[place].hasSeen($0) }.map(\.dot)
            })
        let content: [Value] = [
            .text(word), .text(on), until.map { .text($0) } ?? .absent,
            paper.map { named($0) } ?? .absent,
        ]
        events.append(
            Event(
                id: Identifier(high: 1, low: UInt64(events.count)),
                dot: Dot(own, counters[office] ?? 0),
                stamp: Stamp(
                    author: .zero, office: .nation, tier: .village, time: .zero),
                context: CausalContext(
                    past: past,
                    holes: known.filter { !told.contains($0) && $0.replica != own }),
                content: .list(content)))
        return events.count - 1
    }

    /// What the events amount to on a day.
    func course(asOf day: String = "2017-12-31") -> Course {
        workflow.course(of: events, asOf: date(day))
    }
}

/// The offices of such tests.
enum At {
    static let village: UInt64 = 1
    static let township: UInt64 = 2
    static let county: UInt64 = 3
    static let province: UInt64 = 4
}
