internal import Replication

extension Catalogue {
    /// An office of the programme: one for a division and a programme.
    package static let office = RecordType(
        2, "office", Phrase("机构", "office"),
        creators: [.nation, .province, .prefecture, .county], roles: Role.administering,
        home: .field("division"), naturalKey: NaturalKey(["division", "programme"]),
        handle: "division", isMovable: false, program: .founding,
        registers: [
            RegisterDeclaration(
                16, "identity", Phrase("机构身份", "identity"), reach: .down, policy: .immutable,
                fields: [
                    Field(
                        "division", Phrase("所在区划", "division"), .division(Set(Tier.allCases)),
                        isRequired: true, .open),
                    Field(
                        "programme", Phrase("项目", "programme"),
                        .choice([Choice("happiness", Phrase("幸福工程", "Happiness"))]),
                        isRequired: true, .open),
                ],
                initial: [.nation, .province, .prefecture, .county]),
            RegisterDeclaration(
                17, reach: .down, policy: .authority,
                Field("name", Phrase("名称", "name"), .text(max: 100), isRequired: true, .open),
                writers: [.nation, .province, .prefecture, .county],
                proposers: [.township, .village]),
            RegisterDeclaration(
                18, "contact", Phrase("联系方式", "contact"), reach: .down, policy: .nearest,
                fields: [
                    Field("telephone", Phrase("电话", "telephone"), .phone, .open),
                    Field("address", Phrase("地址", "address"), .text(max: 200), .open),
                ],
                writers: Set(Tier.allCases), roles: Role.entering),
        ])
}
