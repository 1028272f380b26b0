internal import Replication

extension Catalogue {
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
                17, reach: .down, policy: .appendOnly, isSet: true,
                Field("incarnation", Phrase("副本编号", "incarnation"), .bytes(count: 16)),
                writers: [.nation, .province, .prefecture, .county]),
            RegisterDeclaration(
                18, reach: .down, policy: .authority,
                Field("revoked", Phrase("已吊销", "revoked"), .bool),
                writers: [.nation, .province, .prefecture, .county]),
        ])
}
