internal import Replication

extension Catalogue {
    /// What a household earned in a year, as one surveyor measured it for one purpose.
    ///
    /// The measurement is one register: two surveyors who measured differently disagree visibly,
    /// and an administrator picks one or orders another visit.
    package static let incomeRecord = RecordType(
        12, "income_record", Phrase("收入记录", "income record"), creators: field,
        home: .homeOf(["household"]),
        naturalKey: NaturalKey(parent: "household", ["household", "year", "basis"]),
        isDraftable: true,
        registers: [
            RegisterDeclaration(
                16, "key", Phrase("对象", "subject"), reach: .county, policy: .immutable,
                fields: [
                    Field(
                        "household", Phrase("家庭", "household"), .reference("household"),
                        isRequired: true, .sensitive),
                    Field("year", Phrase("年度", "year"), .year, isRequired: true),
                    Field(
                        "basis", Phrase("用途", "basis"),
                        .choice([
                            Choice("application", Phrase("申请", "application")),
                            Choice("follow_up", Phrase("跟踪", "follow-up")),
                            Choice("effect_survey", Phrase("效果调查", "effect survey")),
                        ]), isRequired: true),
                ],
                initial: field),
            RegisterDeclaration(
                17, "measurement", Phrase("测算", "measurement"), reach: .county,
                fields: [
                    Field(
                        "total_income", Phrase("总收入", "total income"), .money(least: 0),
                        isRequired: true, .sensitive),
                    Field(
                        "production_cost", Phrase("生产成本", "production cost"),
                        .money(least: 0), .sensitive),
                    Field(
                        "members_counted", Phrase("计算人数", "members counted"),
                        .count(least: 1), isRequired: true, .sensitive),
                    Field(
                        "surveyed_on", Phrase("调查日期", "surveyed on"), .date, isRequired: true),
                ],
                writers: field),
        ])
}
