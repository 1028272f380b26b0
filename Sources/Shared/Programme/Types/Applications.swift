internal import Replication

extension Catalogue {
    /// A mother's way to the county's approval: the survey at home, and her application.
    static let applications: [RecordType] = [
        householdSurvey, application,
    ]

    /// The five conditions of the programme, each answered by itself.
    private static func conditions(isRequired: Bool) -> [Field] {
        let answers: [Choice] = [
            Choice("yes", Phrase("是", "yes")), Choice("no", Phrase("否", "no")),
            Choice("unknown", Phrase("不详", "unknown")),
        ]
        return [
            ("c1", Phrase("条件一：计划生育", "condition 1: family planning")),
            ("c2", Phrase("条件二：收入低于当地平均", "condition 2: income below average")),
            ("c3", Phrase("条件三：有生产项目", "condition 3: a production project")),
            ("c4", Phrase("条件四：能劳动增收", "condition 4: can earn by work")),
            ("c5", Phrase("条件五：守信还款", "condition 5: repays in good faith")),
        ].map { Field($0, $1, .choice(answers), isRequired: isRequired, .sensitive) }
    }

    /// What was seen at a household's home before the selection; several of one are normal.
    package static let householdSurvey = RecordType(
        13, "household_survey", Phrase("入户调查", "household survey"), creators: field,
        home: .homeOf(["household"]),
        registers: [
            RegisterDeclaration(
                16, "survey", Phrase("调查", "survey"), reach: .county, policy: .immutable,
                fields: [
                    Field(
                        "household", Phrase("家庭", "household"), .reference("household"),
                        isRequired: true, .personal),
                    Field("mother", Phrase("母亲", "mother"), .reference("person"), .personal),
                    Field(
                        "surveyed_on", Phrase("调查日期", "surveyed on"), .date, isRequired: true,
                        isPast: true),
                    Field(
                        "surveyors", Phrase("调查人", "surveyors"), .text(max: 100),
                        isRequired: true),
                ] + conditions(isRequired: true) + [
                    Field(
                        "wish_project", Phrase("想做的项目", "wished project"), .text(max: 200),
                        .personal),
                    Field(
                        "proposed_amount", Phrase("建议金额", "proposed amount"),
                        .money(least: 0), .personal),
                    Field(
                        "conclusion", Phrase("结论", "conclusion"),
                        .choice([
                            Choice("suitable", Phrase("适合", "suitable")),
                            Choice("not_suitable", Phrase("不适合", "not suitable")),
                            Choice("later", Phrase("以后再说", "later")),
                        ]), isRequired: true, .personal),
                    Field("note", Phrase("备注", "note"), .text(max: 1000), .sensitive),
                ],
                initial: field)
        ])

    /// A mother's application for aid in a batch; one for a household, a mother and a batch.
    ///
    /// Its number is no part of the key: two offices that type one paper must make one record, and
    /// disagree visibly on what they read in it.
    package static let application = RecordType(
        32, "application", Phrase("资助申请", "application"), creators: field,
        home: .homeOf(["household"]),
        naturalKey: NaturalKey(parent: "household", ["household", "mother", "batch"]),
        handle: "application_no", workflow: .application,
        registers: [
            .events(of: .application, reach: .nation),
            RegisterDeclaration(
                16, "subject", Phrase("申请人", "subject"), reach: .nation, policy: .immutable,
                fields: [
                    Field(
                        "household", Phrase("家庭", "household"), .reference("household"),
                        isRequired: true, .personal),
                    Field(
                        "mother", Phrase("申请母亲", "mother"), .reference("person"),
                        isRequired: true, .personal),
                    Field("batch", Phrase("期次", "batch"), .count(least: 1), isRequired: true),
                ],
                initial: field),
            RegisterDeclaration(
                17, reach: .nation,
                Field(
                    "application_no", Phrase("申请编号", "application no."), .text(max: 40),
                    isRequired: true),
                writers: field),
            RegisterDeclaration(
                18, reach: .nation,
                Field(
                    "applied_on", Phrase("申请日期", "applied on"), .date, isRequired: true,
                    isPast: true),
                writers: field),
            project,
            RegisterDeclaration(
                20, reach: .county,
                Field(
                    "amount_requested", Phrase("申请金额", "amount requested"), .money(least: 1),
                    isRequired: true, .personal),
                writers: field),
            RegisterDeclaration(
                21, reach: .county,
                Field(
                    "income_before", Phrase("资助前人均年收入", "income before, per head"),
                    .money(least: 0), isRequired: true, .sensitive),
                writers: field),
            RegisterDeclaration(
                22, "conditions", Phrase("五个条件", "conditions"), reach: .county,
                policy: .authority, fields: conditions(isRequired: false), writers: field),
            RegisterDeclaration(
                23, "approved", Phrase("批准", "approved"), reach: .nation,
                fields: [
                    Field(
                        "amount_approved", Phrase("批准金额", "amount approved"),
                        .money(least: 1), .personal),
                    Field(
                        "term_months", Phrase("期限（月）", "term, months"), .count(least: 1),
                        fill: .parameter(.termMonths, with: "amount_approved")),
                ],
                writers: [.county], roles: Role.approving),
            RegisterDeclaration(
                24, reach: .county,
                Field(
                    "repeat_reason", Phrase("再次资助理由", "reason for aid again"),
                    .text(max: 200), .personal),
                writers: [.township, .county]),
            RegisterDeclaration(
                25, reach: .county, policy: .setAddWins, shape: .set,
                Field(
                    "copies", Phrase("已签申请表", "signed copies"),
                    .choice([
                        Choice("village", Phrase("村存", "village's copy")),
                        Choice("township", Phrase("乡镇存", "township's copy")),
                        Choice("county", Phrase("县存", "county's copy")),
                        Choice("file", Phrase("归档", "filed copy")),
                    ])),
                writers: [.township, .county]),
        ])

    /// What she wants to live on; one block, because half a plan is none.
    private static let project = RegisterDeclaration(
        19, "project", Phrase("生产项目", "production project"), reach: .county,
        fields: [
            Field(
                "project_kind", Phrase("项目类别", "project kind"),
                .choice([
                    Choice("planting", Phrase("种植", "planting")),
                    Choice("breeding", Phrase("养殖", "breeding")),
                    Choice("processing", Phrase("加工", "processing")),
                    Choice("transport", Phrase("运输", "transport")),
                    Choice("trade", Phrase("商贸", "trade")),
                    Choice("service", Phrase("服务", "service")),
                    Choice("other", Phrase("其他", "other")),
                ])),
            Field("project", Phrase("项目内容", "project"), .text(max: 500), .personal),
            Field(
                "linkage_mode", Phrase("联结方式", "linkage"),
                .choice([
                    Choice("with_company", Phrase("公司加农户", "with a company")),
                    Choice("with_enterprise", Phrase("企业加农户", "with an enterprise")),
                    Choice("with_base", Phrase("基地加农户", "with a base")),
                    Choice("with_cooperative", Phrase("合作社加农户", "with a cooperative")),
                    Choice("with_able_person", Phrase("能人加农户", "with an able person")),
                    Choice("none", Phrase("无", "none")),
                ])),
            Field("total_cost", Phrase("总投入", "total cost"), .money(least: 0), .personal),
            Field("own_money", Phrase("自筹资金", "own money"), .money(least: 0), .sensitive),
            Field(
                "return_months", Phrase("见效（月）", "months until it pays"), .count(least: 0)),
        ],
        writers: field)
}
