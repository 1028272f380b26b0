internal import Replication

extension Catalogue {
    /// What offices above set for all below them: it comes down, and nobody below writes it.
    static let reference: [RecordType] = [
        parameter, referenceValue, calendarDay,
    ]

    /// The tiers that set what holds below them.
    private static let setting: Set<Tier> = [.county, .province, .nation]

    /// A number of the programme's rules, as an office set it from a day on.
    package static let parameter = RecordType(
        5, "parameter", Phrase("参数", "parameter"), creators: setting, roles: Role.approving,
        home: .field("division"),
        naturalKey: NaturalKey(["division", "name", "valid_from"]), isMovable: false,
        registers: [
            RegisterDeclaration(
                16, "key", Phrase("参数项", "subject"), reach: .down, policy: .immutable,
                fields: [
                    Field(
                        "name", Phrase("参数名", "name"),
                        .choice(Parameter.allCases.map { Choice($0.rawValue, $0.label) }),
                        isRequired: true, .open),
                    Field(
                        "division", Phrase("适用区划", "division"), .division(setting),
                        isRequired: true, .open, fill: .office),
                    Field(
                        "valid_from", Phrase("生效日期", "valid from"), .date, isRequired: true,
                        .open),
                ],
                initial: setting, owner: .own),
            RegisterDeclaration(
                17, "setting", Phrase("取值", "setting"), reach: .down, policy: .authority,
                fields: [
                    Field(
                        "value", Phrase("值", "value"), .count(least: 0), isRequired: true, .open),
                    Field("source", Phrase("依据", "source"), .text(max: 200), .open),
                ],
                writers: setting, owner: .own),
        ])

    /// A figure of a place and a year that rules are measured by; amounts in fen.
    package static let referenceValue = RecordType(
        6, "reference_value", Phrase("参考数值", "reference value"), creators: setting,
        home: .field("division"), naturalKey: NaturalKey(["division", "kind", "year"]),
        isMovable: false,
        registers: [
            RegisterDeclaration(
                16, "key", Phrase("对象", "subject"), reach: .down, policy: .immutable,
                fields: [
                    Field(
                        "kind", Phrase("类别", "kind"),
                        .choice(ReferenceKind.allCases.map { Choice($0.rawValue, $0.label) }),
                        isRequired: true, .open),
                    Field(
                        "division", Phrase("适用区划", "division"), .division(setting),
                        isRequired: true, .open, fill: .office),
                    Field("year", Phrase("年度", "year"), .year, isRequired: true, .open),
                ],
                initial: setting, owner: .own),
            RegisterDeclaration(
                17, "figure", Phrase("数值", "figure"), reach: .down, policy: .authority,
                fields: [
                    Field(
                        "value", Phrase("值", "value"), .count(least: 0), isRequired: true, .open),
                    Field("document_no", Phrase("文号", "document no."), .text(max: 40), .open),
                ],
                writers: setting, owner: .own),
        ])

    /// A day that differs from the week: a holiday, or a Saturday that is worked.
    ///
    /// The nation enters what the State Council gives notice of, a county its own days.
    package static let calendarDay = RecordType(
        7, "calendar_day", Phrase("日历", "calendar day"), creators: [.nation, .county],
        home: .field("division"), naturalKey: NaturalKey(["division", "date"]), isMovable: false,
        registers: [
            RegisterDeclaration(
                16, "key", Phrase("日子", "day"), reach: .down, policy: .immutable,
                fields: [
                    Field("date", Phrase("日期", "date"), .date, isRequired: true, .open),
                    Field(
                        "division", Phrase("适用区划", "division"), .division([.nation, .county]),
                        isRequired: true, .open, fill: .office),
                ],
                initial: [.nation, .county], owner: .own),
            RegisterDeclaration(
                17, "working", Phrase("上班与否", "working"), reach: .down, policy: .authority,
                fields: [
                    Field(
                        "is_working_day", Phrase("是否工作日", "working day"), .bool,
                        isRequired: true, .open),
                    Field("note", Phrase("说明", "note"), .text(max: 100), .open),
                ],
                writers: [.nation, .county], owner: .own),
        ])
}
