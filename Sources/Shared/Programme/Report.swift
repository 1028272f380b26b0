public import Replication

/// What an office prints, as data.
public struct Report: Sendable {
    /// The word on the command line.
    public let name: String
    /// The title.
    public let title: Phrase
    /// What it consists of.
    public let body: Body

    /// What a report consists of.
    public enum Body: Sendable {
        /// Lines, in order.
        case lines([Row])
        /// A line for each division of some tiers, a column for each number.
        case places(Set<Tier>, [Indicator])
    }

    /// A line, or a group of lines.
    public enum Row: Sendable {
        /// One number.
        case figure(Indicator)
        /// A line for each record of a type: the texts of some fields, and the figure of one; in a
        /// report of one period those whose day, a year or a date, lies in it.
        case each(type: String, texts: [String], figure: String, period: String?, title: Phrase)
        /// The number for each division of a tier below that holds something of it.
        case by(Tier, Indicator)
    }

    /// The lines; none of a table of places.
    public var rows: [Row] {
        if case .lines(let rows) = body { return rows }
        return []
    }

    /// A report by its name.
    public static func named(_ name: String) -> Report? { all.first { $0.name == name } }

    /// A report of lines.
    private init(_ name: String, _ chinese: String, _ english: String, _ rows: [Row]) {
        self.name = name
        title = Phrase(chinese, english)
        body = .lines(rows)
    }

    /// The reports that every office prints.
    public static let all: [Report] = [
        national, province, county, township, village, statistics, funds, effect, placesReport,
        submissions, health,
    ]

    private static func each(_ indicators: [Indicator]) -> [Row] { indicators.map(Row.figure) }

    private static let eachSource = Row.each(
        type: "fund_source", texts: ["year", "kind"], figure: "amount", period: "year",
        title: Phrase("资金来源", "fund sources"))

    /// What the nation asks of everybody, in the order in which it is read out.
    private static let aggregate: [Row] =
        each([.sources, .principal])
        + each(Indicator.places)
        + each([.mothers, .households, .payouts, .successive, .overlapping])
        + each([.persons, .lent, .lentConfirmed, .repaid, .repaidConfirmed, .reversed, .disputed])
        + each([.outstanding, .free, .due, .recoveredOfDue, .overdue])
        + each([.average, .turnover, .recoveryRate, .onTimeRate])
        + each([.surveys, .exits, .exitRate, .incomeBefore, .incomeAfter, .increase, .growth])

    /// The figures that reach the nation.
    public static let national = Report(
        "national", "全国汇总", "national report",
        [eachSource] + [
            .figure(.sources), .figure(.principal), .figure(.contracts),
            .by(.township, .contracts), .figure(.contracted), .figure(.payouts), .figure(.lent),
            .figure(.persons), .figure(.repaid), .figure(.reversed), .figure(.outstanding),
            .figure(.free),
        ]
            + each(Indicator.places)
            + each([
                .mothers, .households, .successive, .overlapping, .lentConfirmed,
                .repaidConfirmed, .disputed, .due, .recoveredOfDue, .overdue, .average, .turnover,
                .recoveryRate, .onTimeRate, .matching, .returned, .exitRate, .incomeBefore,
                .incomeAfter, .submittedInTime, .submittedWhole,
            ]) + [.by(.province, .lent), .by(.county, .lent)])

    /// What a province tells.
    static let province = Report(
        "province", "全省汇总", "report of a province",
        aggregate
            + each(Indicator.byKind + [.matching, .returned, .returnRate, .submittedInTime])
            + [.figure(.submittedWhole), .by(.county, .payouts), .by(.county, .lent)])

    /// What a county tells.
    static let county = Report(
        "county", "全县汇总", "report of a county",
        aggregate
            + each([.contracts, .contracted, .aidRate, .relending, .yearlyTurnover, .usage])
            + each([.matching, .overdueRate] + Indicator.ageing)
            + each([.visitCoverage, .surveyCoverage, .careCoverage])
            + each([.feeCharged, .feeCollected, .handedOver, .handedOverReceived])
            + [.by(.township, .payouts), .by(.township, .lent)])

    /// What a township tells.
    static let township = Report(
        "township", "全镇汇总", "report of a township",
        aggregate
            + each([.contracts, .contracted, .aidRate, .overdueRate] + Indicator.ageing)
            + each([.visitCoverage, .surveyCoverage, .feeCollected, .handedOver])
            + [.by(.village, .payouts), .by(.village, .lent)])

    /// The sheet of a village's ledger.
    static let village = Report(
        "village", "全村台账", "ledger sheet of a village",
        each([
            .mothers, .households, .payouts, .persons, .lent, .repaid, .outstanding, .due,
            .recoveredOfDue, .overdue, .visitCoverage,
        ]))

    /// The table of statistics, 情况统计表.
    static let statistics = Report(
        "statistics", "情况统计表", "statistics",
        each(
            Indicator.places + [
                .mothers, .households, .payouts, .successive, .overlapping, .repeatShare,
                .persons, .sources, .principal, .lent, .average, .turnover, .due,
                .recoveredOfDue, .recoveryRate, .onTimeRate, .repaid, .outstanding, .overdue,
                .free, .surveys, .exits, .exitRate, .incomeBefore, .incomeAfter, .increase,
                .growth,
            ]))

    /// The money by source.
    static let funds = Report(
        "funds", "资金表", "the fund by source",
        each(Indicator.byKind) + [eachSource]
            + each([
                .sources, .received, .returned, .principal, .lent, .repaid, .outstanding, .free,
                .usage, .turnover, .relending, .yearlyTurnover, .matching, .returnRate,
                .feeCharged, .feeCollected, .handedOver, .handedOverReceived,
            ]))

    /// What the loans brought.
    static let effect = Report(
        "effect", "效果汇总", "effects",
        each([
            .surveys, .surveyCoverage, .exits, .exitRate, .incomeBefore, .incomeAfter, .increase,
            .growth, .visitCoverage, .careCoverage,
        ]))

    /// A line for each town and village.
    static let placesReport = Report(
        name: "places", title: Phrase("分镇村表", "by town and village"),
        body: .places(
            [.township, .village],
            [
                .payouts, .mothers, .persons, .lent, .repaid, .outstanding, .due, .overdue,
                .recoveryRate, .surveys, .exits,
            ]))

    /// What lower offices have submitted.
    static let submissions = Report(
        "submissions", "提交情况", "submissions", each([.submittedInTime, .submittedWhole]))

    /// How well the offices keep in touch.
    static let health = Report(
        "health", "同步情况", "health of the links", each(Indicator.health + [.provisional]))
}

extension Report {
    /// A report from its parts.
    private init(name: String, title: Phrase, body: Body) {
        self.name = name
        self.title = title
        self.body = body
    }
}
