public import Replication

/// The working days of the country: Monday to Friday, but for the days that the State Council moves.
///
/// Its notices move whole days (a Saturday may be worked), so the calendar is data: a record per day
/// that differs from the week. Periods are counted as the Civil Code does (201 to 203).
public struct WorkingDays: Sendable {
    /// The days that differ from the week, and whether they are worked.
    private let moved: [CivilDate: Bool]

    /// A calendar with the days that differ from the week.
    public init(moved: [CivilDate: Bool] = [:]) { self.moved = moved }

    /// Whether a day is worked.
    public func contains(_ day: CivilDate) -> Bool { moved[day] ?? (day.weekday <= 5) }

    /// The day itself if it is worked, else the next that is: a period that ends on a holiday ends
    /// then.
    public func onOrAfter(_ day: CivilDate) -> CivilDate {
        var day = day
        while !contains(day), let next = day.adding(days: 1) { day = next }
        return day
    }

    /// The day so many working days later; the first day is not counted.
    public func adding(_ count: Int, to day: CivilDate) -> CivilDate {
        var day = day
        var left = count
        while left > 0, let next = day.adding(days: 1) {
            day = next
            if contains(day) { left -= 1 }
        }
        return day
    }
}

extension Lookup {
    /// The working days at a place: of a day that several offices have moved, the most specific
    /// counts.
    public func workingDays(at division: DivisionCode = .nation) -> WorkingDays {
        var moved: [CivilDate: (length: Int, isWorked: Bool)] = [:]
        for isWorked in [true, false] {
            for record in records(
                of: "calendar_day", where: "is_working_day", equals: .bool(isWorked))
            {
                guard let day = text(of: record, "date").flatMap({ CivilDate($0) }),
                    let scope = text(of: record, "division").flatMap({ DivisionCode($0) }),
                    scope.contains(division)
                else { continue }
                let length = scope.length
                if moved[day].map({ $0.length < length }) ?? true {
                    moved[day] = (length, isWorked)
                }
            }
        }
        return WorkingDays(moved: moved.mapValues(\.isWorked))
    }
}
