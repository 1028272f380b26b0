internal import Replication

extension Catalogue {
    /// The people that the programme is for.
    static let people: [RecordType] = [
        person, household, incomeRecord, personLink,
    ]

    /// The tiers that enter the data of persons and households.
    static let field: Set<Tier> = [.village, .township, .county]

    /// A person: a mother of the programme, or a member of her household.
    ///
    /// The village owns the record, so that whoever changes it gives the record away: the county
    /// does, with the home, and the field offices propose it.
    ///
    /// Who belongs to a household is said here and nowhere else: a person names one household, so
    /// that nobody is counted in two.
    package static let person = RecordType(
        10, "person", Phrase("人员", "person"), creators: field, home: .field("village"),
        handle: "name", isDraftable: true,
        registers: [
            RegisterDeclaration(
                16, reach: .nation,
                Field("name", Phrase("姓名", "name"), .text(max: 50), isRequired: true, .personal),
                writers: field),
            RegisterDeclaration(
                17, reach: .nation,
                Field(
                    "village", Phrase("户籍村", "village"), .division([.village]),
                    isRequired: true, .personal),
                writers: [.county], initial: [.village, .township],
                proposers: [.village, .township]),
            RegisterDeclaration(
                18, reach: .nation,
                Field(
                    "household", Phrase("家庭", "household"), .reference("household"), .personal),
                writers: field),
            RegisterDeclaration(
                19, reach: .nation,
                Field(
                    "masked_id", Phrase("身份证号（遮盖）", "masked ID number"), .maskedID,
                    .personal, fill: .masked("id_number")),
                writers: field),
            RegisterDeclaration(
                20, reach: .county,
                Field("id_number", Phrase("身份证号", "ID number"), .idNumber, .sensitive),
                writers: field),
            RegisterDeclaration(
                21, reach: .county, policy: .nearest,
                Field("phone", Phrase("电话", "phone"), .phone, .sensitive), writers: field),
            RegisterDeclaration(
                22, reach: .county,
                Field(
                    "birth_date", Phrase("出生日期", "birth date"), .date, .sensitive,
                    fill: .birthDate("id_number"), isPast: true),
                writers: field),
            RegisterDeclaration(
                23, reach: .county,
                Field("account", Phrase("银行账号", "bank account"), .card, .sensitive),
                writers: [.county], proposers: [.village, .township]),
            RegisterDeclaration(
                24, reach: .county,
                Field(
                    "relation", Phrase("在家庭中的身份", "relation"),
                    .choice([
                        Choice("mother", Phrase("受助母亲", "aided mother")),
                        Choice("husband", Phrase("丈夫", "husband")),
                        Choice("child", Phrase("子女", "child")),
                        Choice("parent", Phrase("父母", "parent")),
                        Choice("other", Phrase("其他", "other")),
                    ]), isRequired: true, .personal),
                writers: field),
            RegisterDeclaration(
                25, reach: .county, policy: .nearest,
                Field(
                    "sex", Phrase("性别", "sex"),
                    .choice([
                        Choice("female", Phrase("女", "female")),
                        Choice("male", Phrase("男", "male")),
                    ]), .personal, fill: .sex("id_number")),
                writers: field),
        ])

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
                writers: [.county], initial: [.village, .township],
                proposers: [.village, .township]),
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
                19, reach: .county, policy: .setAddWins, shape: .set,
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
                            Choice("identification", Phrase("识别", "identification")),
                            Choice("exit", Phrase("退出", "exit")),
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
                        "surveyed_on", Phrase("调查日期", "surveyed on"), .date, isRequired: true,
                        isPast: true),
                ],
                writers: field),
        ])

    /// The county's finding that two records are of one person; both stay, and loans keep theirs.
    ///
    /// Two persons are one if a chain of links that nobody has undone joins them.
    package static let personLink = RecordType(
        14, "person_link", Phrase("人员关联", "person link"), creators: [.county],
        roles: Role.moving, isMovable: false,
        registers: [
            RegisterDeclaration(
                16, "link", Phrase("关联", "link"), reach: .nation, policy: .immutable,
                fields: [
                    Field(
                        "person", Phrase("人员", "person"), .reference("person"),
                        isRequired: true, .personal),
                    Field(
                        "same_as", Phrase("同一人", "same as"), .reference("person"),
                        isRequired: true, .personal),
                    Field(
                        "linked_on", Phrase("关联日期", "linked on"), .date, isRequired: true,
                        isPast: true),
                    Field(
                        "reason", Phrase("理由", "reason"), .text(max: 200), isRequired: true,
                        .personal),
                ],
                initial: [.county]),
            RegisterDeclaration(
                17, "undone", Phrase("解除", "undone"), reach: .nation,
                fields: [
                    Field("undone_on", Phrase("解除日期", "undone on"), .date, isPast: true),
                    Field(
                        "undone_reason", Phrase("解除理由", "reason for undoing"),
                        .text(max: 200), .personal),
                ],
                writers: [.county]),
        ])
}
