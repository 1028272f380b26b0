import Foundation
import Programme
import Replication
import Support
import Testing

/// Dates of the calendar in China.
struct CivilDateTests {
    @Test(arguments: [
        "2017-07-15", "2017-7-15", "2017/7/15", "2017.07.15", "20170715", "2017年7月15日",
        "２０１７－７－１５", " 2017-07-15 ",
    ])
    func `a date is typed in many ways and stored in one`(text: String) throws {
        #expect(try FieldKind.date.parse(text) == .text("2017-07-15"))
    }

    @Test(arguments: [
        ("2017-02-29", FieldError.noSuchDate), ("1900-02-29", .noSuchDate),
        ("2017-13-01", .noSuchDate), ("2017-00-10", .noSuchDate), ("2017-04-31", .noSuchDate),
        ("0000-01-01", .noSuchDate), ("17-07-15", .notDate), ("2017-07", .notDate),
        ("2017-07-15-01", .notDate), ("tomorrow", .notDate), ("2017-07-1x", .notDate),
    ])
    func `a date that is in no calendar is refused`(text: String, error: FieldError) {
        #expect(throws: error) { try FieldKind.date.parse(text) }
    }

    @Test(arguments: ["2017-7-15", "2017-02-30", "20170715", "2017-07-15 ", "", "２017-07-15"])
    func `what crosses a line must be the stored form`(text: String) {
        #expect(FieldKind.date.fault(in: .text(text)) == .noSuchDate)
    }

    @Test func `a moment is a date in China, eight hours before the rest of the day`() {
        #expect(CivilDate(milliseconds: 0).description == "1970-01-01")
        // 2017-10-31 15:59:59.999 and 16:00 in Greenwich: the last and the first of their days.
        #expect(CivilDate(milliseconds: 1_509_465_599_999).description == "2017-10-31")
        #expect(CivilDate(milliseconds: 1_509_465_600_000).description == "2017-11-01")
        #expect(CivilDate(milliseconds: 951_840_000_000).description == "2000-03-01")
    }

    @Test func `moments agree with the calendar of the system`() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(secondsFromGMT: 8 * 3600))
        var random = SeededRandom(seed: 2)
        for _ in 0..<1_000 {
            let milliseconds = UInt64.random(in: 0...4_102_444_800_000, using: &random)
            let moment = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
            let parts = calendar.dateComponents([.year, .month, .day], from: moment)
            let date = CivilDate(milliseconds: milliseconds)
            #expect([date.year, date.month, date.day] == [parts.year, parts.month, parts.day])
        }
    }

    @Test func `a moment beyond all clocks is some date and no trap`() {
        #expect(CivilDate(milliseconds: .max).year > 2000)
    }

    @Test(arguments: [
        ("2013-04-15", 24, "2015-04-15"), ("2015-04-15", -1, "2015-03-15"),
        ("2015-03-31", 24, "2017-03-31"), ("2017-03-31", -1, "2017-02-28"),
        ("2016-02-29", 24, "2018-02-28"), ("2017-07-12", 24, "2019-07-12"),
        ("2017-12-31", 2, "2018-02-28"), ("2017-01-31", -12, "2016-01-31"),
    ])
    func `a period of months ends on its day, or on the month's last`(
        from: String, months: Int, to: String
    ) {
        #expect(CivilDate(from)?.adding(months: months)?.description == to)
    }

    @Test func `years are full years`() throws {
        let birth = try #require(CivilDate("1999-07-15"))
        let days = [("2017-07-14", 17), ("2017-07-15", 18), ("2017-12-01", 18), ("2018-01-01", 18)]
        for (text, years) in days {
            #expect(birth.years(until: try #require(CivilDate(text))) == years)
        }
    }

    @Test func `dates are ordered`() throws {
        let texts = ["1999-12-31", "2000-01-01", "2000-01-02", "2000-02-01"]
        let dates = try texts.map { try #require(CivilDate($0)) }
        #expect(dates.shuffled().sorted() == dates)
    }
}
