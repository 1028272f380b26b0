import Programme
import Replication
import Testing

/// What the events of an application amount to: the ways through W-01, and every pair of concurrent
/// events for which the programme has a rule.
@Suite("Courses") struct CourseTests {
    /// An application up to the end of its notice.
    private func noticed() -> Desk {
        var desk = Desk()
        desk.write("village_decided", "2017-05-01", at: At.village)
        desk.write("notice_opened", "2017-05-02", at: At.village, until: "2017-05-09")
        return desk
    }

    private func approved() -> Desk {
        var desk = noticed()
        desk.write("township_agreed", "2017-05-10", at: At.township)
        desk.write("forms_completed", "2017-05-11", at: At.township)
        desk.write("county_submitted", "2017-05-12", at: At.township)
        desk.write("county_approved", "2017-05-20", at: At.county, until: "2017-08-18")
        return desk
    }

    @Test func `an application goes its way, and a notice is over by itself`() {
        let desk = noticed()
        #expect(Desk().course().state == "surveyed")
        #expect(desk.course(asOf: "2017-05-01").state == "village_decided")
        #expect(desk.course(asOf: "2017-05-09").state == "notice_open")
        let clear = desk.course(asOf: "2017-05-10")
        #expect(clear.state == "notice_clear" && clear.since == CivilDate("2017-05-10"))
        #expect(approved().course(asOf: "2017-08-18").state == "county_approved")
        #expect(approved().course(asOf: "2017-08-19").state == "expired")
    }

    @Test func `what does not fit the state is said and does not count`() {
        var desk = noticed()
        let early = desk.write("township_agreed", "2017-05-05", at: At.township)
        let course = desk.course()
        #expect(course.state == "notice_clear")
        #expect(course.remarks == [.init(event: desk.events[early], reason: .late)])
    }

    @Test func `an objection that the township did not know of makes its agreement count no more`()
    {
        var desk = noticed()
        let objection = desk.write("objected", "2017-05-09", at: At.village)
        let agreement = desk.write("township_agreed", "2017-05-10", at: At.township, seen: [0, 1])
        var course = desk.course()
        #expect(course.state == "notice_objected")
        #expect(course.remarks == [.init(event: desk.events[agreement], reason: .repeated)])
        desk.write(
            "objection_rejected", "2017-05-12", at: At.township, seen: [0, 1, objection, agreement])
        course = desk.course()
        #expect(course.state == "notice_open" || course.state == "notice_clear")
        desk.write("township_agreed", "2017-05-13", at: At.township)
        #expect(desk.course().state == "township_agreed")
    }

    @Test func `an objection made in time and heard after the approval holds what follows`() {
        var desk = approved()
        let objection = desk.write("objected", "2017-05-09", at: At.village, seen: [0, 1])
        let course = desk.course(asOf: "2017-06-01")
        #expect(course.state == "county_approved" && course.isOnHold)
        #expect(course.holds == [desk.events[objection]])
        desk.write("released", "2017-06-02", at: At.county)
        #expect(!desk.course(asOf: "2017-06-03").isOnHold)
    }

    @Test func `a withdrawal beats an approval and a contract that did not know of it`() {
        var desk = approved()
        desk.write("withdrawn", "2017-05-19", at: At.village, seen: [0, 1])
        #expect(desk.course(asOf: "2017-06-01").state == "withdrawn")
        var signed = approved()
        let contract = signed.write("contracted", "2017-05-25", at: At.township)
        signed.write("withdrawn", "2017-05-24", at: At.village, seen: [0, 1, 2, 3, 4, 5])
        let course = signed.course(asOf: "2017-06-01")
        #expect(course.state == "withdrawn")
        #expect(course.remarks == [.init(event: signed.events[contract], reason: .repeated)])
        // After the contract, too: nothing is paid until it is, and that is no event.
        var late = approved()
        late.write("contracted", "2017-05-25", at: At.township)
        late.write("withdrawn", "2017-05-26", at: At.village)
        #expect(late.course(asOf: "2017-06-01").state == "withdrawn")
    }

    @Test func `an objection that is heard after the contract holds it`() {
        var desk = approved()
        desk.write("contracted", "2017-05-25", at: At.township)
        desk.write("objected", "2017-05-09", at: At.village, seen: [0, 1])
        let course = desk.course(asOf: "2017-06-01")
        #expect(course.state == "contracted" && course.isOnHold)
    }

    @Test func `what a paper says of its own objection ends the hold, and upholds it`() {
        let paper = RecordID(high: 5, low: 1)
        var desk = approved()
        desk.write("objected", "2017-05-09", at: At.village, seen: [0, 1], paper: paper)
        #expect(desk.course(asOf: "2017-06-01").isOnHold)
        var rejected = desk
        rejected.write("objection_rejected", "2017-06-02", at: At.township, paper: paper)
        let goesOn = rejected.course(asOf: "2017-06-03")
        #expect(goesOn.state == "county_approved" && !goesOn.isOnHold && goesOn.remarks.isEmpty)
        var upheld = desk
        upheld.write("objection_upheld", "2017-06-02", at: At.township, paper: paper)
        let ends = upheld.course(asOf: "2017-06-03")
        #expect(ends.state == "rejected" && !ends.isOnHold && ends.remarks.isEmpty)
        // Another paper says nothing of this one.
        desk.write(
            "objection_rejected", "2017-06-02", at: At.township, paper: RecordID(high: 5, low: 2))
        #expect(desk.course(asOf: "2017-06-03").isOnHold)
    }

    @Test func `of two objections both must be answered`() {
        var desk = noticed()
        desk.write("objected", "2017-05-03", at: At.village)
        desk.write("objected", "2017-05-04", at: At.village)
        desk.write("objection_rejected", "2017-05-05", at: At.township)
        #expect(desk.course(asOf: "2017-05-06").state == "notice_objected")
        desk.write("objection_rejected", "2017-05-06", at: At.township)
        #expect(desk.course(asOf: "2017-05-07").state == "notice_open")
    }

    @Test func `an approval that is over may be given again`() {
        var desk = approved()
        desk.write("county_approved", "2017-09-01", at: At.county, until: "2017-11-30")
        #expect(desk.course(asOf: "2017-09-02").state == "county_approved")
        #expect(desk.course(asOf: "2017-12-01").state == "expired")
    }

    @Test func `a hold keeps steps, and ends when one who knew of it releases it`() {
        var desk = noticed()
        let hold = desk.write("held", "2017-05-03", at: At.village)
        desk.write("township_agreed", "2017-05-10", at: At.township, seen: [0, 1])
        var course = desk.course()
        #expect(course.state == "township_agreed" && course.isOnHold)
        desk.write("released", "2017-05-11", at: At.county, seen: [0, 1])
        #expect(desk.course().isOnHold, "nobody releases what he does not know of")
        desk.write("released", "2017-05-12", at: At.county, seen: [0, 1, hold])
        course = desk.course()
        #expect(course.state == "township_agreed" && !course.isOnHold)
    }

    @Test func `what is sent back goes on where it was`() {
        var desk = approved()
        desk.write("returned", "2017-05-21", at: At.county)
        #expect(desk.course(asOf: "2017-05-22").state == "returned")
        desk.write("answered", "2017-05-23", at: At.township)
        #expect(desk.course(asOf: "2017-05-24").state == "county_approved")
    }

    @Test func `the order of arrival makes no difference`() {
        var desk = approved()
        desk.write("objected", "2017-05-09", at: At.village, seen: [0, 1])
        desk.write("held", "2017-05-15", at: At.village)
        desk.write("withdrawn", "2017-05-16", at: At.township, seen: [0, 1, 2, 3, 4])
        let day = date("2017-06-01")
        let expected = Workflow.application.course(of: desk.events, asOf: day)
        var random = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            let shuffled = desk.events.shuffled(using: &random)
            #expect(Workflow.application.course(of: shuffled, asOf: day) == expected)
        }
    }

    @Test func `an event of a newer program is said, and nothing else changes`() {
        var desk = noticed()
        let unknown = desk.write("blessed", "2017-05-03", at: At.village)
        let course = desk.course(asOf: "2017-05-04")
        #expect(course.state == "notice_open")
        #expect(course.remarks == [.init(event: desk.events[unknown], reason: .unknown)])
    }
}

/// The calendar: weeks, days that are moved, periods as the Civil Code counts them.
@Suite("Working days") struct WorkingDaysTests {
    /// National Day 2017: 1 to 8 October off, Saturday 30 September worked.
    private static let calendar = WorkingDays(
        moved: Dictionary(
            uniqueKeysWithValues: (1...8).map {
                (date("2017-10-0\($0)"), false)
            }
                + [(date("2017-09-30"), true)]))

    @Test func `ten working days over the National Day end on 12 October`() {
        let start = date("2017-09-22")
        #expect(Self.calendar.adding(10, to: start) == CivilDate("2017-10-12"))
        let month = start.adding(months: 1)!
        #expect(month == CivilDate("2017-10-22"))
        #expect(Self.calendar.onOrAfter(month) == CivilDate("2017-10-23"))
    }

    @Test func `days are numbered without a gap, and weekdays follow each other`() {
        var day = date("1996-02-27")
        #expect(day.weekday == 2)
        for _ in 0..<3_000 {
            let next = day.adding(days: 1)!
            #expect(next.dayNumber == day.dayNumber + 1 && next > day)
            #expect(next.weekday == day.weekday % 7 + 1)
            #expect(next.adding(days: -1) == day)
            day = next
        }
        #expect(date("9999-12-31").adding(days: 1) == nil)
        #expect(date("0001-01-01").adding(days: -1) == nil)
    }
}
