extension Indicator {
    /// Contracts with mothers.
    public static let contracts = Indicator(
        "contracts", "I-02", "合同数", "contracts", .count, .inPeriod(.contracts))
    /// What the contracts say is lent.
    public static let contracted = Indicator(
        "contracted", "I-08", "合同金额", "contracted", .fen, .inPeriod(.contracted))
    /// Pay-outs that count: household-times.
    public static let payouts = Indicator(
        "payouts", "I-02", "救助户次", "household-times", .count, .inPeriod(.householdTimes))
    /// Distinct mothers with a pay-out that counts.
    public static let mothers = Indicator(
        "mothers", "I-01", "受助母亲人数", "mothers aided", .count, .inPeriod(.mothers))
    /// Distinct households with a pay-out that counts.
    public static let households = Indicator(
        "households", "I-02", "救助户数", "households aided", .count, .inPeriod(.households))
    /// Loans to households that had repaid the one before.
    public static let successive = Indicator(
        "successive", "I-03", "还清后再次救助", "aided again after repaying", .count,
        .inPeriod(.successive))
    /// Loans to households that had not repaid the one before.
    public static let overlapping = Indicator(
        "overlapping", "I-03", "未还清再次救助", "aided again before repaying", .count,
        .inPeriod(.overlapping))
    /// The share of loans to households that had one before.
    public static let repeatShare = Indicator(
        "repeat_share", "I-03", "重复救助率", "share of repeated aid", .percent,
        .ratio(
            .inPeriod([.householdTimes]) + -.inPeriod([.households]), .inPeriod([.householdTimes])))
    /// Persons in the households of the contracts that were paid out, frozen at signing.
    public static let persons = Indicator(
        "persons", "I-04", "惠及人口", "persons", .count, .inPeriod(.persons))

    /// Towns, villages and papers with a pay-out that counts.
    public static let places: [Indicator] = [
        Indicator("towns", "I-05", "镇数", "towns", .count, .places(.towns)),
        Indicator("villages", "I-05", "村数", "villages", .count, .places(.villages)),
        Indicator("points", "I-05", "项目点数", "project points", .count, .places(.points)),
        Indicator("batches", "I-05", "期数", "batches", .count, .places(.batches)),
        Indicator("rounds", "I-05", "轮次", "rounds", .count, .places(.rounds)),
    ]

    /// Mothers aided in the year, of the households that met the conditions when it began.
    public static let aidRate = Indicator(
        "aid_rate", "I-06", "救助率", "aid rate", .percent,
        .ratio(.inPeriod([.mothersOfYear]), .of([.eligible], .atStart)))
    /// The mean loan.
    public static let average = Indicator(
        "average", "I-10", "户均救助", "average aid", .wan,
        .ratio(.inPeriod([.lent]), .inPeriod([.householdTimes])))

    /// What fell due in the period.
    public static let due = Indicator("due", "I-09", "应还", "due", .fen, .inPeriod(.due))
    /// What of it has come back.
    public static let recoveredOfDue = Indicator(
        "recovered_of_due", "I-13", "到期已收回", "recovered of what is due", .fen,
        .inPeriod(.recoveredOfDue))
    /// What is owed after its day.
    public static let overdue = Indicator(
        "overdue", "I-09", "逾期", "overdue", .fen,
        .sum(.toDate([.fallen]) + -.toDate([.recoveredOfFallen])))
    /// What has come back of what was due.
    public static let recoveryRate = Indicator(
        "recovery_rate", "I-13", "回收率", "recovery rate", .percent,
        .ratio(.inPeriod([.recoveredOfDue]), .inPeriod([.due])))
    /// What has come back in time of what was due.
    public static let onTimeRate = Indicator(
        "on_time_rate", "I-14", "按期还款率", "on-time rate", .percent,
        .ratio(.inPeriod([.onTime]), .inPeriod([.due])))
    /// What is overdue of all that was ever due.
    public static let overdueRate = Indicator(
        "overdue_rate", "I-14", "逾期率", "overdue rate", .percent,
        .ratio(
            .toDate([.fallen]) + -.toDate([.recoveredOfFallen]), .toDate([.due])))
    /// What is overdue, by how long.
    public static let ageing: [Indicator] = [
        aged(1...30, "1_30", "1–30"), aged(31...90, "31_90", "31–90"),
        aged(91...180, "91_180", "91–180"), aged(181...3_700_000, "over_180", "> 180"),
    ]

    private static func aged(
        _ days: ClosedRange<Int>, _ word: String, _ text: String
    ) -> Indicator {
        Indicator(
            "overdue_\(word)", "I-14", "逾期 \(text) 天", "overdue \(text) days", .fen,
            .sum(.of([.fallen], .aged(days)) + -.of([.recoveredOfFallen], .aged(days))))
    }

    /// The mean income per head before the loan, over the surveyed households.
    public static let incomeBefore = Indicator(
        "income_before", "I-11", "救助前人均收入", "income per head before", .yuan,
        .ratio(.inPeriod([.incomeBefore]), .inPeriod([.surveys])))
    /// The same after it.
    public static let incomeAfter = Indicator(
        "income_after", "I-11", "救助后人均收入", "income per head after", .yuan,
        .ratio(.inPeriod([.incomeAfter]), .inPeriod([.surveys])))
    /// The difference.
    public static let increase = Indicator(
        "increase", "I-11", "人均增收", "increase per head", .yuan,
        .ratio(.inPeriod([.incomeAfter]) + -.inPeriod([.incomeBefore]), .inPeriod([.surveys])))
    /// The difference as a part of what was before.
    public static let growth = Indicator(
        "growth", "I-11", "收入增长率", "growth of income", .percent,
        .ratio(
            .inPeriod([.incomeAfter]) + -.inPeriod([.incomeBefore]), .inPeriod([.incomeBefore])))
    /// Effect surveys.
    public static let surveys = Indicator(
        "surveys", "I-21", "效果调查户数", "effect surveys", .count, .inPeriod(.surveys))
    /// Households that the survey says are out of poverty.
    public static let exits = Indicator(
        "exits", "I-12", "脱贫户数", "out of poverty", .count, .inPeriod(.exits))
    /// The share of them, of those that were due and surveyed.
    public static let exitRate = Indicator(
        "exit_rate", "I-12", "脱贫率", "exit rate", .share,
        .ratio(.inPeriod([.dueExits]), .inPeriod([.dueSurveyed])), isLowerBound: true)
    /// Contracts in term that were visited in it.
    public static let visitCoverage = Indicator(
        "visit_coverage", "I-20", "走访覆盖率", "visit coverage", .percent,
        .ratio(.toDate([.visited]), .toDate([.inTerm])))
    /// Due contracts that were surveyed.
    public static let surveyCoverage = Indicator(
        "survey_coverage", "I-21", "调查覆盖率", "survey coverage", .percent,
        .ratio(.inPeriod([.dueSurveyed]), .inPeriod([.contractsDue])))
    /// Mothers who were cared for: no such record is kept yet.
    public static let careCoverage = Indicator(
        "care_coverage", "I-22", "治愚治病覆盖率", "care coverage", .percent, .unrecorded)

    /// Offices that submitted in time.
    public static let submittedInTime = Indicator(
        "submitted_in_time", "I-29", "提交及时率", "submitted in time", .percent,
        .submissions(.inTime))
    /// Offices whose numbers are in the total.
    public static let submittedWhole = Indicator(
        "submitted_whole", "I-30", "提交完整率", "submissions in the total", .percent,
        .submissions(.complete))
    /// How well the offices keep in touch.
    public static let health: [Indicator] = [
        Indicator(
            "silent", "I-31", "超过 7 天未联系的节点", "nodes silent for more than 7 days", .count,
            .state(.silent)),
        Indicator("conflicts", "I-31", "未决冲突", "open conflicts", .count, .state(.conflicts)),
        Indicator(
            "oldest_conflict", "I-31", "最久的冲突（天）", "oldest conflict, days", .count,
            .state(.oldestConflict)),
        Indicator(
            "quarantined", "I-31", "隔离待审", "in quarantine", .count, .state(.quarantined)),
    ]

    /// All of them.
    public static let all: [Indicator] =
        byKind + [
            sources, received, returned, principal, free, usage, turnover, relending,
            yearlyTurnover, matching, returnRate, feeCharged, feeCollected, handedOver,
            handedOverReceived, lent, lentConfirmed, repaid, repaidConfirmed, provisional,
            reversed, disputed, outstanding, contracts, contracted, payouts, mothers, households,
            successive, overlapping, repeatShare, persons, aidRate, average, due, recoveredOfDue,
            overdue, recoveryRate, onTimeRate, overdueRate, incomeBefore, incomeAfter, increase,
            growth, surveys, exits, exitRate, visitCoverage, surveyCoverage, careCoverage,
            submittedInTime, submittedWhole,
        ] + places + ageing + health
}
