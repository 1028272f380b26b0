public import Replication

/// What the programme puts into an event: which step, on which day, until when, by which paper, why.
public struct EventContent: Hashable, Sendable {
    /// The word of the step.
    public let word: String
    /// The day on which it happened.
    public let on: CivilDate
    /// Until when what it leads to holds by itself; `nil` if nothing ends.
    public let until: CivilDate?
    /// The paper that says so; `nil` if a person said it.
    public let paper: RecordID?
    /// Why.
    public let reason: String?

    /// How many characters a reason has at most: more of it stands in the paper.
    public static let reasonMax = 200

    /// A content.
    public init(
        _ word: String, on: CivilDate, until: CivilDate? = nil, paper: RecordID? = nil,
        reason: String? = nil
    ) {
        self.word = word
        self.on = on
        self.until = until
        self.paper = paper
        self.reason = reason
    }

    /// The content that a value holds; `nil` if it is none.
    public init?(_ value: Value) {
        guard case .list(let parts) = value, parts.count >= 2, case .text(let word) = parts[0],
            case .text(let day) = parts[1], let on = CivilDate(day)
        else { return nil }
        func part(_ index: Int) -> Value { index < parts.count ? parts[index] : .absent }
        self.word = word
        self.on = on
        if case .text(let text) = part(2) { until = CivilDate(text) } else { until = nil }
        if case .bytes(let bytes) = part(3) { paper = RecordID(bytes: bytes) } else { paper = nil }
        if case .text(let text) = part(4) { reason = text } else { reason = nil }
    }

    /// The value of an event's register.
    public var value: Value {
        .list([
            .text(word), .text(on.description), until.map { .text($0.description) } ?? .absent,
            paper.map { .bytes($0.bytes) } ?? .absent, reason.map { .text($0) } ?? .absent,
        ])
    }
}

extension Event {
    /// What the programme put into it; `nil` if only a newer program can read it.
    public var said: EventContent? { EventContent(content) }
}
