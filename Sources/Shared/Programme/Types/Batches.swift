internal import Replication

extension Catalogue {
    /// What the county plans: its points, its batches, the rounds in which the money goes out.
    static let batches: [RecordType] = [
        projectPoint, batch, round,
    ]

    private static let ownCounty = Field(
        "division", Phrase("县区", "county"), .division([.county]), isRequired: true, .open,
        fill: .office)

    /// A place where the programme runs.
    package static let projectPoint = RecordType(
        24, "project_point", Phrase("项目点", "project point"), creators: [.county],
        home: .field("division"), naturalKey: NaturalKey(["division", "point_no"]),
        handle: "point_no", isMovable: false,
        registers: [
            RegisterDeclaration(
                16, "key", Phrase("编号", "key"), reach: .down, policy: .immutable,
                fields: [
                    ownCounty,
                    Field(
                        "point_no", Phrase("项目点编号", "point no."), .text(max: 40),
                        isRequired: true, .open),
                ],
                initial: [.county], owner: .own),
            RegisterDeclaration(
                17, "point", Phrase("概况", "point"), reach: .down, policy: .authority,
                fields: [
                    Field("name", Phrase("名称", "name"), .text(max: 100), isRequired: true, .open),
                    Field("established_on", Phrase("设立日期", "established on"), .date, .open),
                ],
                writers: [.county], owner: .own),
            RegisterDeclaration(
                18, reach: .down, policy: .setAddWins, shape: .set,
                Field("villages", Phrase("项目村", "villages"), .division([.village]), .open),
                writers: [.county], owner: .own),
            RegisterDeclaration(
                19, "running", Phrase("运行", "running"), reach: .down, policy: .authority,
                fields: [
                    Field("point_state", Phrase("状态", "state"), .choice(pointStates), .open),
                    Field("since", Phrase("起始日期", "since"), .date, .open),
                ],
                writers: [.county], roles: Role.approving, owner: .own),
        ])

    private static let pointStates = [
        Choice("proposed", Phrase("拟设", "proposed")),
        Choice("set_up", Phrase("筹建", "set up")),
        Choice("running", Phrase("运行", "running")),
        Choice("suspended", Phrase("暂停", "suspended")),
        Choice("ending", Phrase("收尾", "ending")),
        Choice("ended", Phrase("终结", "ended")),
    ]

    /// A numbered release of money by a county; records of mothers name it by its number.
    package static let batch = RecordType(
        25, "batch", Phrase("期", "batch"), creators: [.county], home: .field("division"),
        naturalKey: NaturalKey(["division", "batch_no"]), handle: "batch_no", isMovable: false,
        workflow: .batch,
        registers: [
            .events(of: .batch, reach: .down),
            RegisterDeclaration(
                16, "key", Phrase("编号", "key"), reach: .down, policy: .immutable,
                fields: [
                    ownCounty,
                    Field(
                        "batch_no", Phrase("期号", "batch no."), .count(least: 1),
                        isRequired: true, .open),
                ],
                initial: [.county], owner: .own),
            RegisterDeclaration(
                17, "plan", Phrase("计划", "plan"), reach: .down, policy: .authority,
                fields: [
                    Field("point", Phrase("项目点", "point"), .reference("project_point")),
                    Field(
                        "planned_amount", Phrase("计划金额", "planned amount"),
                        .money(least: 0)),
                    Field(
                        "planned_households", Phrase("计划户数", "planned households"),
                        .count(least: 0)),
                    Field("decided_on", Phrase("决定日期", "decided on"), .date, isPast: true),
                    Field("minutes", Phrase("会议纪要", "minutes"), .text(max: 100)),
                    Field("due_on", Phrase("到期日期", "due on"), .date),
                ],
                writers: [.county], owner: .own),
            RegisterDeclaration(
                18, reach: .down, policy: .setAddWins, shape: .set,
                Field("towns", Phrase("乡镇", "towns"), .division([.township]), .open),
                writers: [.county], owner: .own),
            RegisterDeclaration(
                19, "paper", Phrase("补录", "taken over from paper"), reach: .down,
                policy: .immutable,
                fields: [
                    Field("taken_over", Phrase("由纸质补录", "taken over"), .bool),
                    Field(
                        "taken_over_on", Phrase("补录截止日期", "taken over on"), .date,
                        isPast: true),
                    Field("paper_amount", Phrase("纸质金额", "paper amount"), .money(least: 0)),
                    Field(
                        "paper_households", Phrase("纸质户数", "paper households"),
                        .count(least: 0)),
                    Field(
                        "paper_persons", Phrase("纸质人口", "paper persons"), .count(least: 0)),
                    Field(
                        "paper_released_on", Phrase("纸质发放日期", "paper release date"), .date,
                        isPast: true),
                ],
                initial: [.county], owner: .own),
        ])

    /// The nth time that a point's money goes out.
    package static let round = RecordType(
        26, "round", Phrase("轮次", "round"), creators: [.county], home: .field("division"),
        naturalKey: NaturalKey(["division", "point", "round_no"]), isMovable: false,
        registers: [
            RegisterDeclaration(
                16, "key", Phrase("编号", "key"), reach: .down, policy: .immutable,
                fields: [
                    ownCounty,
                    Field(
                        "point", Phrase("项目点", "point"), .reference("project_point"),
                        isRequired: true),
                    Field(
                        "round_no", Phrase("轮次号", "round no."), .count(least: 1),
                        isRequired: true, .open),
                ],
                initial: [.county], owner: .own),
            RegisterDeclaration(
                17, "period", Phrase("起止", "period"), reach: .down, policy: .authority,
                fields: [
                    Field("starts_on", Phrase("开始日期", "starts on"), .date, .open),
                    Field("ends_on", Phrase("结束日期", "ends on"), .date, .open),
                ],
                writers: [.county], owner: .own),
        ])
}
