internal import Replication

extension Catalogue {
    /// A movement of money: written once, never changed, cancelled by a reversal that names it.
    static let ledgerEntry = RecordType(
        23, "ledger_entry", Phrase("账目", "ledger entry"), creators: field,
        home: .homeOf("contract"), handle: "receipt_no",
        registers: [
            RegisterDeclaration(
                16, "entry", Phrase("账目", "entry"), reach: .nation, policy: .immutable,
                fields: [
                    Field("kind", Phrase("类别", "kind"), .choice(kinds), isRequired: true),
                    Field(
                        "contract", Phrase("合同", "contract"), .reference("contract"),
                        isRequired: true, .personal),
                    Field(
                        "amount", Phrase("金额", "amount"), .money, isRequired: true, .personal),
                    Field("paid_on", Phrase("日期", "paid on"), .date, isRequired: true),
                    Field("receipt_no", Phrase("收据号", "receipt no."), .text(max: 40)),
                    Field(
                        "method", Phrase("方式", "method"),
                        .choice([
                            Choice("cash", Phrase("现金", "cash")),
                            Choice("card", Phrase("转账", "card")),
                        ])),
                ],
                writers: field),
            RegisterDeclaration(
                17, "reversal", Phrase("冲销", "reversal"), reach: .nation, policy: .immutable,
                fields: [
                    Field(
                        "reverses", Phrase("被冲销账目", "reverses"), .reference("ledger_entry")),
                    Field("reversed_kind", Phrase("被冲销类别", "reversed kind"), .choice(kinds)),
                    Field("reason", Phrase("原因", "reason"), .text(max: 200)),
                ],
                writers: [.county], roles: [.finance]),
        ])

    private static let kinds = [
        Choice("disburse", Phrase("发放", "pay-out")),
        Choice("repay", Phrase("还款", "repayment")),
        Choice("fee", Phrase("管理费", "fee")),
        Choice("reverse", Phrase("冲销", "reversal")),
    ]
}
