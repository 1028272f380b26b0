internal import Replication

extension Catalogue {
    /// What offices decide about applications, and the papers that bear it.
    static let reviews: [RecordType] = [
        reviewDecision, villageReview,
    ]

    /// What an office decided about an application; a later one of the same stage supersedes it.
    ///
    /// The opinion stays in the county: it is a text about a household. So does what was seen of the
    /// application, by which a later change of it shows (CK-39).
    package static let reviewDecision = RecordType(
        33, "review_decision", Phrase("审核意见", "review decision"), creators: field,
        roles: Role.entering.union(Role.approving), home: .homeOf(["application"]),
        consequences: decisions,
        registers: [
            RegisterDeclaration(
                16, "decided", Phrase("审核", "review"), reach: .nation, policy: .immutable,
                fields: [
                    Field(
                        "application", Phrase("资助申请", "application"),
                        .reference("application"), isRequired: true, .personal),
                    Field("stage", Phrase("环节", "stage"), .choice(stages), isRequired: true),
                    Field(
                        "decision", Phrase("决定", "decision"),
                        .choice([
                            Choice("agree", Phrase("同意", "agree")),
                            Choice("refuse", Phrase("不同意", "refuse")),
                            Choice("return", Phrase("退回", "return")),
                        ]), isRequired: true),
                    Field(
                        "decided_on", Phrase("决定日期", "decided on"), .date, isRequired: true,
                        isPast: true),
                    Field("decided_by", Phrase("决定人", "decided by"), .text(max: 100)),
                ],
                initial: field),
            RegisterDeclaration(
                17, reach: .county, policy: .immutable,
                Field(
                    "opinion", Phrase("意见", "opinion"), .text(max: 1000),
                    when: Field.Condition("decision", is: "refuse", "return"), .personal),
                initial: field),
            RegisterDeclaration(
                18, reach: .county, policy: .immutable,
                Field(
                    "seen", Phrase("所见内容", "what was seen"), .text(max: 400), .sensitive,
                    fill: .seen(of: "application")),
                initial: field),
        ])

    private static let stages = [
        Choice("village", Phrase("村级", "village"), Choice.Guardian(field, Role.entering)),
        Choice(
            "township", Phrase("乡镇级", "township"),
            Choice.Guardian([.township, .county], Role.entering)),
        Choice(
            "county", Phrase("县级", "county"), Choice.Guardian([.county], Role.approving)),
    ]

    private static let decisions: [Consequence] = [
        decision("township_agreed", "township", "agree"),
        decision("returned", "township", "return", "refuse"),
        decision(
            "county_approved", "county", "agree", until: .parameter(.approvalDays)),
        decision("returned", "county", "return"),
        decision("rejected", "county", "refuse"),
    ]

    private static func decision(
        _ event: String, _ stage: String, _ words: String..., until: Consequence.Until? = nil
    ) -> Consequence {
        Consequence(
            event, of: .named("application"), on: "decided_on", until: until,
            when: [
                Field.Condition("stage", is: stage), Field.Condition("decision", isIn: Set(words)),
            ])
    }

    /// A village's vote on an application.
    ///
    /// The count is one register: two versions of it are compared with the signed minutes.
    package static let villageReview = RecordType(
        34, "village_review", Phrase("村级评议", "village review"), creators: [.village],
        home: .homeOf(["application"]),
        naturalKey: NaturalKey(parent: "application", ["application", "kind"]),
        consequences: [
            Consequence(
                "village_decided", of: .named("application"), on: "held_on",
                when: [Field.Condition("kind", is: "two_committees")])
        ],
        registers: [
            RegisterDeclaration(
                16, "subject", Phrase("评议对象", "subject"), reach: .county, policy: .immutable,
                fields: [
                    Field(
                        "application", Phrase("资助申请", "application"),
                        .reference("application"), isRequired: true, .personal),
                    Field(
                        "kind", Phrase("评议方式", "kind"),
                        .choice([
                            Choice("two_committees", Phrase("村两委研究", "two committees")),
                            Choice(
                                "villager_representatives",
                                Phrase("村民代表评议", "villagers' representatives")),
                        ]), isRequired: true),
                ],
                initial: [.village]),
            RegisterDeclaration(
                17, "count", Phrase("表决", "count"), reach: .county,
                fields: [
                    Field(
                        "held_on", Phrase("开会日期", "held on"), .date, isRequired: true,
                        isPast: true),
                    Field("place", Phrase("地点", "place"), .text(max: 100)),
                    Field(
                        "chair", Phrase("主持人", "chair"), .text(max: 50), isRequired: true,
                        .personal),
                    Field("recorder", Phrase("记录人", "recorder"), .text(max: 50), .personal),
                    count("eligible", Phrase("应到", "eligible")),
                    count("present", Phrase("实到", "present")),
                    count("votes_for", Phrase("赞成", "votes for")),
                    count("votes_against", Phrase("反对", "votes against")),
                    count("abstain", Phrase("弃权", "abstentions")),
                    Field(
                        "minutes_no", Phrase("会议记录编号", "minutes no."), .text(max: 40)),
                ],
                writers: [.village, .county]),
        ])

    private static func count(_ name: String, _ label: Phrase) -> Field {
        Field(name, label, .count(least: 0), isRequired: true)
    }
}
