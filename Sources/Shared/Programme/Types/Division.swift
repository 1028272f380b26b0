internal import Replication

extension Catalogue {
    /// A division of the country: its code and its name.
    static let division = RecordType(
        1, "division", Phrase("行政区划", "division"),
        creators: [.nation, .province, .county], roles: Role.administering,
        naturalKey: NaturalKey(["code"]), handle: "code",
        registers: [
            RegisterDeclaration(
                16, reach: .down, policy: .immutable,
                Field("code", Phrase("代码", "code"), .division, isRequired: true, .open),
                writers: [.nation, .province, .county]),
            RegisterDeclaration(
                17, reach: .down, policy: .authority,
                Field("name", Phrase("名称", "name"), .text(max: 50), isRequired: true, .open),
                writers: [.nation, .province, .county], roles: Role.administering),
        ])
}
