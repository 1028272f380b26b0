internal import Replication

extension Catalogue {
    /// Where the money comes from, and where it lies.
    static let funds: [RecordType] = [
        fundSource, fundAccount,
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
}
