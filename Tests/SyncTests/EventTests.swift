import Programme
import Replication
import Storage
import Support
import Sync
import Testing

/// What papers make happen, on two replicas that do not know of each other.
@Suite("Events", .temporaryDirectory)
struct EventTests {
    @Test func `a paper makes happen what it means, in one act with it`() throws {
        let district = try District(TemporaryDirectory.path)
        let application = try district.application("A-01")
        let entered = try district.enter(
            district.village, "village_review", district.review(application))
        #expect(entered.events.map(\.step.event) == ["village_decided"])
        #expect(try district.state(district.village, application) == "village_decided")
        let event = try #require(try district.events(district.village, application).first)
        #expect(event.said?.paper == entered.record)
        #expect(event.said?.on.description == "2017-06-20")
        #expect(event.id.bytes.prefix(6) == application.bytes.prefix(6))
        let acts = try district.acts(district.village, [application, entered.record])
        #expect(acts.contains { $0.value == [application, entered.record] })
        try district.village.sync()
        #expect(try district.state(district.county, application) == "village_decided")
    }

    @Test func `a paper of a natural key that is corrected makes no second event`() throws {
        let district = try District(TemporaryDirectory.path)
        let application = try district.application("A-01")
        let review = try district.enter(
            district.village, "village_review", district.review(application)
        ).record
        let changed = try district.enter(
            district.village, "village_review", ["place": "村部", "held_on": "2017-06-21"],
            record: review)
        #expect(changed.events.isEmpty)
        #expect(throws: EntryError.self) {
            try district.enter(district.village, "village_review", district.review(application))
        }
        #expect(try district.events(district.village, application).count == 1)
    }

    @Test func `two machines that enter one paper make one event`() throws {
        let district = try District(TemporaryDirectory.path)
        let application = try district.application("A-01")
        try district.village.sync()
        let other = try district.secondMachine()
        var papers: Set<RecordID> = []
        for office in [district.village, other] {
            papers.insert(
                try district.enter(office, "village_review", district.review(application)).record)
        }
        #expect(papers.count == 1)
        for office in [district.village, other, district.village] { try office.sync() }
        for office in [district.village, other, district.county] {
            #expect(try district.events(office, application).count == 1)
            #expect(try district.state(office, application) == "village_decided")
        }
    }

    @Test func `a notice opens for all the applications that it names`() throws {
        let district = try District(TemporaryDirectory.path)
        let applications = [try district.application("A-01"), try district.application("A-02")]
        for application in applications {
            try district.enter(district.village, "village_review", district.review(application))
        }
        let notice = try district.enter(
            district.village, "public_notice", district.notice, items: applications)
        #expect(notice.events.map(\.record) == applications)
        #expect(notice.events.first?.event.said?.until?.description == "2017-07-08")
        for application in applications {
            #expect(try district.state(district.village, application) == "notice_clear")
            #expect(
                try district.state(district.village, application, on: "2017-07-08")
                    == "notice_open")
        }
    }

    @Test func `objection and agreement without knowledge of each other: the objection counts`()
        throws
    {
        let district = try District(TemporaryDirectory.path)
        let application = try district.cleared("A-01")
        try district.object(application)
        try district.agree(district.township, application, "township", on: "2017-07-10")
        try district.exchange()
        for office in [district.village, district.township, district.county] {
            let course = try district.course(office, application)
            #expect(course.state == "notice_objected")
            #expect(course.remarks.map(\.reason) == [.repeated])
        }
    }

    @Test func `an agreement that an objection beat is given again when that is answered`() throws {
        let district = try District(TemporaryDirectory.path)
        let application = try district.cleared("A-01")
        let objection = try district.object(application)
        try district.agree(district.township, application, "township", on: "2017-07-10")
        try district.exchange()
        let refusal = try #require(throws: EntryError.self) {
            try district.agree(district.township, application, "township", on: "2017-07-11")
        }
        guard case .event(let event) = refusal,
            case .obstacle(let obstacle, let course) = event.cause
        else {
            Issue.record("\(refusal)")
            return
        }
        #expect(obstacle == .state(needed: ["notice_clear"]) && course.state == "notice_objected")
        try district.enter(
            district.township, "objection",
            ["result": "rejected", "answered_on": "2017-07-12", "handler": "林"],
            record: objection)
        try district.agree(district.township, application, "township", on: "2017-07-13")
        try district.exchange()
        for office in [district.village, district.township, district.county] {
            #expect(try district.state(office, application) == "township_agreed")
        }
    }

    @Test func `an objection that arrives after the approval holds what follows`() throws {
        let district = try District(TemporaryDirectory.path)
        let application = try district.cleared("A-01")
        try district.approve(application)
        try district.object(application)
        try district.exchange()
        for office in [district.village, district.township, district.county] {
            let course = try district.course(office, application)
            #expect(course.state == "county_approved" && course.isOnHold)
        }
        let release = EventContent(
            "released", on: try #require(CivilDate("2017-07-14")), reason: "属实")
        _ = try district.county.replica.enter(
            EventEntry(application, release), by: try district.county.actor())
        try district.exchange()
        #expect(try district.course(district.township, application).holds.isEmpty)
    }

    @Test func `an objection that arrives after the pay-out leaves it a fact, and is told`() throws
    {
        let district = try District(TemporaryDirectory.path)
        let application = try district.cleared("A-01")
        try district.approve(application)
        let contract = try district.contract(application)
        try district.payOut(contract)
        let objection = try district.object(application)
        try district.exchange()
        let day = try #require(CivilDate("2017-07-14"))
        for office in [district.village, district.township, district.county] {
            let course = try district.course(office, application)
            #expect(course.state == "contracted" && course.isOnHold)
            let loan = try office.store.read { snapshot throws(StorageError) in
                snapshot.standing(of: contract, asOf: day)
            }
            #expect(loan.state == "disbursed" && loan.isBroken)
        }
        // The answer to what holds is given while it holds, and ends it.
        try district.enter(
            district.township, "objection",
            ["result": "rejected", "answered_on": "2017-07-13", "handler": "林"],
            record: objection)
        try district.exchange()
        let course = try district.course(district.village, application)
        #expect(course.state == "contracted" && !course.isOnHold)
    }

    @Test func `what the day does not allow is refused with the state`() throws {
        let district = try District(TemporaryDirectory.path)
        let application = try district.cleared("A-01")
        #expect(throws: EntryError.self) {
            try district.agree(district.township, application, "township", on: "2017-07-08")
        }
        #expect(try district.events(district.township, application).count == 2)
        try district.agree(district.township, application, "township", on: "2017-07-09")
    }

    @Test func `nothing goes on while a hold stands, but a mother may give up`() throws {
        let district = try District(TemporaryDirectory.path)
        let application = try district.cleared("A-01")
        let day = try #require(CivilDate("2017-07-10"))
        let actor = try district.township.actor()
        _ = try district.township.replica.enter(
            EventEntry(application, EventContent("held", on: day, reason: "核实")), by: actor)
        #expect(throws: EntryError.self) {
            try district.agree(district.township, application, "township", on: "2017-07-11")
        }
        let entered = try district.township.replica.enter(
            EventEntry(application, EventContent("withdrawn", on: day, reason: "本人放弃")),
            by: actor)
        #expect(entered.after.state == "withdrawn")
    }

    @Test func `the word belongs to its tier, its paper and its reason`() throws {
        let district = try District(TemporaryDirectory.path)
        let application = try district.cleared("A-01")
        let day = try #require(CivilDate("2017-07-10"))
        func cause(_ office: Office, _ content: EventContent) throws -> EventRefusal.Cause? {
            do {
                _ = try office.replica.enter(
                    EventEntry(application, content), by: try office.actor())
            } catch EntryError.event(let refusal) { return refusal.cause }
            return nil
        }
        if case .rights(.word)? = try cause(
            district.village, EventContent("forms_completed", on: day))
        {
        } else {
            Issue.record("a village completes forms")
        }
        if case .paper(let papers)? = try cause(
            district.village, EventContent("objected", on: day, reason: "x"))
        {
            #expect(papers.map(\.name) == ["objection"])
        } else {
            Issue.record("an objection without its paper")
        }
        if case .unknown(let steps)? = try cause(district.village, EventContent("flown", on: day)) {
            let words = steps.map(\.event)
            #expect(words.contains("withdrawn") && !words.contains("released"))
            #expect(!words.contains("village_decided"))
        } else {
            Issue.record("a word that nobody knows")
        }
        #expect(throws: EntryError.self) {
            try cause(district.village, EventContent("withdrawn", on: day))
        }
    }

    @Test func `what is not here happens to nobody`() throws {
        let district = try District(TemporaryDirectory.path)
        let error = try #require(throws: EntryError.self) {
            try district.enter(
                district.county, "cycle_assessment",
                ["batch": "24", "held_on": "2017-07-10", "participants": "林"])
        }
        guard case .noSubject(let type, let field) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(type.name == "cycle_assessment" && field == "batch")
    }

    @Test func `the steps of a batch that was taken over are noted as they are told`() throws {
        let district = try District(TemporaryDirectory.path)
        try district.enter(
            district.county, "batch",
            ["division": "350603", "batch_no": "24", "taken_over": "true"])
        try district.village.sync()
        try district.township.sync()
        let application = try district.application("A-01")
        try district.village.sync()
        try district.township.sync()
        try district.agree(district.township, application, "township", on: "2003-11-01")
        #expect(try district.events(district.township, application).count == 1)
    }

    @Test func `the county looks again at a record to which something has happened`() throws {
        let district = try District(TemporaryDirectory.path)
        let application = try district.cleared("A-01")
        try district.exchange()
        try district.county.store.write { transaction throws(StorageError) in
            try transaction.setHolds(application, [Finding(.authentic)])
        }
        try district.object(application)
        try district.village.sync()
        let holds = try district.county.store.read { snapshot throws(StorageError) in
            try snapshot.holds(on: application)
        }
        #expect(!holds.contains { $0.finding.check == .authentic })
    }
}
