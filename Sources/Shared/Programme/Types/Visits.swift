internal import Replication

extension Catalogue {
    /// What came of the aid: visits, surveys, the assessment of a cycle.
    static let visits: [RecordType] = [
        followUpVisit, effectSurvey, cycleAssessment,
    ]

    /// A visit to a household that has borrowed; two visits never overwrite each other.
    package static let followUpVisit = RecordType(
        39, "follow_up_visit", Phrase("跟踪走访", "follow-up visit"), creators: field,
        home: .homeOf(["contract"]),
        registers: [
            RegisterDeclaration(
                16, "visit", Phrase("走访", "visit"), reach: .county, policy: .immutable,
                fields: [
                    Field(
                        "contract", Phrase("借款合同", "contract"), .reference("contract"),
                        isRequired: true, .personal),
                    Field("kind", Phrase("类别", "kind"), .choice(visitKinds), isRequired: true),
                    Field(
                        "visited_on", Phrase("走访日期", "visited on"), .date, isRequired: true,
                        isPast: true),
                    Field(
                        "visitors", Phrase("走访人", "visitors"), .text(max: 100),
                        isRequired: true),
                    Field(
                        "used_as_planned", Phrase("专款专用", "used as planned"),
                        .choice([
                            Choice("yes", Phrase("是", "yes")),
                            Choice("partly", Phrase("部分", "partly")),
                            Choice("no", Phrase("否", "no")),
                            Choice("unknown", Phrase("不详", "unknown")),
                        ]), isRequired: true, .personal),
                    Field("used_for", Phrase("实际用途", "used for"), .text(max: 200), .personal),
                    Field(
                        "matches_plan", Phrase("项目与计划", "project matches plan"),
                        .choice([
                            Choice("yes", Phrase("相符", "yes")),
                            Choice("changed", Phrase("有变化", "changed")),
                            Choice("stopped", Phrase("已停止", "stopped")),
                        ]), isRequired: true, .personal),
                    Field(
                        "difficulties", Phrase("困难", "difficulties"), .text(max: 1000),
                        .sensitive),
                    Field("help_given", Phrase("帮助", "help given"), .text(max: 1000), .personal),
                    Field(
                        "income_so_far", Phrase("已有收入", "income so far"), .money(least: 0),
                        .sensitive),
                    Field(
                        "cost_so_far", Phrase("已有支出", "cost so far"), .money(least: 0),
                        .sensitive),
                    Field("comment", Phrase("评语", "comment"), .text(max: 2000), .sensitive),
                    Field(
                        "mother_words", Phrase("本人的话", "her words"), .text(max: 1000),
                        .sensitive),
                    Field("photo", Phrase("照片", "photo"), .text(max: 100)),
                ],
                initial: field)
        ])

    private static let visitKinds = [
        Choice("routine", Phrase("日常走访", "routine")),
        Choice("tracking_inspection", Phrase("跟踪督查", "tracking inspection")),
        Choice("return_visit", Phrase("回访", "return visit")),
        Choice("problem", Phrase("问题走访", "problem")),
    ]

    /// What the aid brought, as one round of surveys found it.
    ///
    /// The measurement is one register: an income that two measured differently decides whether
    /// the household is out of poverty, and a person picks one or sends for another.
    package static let effectSurvey = RecordType(
        40, "effect_survey", Phrase("效果调查", "effect survey"), creators: field,
        home: .homeOf(["contract"]),
        naturalKey: NaturalKey(parent: "contract", ["contract", "survey_round"]),
        registers: [
            RegisterDeclaration(
                16, "subject", Phrase("对象", "subject"), reach: .county, policy: .immutable,
                fields: [
                    Field(
                        "contract", Phrase("借款合同", "contract"), .reference("contract"),
                        isRequired: true, .personal),
                    Field(
                        "survey_round", Phrase("调查轮次", "survey round"), .count(least: 1),
                        isRequired: true),
                ],
                initial: field),
            RegisterDeclaration(
                17, "measurement", Phrase("测算", "measurement"), reach: .county,
                fields: [
                    Field(
                        "surveyed_on", Phrase("调查日期", "surveyed on"), .date, isRequired: true,
                        isPast: true),
                    Field(
                        "surveyors", Phrase("调查人", "surveyors"), .text(max: 100),
                        isRequired: true),
                    Field(
                        "income_before", Phrase("资助前人均年收入", "income before, per head"),
                        .money(least: 0), isRequired: true, .sensitive),
                    Field(
                        "income_after", Phrase("资助后人均年收入", "income after, per head"),
                        .money(least: 0), isRequired: true, .sensitive),
                    Field(
                        "out_of_poverty", Phrase("是否脱贫", "out of poverty"),
                        .choice([
                            Choice("yes", Phrase("是", "yes")),
                            Choice("no", Phrase("否", "no")),
                            Choice("unclear", Phrase("不明", "unclear")),
                        ]), isRequired: true, .sensitive),
                    Field("basis", Phrase("依据", "basis"), .text(max: 200), .sensitive),
                    Field(
                        "satisfaction", Phrase("满意度（1-5）", "satisfaction, 1 to 5"),
                        .count(least: 1), .personal),
                    Field("problems", Phrase("问题", "problems"), .text(max: 1000), .sensitive),
                ],
                writers: field),
        ])

    /// The county's assessment of a cycle, with township and village.
    package static let cycleAssessment = RecordType(
        41, "cycle_assessment", Phrase("周期评估", "cycle assessment"), creators: [.county],
        consequences: [Consequence("assessed", of: .batch("batch"), on: "held_on")],
        registers: [
            RegisterDeclaration(
                16, "assessment", Phrase("评估", "assessment"), reach: .nation,
                policy: .immutable,
                fields: [
                    Field("batch", Phrase("期次", "batch"), .count(least: 1), isRequired: true),
                    Field(
                        "held_on", Phrase("评估日期", "held on"), .date, isRequired: true,
                        isPast: true),
                    Field(
                        "participants", Phrase("参加人", "participants"), .text(max: 500),
                        isRequired: true),
                    Field("lessons", Phrase("经验教训", "lessons"), .text(max: 2000)),
                    Field("next_advice", Phrase("下轮建议", "advice for next"), .text(max: 2000)),
                ],
                initial: [.county], owner: .own)
        ])
}
