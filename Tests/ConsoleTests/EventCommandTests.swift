import Console
import Foundation
import Programme
import Support
import Testing

/// States, and what happens to records, as people type and read them.
@Suite("Events at the keyboard", .temporaryDirectory)
struct EventCommandTests {
    private let village = "350603101201"
    private let township = "350603101"
    private let county = "350603"

    /// Nation, county, a township and a village, with an application that is decided by the village
    /// and put on notice from 1 to 8 July 2017; the clock stands on the 14th.
    private func district() throws -> World {
        let world = try World.small(TemporaryDirectory.path)
        try world.enroll(township, "蓝田镇", under: county)
        try world.done(county, "user", "add", "lin", "--name", "林秀", "--office", township)
        try world.done(township, "sync")
        try world.done(village, "add", "household", "village=\(village)", "number=B-01")
        try world.done(
            village, "add", "person", "name=王秀英", "village=\(village)", "relation=mother",
            "household=B-01")
        try world.done(
            village, "add", "application", "application_no=A-01", "household=B-01", "mother=王秀英",
            "batch=24", "project_kind=breeding", "applied_on=2017-06-10", "amount_requested=10000",
            "income_before=3200",
            "c1=yes", "c2=yes", "c3=yes", "c4=yes", "c5=yes")
        try world.done(
            village, "add", "village_review", "application=A-01", "kind=two_committees",
            "held_on=2017-06-20", "chair=林", "eligible=9", "present=8", "votes_for=8",
            "votes_against=0", "abstain=0", "minutes_no=M-1")
        let notice = try world.done(
            village, "add", "public_notice", "number=N-01", "kind=publicity",
            "subject_kind=aid_list", "starts_on=2017-07-01", "days=7", "start_photo=1.jpg",
            "channels=village_board", "items=A-01")
        #expect(notice.out.contains("application A-01: put on public notice (2017-07-01)"))
        try world.done(
            village, "set", "public_notice:N-01", "closed_on=2017-07-09", "end_photo=2.jpg")
        for office in [village, township] { try world.done(office, "sync") }
        return world
    }

    @Test func `show tells the state of today, since when, and what has happened`() throws {
        let world = try district()
        let shown = try world.done(village, "show", "application:A-01")
        #expect(shown.out.contains("state: notice over, no objection (since 2017-07-09)"))
        #expect(shown.out.contains("put on public notice"))
        let json = try world.json(village, "show", "application:A-01")
        #expect(try json.text("state") == "notice_clear")
        #expect(try json.text("state_since") == "2017-07-09")
        let events = try json.rows("events")
        #expect(
            events.compactMap { $0["event"] as? String } == ["village_decided", "notice_opened"])
        // The day decides, and nothing is stored.
        let before = try world.json(
            village, "show", "application:A-01", "--clock", "2017-07-08T09:00")
        #expect(try before.text("state") == "notice_open")
        #expect(try before.text("state_until") == "2017-07-08")
        let chinese = world.run(village, ["show", "application:A-01"], language: .chinese)
        #expect(chinese.out.contains("状态：公示无异议（2017-07-09 起）"), "\(chinese.out)")
        let history = try world.done(village, "history", "application:A-01")
        #expect(history.out.contains("put on public notice (2017-07-01, until 2017-07-08)"))
    }

    @Test func `list shows the state, and lists one alone`() throws {
        let world = try district()
        let all = try world.json(village, "list", "application").rows("records")
        #expect(all.map { $0["state"] as? String } == ["notice_clear"])
        for word in ["notice_clear", "公示无异议"] {
            #expect(
                try world.json(village, "list", "application", "--state", word).rows("records")
                    .count == 1)
        }
        #expect(
            try world.json(village, "list", "application", "--state", "contracted")
                .rows("records").isEmpty)
        let wrong = world.run(village, ["list", "application", "--state", "flown"])
        #expect(wrong.code == .usage && wrong.err.contains("notice_clear"))
        let stateless = world.run(village, ["list", "person", "--state", "open"])
        #expect(stateless.code == .usage && stateless.err.contains("no state"))
    }

    @Test func `an event without a paper is entered, named and dated`() throws {
        let world = try district()
        let words = try world.json(township, "event", "application:A-01").rows("words")
        let known = Dictionary(
            uniqueKeysWithValues: words.compactMap { row in
                (row["event"] as? String).map { ($0, row["now"] as? Bool) }
            })
        #expect(known["withdrawn"] == true && known["forms_completed"] == false)
        #expect(known["released"] == nil && known["township_agreed"] == nil)
        let said = try world.done(
            township, "event", "application:A-01", "暂停", "--reason", "核实收入", "--on", "2017-07-10")
        #expect(said.out.contains("put on hold (2017-07-10)"))
        let shown = try world.done(township, "show", "application:A-01")
        #expect(shown.out.contains("核实收入") && shown.out.contains("on hold"))
        let holds = try world.json(township, "show", "application:A-01").rows("holds")
        #expect(holds.first?["reason"] as? String == "核实收入")
        let marks = try world.json(township, "list", "application").rows("records").first?["marks"]
        #expect(marks as? [String] == ["held"])
    }

    @Test func `what cannot be said is refused with what stands and what must come first`() throws {
        let world = try district()
        func refused(_ office: String, _ words: String...) -> String {
            let said = world.run(office, words)
            #expect(said.code == .refused, "\(words)")
            return said.err
        }
        let early = refused(township, "event", "application:A-01", "forms_completed")
        #expect(early.contains("notice over, no objection (since 2017-07-09)"), "\(early)")
        #expect(early.contains("first it must be “agreed by the township”"), "\(early)")
        let tier = refused(village, "event", "application:A-01", "forms_completed")
        #expect(tier.contains("this tier does not write this word"), "\(tier)")
        let paper = refused(village, "event", "application:A-01", "objected")
        #expect(paper.contains("add objection"), "\(paper)")
        let word = refused(village, "event", "application:A-01", "flown")
        #expect(word.contains("withdrawn") && !word.contains("released"), "\(word)")
        let reason = refused(village, "event", "application:A-01", "withdrawn")
        #expect(reason.contains("reason"), "\(reason)")
        let type = refused(village, "event", "person:王秀英", "withdrawn")
        #expect(type.contains("no events"), "\(type)")
        #expect(
            world.run(
                village, ["event", "application:A-01", "withdrawn", "--on", "2017-02-30"]
            ).code == .usage)
        #expect(try world.json(village, "show", "application:A-01").rows("events").count == 2)
    }

    @Test func `a township decides, and must decide again when an objection came`() throws {
        let world = try district()
        let early = world.run(
            township, ["decide", "application:A-01", "agree", "--on", "2017-07-05"])
        #expect(early.code == .refused && early.err.contains("on public notice"), "\(early.err)")
        let agreed = try world.done(
            township, "decide", "application:A-01", "agree", "--on", "2017-07-10")
        #expect(agreed.out.contains("→ agreed by the township"), "\(agreed.out)")
        try world.done(
            village, "add", "objection", "application=A-01", "raised_on=2017-07-08",
            "content=不符合条件")
        for office in [village, township, village] { try world.done(office, "sync") }
        for office in [village, township, county] {
            let shown = try world.json(office, "show", "application:A-01")
            #expect(try shown.text("state") == "notice_objected")
            let remarks = try shown.rows("remarks")
            #expect(remarks.compactMap { $0["remark"] as? String } == ["repeated"])
            let text = try world.done(office, "show", "application:A-01")
            #expect(text.out.contains("must be said again"))
        }
        let again = world.run(
            township, ["decide", "application:A-01", "agree", "--on", "2017-07-11"])
        #expect(again.code == .refused && again.err.contains("objected to"))
    }

    @Test func `a return needs a reason, and is answered`() throws {
        let world = try district()
        let bare = world.run(township, ["decide", "application:A-01", "return"])
        #expect(bare.code == .usage)
        try world.done(
            township, "decide", "application:A-01", "return", "--reason", "缺照片", "--on",
            "2017-07-10")
        #expect(try world.json(township, "show", "application:A-01").text("state") == "returned")
        try world.done(township, "sync")
        try world.done(village, "sync")
        try world.done(village, "event", "application:A-01", "answered", "--on", "2017-07-11")
        #expect(try world.json(village, "show", "application:A-01").text("state") == "notice_clear")
    }

    @Test func `a file of papers is imported twice and makes its events once`() throws {
        let world = try district()
        try TemporaryDirectory.write(
            "decisions.csv",
            Array(
                "application,stage,decision,decided_on\nA-01,township,agree,2017-07-10\n".utf8))
        let file = TemporaryDirectory.file("decisions.csv")
        try world.done(township, "import", "review_decision", file)
        let again = try world.json(township, "import", "review_decision", file)
        #expect(try again.json()["added"] as? Int == 0)
        #expect(try world.json(township, "show", "application:A-01").rows("events").count == 3)
    }
}
