extension Indicator {
    private static let kinds: [Figure] = [
        .sourceNational, .sourceProvincial, .sourcePrefecture, .sourceMatching, .sourceDonation,
        .sourceLevy, .sourceOther,
    ]
    private static let principalTerms: [Term] = .toDate(kinds) + -.toDate([.returned])
    private static let outstandingTerms: [Term] = .toDate([.lent]) + -.toDate([.repaid])

    /// The sources by kind.
    public static let byKind: [Indicator] = kinds.map { figure in
        Indicator(
            figure.word, "I-07", figure.label.chinese, figure.label.english, .fen,
            .inPeriod(figure))
    }

    /// The sum of the sources.
    public static let sources = Indicator(
        "sources", "I-07", "资金来源合计", "funds by source, total", .fen, .sum(.inPeriod(kinds)))

    /// What of it has been booked as received.
    public static let received = Indicator(
        "source_in", "I-07", "已到账", "received", .fen, .inPeriod(.sourceIn))

    /// What was given back upward.
    public static let returned = Indicator(
        "returned", "I-19", "上缴", "returned upward", .fen, .inPeriod(.returned))

    /// What the fund has to lend: sources less what was given back.
    public static let principal = Indicator(
        "principal", "I-07", "资金总额", "principal", .fen, .sum(principalTerms))

    /// What the fund could lend now.
    public static let free = Indicator(
        "free", "I-16", "可用余额", "free balance", .fen,
        .sum(principalTerms + -outstandingTerms))

    /// What of the fund is lent.
    public static let usage = Indicator(
        "usage", "I-16", "资金使用率", "use of the pool", .percent,
        .ratio(outstandingTerms, principalTerms))

    /// How often the fund was lent.
    public static let turnover = Indicator(
        "turnover", "I-15", "资金滚动率", "turnover", .times,
        .ratio(.toDate([.lent]), principalTerms))

    /// How often what came back was lent again.
    public static let relending = Indicator(
        "relending", "I-15", "再滚动率", "re-lending", .times,
        .ratio(.toDate([.lent]) + -principalTerms, principalTerms))

    /// What was lent in the period over the mean of the fund at its ends.
    public static let yearlyTurnover = Indicator(
        "yearly_turnover", "I-15", "本期滚动率", "turnover of the period", .times,
        .ratio(
            .of([.lent], .inPeriod, weight: 2),
            .of(kinds, .atStart) + -.of([.returned], .atStart) + principalTerms))

    /// What of the promised matching money has come.
    public static let matching = Indicator(
        "matching", "I-18", "配套到位率", "matching arrival", .percent,
        .ratio(.toDate([.matchingIn]), .toDate([.sourceMatching])))

    /// What was returned of what came from the nation and the province.
    public static let returnRate = Indicator(
        "return_rate", "I-19", "上缴率", "return upward", .percent,
        .ratio(.toDate([.returned]), .toDate([.sourceNational, .sourceProvincial])))

    /// The management fee that contracts ask for.
    public static let feeCharged = Indicator(
        "fee_charged", "I-17", "应收管理费", "fee charged", .fen, .inPeriod(.feeCharged))
    /// The management fee that was paid.
    public static let feeCollected = Indicator(
        "fee_collected", "I-17", "已收管理费", "fee collected", .fen, .inPeriod(.feeCollected))
    /// What field offices handed over.
    public static let handedOver = Indicator(
        "handed_over", "I-17", "上交", "handed over", .fen, .inPeriod(.handedOver))
    /// What of it the county received.
    public static let handedOverReceived = Indicator(
        "handed_over_received", "I-17", "上交已收", "handed over and received", .fen,
        .inPeriod(.handedOverReceived))

    /// What was lent.
    public static let lent = Indicator(
        "lent", "I-08", "累计发放", "lent", .fen, .inPeriod(.lent))
    /// What of it finance has confirmed.
    public static let lentConfirmed = Indicator(
        "lent_confirmed", "I-08", "其中已确认", "lent, confirmed", .fen, .inPeriod(.lentConfirmed))
    /// What was repaid; reversed and disputed repayments do not count.
    public static let repaid = Indicator(
        "repaid", "I-09", "已还", "repaid", .fen, .inPeriod(.repaid))
    /// What of it finance has confirmed.
    public static let repaidConfirmed = Indicator(
        "repaid_confirmed", "I-09", "其中已确认", "repaid, confirmed", .fen,
        .inPeriod(.repaidConfirmed))
    /// What of it nobody has confirmed yet.
    public static let provisional = Indicator(
        "provisional", "I-31", "待确认款项", "provisional money", .fen,
        .sum(
            .toDate([.lent, .repaid]) + -.toDate([.lentConfirmed, .repaidConfirmed])))
    /// Repayments that were booked and reversed.
    public static let reversed = Indicator(
        "reversed", "I-09", "已冲销还款", "repayments reversed", .fen, .inPeriod(.reversed))
    /// Entries of which it is not settled whether they happened.
    public static let disputed = Indicator(
        "disputed", "I-09", "有争议", "disputed", .fen, .inPeriod(.disputed))
    /// What is still owed.
    public static let outstanding = Indicator(
        "outstanding", "I-09", "未还余额", "outstanding", .fen, .sum(outstandingTerms))
}
