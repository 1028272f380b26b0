internal import Replication

extension Catalogue {
    /// Every movement of money, and the papers it goes with.
    static let ledger: [RecordType] = [
        ledgerEntry, allocation, disbursementMeeting, handOver,
    ]

    /// A movement of money: written once, never changed, cancelled by a reversal that names it.
    ///
    /// A village books what it collects, a township also what it pays out; what comes into the fund,
    /// leaves it or is reversed is booked by finance of the office that owns the money.
    package static let ledgerEntry = RecordType(
        23, "ledger_entry", Phrase("账目", "ledger entry"),
        creators: [.village, .township, .county, .province, .nation],
        home: .homeOf(["contract", "source", "reverses"]), handle: "receipt_no",
        registers: [
            RegisterDeclaration(
                16, "entry", Phrase("账目", "entry"), reach: .nation, policy: .immutable,
                fields: [
                    Field("kind", Phrase("类别", "kind"), .choice(kinds), isRequired: true),
                    Field(
                        "contract", Phrase("合同", "contract"), .reference("contract"),
                        when: Field.Condition("kind", is: "disburse", "repay", "fee"), .personal),
                    Field(
                        "source", Phrase("资金来源", "source"), .reference("fund_source"),
                        when: Field.Condition("kind", is: "source_in", "return_up")),
                    Field(
                        "amount", Phrase("金额", "amount"), .money(least: 1), isRequired: true,
                        .personal, fill: .same("amount", of: "reverses")),
                    Field(
                        "paid_on", Phrase("日期", "paid on"), .date, isRequired: true,
                        isPast: true),
                    Field("receipt_no", Phrase("收据号", "receipt no."), .text(max: 40)),
                    Field(
                        "method", Phrase("方式", "method"),
                        .choice(methods)),
                ],
                initial: [.village, .township, .county, .province, .nation]),
            RegisterDeclaration(
                17, "reversal", Phrase("冲销", "reversal"), reach: .nation, policy: .immutable,
                fields: [
                    Field(
                        "reverses", Phrase("被冲销账目", "reverses"), .reference("ledger_entry"),
                        when: Field.Condition("kind", is: "reverse")),
                    Field(
                        "reason", Phrase("原因", "reason"), .text(max: 200),
                        when: Field.Condition("kind", is: "reverse")),
                ],
                initial: [.county], roles: Role.booking),
            standing, payout, collection,
        ])

    /// Whether the county's finance has found an entry at the bank; somebody else entered it.
    private static let standing = RegisterDeclaration(
        18, "standing", Phrase("确认", "standing"), reach: .nation,
        fields: [
            Field(
                "standing", Phrase("核对结果", "standing"),
                .choice([
                    Choice("confirmed", Phrase("已确认", "confirmed")),
                    Choice("disputed", Phrase("有争议", "disputed")),
                ])),
            Field("standing_on", Phrase("核对日期", "standing since"), .date, isPast: true),
            Field("standing_note", Phrase("核对说明", "standing note"), .text(max: 200)),
        ],
        writers: [.county], roles: Role.booking)

    private static let payout = RegisterDeclaration(
        19, "payout", Phrase("发放情况", "pay-out"), reach: .county, policy: .immutable,
        fields: [
            Field(
                "meeting", Phrase("发放会议", "meeting"), .reference("disbursement_meeting")),
            Field("card_seen", Phrase("已验身份证", "ID card seen"), .bool),
            Field("paid_by", Phrase("发放人", "paid by"), .text(max: 100)),
        ],
        initial: [.township, .county])

    private static let collection = RegisterDeclaration(
        20, "collection", Phrase("收款情况", "collection"), reach: .county, policy: .immutable,
        fields: [
            Field(
                "payer", Phrase("付款人", "payer"),
                .choice([
                    Choice("mother", Phrase("本人", "mother")),
                    Choice("guarantor", Phrase("担保人", "guarantor")),
                    Choice("family", Phrase("家人", "family")),
                ]), .personal),
            Field("collected_by", Phrase("收款人", "collected by"), .text(max: 50)),
        ],
        initial: field)

    /// Money that the county sends to a township for a batch; the township says what came.
    package static let allocation = RecordType(
        27, "allocation", Phrase("拨付", "allocation"), creators: [.county], roles: Role.booking,
        home: .field("town"), handle: "document_no", isMovable: false,
        registers: [
            RegisterDeclaration(
                16, "order", Phrase("拨款", "order"), reach: .nation, policy: .immutable,
                fields: [
                    Field(
                        "town", Phrase("乡镇", "town"), .division([.township]), isRequired: true),
                    Field("batch", Phrase("期次", "batch"), .count(least: 1), isRequired: true),
                    Field(
                        "amount", Phrase("金额", "amount"), .money(least: 1), isRequired: true),
                    Field(
                        "document_no", Phrase("文号", "document no."), .text(max: 40),
                        isRequired: true),
                    Field(
                        "ordered_on", Phrase("拨款日期", "ordered on"), .date, isRequired: true,
                        isPast: true),
                    Field("paid_on", Phrase("付出日期", "paid on"), .date, isPast: true),
                ],
                initial: [.county]),
            RegisterDeclaration(
                17, "received", Phrase("到账", "received"), reach: .nation,
                fields: [
                    Field("received_on", Phrase("到账日期", "received on"), .date, isPast: true),
                    Field(
                        "received_amount", Phrase("到账金额", "received amount"),
                        .money(least: 0)),
                ],
                writers: [.township, .county], roles: Role.entering),
        ])

    /// The meeting in a village at which money is handed to mothers.
    package static let disbursementMeeting = RecordType(
        28, "disbursement_meeting", Phrase("发放会议", "disbursement meeting"),
        creators: [.township, .county], home: .field("village"), handle: "number",
        isMovable: false,
        registers: [
            RegisterDeclaration(
                16, "meeting", Phrase("会议", "meeting"), reach: .county, policy: .immutable,
                fields: [
                    Field(
                        "number", Phrase("会议编号", "number"), .text(max: 40), isRequired: true),
                    Field(
                        "village", Phrase("村", "village"), .division([.village]),
                        isRequired: true),
                    Field("batch", Phrase("期次", "batch"), .count(least: 1), isRequired: true),
                    Field(
                        "held_on", Phrase("开会日期", "held on"), .date, isRequired: true,
                        isPast: true),
                    Field(
                        "presided_by", Phrase("主持人（县和乡镇）", "presided by, county and town"),
                        .text(max: 100), isRequired: true),
                    Field("witnesses", Phrase("见证人", "witnesses"), .text(max: 100)),
                    Field("method", Phrase("方式", "method"), .choice(methods)),
                ],
                initial: [.township, .county])
        ])

    /// Money that a village or a township has collected and hands to the county.
    package static let handOver = RecordType(
        29, "hand_over", Phrase("上交", "hand-over"), creators: [.village, .township],
        handle: "number",
        registers: [
            RegisterDeclaration(
                16, "slip", Phrase("上交单", "slip"), reach: .county, policy: .immutable,
                fields: [
                    Field(
                        "number", Phrase("上交单号", "number"), .text(max: 40), isRequired: true),
                    Field("period", Phrase("期间", "period"), .text(max: 40)),
                    Field(
                        "total", Phrase("合计", "total"), .money(least: 1), isRequired: true),
                    Field(
                        "handed_on", Phrase("上交日期", "handed on"), .date, isRequired: true,
                        isPast: true),
                    Field("slip_no", Phrase("银行单号", "bank slip no."), .text(max: 40)),
                ],
                initial: [.village, .township]),
            RegisterDeclaration(
                17, reach: .county, policy: .setAddWins, shape: .set,
                Field(
                    "entries", Phrase("账目", "entries"), .reference("ledger_entry"), .personal),
                writers: [.village, .township, .county]),
            RegisterDeclaration(
                18, "received", Phrase("收讫", "received"), reach: .county,
                fields: [
                    Field("received_on", Phrase("收到日期", "received on"), .date, isPast: true),
                    Field(
                        "received_total", Phrase("收到金额", "received total"),
                        .money(least: 0)),
                ],
                writers: [.county], roles: Role.booking),
        ])

    private static let methods = [
        Choice("cash", Phrase("现金", "cash")),
        Choice("card", Phrase("转账", "card")),
    ]

    private static let ownMoney: Choice.Guardian = Choice.Guardian(
        [.county, .province, .nation], Role.booking, .own)

    private static let kinds = [
        Choice(
            "disburse", Phrase("发放", "pay-out"),
            Choice.Guardian([.township, .county], Role.entering)),
        Choice("repay", Phrase("还款", "repayment"), Choice.Guardian(field, Role.entering)),
        Choice("fee", Phrase("管理费", "fee"), Choice.Guardian(field, Role.entering)),
        Choice("source_in", Phrase("资金到账", "source received"), ownMoney),
        Choice("return_up", Phrase("上缴", "returned upward"), ownMoney),
        Choice(
            "reverse", Phrase("冲销", "reversal"), Choice.Guardian([.county], Role.booking)),
    ]
}
