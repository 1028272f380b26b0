public import Replication

/// What the events of a record amount to on a day: a pure function of the events and the day.
public struct Course: Hashable, Sendable {
    /// The state.
    public var state: String
    /// Since when; `nil` if nothing has happened yet.
    public var since: CivilDate?
    /// The last day of it, if another state follows by itself.
    public var until: CivilDate?
    /// The holds that nobody has released.
    public var holds: [Event] = []
    /// The events that do not count, or count although they should not have come to be.
    public var remarks: [Remark] = []

    /// A record of which nothing is to be known but its state.
    public init(state: String, since: CivilDate? = nil) {
        self.state = state
        self.since = since
    }

    /// Whether what follows waits for a person.
    public var isOnHold: Bool { !holds.isEmpty }

    /// An event that a person should know of.
    public struct Remark: Hashable, Sendable {
        /// The event.
        public let event: Event
        /// Why.
        public let reason: Reason

        /// A remark.
        public init(event: Event, reason: Reason) {
            self.event = event
            self.reason = reason
        }

        /// Why an event is remarkable.
        public enum Reason: String, Sendable {
            /// A stop came that its author did not know of: it must be said again.
            case repeated
            /// It does not fit the state in which it came.
            case late
            /// It is a fact, and what it needs had been stopped.
            case broken
            /// A newer program wrote it.
            case unknown
        }
    }
}

extension Workflow {
    /// What the events of a record amount to on a day.
    ///
    /// Events are taken in the order in which their authors knew of each other; of two that were
    /// written without knowledge of each other a stop beats a step forward, and a fact beats all.
    /// The answer does not depend on the order in which the events arrived.
    public func course(of events: [Event], asOf day: CivilDate) -> Course {
        var entries: [Entry] = []
        var remarks: [Course.Remark] = []
        for event in events {
            if let entry = Entry(event, self) {
                if entry.on <= day { entries.append(entry) }
            } else {
                remarks.append(Course.Remark(event: event, reason: .unknown))
            }
        }
        var walk = Walk(self, remarks: remarks)
        let beaten = beaten(entries, &walk)
        for entry in ordered(entries) where !beaten.contains(entry.event.dot) { walk.take(entry) }
        return walk.end(on: day)
    }

    /// An event with what the workflow makes of it.
    fileprivate struct Entry {
        let event: Event
        let step: Step
        let on: CivilDate
        let until: CivilDate?

        init?(_ event: Event, _ workflow: Workflow) {
            guard let said = event.said, let step = workflow.step(said.word) else { return nil }
            self.event = event
            self.step = step
            on = said.on
            until = said.until
        }

        /// The order of two events of which neither author knew of the other.
        static func isBefore(_ a: Entry, _ b: Entry) -> Bool {
            if a.on != b.on { return a.on < b.on }
            if a.step.force != b.step.force { return a.step.force.rawValue < b.step.force.rawValue }
            return a.event.dot < b.event.dot
        }
    }

    /// The steps that a stop beats, the stops that a fact beats, and what else has met its rule.
    ///
    /// A stop that came too late for one of the steps holds, and beats none of those before it.
    private func beaten(_ entries: [Entry], _ walk: inout Walk) -> Set<Dot> {
        var beaten = settled(entries, &walk)
        let rest = entries.filter { !beaten.contains($0.event.dot) }
        for stop in rest where stop.step.force == .stop {
            let others = rest.filter { $0.event.isConcurrent(with: stop.event) }
            let steps = others.filter { $0.step.force == .go }
            if others.contains(where: { $0.step.force == .fact }) {
                beaten.insert(stop.event.dot)
                walk.remark(stop.event, .broken)
            } else if steps.contains(where: { outcome(stop, $0) == .held }) {
                beaten.insert(stop.event.dot)
                walk.hold(stop.event)
            } else {
                for step in steps where beaten.insert(step.event.dot).inserted {
                    walk.remark(step.event, .repeated)
                }
            }
        }
        return beaten
    }

    /// The events that another answers, and of two steps that clash the one that came second: both
    /// hold.
    private func settled(_ entries: [Entry], _ walk: inout Walk) -> Set<Dot> {
        var settled: Set<Dot> = []
        for entry in entries {
            for other in entries where entry.event.isConcurrent(with: other.event) {
                switch outcome(entry, other) {
                case .answered: settled.insert(other.event.dot)
                case .held where entry.step.force == .go:
                    let isFirst = Entry.isBefore(entry, other)
                    settled.insert(isFirst ? other.event.dot : entry.event.dot)
                    walk.hold(entry.event)
                    walk.hold(other.event)
                case .held, .repeated, nil: break
                }
            }
        }
        return settled
    }

    private func outcome(_ entry: Entry, _ other: Entry) -> Rule.Outcome? {
        rules.first { $0.event == entry.step.event && $0.other == other.step.event }?.outcome
    }

    /// The events in an order in which nobody comes before one whom he knew of.
    private func ordered(_ entries: [Entry]) -> [Entry] {
        var rest = entries.sorted(by: Entry.isBefore)
        var order: [Entry] = []
        while !rest.isEmpty {
            let index =
                rest.firstIndex { entry in
                    !rest.contains { entry.event.hasSeen($0.event) && $0.event != entry.event }
                } ?? 0
            order.append(rest.remove(at: index))
        }
        return order
    }

    /// The way through the states.
    fileprivate struct Walk {
        private let workflow: Workflow
        private var course: Course
        /// The states before, and until when each of them held.
        private var path: [(state: String, until: CivilDate?)] = []
        /// Until when the state holds by itself.
        private var until: CivilDate?

        init(_ workflow: Workflow, remarks: [Course.Remark]) {
            self.workflow = workflow
            course = Course(state: workflow.states[0].name)
            course.remarks = remarks
        }

        mutating func remark(_ event: Event, _ reason: Course.Remark.Reason) {
            course.remarks.append(Course.Remark(event: event, reason: reason))
        }

        mutating func hold(_ event: Event) {
            if !course.holds.contains(event) { course.holds.append(event) }
        }

        mutating func take(_ entry: Entry) {
            pass(to: entry.on)
            let state = workflow.state(course.state)
            let fits =
                entry.step.from.isEmpty
                ? state?.isFinal == false : entry.step.from.contains(course.state)
            switch entry.step.force {
            case .hold: return hold(entry.event)
            case .release: return course.holds.removeAll { entry.event.hasSeen($0) }
            case .fact: if !fits { remark(entry.event, .broken) }
            case .go, .stop:
                let isAnswer = answer(entry)
                if isAnswer, entry.step.target == .back { return }
                guard fits || isAnswer else { return remark(entry.event, .late) }
            }
            switch entry.step.target {
            case .stay: break
            case .back:
                guard let last = path.popLast() else { return }
                enter(last.state, on: entry.on, until: entry.until ?? last.until)
            case .state(let name):
                path.append((course.state, until))
                enter(name, on: entry.on, until: entry.until)
            }
        }

        /// Whether the event says what a paper said of which an earlier word holds: the hold ends.
        private mutating func answer(_ entry: Entry) -> Bool {
            let open = course.holds.count
            course.holds.removeAll {
                entry.event.hasSeen($0) && $0.paper != nil && $0.paper == entry.event.paper
            }
            return course.holds.count < open
        }

        private mutating func enter(_ state: String, on day: CivilDate, until: CivilDate?) {
            course.state = state
            course.since = day
            self.until = until
        }

        /// Lets the days pass up to one: a state may end by itself.
        private mutating func pass(to day: CivilDate) {
            while let last = until, last < day, let next = workflow.state(course.state)?.next {
                course.state = next
                course.since = last.adding(days: 1)
                until = nil
            }
        }

        mutating func end(on day: CivilDate) -> Course {
            pass(to: day)
            if workflow.state(course.state)?.next != nil { course.until = until }
            course.remarks.sort { $0.event.dot < $1.event.dot }
            course.holds.sort { $0.dot < $1.dot }
            return course
        }
    }
}

extension Event {
    /// The paper that says so; `nil` if a person said it without one.
    fileprivate var paper: Value? {
        guard case .list(let parts) = content, parts.count > 3, parts[3] != .absent else {
            return nil
        }
        return parts[3]
    }
}
