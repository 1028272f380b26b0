public import Replication

extension Workflow {
    /// Why a step cannot be taken.
    public enum Obstacle: Hashable, Sendable {
        /// The record is in a state out of which it does not lead; those out of which it does, none
        /// if it leads out of all that are not final.
        case state(needed: [String])
        /// What goes on waits for a person.
        case onHold
        /// Nothing is on hold.
        case notOnHold
    }

    /// What would become of a record if something happened to it now.
    public struct Prospect: Sendable {
        /// How it stands.
        public let before: Course
        /// How it would stand.
        public let after: Course
        /// Why it cannot happen; `nil` if it can.
        public let obstacle: Obstacle?
    }

    /// What would become of a record by an event of one who knows all that has happened to it.
    ///
    /// It is looked at on the day of the event, and not before anything that is known of it. A fact
    /// and a hold can always be noted: nobody undoes a fact by not writing it down.
    public func prospect(
        of content: EventContent, id: Identifier, by stamp: Stamp, after events: [Event]
    ) -> Prospect {
        let day = day(of: events, atLeast: content.on)
        let event = Event.expected(content, id: id, by: stamp, after: events)
        let before = course(of: events, asOf: day)
        let after = course(of: events + [event], asOf: day)
        return Prospect(
            before: before, after: after, obstacle: obstacle(to: event, from: before, to: after))
    }

    /// The day on which a record is looked at by one who enters what happened on a day: not before
    /// anything that is known of it.
    public func day(of events: [Event], atLeast day: CivilDate) -> CivilDate {
        events.compactMap { $0.said?.on }.reduce(day, max)
    }

    private func obstacle(to event: Event, from before: Course, to after: Course) -> Obstacle? {
        guard let step = event.said.flatMap({ step($0.word) }) else { return nil }
        // What answers the cause of a hold ends it, and waits for nobody.
        let waits = before.isOnHold && after.holds.count >= before.holds.count
        switch step.force {
        case .fact, .hold: return nil
        case .release: return before.isOnHold ? nil : .notOnHold
        case .go: if waits { return .onHold }
        case .stop: break
        }
        let isLate = after.remarks.contains { $0.event == event && $0.reason == .late }
        return isLate ? .state(needed: states.map(\.name).filter(step.from.contains)) : nil
    }
}

extension Event {
    /// An event as one writes it who knows all that is known, before it is written: to see what
    /// becomes of the record.
    public static func expected(
        _ content: EventContent, id: Identifier, by stamp: Stamp, after events: [Event]
    ) -> Event {
        var past = VersionVector()
        for event in events { past.insert(event.dot) }
        return Event(
            id: id, dot: Dot(id, 1), stamp: stamp, context: CausalContext(past: past),
            content: content.value)
    }
}
