import Programme
import Replication
import Testing

/// How loans, batches and submissions stand: events, money and the calendar together.
@Suite("Standings") struct StandingTests {
    private typealias Papers = ContractStanding.Papers

    private func day(_ text: String) -> CivilDate { date(text) }

    private func entry(
        _ kind: LoanEntry.Kind, _ yuan: Int64, _ on: String, receipt: String = "",
        _ standing: LoanEntry.Standing = .provisional, id: UInt64 = 0
    ) -> LoanEntry {
        LoanEntry(
            record: RecordID(high: 3, low: id), kind: kind, amount: yuan * 100, paidOn: day(on),
            receipt: receipt, standing: standing)
    }

    /// A loan of 20,000 yuan, paid out on 2015-04-15 and due two years later, a Saturday.
    private func lent(_ more: LoanEntry...) -> Papers {
        Papers(
            entries: [entry(.payout, 20_000, "2015-04-15")] + more, dueOn: day("2017-04-15"))
    }

    private func standing(
        _ papers: Papers, _ on: String, calendar: WorkingDays = WorkingDays()
    ) -> ContractStanding {
        ContractStanding(papers, asOf: day(on), calendar: calendar)
    }

    @Test func `before money is paid out a contract stands as people say`() {
        var desk = Desk(workflow: .contract)
        #expect(standing(Papers(), "2017-06-01").state == "drafted")
        desk.write("ready", "2017-06-01", at: At.township)
        #expect(standing(Papers(events: desk.events), "2017-06-01").state == "ready")
        // What will be paid tomorrow is not paid today.
        #expect(standing(lent(), "2015-04-14").state == "drafted")
    }

    @Test func `a loan goes its way by the ledger and the calendar`() {
        var papers = lent(
            entry(.repayment, 5_000, "2017-03-01"), entry(.repayment, 15_000, "2017-04-14"))
        papers.servedOn = day("2017-02-20")
        papers.surveyedOn = day("2017-05-02")
        papers.assessedOn = day("2017-06-02")
        for (on, state) in [
            ("2015-04-15", "disbursed"), ("2015-05-15", "disbursed"), ("2015-05-16", "operating"),
            ("2017-02-20", "notice_sent"), ("2017-03-01", "partly_repaid"),
            ("2017-04-14", "repaid"), ("2017-05-02", "surveyed_effect"), ("2017-06-02", "assessed"),
        ] { #expect(standing(papers, on).state == state, "\(on)") }
        papers.visitedOn = day("2015-04-20")
        #expect(standing(papers, "2015-04-20").state == "operating")
        #expect(standing(papers, "2015-04-19").state == "disbursed")
    }

    @Test func `a due day that is no working day moves what is overdue, and nothing else`() {
        // Saturday the 15th: due on Monday the 17th, so that it is overdue from the 18th.
        #expect(standing(lent(), "2017-04-17").state == "operating")
        #expect(standing(lent(), "2017-04-18").state == "overdue")
        let worked = WorkingDays(moved: [day("2017-04-15"): true])
        #expect(standing(lent(), "2017-04-16", calendar: worked).state == "overdue")
        #expect(standing(lent(), "2017-04-17").lastDay == day("2017-04-17"))
    }

    @Test func `a repayment in time that comes late makes it repaid, as if it had been here`() {
        #expect(standing(lent(), "2017-05-01").state == "overdue")
        let late = lent(entry(.repayment, 20_000, "2017-04-14"))
        #expect(standing(late, "2017-05-01").state == "repaid")
    }

    @Test func `of two pay-outs the first counts, by day, then receipt, then name`() {
        let first = entry(.payout, 20_000, "2017-07-20", receipt: "R-2", id: 9)
        let later = entry(.payout, 20_000, "2017-07-21", receipt: "R-1", id: 1)
        let sameDay = entry(.payout, 20_000, "2017-07-20", receipt: "R-3", id: 2)
        let twin = entry(.payout, 20_000, "2017-07-20", receipt: "R-2", id: 10)
        for order in [[first, later, sameDay, twin], [twin, sameDay, later, first]] {
            let found = standing(Papers(entries: order), "2017-08-01")
            #expect(found.payout == first && found.lent == 2_000_000)
            #expect(found.disputed == [twin, sameDay, later])
        }
    }

    @Test func `what the county disputes counts in no sum, what it confirmed is shown apart`() {
        let found = standing(
            lent(
                entry(.repayment, 1_000, "2016-01-01", .confirmed, id: 1),
                entry(.repayment, 2_000, "2016-02-01", id: 2),
                entry(.repayment, 4_000, "2016-02-02", .disputed, id: 3)), "2016-03-01")
        #expect(found.confirmed == 100_000 && found.provisional == 200_000)
        #expect(found.recovered == 300_000 && found.outstanding == 1_700_000)
        #expect(found.disputed.map(\.amount) == [400_000])
        let nothing = standing(
            Papers(entries: [entry(.payout, 20_000, "2015-04-15", .disputed)]), "2016-03-01")
        #expect(nothing.state == "drafted" && nothing.lent == 0)
    }

    @Test func `money that was paid stands against a withdrawal, and a person settles the return`()
    {
        var papers = lent()
        var desk = Desk()
        desk.write("withdrawn", "2015-04-14", at: At.village)
        papers.application = desk.course()
        let found = standing(papers, "2015-04-20")
        #expect(found.state == "disbursed" && found.isBroken)
        papers.application = Desk().course()
        #expect(!standing(papers, "2015-04-20").isBroken)
        var cancelled = Desk(workflow: .contract)
        cancelled.write("cancelled", "2015-04-14", at: At.county)
        papers.events = cancelled.events
        #expect(standing(papers, "2015-04-20").state == "disbursed")
        #expect(standing(papers, "2015-04-20").isBroken)
        papers.entries = []
        #expect(standing(papers, "2015-04-20").state == "cancelled")
        #expect(!standing(papers, "2015-04-20").isBroken)
    }

    @Test func `a restructured loan is overdue after its new day, a written-off one never`() {
        var papers = lent()
        var desk = Desk(workflow: .contract)
        desk.write("restructured", "2017-05-01", at: At.county, until: "2018-05-01")
        papers.events = desk.events
        #expect(standing(papers, "2017-04-30").state == "overdue")
        #expect(standing(papers, "2017-05-01").state == "restructured")
        #expect(standing(papers, "2018-05-02").state == "overdue")
        desk.write("written_off", "2019-01-01", at: At.county)
        papers.events = desk.events
        #expect(standing(papers, "2019-01-01").state == "written_off")
    }

    @Test func `a batch stands as its loans do`() {
        var desk = Desk(workflow: .batch)
        desk.write("approved", "2015-04-01", at: At.county)
        func batch(_ loans: [Papers], _ on: String) -> BatchStanding {
            BatchStanding(
                events: desk.events, loans: loans.map { standing($0, on) }, dueOn: nil,
                asOf: day(on), calendar: WorkingDays())
        }
        let repaid = lent(entry(.repayment, 20_000, "2017-04-14"))
        #expect(batch([], "2015-04-10").state == "approved")
        #expect(batch([lent(), repaid], "2015-04-10").state == "approved")
        #expect(batch([lent(), repaid], "2015-04-15").state == "released")
        #expect(batch([lent(), repaid], "2017-04-18").state == "due")
        #expect(batch([lent(), repaid], "2017-04-18").outstanding == 2_000_000)
        #expect(batch([repaid, repaid], "2017-04-18").state == "recovered")
        desk.write("assessed", "2017-06-01", at: At.county)
        #expect(batch([repaid], "2017-06-01").state == "assessed")
        #expect(batch([lent(), repaid], "2017-06-01").state == "due", "assessed too early")
        desk.write("closed", "2017-07-01", at: At.county)
        #expect(batch([repaid], "2017-07-01").state == "closed")
    }

    @Test func `in time is what a server above had before the end of 31 October`() {
        func submission(
            sealed: String, received: [(String, String)], asOf day: String = "2017-12-01",
            isComplete: Bool = true
        ) -> SubmissionStanding.Timeliness {
            var desk = Desk(workflow: .submission)
            desk.write("sealed", sealed, at: At.township)
            for (word, on) in received { desk.write(word, on, at: At.county) }
            return SubmissionStanding(
                events: desk.events, year: 2017, asOf: self.day(day), isComplete: isComplete
            ).timeliness
        }
        #expect(submission(sealed: "2017-10-31", received: [("received", "2017-10-31")]) == .inTime)
        #expect(
            submission(sealed: "2017-10-31", received: [("received", "2017-11-02")])
                == .sealedInTime)
        #expect(submission(sealed: "2017-11-01", received: [("received", "2017-11-02")]) == .late)
        // The first server above, though the nation had it later.
        #expect(
            submission(
                sealed: "2017-10-30",
                received: [("relayed", "2017-10-31"), ("received", "2017-11-03")]
            ) == .inTime)
        #expect(submission(sealed: "2017-10-31", received: []) == .missing)
        #expect(submission(sealed: "2017-10-30", received: [], asOf: "2017-10-31") == .awaited)
        #expect(
            submission(
                sealed: "2017-10-20", received: [("received", "2017-10-20")], isComplete: false)
                == .late)
        #expect(
            SubmissionStanding(events: [], year: 2017, asOf: day("2017-11-01")).timeliness
                == .missing)
    }

    @Test func `a case that nobody settles goes to the head after a week, above after a month`() {
        #expect(Urgency(days: 0) == .office && Urgency(days: 7) == .office)
        #expect(Urgency(days: 8) == .head && Urgency(days: 30) == .head)
        #expect(Urgency(days: 31) == .above && Urgency.office < .above)
    }
}

/// The same out of the records of a replica.
@Suite("Standings of records") struct RecordStandingTests {
    /// A county with a batch of one loan.
    private struct County {
        var memory = Memory()
        let contract: RecordID
        let batch: RecordID

        init() {
            contract = memory.add(
                "contract",
                [
                    "batch": .integer(21), "due_on": .text("2017-04-15"),
                    "signed_on": .text("2015-04-15"),
                ])
            batch = memory.add(
                "batch", home: "350603", ["division": .text("350603"), "batch_no": .integer(21)])
            memory.add(
                "contract", home: "350604101201",
                ["batch": .integer(21), "due_on": .text("2017-04-15")])
        }

        @discardableResult
        mutating func book(_ kind: String, _ fen: Int64, _ on: String) -> RecordID {
            memory.add(
                "ledger_entry",
                [
                    "kind": .text(kind), "contract": named(contract), "amount": .integer(fen),
                    "paid_on": .text(on),
                ])
        }
    }

    @Test func `records say how a loan and its batch stand, reversed entries nothing`() {
        var county = County()
        county.book("disburse", 2_000_000, "2015-04-15")
        let wrong = county.book("repay", 2_000_000, "2016-01-01")
        let day = date("2016-02-01")
        #expect(county.memory.standing(of: county.contract, asOf: day).state == "repaid")
        #expect(county.memory.standing(ofBatch: county.batch, asOf: day).state == "recovered")
        county.memory.add("ledger_entry", ["kind": .text("reverse"), "reverses": named(wrong)])
        #expect(county.memory.standing(of: county.contract, asOf: day).state == "operating")
        let batch = county.memory.standing(ofBatch: county.batch, asOf: day)
        #expect(batch.state == "released" && batch.outstanding == 2_000_000)
        #expect(batch.releasedOn == date("2015-04-15"))
    }

    @Test func `notices, visits, surveys and assessments are found`() {
        var county = County()
        let contract = named(county.contract)
        county.book("disburse", 2_000_000, "2015-04-15")
        func state(_ on: String) -> String {
            county.memory.standing(of: county.contract, asOf: date(on)).state
        }
        #expect(state("2015-04-20") == "disbursed")
        county.memory.add(
            "follow_up_visit", ["contract": contract, "visited_on": .text("2015-04-18")])
        #expect(state("2015-04-20") == "operating")
        county.memory.add(
            "collection_notice", ["contract": contract, "served_on": .text("2017-03-15")])
        #expect(state("2017-03-16") == "notice_sent")
        county.book("repay", 2_000_000, "2017-04-10")
        county.memory.add(
            "effect_survey", ["contract": contract, "surveyed_on": .text("2017-05-10")])
        #expect(state("2017-05-10") == "surveyed_effect")
        county.memory.add(
            "cycle_assessment", home: "350604",
            ["batch": .integer(21), "held_on": .text("2017-05-20")])
        #expect(state("2017-06-10") == "surveyed_effect", "another county's batch 21")
        county.memory.add(
            "cycle_assessment", home: "350603",
            ["batch": .integer(21), "held_on": .text("2017-06-01")])
        #expect(state("2017-06-10") == "assessed")
    }

    @Test func `the calendar is the nation's, but for the days that a county has moved`() {
        var memory = Memory()
        func add(_ day: String, _ division: String, _ isWorked: Bool) {
            memory.add(
                "calendar_day", home: division,
                [
                    "date": .text(day), "division": .text(division),
                    "is_working_day": .bool(isWorked),
                ])
        }
        add("2017-09-30", "0", true)
        add("2017-10-02", "0", false)
        add("2017-04-17", "350603", false)
        add("2017-10-02", "350603", true)
        let nation = memory.workingDays()
        #expect(nation.contains(date("2017-09-30")) && !nation.contains(date("2017-10-02")))
        #expect(nation.contains(date("2017-04-17")))
        let village = memory.workingDays(at: code("350603101201"))
        #expect(village.contains(date("2017-10-02")) && !village.contains(date("2017-04-17")))
        #expect(village.contains(date("2017-09-30")))
        #expect(memory.workingDays(at: code("350604")).contains(date("2017-04-17")))
    }

    @Test func `money is collected, handed over, recovered, or disputed`() {
        var memory = Memory()
        let entry = memory.add("ledger_entry", ["kind": .text("repay")])
        #expect(memory.stage(ofRepayment: entry) == .collected)
        memory.add("hand_over", ["entries": named(entry)])
        #expect(memory.stage(ofRepayment: entry) == .handedOver)
        #expect(RepaymentStage(.confirmed, isHandedOver: true) == .recovered)
        #expect(RepaymentStage(.disputed, isHandedOver: true) == .disputed)
    }
}
