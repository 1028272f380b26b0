internal import Replication

extension Catalogue {
    /// A household; its members are the persons that name it.
    package static let household = RecordType(
        11, "household", Phrase("家庭", "household"), creators: field, home: .field("village"),
        handle: "number", isDraftable: true,
        registers: [
            RegisterDeclaration(
                16, reach: .nation,
                Field(
                    "village", Phrase("所在村", "village"), .division([.village]),
                    isRequired: true, .personal),
                writers: field),
            RegisterDeclaration(
                17, reach: .nation,
                Field(
                    "number", Phrase("户编号", "number"), .text(max: 40), isRequired: true,
                    .personal),
                writers: field),
            RegisterDeclaration(
                18, reach: .county, policy: .nearest,
                Field("address", Phrase("住址", "address"), .text(max: 200), .personal),
                writers: field),
            RegisterDeclaration(
                19, reach: .county, policy: .setAddWins, isSet: true,
                Field(
                    "kind", Phrase("家庭类型", "kind"),
                    .choice([
                        Choice("two_daughter", Phrase("二女户", "two daughters")),
                        Choice("family_planning", Phrase("计生户", "family planning")),
                        Choice("registered_poor", Phrase("建档立卡户", "registered poor")),
                        Choice("ordinary", Phrase("普通户", "ordinary")),
                    ]), .sensitive),
                writers: field),
            RegisterDeclaration(
                20, reach: .nation,
                Field("head", Phrase("户主", "head"), .reference("person"), .personal),
                writers: field),
        ])
}
