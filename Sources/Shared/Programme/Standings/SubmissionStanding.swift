public import Replication

/// How a yearly submission stands on a day (W-07): its state, and whether it was in time.
///
/// In time is what a server above received before the end of 31 October in China, whatever was
/// relayed later; what was sealed in time and received late is shown apart.
public struct SubmissionStanding: Hashable, Sendable {
    /// What its events amount to.
    public let course: Course
    /// The day on which it was sealed; `nil` if it was not.
    public let sealedOn: CivilDate?
    /// The day on which the first server above had it; `nil` if none has.
    public let receivedOn: CivilDate?
    /// Whether it was in time.
    public let timeliness: Timeliness

    /// Whether a submission was in time.
    public enum Timeliness: String, CaseIterable, Sendable {
        /// Nothing has been received, and the day is not over.
        case awaited
        /// Received by the day.
        case inTime = "in_time"
        /// Sealed by the day, received after it.
        case sealedInTime = "sealed_in_time"
        /// Sealed after the day, or received too thin to count.
        case late
        /// Nothing has been received, and the day is over.
        case missing

        /// The word for people.
        public var label: Phrase {
            switch self {
            case .awaited: Phrase("未到期", "awaited")
            case .inTime: Phrase("按时", "in time")
            case .sealedInTime: Phrase("按时封存、迟到", "sealed in time, received late")
            case .late: Phrase("迟报", "late")
            case .missing: Phrase("未报", "missing")
            }
        }
    }

    /// The last day of a programme year's submissions.
    public static func deadline(of year: Int) -> CivilDate? {
        CivilDate(year: year, month: 10, day: 31)
    }

    /// How a revision stands on a day.
    ///
    /// - Parameters:
    ///   - events: of the revision; none for an office that has sealed nothing.
    ///   - year: the programme year.
    ///   - isComplete: whether it is complete enough to count as in time (P-50).
    public init(
        events: [Event], year: Int, asOf day: CivilDate, isComplete: Bool = true
    ) {
        course = Workflow.submission.course(of: events, asOf: day)
        let days = events.compactMap { event -> (word: String, on: CivilDate)? in
            guard case .list(let parts) = event.content, parts.count >= 2,
                case .text(let word) = parts[0], case .text(let text) = parts[1],
                let on = CivilDate(text), on <= day
            else { return nil }
            return (word, on)
        }
        sealedOn = days.filter { $0.word == "sealed" }.map(\.on).min()
        receivedOn = days.filter { ["relayed", "received"].contains($0.word) }.map(\.on).min()
        timeliness = Self.timeliness(
            sealedOn, receivedOn, by: Self.deadline(of: year) ?? day, day, isComplete)
    }

    private static func timeliness(
        _ sealed: CivilDate?, _ received: CivilDate?, by deadline: CivilDate, _ day: CivilDate,
        _ isComplete: Bool
    ) -> Timeliness {
        guard let received else { return day <= deadline ? .awaited : .missing }
        guard isComplete else { return .late }
        if received <= deadline { return .inTime }
        return sealed.map { $0 <= deadline } ?? false ? .sealedInTime : .late
    }
}
