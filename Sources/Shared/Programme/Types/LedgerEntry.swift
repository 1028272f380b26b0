internal import Replication

extension Catalogue {
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
                        .personal),
                    Field("paid_on", Phrase("日期", "paid on"), .date, isRequired: true),
                    Field("receipt_no", Phrase("收据号", "receipt no."), .text(max: 40)),
                    Field(
                        "method", Phrase("方式", "method"),
                        .choice([
                            Choice("cash", Phrase("现金", "cash")),
                            Choice("card", Phrase("转账", "card")),
                        ])),
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
        ])

    private static let own: Choice.Guardian = Choice.Guardian(
        [.county, .province, .nation], Role.booking, .own)

    private static let kinds = [
        Choice(
            "disburse", Phrase("发放", "pay-out"),
            Choice.Guardian([.township, .county], Role.entering)),
        Choice("repay", Phrase("还款", "repayment"), Choice.Guardian(field, Role.entering)),
        Choice("fee", Phrase("管理费", "fee"), Choice.Guardian(field, Role.entering)),
        Choice("source_in", Phrase("资金到账", "source received"), own),
        Choice("return_up", Phrase("上缴", "returned upward"), own),
        Choice(
            "reverse", Phrase("冲销", "reversal"), Choice.Guardian([.county], Role.booking)),
    ]
}
