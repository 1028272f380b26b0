public import Programme
public import Replication

extension FigureOracle {
    /// A number, and what it is a part of; `nil` for one that records do not tell.
    public func number(
        _ name: String, under division: DivisionCode, _ period: ReportPeriod
    ) -> (Int64, Int64?)? {
        let asked = Asked(oracle: self, division: division, period: period)
        if let money = asked.money(name) { return (money, nil) }
        if let count = asked.count(name) { return (count, nil) }
        return asked.ratio(name).map { ($0.0, $0.1) }
    }
}

/// One question.
private struct Asked {
    let oracle: FigureOracle
    let division: DivisionCode
    let period: ReportPeriod

    var first: String { period.first?.description ?? "0001-01-01" }
    var end: String { period.end.description }
    var asOf: String { period.asOf.description }

    func isIn(_ day: String) -> Bool { first <= day && day <= end }
    func isHere(_ facts: Facts) -> Bool { division.contains(facts.home) }

    func sum(_ records: [Facts], _ field: String, on day: String, all: Bool = false) -> Int64 {
        records.filter { isHere($0) && (all ? $0.day(day) <= end : isIn($0.day(day))) }
            .reduce(0) { $0 + $1.number(field) }
    }

    /// Sources of kinds, by year.
    func sources(_ kinds: [String], from first: String, to end: String) -> Int64 {
        oracle.all("fund_source").filter { source in
            let known = [
                "national_aid", "provincial_aid", "prefecture_aid", "county_matching", "donation",
                "social_maintenance_levy",
            ]
            let kind = known.contains(source.word("kind")) ? source.word("kind") : "other"
            let year = source.number("year")
            let day =
                (1...9999).contains(year)
                ? String("000\(year)".suffix(4)) + "-01-01" : "0001-01-01"
            return isHere(source) && kinds.contains(kind) && first <= day && day <= end
        }.reduce(0) { $0 + $1.number("amount") }
    }

    static let kinds = [
        "national_aid", "provincial_aid", "prefecture_aid", "county_matching", "donation",
        "social_maintenance_levy", "other",
    ]

    func principal(at end: String) -> Int64 {
        let returned = oracle.standing("return_up").filter {
            isHere($0) && $0.day("paid_on") <= end
        }
        return sources(Self.kinds, from: "0001-01-01", to: end)
            - returned.reduce(0) { $0 + $1.number("amount") }
    }

    var outstanding: Int64 {
        sum(oracle.payouts, "amount", on: "paid_on", all: true)
            - sum(oracle.standing("repay"), "amount", on: "paid_on", all: true)
    }

    /// The contracts here that were paid out, with their pay-outs.
    var lent: [(contract: Facts, payout: Facts)] {
        oracle.loans(oracle.all("contract").filter(isHere)).filter {
            $0.contract["due_on"] != .absent
        }
    }

    var due: [(contract: Facts, payout: Facts)] {
        lent.filter { isIn($0.contract.day("due_on")) }
    }

    /// What is owed on contracts whose last day lies so many days before the end.
    func overdue(_ days: ClosedRange<Int>) -> Int64 {
        lent.filter { loan in
            guard let last = CivilDate(oracle.lastDay(of: loan.contract)) else { return false }
            return days.contains(period.end.dayNumber - last.dayNumber)
        }.reduce(0) { sum, loan in
            sum + loan.payout.number("amount") - oracle.repaid(loan.contract, by: asOf)
        }
    }

    func money(_ name: String) -> Int64? {
        if name.hasPrefix("source_"), Self.kinds.contains(String(name.dropFirst(7))) {
            return sources([String(name.dropFirst(7))], from: first, to: end)
        }
        let confirmed = { (records: [Facts]) in
            records.filter { $0.word("standing") == "confirmed" }
        }
        let repaid = oracle.standing("repay")
        switch name {
        case "sources": return sources(Self.kinds, from: first, to: end)
        case "source_in": return sum(oracle.standing("source_in"), "amount", on: "paid_on")
        case "returned": return sum(oracle.standing("return_up"), "amount", on: "paid_on")
        case "principal": return principal(at: end)
        case "outstanding": return outstanding
        case "free": return principal(at: end) - outstanding
        case "lent": return sum(oracle.payouts, "amount", on: "paid_on")
        case "lent_confirmed": return sum(confirmed(oracle.payouts), "amount", on: "paid_on")
        case "repaid": return sum(repaid, "amount", on: "paid_on")
        case "repaid_confirmed": return sum(confirmed(repaid), "amount", on: "paid_on")
        case "provisional":
            let all = oracle.payouts + repaid
            return sum(
                all.filter { $0.word("standing") != "confirmed" }, "amount", on: "paid_on",
                all: true)
        case "reversed":
            let entries = oracle.all("ledger_entry").filter {
                $0.word("kind") == "repay" && oracle.reversed.contains($0.record)
            }
            return sum(entries, "amount", on: "paid_on")
        case "disputed":
            let counted = Set(oracle.payouts.map(\.record))
            let entries = oracle.all("ledger_entry").filter { entry in
                guard entry.word("kind") != "reverse", !oracle.reversed.contains(entry.record)
                else { return false }
                return entry.word("standing") == "disputed"
                    || entry.word("kind") == "disburse" && !counted.contains(entry.record)
            }
            return sum(entries, "amount", on: "paid_on")
        case "contracted": return sum(oracle.all("contract"), "principal", on: "signed_on")
        case "fee_charged":
            return oracle.loans(oracle.all("contract").filter(isHere))
                .filter { isIn($0.payout.day("paid_on")) }
                .reduce(0) { $0 + $1.contract.number("management_fee") }
        case "fee_collected": return sum(oracle.standing("fee"), "amount", on: "paid_on")
        case "handed_over": return sum(oracle.all("hand_over"), "total", on: "handed_on")
        case "handed_over_received":
            let received = oracle.all("hand_over").filter { $0["received_on"] != .absent }
            return sum(received, "received_total", on: "received_on")
        case "due": return due.reduce(0) { $0 + $1.payout.number("amount") }
        case "recovered_of_due":
            return due.reduce(0) { $0 + oracle.repaid($1.contract, by: asOf) }
        case "overdue": return overdue(1...10_000_000)
        case "overdue_1_30": return overdue(1...30)
        case "overdue_31_90": return overdue(31...90)
        case "overdue_91_180": return overdue(91...180)
        case "overdue_over_180": return overdue(181...10_000_000)
        default: return nil
        }
    }

    /// Groups whose first loan, or one of whose later loans, lies in the period.
    func count(
        _ groups: [Set<RecordID>], _ type: String,
        _ contracts: (Set<RecordID>) -> [Facts],
        _ counts: ([(contract: Facts, payout: Facts)]) -> Int64
    ) -> Int64 {
        groups.reduce(0) { sum, group in
            guard let home = oracle.home(of: group, type), division.contains(home) else {
                return sum
            }
            return sum + counts(oracle.loans(contracts(group)))
        }
    }

    func again(settled: Bool) -> Int64 {
        count(oracle.households, "household", oracle.contracts(of:)) { loans in
            Int64(
                loans.indices.dropFirst().count { index in
                    let day = loans[index].payout.day("paid_on")
                    let isSettled = loans[..<index].allSatisfy {
                        oracle.repaid($0.contract, by: day) == $0.payout.number("amount")
                    }
                    return isIn(day) && isSettled == settled
                })
        }
    }

    func isFirstIn(_ loans: [(contract: Facts, payout: Facts)]) -> Int64 {
        loans.first.map { isIn($0.payout.day("paid_on")) ? 1 : 0 } ?? 0
    }

    /// The last survey of each contract here that was paid out.
    var surveys: [(contract: Facts, survey: Facts)] {
        oracle.loans(oracle.all("contract").filter(isHere)).compactMap { loan in
            let all = oracle.all("effect_survey").filter {
                $0.named("contract") == loan.contract.record && $0["surveyed_on"] != .absent
            }.sorted {
                ($0.number("survey_round"), $0.record) < ($1.number("survey_round"), $1.record)
            }
            return all.last.map { (loan.contract, $0) }
        }
    }

    func count(_ name: String) -> Int64? {
        let paid = oracle.payouts.filter { isHere($0) && isIn($0.day("paid_on")) }
        let surveyed = surveys.filter { isIn($0.survey.day("surveyed_on")) }
        switch name {
        case "contracts":
            return Int64(oracle.all("contract").count { isHere($0) && isIn($0.day("signed_on")) })
        case "payouts": return Int64(paid.count)
        case "persons":
            return oracle.loans(oracle.all("contract").filter(isHere))
                .filter { isIn($0.payout.day("paid_on")) }
                .reduce(0) { $0 + $1.contract.number("beneficiaries") }
        case "mothers": return count(oracle.mothers, "person", oracle.contracts(with:), isFirstIn)
        case "households":
            return count(oracle.households, "household", oracle.contracts(of:), isFirstIn)
        case "successive": return again(settled: true)
        case "overlapping": return again(settled: false)
        case "towns": return places(paid, 9)
        case "villages": return places(paid, 12)
        case "batches": return Int64(batches(paid).count)
        case "points": return Int64(Set(batches(paid).compactMap(point)).count)
        case "rounds": return rounds(paid)
        case "surveys": return Int64(surveyed.count)
        case "exits": return Int64(surveyed.count { $0.survey.word("out_of_poverty") == "yes" })
        default: return nil
        }
    }

    func places(_ paid: [Facts], _ digits: Int) -> Int64 {
        if division.description.count >= digits, division != .nation { return paid.isEmpty ? 0 : 1 }
        return Int64(
            Set(
                paid.map(\.home.description).filter { $0.count >= digits }.map { $0.prefix(digits) }
            )
            .count)
    }

    /// The batches of pay-outs: the county's code and the number.
    func batches(_ paid: [Facts]) -> Set<[String]> {
        Set(
            paid.compactMap { entry in
                let contract = entry.named("contract").flatMap { oracle.byID[$0] }
                let number = contract?.number("batch") ?? 0
                return number == 0
                    ? nil : [String(entry.home.description.prefix(6)), String(number)]
            })
    }

    func point(_ batch: [String]) -> RecordID? {
        oracle.all("batch").first {
            $0.home.description == batch[0] && String($0.number("batch_no")) == batch[1]
        }?.named("point")
    }

    func rounds(_ paid: [Facts]) -> Int64 {
        Int64(
            oracle.all("round").count { round in
                guard round["starts_on"] != .absent else { return false }
                let ends = round["ends_on"] == .absent ? "9999-12-31" : round.day("ends_on")
                return paid.contains { entry in
                    let day = entry.day("paid_on")
                    guard round.day("starts_on") <= day, day <= ends else { return false }
                    return batches([entry]).first.flatMap(point) == round.named("point")
                        && round.home.description == entry.home.description.prefix(6)
                }
            })
    }

    // MARK: Ratios

    func ratio(_ name: String) -> (Int64, Int64)? {
        func money(_ name: String) -> Int64 { self.money(name) ?? 0 }
        func count(_ name: String) -> Int64 { self.count(name) ?? 0 }
        let surveyed = surveys.filter { isIn($0.survey.day("surveyed_on")) }.map(\.survey)
        func incomes(_ field: String) -> Int64 { surveyed.reduce(0) { $0 + $1.number(field) } }
        let lentToDate = sum(oracle.payouts, "amount", on: "paid_on", all: true)
        let owed = principal(at: end)
        switch name {
        case "usage": return (outstanding, owed)
        case "turnover": return (lentToDate, owed)
        case "relending": return (lentToDate - owed, owed)
        case "yearly_turnover":
            let start = period.first.map { $0.dayBefore.description }
            return (2 * money("lent"), (start.map { principal(at: $0) } ?? 0) + owed)
        case "matching":
            let arrived = oracle.standing("source_in").filter { entry in
                entry.named("source").flatMap { oracle.byID[$0] }?.word("kind")
                    == "county_matching"
            }
            return (
                sum(arrived, "amount", on: "paid_on", all: true),
                sources(["county_matching"], from: "0001-01-01", to: end)
            )
        case "return_rate":
            return (
                sum(oracle.standing("return_up"), "amount", on: "paid_on", all: true),
                sources(["national_aid", "provincial_aid"], from: "0001-01-01", to: end)
            )
        case "repeat_share": return (count("payouts") - count("households"), count("payouts"))
        case "aid_rate": return (mothersOfYear, eligible)
        case "average": return (money("lent"), count("payouts"))
        case "recovery_rate": return (money("recovered_of_due"), money("due"))
        case "on_time_rate":
            let inTime = due.reduce(Int64(0)) { sum, loan in
                sum + oracle.repaid(loan.contract, by: min(asOf, oracle.lastDay(of: loan.contract)))
            }
            return (inTime, money("due"))
        case "overdue_rate":
            return (
                money("overdue"),
                lent.filter { $0.contract.day("due_on") <= end }
                    .reduce(0) { $0 + $1.payout.number("amount") }
            )
        case "income_before": return (incomes("income_before"), Int64(surveyed.count))
        case "income_after": return (incomes("income_after"), Int64(surveyed.count))
        case "increase":
            return (incomes("income_after") - incomes("income_before"), Int64(surveyed.count))
        case "growth":
            return (
                incomes("income_after") - incomes("income_before"), incomes("income_before")
            )
        case "exit_rate", "survey_coverage": return coverage(name)
        case "visit_coverage": return visits
        default: return nil
        }
    }

    func coverage(_ name: String) -> (Int64, Int64) {
        let known = surveys.filter {
            isIn($0.contract.day("due_on")) && $0.contract["due_on"] != .absent
                && $0.survey.day("surveyed_on") <= asOf
        }
        if name == "survey_coverage" { return (Int64(known.count), Int64(due.count)) }
        let out = known.count { $0.survey.word("out_of_poverty") == "yes" }
        return (Int64(out), Int64(known.count))
    }

    /// Contracts in term at the end, and those of them that were visited in it.
    var visits: (Int64, Int64) {
        let now = lent.filter {
            $0.payout.day("paid_on") <= end && end <= $0.contract.day("due_on")
        }
        let visited = now.count { loan in
            oracle.all("follow_up_visit").contains {
                $0.named("contract") == loan.contract.record && $0["visited_on"] != .absent
                    && loan.payout.day("paid_on") <= $0.day("visited_on")
                    && $0.day("visited_on") <= end
            }
        }
        return (Int64(visited), Int64(now.count))
    }

    var mothersOfYear: Int64 {
        count(oracle.mothers, "person", oracle.contracts(with:)) { loans in
            var first: [Int: String] = [:]
            for loan in loans {
                let day = loan.payout.day("paid_on")
                guard let date = CivilDate(day) else { continue }
                let year = date.month > 10 ? date.year + 1 : date.year
                first[year] = min(first[year] ?? day, day)
            }
            return Int64(first.values.count(where: isIn))
        }
    }

    /// Households that met the conditions before the period began.
    var eligible: Int64 {
        guard let start = period.first?.description else { return 0 }
        let conditions = ["c1", "c2", "c3", "c4", "c5"]
        return Int64(
            oracle.all("household").count { household in
                guard isHere(household) else { return false }
                let papers =
                    oracle.all("household_survey").map { ($0, "surveyed_on") }
                    + oracle.all("application").map { ($0, "applied_on") }
                return papers.contains { paper, day in
                    paper.named("household") == household.record && paper.day(day) < start
                        && conditions.allSatisfy { paper.word($0) == "yes" }
                }
            })
    }
}
