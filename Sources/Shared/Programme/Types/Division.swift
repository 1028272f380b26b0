internal import Replication

extension Catalogue {
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
        ])
}
