internal import Replication

extension Catalogue {
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
}
