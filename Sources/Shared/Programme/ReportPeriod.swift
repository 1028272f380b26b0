/// Which days a report is about, and from which day it looks.
public struct ReportPeriod: Hashable, Sendable {
    /// The first day; `nil` for everything since the programme began.
    public let first: CivilDate?
    /// The last day.
    public let last: CivilDate
    /// The day from which it looks: what was recovered or seen later does not count.
    public let asOf: CivilDate

    /// A period.
    public init(first: CivilDate?, last: CivilDate, asOf: CivilDate) {
        self.first = first
        self.last = last
        self.asOf = asOf
    }

    /// Everything up to a day.
    public static func toDate(_ day: CivilDate) -> ReportPeriod {
        ReportPeriod(first: nil, last: day, asOf: day)
    }

    /// The programme's year, from 1 November of the year before to 31 October.
    ///
    /// - Parameter asOf: from which day it looks; the last one if it is `nil`.
    /// - Returns: `nil` for years that dates do not have.
    public static func programmeYear(_ year: Int, asOf: CivilDate? = nil) -> ReportPeriod? {
        guard let first = CivilDate(year: year - 1, month: 11, day: 1),
            let last = CivilDate(year: year, month: 10, day: 31)
        else { return nil }
        return ReportPeriod(first: first, last: last, asOf: asOf ?? last)
    }

    /// The year of the calendar, from 1 January to 31 December.
    public static func calendarYear(_ year: Int, asOf: CivilDate? = nil) -> ReportPeriod? {
        guard let first = CivilDate(year: year, month: 1, day: 1),
            let last = CivilDate(year: year, month: 12, day: 31)
        else { return nil }
        return ReportPeriod(first: first, last: last, asOf: asOf ?? last)
    }

    /// The last day that counts.
    public var end: CivilDate { min(last, asOf) }

    /// Whether a day lies in it.
    public func contains(_ day: CivilDate) -> Bool { first ?? .first <= day && day <= end }
}

/// Which days of a figure count, as seen from a period.
public enum Span: Hashable, Sendable {
    /// All up to the period's end.
    case toDate
    /// Those of the period.
    case inPeriod
    /// All before the period, as it looked then.
    case atStart
    /// The last so many days up to the period's end: the first of them is 1, the last day itself.
    case aged(ClosedRange<Int>)

    /// The days, and from which day one looks; `nil` for none.
    public func days(
        of period: ReportPeriod
    ) -> (days: ClosedRange<CivilDate>, asOf: CivilDate)? {
        let (first, last, asOf): (CivilDate, CivilDate, CivilDate)
        switch self {
        case .toDate: (first, last, asOf) = (.first, period.end, period.asOf)
        case .inPeriod: (first, last, asOf) = (period.first ?? .first, period.end, period.asOf)
        case .atStart:
            guard let start = period.first, start > .first else { return nil }
            (first, last, asOf) = (.first, start.dayBefore, start.dayBefore)
        case .aged(let range):
            guard let newest = period.end.adding(days: 1 - range.lowerBound) else { return nil }
            first = period.end.adding(days: 1 - range.upperBound) ?? .first
            (last, asOf) = (newest, period.asOf)
        }
        return first <= last ? (first...last, asOf) : nil
    }
}
