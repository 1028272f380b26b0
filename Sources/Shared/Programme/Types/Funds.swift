internal import Replication

extension Catalogue {
    /// The money: where it comes from, who borrows it, every movement.
    static let funds: [RecordType] = [
        fundSource, fundAccount, contract, ledgerEntry,
    ]

    /// Money that came into the fund of an office.
    package static let fundSource = RecordType(
        20, "fund_source", Phrase("资金来源", "fund source"),
        creators: [.county, .province, .nation], roles: Role.booking, home: .field("division"),
        naturalKey: NaturalKey(["division", "document_no"]), handle: "document_no",
        isMovable: false,
        registers: [
            RegisterDeclaration(
                16, "entry", Phrase("来源", "source"), reach: .nation, policy: .immutable,
                fields: [
                    Field(
                        "division", Phrase("接收机构", "receiving office"),
                        .division([.county, .province, .nation]), isRequired: true, .open,
                        fill: .office),
                    Field(
                        "document_no", Phrase("文号", "document no."), .text(max: 40),
                        isRequired: true, .open),
                    Field(
                        "kind", Phrase("类别", "kind"),
                        .choice([
                            Choice("national_aid", Phrase("全国资助", "national aid")),
                            Choice("provincial_aid", Phrase("省级资助", "provincial aid")),
                            Choice("prefecture_aid", Phrase("市级资助", "prefecture aid")),
                            Choice("county_matching", Phrase("县区配套", "county matching")),
                            Choice("donation", Phrase("捐款", "donation")),
                            Choice(
                                "social_maintenance_levy",
                                Phrase("社会抚养费", "social maintenance levy")),
                            Choice("other", Phrase("其他", "other")),
                        ]), isRequired: true, .open),
                    Field(
                        "amount", Phrase("金额", "amount"), .money(least: 1), isRequired: true,
                        .open),
                    Field("year", Phrase("年度", "year"), .year, .open),
                    Field("note", Phrase("说明", "note"), .text(max: 200), .open),
                ],
                initial: [.county, .province, .nation], owner: .own)
        ])

    /// An account of the fund: one account, one purpose.
    package static let fundAccount = RecordType(
        21, "fund_account", Phrase("资金专户", "fund account"),
        creators: [.county, .township], roles: [.finance, .head], handle: "title",
        isMovable: false,
        registers: [
            RegisterDeclaration(
                16, "account", Phrase("专户", "account"), reach: .nation, policy: .authority,
                fields: [
                    Field("title", Phrase("户名", "title"), .text(max: 100), isRequired: true),
                    Field("bank", Phrase("开户行", "bank"), .text(max: 100), isRequired: true),
                    Field("opened_on", Phrase("开户日期", "opened on"), .date, isPast: true),
                ],
                writers: [.county], initial: [.township], proposers: [.township]),
            RegisterDeclaration(
                17, reach: .county, policy: .authority,
                Field(
                    "account_no", Phrase("账号", "account no."), .account, isRequired: true,
                    .sensitive),
                writers: [.county], initial: [.township], proposers: [.township]),
        ])

    /// A loan contract with a mother, reduced to its money.
    package static let contract = RecordType(
        22, "contract", Phrase("借款合同", "contract"), creators: [.township, .county],
        home: .homeOf(["household"]),
        naturalKey: NaturalKey(parent: "household", ["household", "contract_no"]),
        handle: "contract_no",
        registers: [
            RegisterDeclaration(
                16, "parties", Phrase("合同双方", "parties"), reach: .nation, policy: .immutable,
                fields: [
                    Field(
                        "contract_no", Phrase("合同编号", "contract no."), .text(max: 40),
                        isRequired: true),
                    Field(
                        "household", Phrase("家庭", "household"), .reference("household"),
                        isRequired: true, .personal),
                    Field(
                        "mother", Phrase("受助母亲", "mother"), .reference("person"),
                        isRequired: true, .personal),
                    Field(
                        "batch", Phrase("期次", "batch"), .count(least: 1), isRequired: true),
                ],
                initial: [.township, .county]),
            RegisterDeclaration(
                17, reach: .nation,
                Field(
                    "principal", Phrase("借款金额", "principal"), .money(least: 1),
                    isRequired: true, .personal),
                writers: [.township, .county], proposers: [.village]),
            RegisterDeclaration(
                18, "dates", Phrase("日期", "dates"), reach: .nation,
                fields: [
                    Field("signed_on", Phrase("签订日期", "signed on"), .date, isRequired: true),
                    Field(
                        "due_on", Phrase("到期日期", "due on"), .date, isRequired: true,
                        fill: .months(24, after: "signed_on")),
                ],
                writers: [.township, .county], proposers: [.village]),
            RegisterDeclaration(
                19, reach: .nation, policy: .immutable,
                Field(
                    "beneficiaries", Phrase("惠及人口", "beneficiaries"), .count(least: 1),
                    isRequired: true,
                    fill: .count(of: "person", where: "household", equals: "household")),
                initial: [.township, .county]),
        ])

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
