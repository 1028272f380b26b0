/// Who must look at a case that nobody has settled (W-14), by the days that it has been open.
public enum Urgency: Int, CaseIterable, Comparable, Sendable {
    /// Whoever settles such cases in the office.
    case office
    /// The head of the office: for longer than a week.
    case head
    /// The office above: for longer than thirty days.
    case above

    /// The most days for which a case is only this urgent; `nil` for the last.
    public var days: Int? {
        switch self {
        case .office: 7
        case .head: 30
        case .above: nil
        }
    }

    /// The word for people.
    public var label: Phrase {
        switch self {
        case .office: Phrase("本级处理", "the office")
        case .head: Phrase("超过7天，报负责人", "over 7 days: the head of the office")
        case .above: Phrase("超过30天，报上级", "over 30 days: the office above")
        }
    }

    /// How urgent a case is that has been open for so many days.
    public init(days age: Int) {
        self = Self.allCases.first { $0.days.map { age <= $0 } ?? true } ?? .above
    }

    /// By the days.
    public static func < (a: Urgency, b: Urgency) -> Bool { a.rawValue < b.rawValue }
}
