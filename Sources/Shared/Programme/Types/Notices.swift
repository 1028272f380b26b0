internal import Replication

extension Catalogue {
    /// What is put up in public, and what people say against it.
    static let notices: [RecordType] = [
        publicNotice, objection,
    ]

    /// A list that was put up in public; of publicity, people may object until its days are over.
    ///
    /// What was put up is written once: another list, or another day, is another notice.
    package static let publicNotice = RecordType(
        35, "public_notice", Phrase("公示公告", "public notice"), creators: field,
        handle: "number",
        consequences: [
            Consequence(
                "notice_opened", of: .named("items"), on: "starts_on", until: .days("days"),
                when: [Field.Condition("kind", is: "publicity")])
        ],
        registers: [
            notice,
            RegisterDeclaration(
                17, reach: .county, policy: .appendOnly, shape: .set,
                Field(
                    "items", Phrase("名单", "items"), .reference("application"), .personal),
                initial: field),
            RegisterDeclaration(
                18, reach: .county, policy: .setAddWins, shape: .set,
                Field(
                    "channels", Phrase("公示渠道", "channels"),
                    .choice([
                        Choice("village_board", Phrase("村公示栏", "village board")),
                        Choice("group_board", Phrase("组公示栏", "group board")),
                        Choice("township_board", Phrase("乡镇公示栏", "township board")),
                        Choice("county_website", Phrase("县网站", "county website")),
                        Choice("project_sign", Phrase("项目公示牌", "project sign")),
                        Choice("other", Phrase("其他", "other")),
                    ]), .open),
                writers: field),
            RegisterDeclaration(
                19, "end", Phrase("结束", "end"), reach: .county,
                fields: [
                    Field("closed_on", Phrase("撤下日期", "closed on"), .date, isPast: true),
                    Field("end_photo", Phrase("结束照片", "end photo"), .text(max: 100)),
                ],
                writers: field),
        ])

    private static let notice = RegisterDeclaration(
        16, "notice", Phrase("公示", "notice"), reach: .county, policy: .immutable,
        fields: [
            Field(
                "number", Phrase("公示编号", "number"), .text(max: 40), isRequired: true, .open),
            Field(
                "kind", Phrase("类别", "kind"),
                .choice([
                    Choice("publicity", Phrase("公示", "publicity")),
                    Choice("announcement", Phrase("公告", "announcement")),
                ]), isRequired: true, .open),
            Field(
                "subject_kind", Phrase("内容", "subject"),
                .choice([
                    Choice("aid_list", Phrase("资助名单", "aid list")),
                    Choice("fund_use", Phrase("资金使用", "use of funds")),
                    Choice("identification", Phrase("贫困识别", "identification")),
                    Choice("exit", Phrase("贫困退出", "exit")),
                    Choice("project_approval", Phrase("项目批复", "project approval")),
                    Choice("project_start", Phrase("项目开工", "project start")),
                    Choice("appraisal_result", Phrase("考核结果", "appraisal result")),
                ]), isRequired: true, .open),
            Field(
                "starts_on", Phrase("开始日期", "starts on"), .date, isRequired: true, .open),
            Field(
                "days", Phrase("天数", "days"), .count(least: 1), isRequired: true, .open),
            Field("start_photo", Phrase("张贴照片", "start photo"), .text(max: 100)),
        ],
        initial: field)

    /// An objection to an application, with or without a name.
    package static let objection = RecordType(
        36, "objection", Phrase("异议", "objection"), creators: field,
        home: .homeOf(["application"]),
        consequences: [
            Consequence("objected", of: .named("application"), on: "raised_on"),
            Consequence(
                "objection_rejected", of: .named("application"), on: "answered_on",
                when: [Field.Condition("result", is: "rejected")]),
            Consequence(
                "objection_upheld", of: .named("application"), on: "answered_on",
                when: [Field.Condition("result", is: "upheld")]),
        ],
        registers: [
            RegisterDeclaration(
                16, "objection", Phrase("异议内容", "objection"), reach: .county,
                policy: .immutable,
                fields: [
                    Field(
                        "application", Phrase("资助申请", "application"),
                        .reference("application"), isRequired: true, .personal),
                    Field("notice", Phrase("公示", "notice"), .reference("public_notice")),
                    Field(
                        "raised_on", Phrase("提出日期", "raised on"), .date, isRequired: true,
                        isPast: true),
                    Field("channel", Phrase("途径", "channel"), .text(max: 40)),
                    Field("raised_by", Phrase("提出人", "raised by"), .text(max: 50), .sensitive),
                    Field(
                        "content", Phrase("内容", "content"), .text(max: 1000), isRequired: true,
                        .sensitive),
                ],
                initial: field),
            RegisterDeclaration(
                17, "handling", Phrase("处理", "handling"), reach: .county,
                fields: [
                    Field("handler", Phrase("处理人", "handler"), .text(max: 50)),
                    Field("finding", Phrase("调查结果", "finding"), .text(max: 1000), .sensitive),
                    Field(
                        "result", Phrase("结论", "result"),
                        .choice([
                            Choice("upheld", Phrase("成立", "upheld")),
                            Choice("rejected", Phrase("不成立", "rejected")),
                        ])),
                    Field(
                        "answered_on", Phrase("答复日期", "answered on"), .date,
                        when: Field.Condition("result", is: "upheld", "rejected"), isPast: true),
                ],
                writers: [.township, .county]),
        ])
}
