public import Programme
public import Replication

/// What a person says happened to a record, without a paper: a mother gave up, a hold.
public struct EventEntry: Sendable {
    /// The record.
    public let record: RecordID
    /// What happened, on which day, until when, why.
    public let content: EventContent
    /// Its id, for what the program finds and must find once; `nil` for what a person says.
    public let id: Identifier?
    /// The events on the screen; `nil` if it showed all that stand now.
    public let shown: [Dot]?

    /// An event to enter.
    public init(
        _ record: RecordID, _ content: EventContent, id: Identifier? = nil, shown: [Dot]? = nil
    ) {
        self.record = record
        self.content = content
        self.id = id
        self.shown = shown
    }
}

/// An event that was entered, and what became of its record.
public struct EnteredEvent: Sendable {
    /// The record.
    public let record: RecordID
    /// Its type.
    public let type: RecordType
    /// What happened.
    public let event: Event
    /// The step of the workflow.
    public let step: Workflow.Step
    /// How the record stood before.
    public let before: Course
    /// How it stands.
    public let after: Course
}

/// Why an event was not entered, and with it the paper that it follows from.
public struct EventRefusal: Error, Sendable {
    /// The record.
    public let record: RecordID
    /// Its type.
    public let type: RecordType
    /// How people call it; its id if it has no name.
    public let name: String
    /// The word of the event.
    public let word: String
    /// Why.
    public let cause: Cause

    /// A refusal from its parts.
    public init(
        record: RecordID, type: RecordType, name: String, word: String, cause: Cause
    ) {
        self.record = record
        self.type = type
        self.name = name
        self.word = word
        self.cause = cause
    }

    /// Why an event was not entered.
    public enum Cause: Sendable {
        /// The type knows no such word; those that the person may say of the record.
        case unknown([Workflow.Step])
        /// A paper says so; the types of such papers.
        case paper([RecordType])
        /// The person may not say so.
        case rights(RightsFault)
        /// It does not follow from how the record stands.
        case obstacle(Workflow.Obstacle, Course)
    }
}
