/// A date of the civil calendar in China Standard Time (UTC+8, no daylight saving).
public struct CivilDate: Hashable, Comparable, Sendable {
    /// Year, month 1–12, day 1–31.
    public let year, month, day: Int

    /// A date; `nil` if it does not exist.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= Self.days(in: month, of: year)
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// A date as it is written, `2017-07-15`; `nil` if it is none.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == 45, bytes[7] == 45 else { return nil }
        var numbers = [0, 0, 0]
        for (index, byte) in bytes.enumerated() where index != 4 && index != 7 {
            guard (48...57).contains(byte) else { return nil }
            let part = index < 4 ? 0 : index < 7 ? 1 : 2
            numbers[part] = numbers[part] * 10 + Int(byte - 48)
        }
        self.init(year: numbers[0], month: numbers[1], day: numbers[2])
    }

    /// A date as people type it: `2017-07-15`, `2017-7-5`, `2017/7/5`, `2017.7.5`, `20170705`,
    /// `2017年7月5日`.
    public static func read(_ text: some StringProtocol) throws(FieldError) -> CivilDate {
        var parts = String(text).split(whereSeparator: { "-/.年月日".contains($0) }).map(String.init)
        if parts.count == 1, let whole = parts.first, whole.utf8.count == 8 {
            parts = [
                String(whole.prefix(4)), String(whole.dropFirst(4).prefix(2)),
                String(whole.suffix(2)),
            ]
        }
        let numbers = parts.compactMap { part in
            part.utf8.allSatisfy { (48...57).contains($0) } ? Int(part) : nil
        }
        guard parts.count == 3, numbers.count == 3, parts[0].utf8.count == 4 else {
            throw .notDate
        }
        guard let date = CivilDate(year: numbers[0], month: numbers[1], day: numbers[2]) else {
            throw .noSuchDate
        }
        return date
    }

    /// The date so many months later, or earlier.
    ///
    /// The same day of the month, or that month's last day if it has no such day, as the Civil Code
    /// counts a period of months (201 to 203); `nil` beyond the years that dates have.
    public func adding(months: Int) -> CivilDate? {
        let whole = year * 12 + month - 1 + months
        guard whole >= 12 else { return nil }
        let (year, month) = (whole / 12, whole % 12 + 1)
        return CivilDate(
            year: year, month: month, day: min(day, Self.days(in: month, of: year)))
    }

    /// Full years from a birth date to a day.
    public func years(until day: CivilDate) -> Int {
        let isBefore = (day.month, day.day) < (month, self.day)
        return day.year - year - (isBefore ? 1 : 0)
    }

    /// The date in China at a moment.
    ///
    /// - Parameter milliseconds: Unix time.
    public init(milliseconds: UInt64) {
        self.init(dayNumber: Int(min(milliseconds / 1000 + 8 * 3600, 250_000_000_000) / 86_400))
    }

    /// The date so many days after 1970-01-01.
    private init(dayNumber: Int) {
        // Days since 0000-03-01, so that a leap day is the last of its year.
        let shifted = dayNumber + 719_468
        let era = shifted / 146_097
        let ofEra = shifted % 146_097
        let yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * ofYear + 2) / 153
        day = ofYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// How many days after 1970-01-01 it is.
    public var dayNumber: Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear / 400
        let yearOfEra = shiftedYear % 400
        let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + ofYear - 719_468
    }

    /// The date so many days after 1970-01-01; `nil` beyond the years that dates have.
    public init?(day number: Int) {
        // 0001-01-01 and 9999-12-31.
        guard (-719_162...2_932_896).contains(number) else { return nil }
        self.init(dayNumber: number)
    }

    /// The date so many days later, or earlier; `nil` beyond the years that dates have.
    public func adding(days: Int) -> CivilDate? {
        let (number, isOver) = dayNumber.addingReportingOverflow(days)
        return isOver ? nil : CivilDate(day: number)
    }

    /// The day of the week: Monday is 1, Sunday 7.
    public var weekday: Int { ((dayNumber + 3) % 7 + 7) % 7 + 1 }

    private static func days(in month: Int, of year: Int) -> Int {
        if month == 2 {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            return isLeap ? 29 : 28
        }
        return [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    /// The earlier date first.
    public static func < (a: CivilDate, b: CivilDate) -> Bool {
        (a.year, a.month, a.day) < (b.year, b.month, b.day)
    }
}

extension CivilDate: CustomStringConvertible {
    /// The date as it is written.
    public var description: String {
        func padded(_ number: Int, _ width: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }
}
