internal import Foundation

/// A point in time as the clocks of all offices show it: China has one zone, eight hours ahead.
package struct WallTime: Hashable, Sendable {
    /// Unix time in milliseconds.
    package let milliseconds: UInt64

    /// A time.
    package init(milliseconds: UInt64) { self.milliseconds = milliseconds }

    /// Eight hours, in seconds.
    private static let offset = 8 * 60 * 60

    /// `2017-07-01 21:04`.
    package var text: String {
        let parts = self.parts
        return "\(parts.day) \(pad(parts.hour)):\(pad(parts.minute))"
    }

    /// The day alone, `2017-07-01`.
    package var day: String { parts.day }

    /// RFC 3339 with the zone: `2017-07-01T21:04:09+08:00`.
    package var standard: String {
        let parts = self.parts
        return
            "\(parts.day)T\(pad(parts.hour)):\(pad(parts.minute)):\(pad(parts.second))+08:00"
    }

    /// A time as people give it to `--clock`: `2017-07-01`, `2017-07-01T21:04` or with seconds;
    /// nil if there is no such day or hour.
    package init?(_ text: String) {
        let halves = text.split(
            maxSplits: 1, omittingEmptySubsequences: false,
            whereSeparator: { $0 == "T" || $0 == " " })
        let day = halves[0].split(separator: "-").map { Int($0) ?? -1 }
        let hour = halves.count > 1 ? halves[1].split(separator: ":").map { Int($0) ?? -1 } : []
        guard day.count == 3, halves.count == 1 || (2...3).contains(hour.count) else { return nil }
        let parts = DateComponents(
            calendar: Self.calendar, timeZone: Self.calendar.timeZone, year: day[0], month: day[1],
            day: day[2], hour: hour.first ?? 0, minute: hour.count > 1 ? hour[1] : 0,
            second: hour.count > 2 ? hour[2] : 0)
        guard parts.isValidDate, let date = parts.date, date.timeIntervalSince1970 >= 0 else {
            return nil
        }
        milliseconds = UInt64(date.timeIntervalSince1970 * 1000)
    }

    private static let calendar: Calendar = {
        var calendar = Calendar(identifier: .gregorian)
        if let zone = TimeZone(secondsFromGMT: offset) { calendar.timeZone = zone }
        return calendar
    }()

    private var parts: (day: String, hour: Int, minute: Int, second: Int) {
        let date = Date(timeIntervalSince1970: Double(milliseconds / 1000))
        let parts = Self.calendar.dateComponents(
            [.year, .month, .day, .hour, .minute, .second], from: date)
        let day = "\(parts.year ?? 0)-\(pad(parts.month ?? 0))-\(pad(parts.day ?? 0))"
        return (day, parts.hour ?? 0, parts.minute ?? 0, parts.second ?? 0)
    }

    private func pad(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
