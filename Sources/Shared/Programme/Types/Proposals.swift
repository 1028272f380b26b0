internal import Replication

extension Catalogue {
    /// What offices ask of each other.
    static let proposals: [RecordType] = [
        changeProposal, resolution,
    ]

    /// What an office would like to see in a register that is not its own to write.
    ///
    /// The proposed value is a text as it would be typed: whoever agrees types it in his own name.
    package static let changeProposal = RecordType(
        30, "change_proposal", Phrase("修改建议", "change proposal"), creators: field,
        isMovable: false,
        registers: [
            RegisterDeclaration(
                16, "proposal", Phrase("建议", "proposal"), reach: .county, policy: .immutable,
                fields: [
                    Field(
                        "subject", Phrase("对象", "subject"), .bytes(count: 16), isRequired: true),
                    Field("field", Phrase("项目", "field"), .text(max: 40), isRequired: true),
                    Field(
                        "proposed", Phrase("建议值", "proposed value"), .text(max: 200),
                        isRequired: true, .sensitive),
                    Field("reason", Phrase("原因", "reason"), .text(max: 200), isRequired: true),
                ],
                initial: field),
            RegisterDeclaration(
                17, "decision", Phrase("决定", "decision"), reach: .county, policy: .authority,
                fields: [
                    Field(
                        "decision", Phrase("决定", "decision"),
                        .choice([
                            Choice("agree", Phrase("同意", "agree")),
                            Choice("refuse", Phrase("不同意", "refuse")),
                        ])),
                    Field("decision_reason", Phrase("理由", "reason"), .text(max: 200)),
                ],
                writers: [.county], roles: Role.moving),
        ])

    /// Why the county decided a disagreement of two offices as it did.
    ///
    /// It is written in one act with the value that was decided on and bears its stamp; that is how
    /// the two are found together. It belongs where its subject does, so that the office that lost
    /// reads the reason.
    package static let resolution = RecordType(
        31, "resolution", Phrase("冲突决定", "resolution"), creators: [.county],
        roles: [.conflictAdmin],
        registers: [
            RegisterDeclaration(
                16, "resolution", Phrase("决定", "resolution"), reach: .county,
                policy: .immutable,
                fields: [
                    Field(
                        "subject", Phrase("对象", "subject"), .bytes(count: 16), isRequired: true),
                    Field("field", Phrase("项目", "field"), .text(max: 40), isRequired: true),
                    Field(
                        "reason", Phrase("理由", "reason"), .text(max: 200), isRequired: true,
                        .sensitive),
                ],
                initial: [.county])
        ])
}
