/// What a paper means for the record that it is about: an event there, written in one act with it.
///
/// It comes about when the paper first fulfils all conditions, or names a subject that it did not
/// name before; a paper that is corrected later makes no second event.
public struct Consequence: Sendable {
    /// The word of the event, of the subject's workflow.
    public let event: String
    /// Which records it happens to.
    public let subject: Subject
    /// The field with the day on which it happens.
    public let on: String
    /// Until when what it leads to holds by itself.
    public let until: Until?
    /// Words that fields of the paper hold, all of them.
    public let conditions: [Field.Condition]
    /// A field that must hold something.
    public let needs: String?
    /// The field whose text becomes the reason.
    public let reason: String?

    /// A consequence.
    init(
        _ event: String, of subject: Subject, on: String, until: Until? = nil,
        when conditions: [Field.Condition] = [], needs: String? = nil, reason: String? = nil
    ) {
        self.event = event
        self.subject = subject
        self.on = on
        self.until = until
        self.conditions = conditions
        self.needs = needs
        self.reason = reason
    }

    /// Which records a paper is about.
    public enum Subject: Hashable, Sendable {
        /// The paper itself.
        case itself
        /// The one that a field names, or those that the elements of a set name.
        case named(String)
        /// The county's batch of which a field holds the number.
        case batch(String)
    }

    /// Until when something holds.
    public enum Until: Hashable, Sendable {
        /// So many days after the day, as a field says.
        case days(String)
        /// So many days after the day, as a parameter says.
        case parameter(Parameter)
    }
}
