internal import Replication

/// How the records of a type go from state to state, as data: what may happen to them, who may say
/// so, and what becomes of two things that people did without knowledge of each other.
///
/// A state is never stored: it is what the events of a record amount to on a day (``Course``).
public struct Workflow: Sendable {
    /// The number in the programme's documents, `W-01`.
    public let number: String
    /// The states; a record begins in the first.
    public let states: [State]
    /// What may happen.
    public let steps: [Step]
    /// What becomes of pairs of concurrent events for which the general rule is wrong.
    public let rules: [Rule]

    /// A workflow from its parts; each step's states are among the states.
    init(_ number: String, states: [State], steps: [Step], rules: [Rule] = []) {
        let names = Set(states.map(\.name))
        precondition(
            steps.allSatisfy { step in
                step.from.isSubset(of: names) && step.target.state.map(names.contains) ?? true
            }, "a step leads from states of the workflow to one of them")
        self.number = number
        self.states = states
        self.steps = steps
        self.rules = rules
    }

    /// A state that a record may be in.
    public struct State: Sendable {
        /// The word in data.
        public let name: String
        /// The word for people.
        public let label: Phrase
        /// Whether nothing leads out of it but what names it.
        public let isFinal: Bool
        /// The state that follows by itself on the day after the day that the event which led here
        /// names in `until`; `nil` if none does.
        public let next: String?

        /// A state.
        init(_ name: String, _ label: Phrase, isFinal: Bool = false, next: String? = nil) {
            self.name = name
            self.label = label
            self.isFinal = isFinal
            self.next = next
        }
    }

    /// Something that may happen to a record.
    public struct Step: Sendable {
        /// The word of the event.
        public let event: String
        /// The word for people.
        public let label: Phrase
        /// The states that it leads out of; empty for all that are not final.
        public let from: Set<String>
        /// Where it leads.
        public let target: Target
        /// How it stands to what was done without knowledge of it.
        public let force: Force
        /// Who may say that it happened.
        public let guardian: Choice.Guardian

        /// A step.
        init(
            _ event: String, _ label: Phrase, from: Set<String> = [], to target: Target,
            _ force: Force = .go, by guardian: Choice.Guardian
        ) {
            self.event = event
            self.label = label
            self.from = from
            self.target = target
            self.force = force
            self.guardian = guardian
        }
    }

    /// Where a step leads.
    public enum Target: Hashable, Sendable {
        /// To a state.
        case state(String)
        /// To the state before the one in which it happens.
        case back
        /// Nowhere: it is noted.
        case stay

        /// The state that it names.
        var state: String? {
            if case .state(let name) = self { return name }
            return nil
        }
    }

    /// How an event stands to what was done without knowledge of it: stop beats go.
    public enum Force: Int, Sendable {
        /// It happened outside, as money that was handed over: nothing undoes it.
        case fact
        /// A step forward; a stop that its author did not know of makes it count no more.
        case go
        /// Ends the holds that its author knew of.
        case release
        /// An objection, a withdrawal, a return, a refusal.
        case stop
        /// What follows waits for a person; steps are kept.
        case hold
    }

    /// What becomes of two events whose authors did not know of each other.
    public struct Rule: Hashable, Sendable {
        /// The one event.
        public let event: String
        /// The other.
        public let other: String
        /// What becomes of them.
        public let outcome: Outcome

        /// A rule.
        init(_ event: String, against other: String, _ outcome: Outcome) {
            self.event = event
            self.other = other
            self.outcome = outcome
        }

        /// What becomes of an event that met another.
        public enum Outcome: Sendable {
            /// The one counts; the other must be said again by a person who knows of it: so it is
            /// with every stop and every step for which there is no rule.
            case repeated
            /// The one counts, and answers the other.
            case answered
            /// Both stand, and what follows waits for a person.
            case held
        }
    }

    /// A step by the word of its event.
    public func step(_ event: String) -> Step? { steps.first { $0.event == event } }

    /// A state by its word.
    public func state(_ name: String) -> State? { states.first { $0.name == name } }
}

extension RegisterDeclaration {
    /// The register of events of a type that has a workflow.
    ///
    /// - Parameter reach: how far the states of such records are known.
    static func events(of workflow: Workflow, reach: Reach) -> RegisterDeclaration {
        let choices = workflow.steps.map { Choice($0.event, $0.label, $0.guardian) }
        let guardians = workflow.steps.map(\.guardian)
        return RegisterDeclaration(
            RegisterName.eventNumber, "events", Phrase("经过", "events"), reach: reach,
            policy: .appendOnly, shape: .events,
            fields: [
                Field("event", Phrase("事项", "event"), .choice(choices), isRequired: true),
                Field("on", Phrase("日期", "on"), .date, isRequired: true),
                Field("until", Phrase("期限", "until"), .date),
                Field("paper", Phrase("单据", "paper"), .bytes(count: 16)),
                Field("reason", Phrase("原因", "reason"), .text(max: 200)),
            ],
            writers: Set(guardians.flatMap(\.tiers)), roles: Set(guardians.flatMap(\.roles)))
    }
}
