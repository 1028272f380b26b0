internal import Replication

extension Contributions {
    /// A contract counts when it is signed; all else when, and if, it was paid out.
    static func contract(_ facts: Facts, in source: some FactSource) -> [Contribution] {
        var tally = Tally(home: facts.home, batch: facts.number("batch"))
        let signed = facts.date("signed_on")
        tally.add(.contracts, 1, on: signed)
        tally.add(.contracted, facts.number("principal"), on: signed)
        let books = Books(of: facts.record, in: source)
        if let payout = books.payout {
            tally.add(.persons, facts.number("beneficiaries"), on: payout.paidOn)
            tally.add(.feeCharged, facts.number("management_fee"), on: payout.paidOn)
            if let due = facts.date("due_on") {
                addDue(payout, due, books, facts, in: source, to: &tally)
                addVisits(payout, due, facts, in: source, to: &tally)
            }
            addSurvey(facts, in: source, to: &tally)
        }
        return tally.contributions
    }

    /// What is due, and what of it has come back: no more than what was lent.
    private static func addDue(
        _ payout: Entry, _ due: CivilDate, _ books: Books, _ contract: Facts,
        in source: some FactSource, to tally: inout Tally
    ) {
        let last = workingDay(onOrAfter: due, at: contract.home, in: source)
        tally.add(.due, payout.amount, on: due)
        tally.add(.contractsDue, 1, on: due)
        // The first day on which it is overdue.
        let late = last.adding(days: 1) ?? last
        tally.add(.fallen, payout.amount, on: late)
        var left = payout.amount
        for repayment in books.repayments {
            let amount = min(left, repayment.amount)
            left &-= amount
            tally.add(.recoveredOfDue, amount, on: due, since: repayment.paidOn)
            tally.add(.recoveredOfFallen, amount, on: late, since: repayment.paidOn)
            if repayment.paidOn <= last {
                tally.add(.onTime, amount, on: due, since: repayment.paidOn)
            }
        }
    }

    /// A contract is in term from the pay-out to the day on which it is due, that day included.
    private static func addVisits(
        _ payout: Entry, _ due: CivilDate, _ contract: Facts, in source: some FactSource,
        to tally: inout Tally
    ) {
        guard payout.paidOn <= due, let end = due.adding(days: 1) else { return }
        tally.add(.inTerm, 1, on: payout.paidOn)
        tally.add(.inTerm, -1, on: end)
        let visits = source.facts(of: "follow_up_visit", where: "contract", equals: contract.name)
            .compactMap { $0.date("visited_on") }.filter { payout.paidOn <= $0 && $0 <= due }
        if let first = visits.min() {
            tally.add(.visited, 1, on: first)
            tally.add(.visited, -1, on: end)
        }
    }

    /// Of several surveys of one contract the last round stands.
    private static func addSurvey(
        _ contract: Facts, in source: some FactSource, to tally: inout Tally
    ) {
        let surveys = source.facts(of: "effect_survey", where: "contract", equals: contract.name)
            .filter { $0.date("surveyed_on") != nil }
        let last = surveys.max {
            ($0.number("survey_round"), $0.record) < ($1.number("survey_round"), $1.record)
        }
        guard let last, let day = last.date("surveyed_on") else { return }
        let isOut = last.text("out_of_poverty") == "yes"
        tally.add(.surveys, 1, on: day)
        tally.add(.exits, isOut ? 1 : 0, on: day)
        tally.add(.incomeBefore, last.number("income_before"), on: day)
        tally.add(.incomeAfter, last.number("income_after"), on: day)
        if let due = contract.date("due_on") {
            tally.add(.dueSurveyed, 1, on: due, since: day)
            tally.add(.dueExits, isOut ? 1 : 0, on: due, since: day)
        }
    }

    // MARK: Working days

    /// The day itself if it is worked, else the next that is (Civil Code, 203).
    private static func workingDay(
        onOrAfter day: CivilDate, at home: DivisionCode, in source: some FactSource
    ) -> CivilDate {
        var day = day
        while !isWorked(day, at: home, in: source), let next = day.adding(days: 1) { day = next }
        return day
    }

    private static func isWorked(
        _ day: CivilDate, at home: DivisionCode, in source: some FactSource
    ) -> Bool {
        let moved = moves(of: day, in: source).filter { $0.home.contains(home) }
        let nearest = moved.max { ($0.home.length, $0.record) < ($1.home.length, $1.record) }
        if case .bool(let isWorked)? = nearest?["is_working_day"] { return isWorked }
        return day.weekday <= 5
    }

    /// The records that move a day.
    private static func moves(of day: CivilDate, in source: some FactSource) -> [Facts] {
        source.facts(of: "calendar_day", where: "date", equals: .text(day.description))
    }

    /// The days for which another one stands, perhaps, if a day is moved: itself and the holidays
    /// before it.
    static func days(before day: CivilDate, in source: some FactSource) -> [CivilDate] {
        var days = [day]
        var last = day
        while last.dayBefore < last {
            last = last.dayBefore
            guard last.weekday > 5 || !moves(of: last, in: source).isEmpty else { break }
            days.append(last)
        }
        return days
    }
}
