internal import Replication

extension Catalogue {
    /// The offices of the programme: where they are, who works there, with which machines.
    static let offices: [RecordType] = [
        division, office, node, staffUser,
    ]

    /// A division of the country: its code and its name.
    ///
    /// It belongs to itself, whoever entered it: two offices that enter the same division make one
    /// record with one home, and a village is sent its own line of divisions and not the country's.
    package static let division = RecordType(
        1, "division", Phrase("行政区划", "division"),
        creators: [.nation, .province, .prefecture, .county], roles: Role.administering,
        home: .field("code"), naturalKey: NaturalKey(["code"]), handle: "code", isMovable: false,
        program: .founding,
        registers: [
            RegisterDeclaration(
                16, reach: .down, policy: .immutable,
                Field(
                    "code", Phrase("代码", "code"), .division(Set(Tier.allCases)),
                    isRequired: true, .open),
                initial: [.nation, .province, .prefecture, .county]),
            RegisterDeclaration(
                17, reach: .down, policy: .authority,
                Field("name", Phrase("名称", "name"), .text(max: 50), isRequired: true, .open),
                writers: [.nation, .province, .prefecture, .county],
                proposers: [.township, .village]),
            RegisterDeclaration(
                18, "validity", Phrase("有效期", "validity"), reach: .down, policy: .authority,
                fields: [
                    Field("valid_from", Phrase("启用日期", "valid from"), .date, .open),
                    Field("valid_to", Phrase("停用日期", "valid to"), .date, .open),
                ],
                writers: [.nation, .province, .prefecture, .county]),
        ])

    /// An office of the programme: one for a division and a programme.
    public static let office = RecordType(
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
            RegisterDeclaration(
                19, "validity", Phrase("有效期", "validity"), reach: .down, policy: .authority,
                fields: [
                    Field("valid_from", Phrase("启用日期", "valid from"), .date, .open),
                    Field("valid_to", Phrase("停用日期", "valid to"), .date, .open),
                ],
                writers: [.nation, .province, .prefecture, .county]),
        ])

    /// An enrolled node: its keys and incarnations, so that every tier above can check its runs.
    ///
    /// The server that enrolls a node writes this, without a person: it alone sees the keys.
    package static let node = RecordType(
        3, "node", Phrase("节点", "node"), creators: [.nation, .province, .prefecture, .county],
        roles: Role.administering, naturalKey: NaturalKey(["node"]), handle: "node",
        isMovable: false, program: .area,
        registers: [
            RegisterDeclaration(
                16, "identity", Phrase("节点身份", "identity"), reach: .down, policy: .immutable,
                fields: [
                    Field("node", Phrase("节点号", "node"), .bytes(count: 16), isRequired: true),
                    Field(
                        "division", Phrase("机构", "office"), .division(Set(Tier.allCases)),
                        isRequired: true),
                    Field(
                        "signing_key", Phrase("签名公钥", "signing key"), .bytes(count: 32),
                        isRequired: true),
                    Field(
                        "sealing_key", Phrase("加密公钥", "sealing key"), .bytes(count: 32),
                        isRequired: true),
                ],
                initial: [.nation, .province, .prefecture, .county]),
            RegisterDeclaration(
                17, reach: .down, policy: .appendOnly, shape: .set,
                Field("incarnation", Phrase("副本编号", "incarnation"), .bytes(count: 16)),
                writers: [.nation, .province, .prefecture, .county]),
            RegisterDeclaration(
                18, reach: .down, policy: .authority,
                Field("revoked", Phrase("已吊销", "revoked"), .bool),
                writers: [.nation, .province, .prefecture, .county]),
        ])

    /// A person who works in an office, and what he may do there.
    ///
    /// Login, name and roles reach the nation, so that every tier above judges by them; the
    /// telephone stays in the county. A person without any role can do nothing: that is how one who
    /// left is disabled, and a removal beats a grant that did not know of it.
    package static let staffUser = RecordType(
        4, "staff_user", Phrase("工作人员", "staff user"),
        creators: [.nation, .province, .prefecture, .county],
        roles: Role.administering, home: .field("division"),
        naturalKey: NaturalKey(["division", "login"]), handle: "login", isMovable: false,
        program: .founding,
        registers: [
            RegisterDeclaration(
                16, "identity", Phrase("身份", "identity"), reach: .nation, policy: .immutable,
                fields: [
                    Field(
                        "division", Phrase("机构", "office"), .division(Set(Tier.allCases)),
                        isRequired: true),
                    Field("login", Phrase("登录名", "login"), .login, isRequired: true),
                ],
                initial: [.nation, .province, .prefecture, .county]),
            RegisterDeclaration(
                17, reach: .nation, policy: .authority,
                Field(
                    "name", Phrase("姓名", "name"), .text(max: 50), isRequired: true, .personal),
                writers: [.nation, .province, .prefecture, .county],
                proposers: [.township, .village]),
            RegisterDeclaration(
                18, reach: .nation, policy: .setRemoveWins, shape: .set,
                Field(
                    "role", Phrase("角色", "role"),
                    .choice(Role.allCases.map { Choice($0.rawValue, $0.label) })),
                writers: [.nation, .province, .prefecture, .county]),
            RegisterDeclaration(
                19, reach: .county, policy: .nearest,
                Field("phone", Phrase("电话", "phone"), .phone, .personal),
                writers: Set(Tier.allCases), roles: Role.entering),
        ])
}
