internal import Replication

extension Catalogue {
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
                18, reach: .nation, policy: .setRemoveWins, isSet: true,
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
