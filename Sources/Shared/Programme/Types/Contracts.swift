internal import Replication

extension Catalogue {
    /// Loans: the contract, who stands for it, the notices that it is due.
    static let contracts: [RecordType] = [
        contract, guarantor, collectionNotice,
    ]

    /// A loan contract with a mother.
    ///
    /// What its money amounts to is no event: a pay-out is one whatever people said before, and the
    /// state that people see comes of both (``ContractStanding``).
    package static let contract = RecordType(
        22, "contract", Phrase("借款合同", "contract"), creators: [.township, .county],
        home: .homeOf(["household"]),
        naturalKey: NaturalKey(parent: "household", ["household", "contract_no"]),
        handle: "contract_no", workflow: .contract,
        consequences: [
            Consequence("contracted", of: .named("application"), on: "signed_on")
        ],
        registers: [
            .events(of: .contract, reach: .nation),
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
            RegisterDeclaration(
                20, reach: .nation, policy: .immutable,
                Field(
                    "application", Phrase("资助申请", "application"), .reference("application"),
                    .personal),
                initial: [.township, .county]),
            RegisterDeclaration(
                21, reach: .nation,
                Field(
                    "management_fee", Phrase("管理费", "management fee"), .money(least: 0),
                    .personal),
                writers: [.township, .county]),
            RegisterDeclaration(
                22, reach: .county,
                Field(
                    "use_of_money", Phrase("借款用途", "use of money"), .text(max: 200),
                    .personal),
                writers: [.township, .county]),
        ])

    /// A cadre of the village's two committees who signs and seals for a loan; it stays signed.
    package static let guarantor = RecordType(
        37, "guarantor", Phrase("担保人", "guarantor"), creators: [.township, .county],
        home: .homeOf(["contract"]),
        registers: [
            RegisterDeclaration(
                16, "guarantee", Phrase("担保", "guarantee"), reach: .county, policy: .immutable,
                fields: [
                    Field(
                        "contract", Phrase("借款合同", "contract"), .reference("contract"),
                        isRequired: true, .personal),
                    Field(
                        "name", Phrase("姓名", "name"), .text(max: 50), isRequired: true,
                        .personal),
                    Field(
                        "position", Phrase("职务", "position"),
                        .choice([
                            Choice(
                                "village_party_branch",
                                Phrase("村党支部", "village party branch")),
                            Choice(
                                "villagers_committee",
                                Phrase("村民委员会", "villagers' committee")),
                        ]), isRequired: true),
                    Field(
                        "village", Phrase("所在村", "village"), .division([.village]),
                        isRequired: true),
                    Field(
                        "signed_on", Phrase("签字日期", "signed on"), .date, isRequired: true,
                        isPast: true),
                    Field("sealed", Phrase("已盖章", "sealed"), .bool, isRequired: true),
                ],
                initial: [.township, .county])
        ])

    /// The notice that a loan is due; one for a contract, a level and a due day.
    ///
    /// The county's nightly run drafts it; what the county says is due stands before what a township
    /// typed.
    package static let collectionNotice = RecordType(
        38, "collection_notice", Phrase("还款通知书", "collection notice"),
        creators: [.township, .county], home: .homeOf(["contract"]),
        naturalKey: NaturalKey(parent: "contract", ["contract", "level", "due_on"]),
        program: .area,
        registers: [
            RegisterDeclaration(
                16, "subject", Phrase("对象", "subject"), reach: .nation, policy: .immutable,
                fields: [
                    Field(
                        "contract", Phrase("借款合同", "contract"), .reference("contract"),
                        isRequired: true, .personal),
                    Field(
                        "level", Phrase("层级", "level"),
                        .choice([
                            Choice("county_to_town", Phrase("县对乡镇", "county to town")),
                            Choice("town_to_mother", Phrase("乡镇对母亲", "town to mother")),
                        ]), isRequired: true),
                    Field("due_on", Phrase("到期日期", "due on"), .date, isRequired: true),
                ],
                initial: [.township, .county]),
            RegisterDeclaration(
                17, "terms", Phrase("应还", "terms"), reach: .nation, policy: .authority,
                fields: [
                    Field("issue_by", Phrase("最迟发出日期", "issue by"), .date, isRequired: true),
                    Field(
                        "amount_due", Phrase("应还金额", "amount due"), .money(least: 0),
                        isRequired: true, .personal),
                ],
                writers: [.township, .county]),
            RegisterDeclaration(
                18, "service", Phrase("送达", "service"), reach: .nation,
                fields: [
                    Field("served_on", Phrase("送达日期", "served on"), .date, isPast: true),
                    Field(
                        "acknowledgement", Phrase("签收", "acknowledgement"),
                        .choice([
                            Choice("signature", Phrase("签字", "signature")),
                            Choice("photo", Phrase("照片", "photo")),
                            Choice("refused", Phrase("拒签", "refused")),
                        ])),
                ],
                writers: field),
            RegisterDeclaration(
                19, reach: .county,
                Field("served_by", Phrase("送达人", "served by"), .text(max: 50)), writers: field),
        ])
}
