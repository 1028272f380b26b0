internal import Replication

extension Workflow {
    /// W-01, part 2: what people say of a contract beside its money.
    ///
    /// No event says that money was paid out or back: entries of the ledger do, and the states from
    /// `disbursed` to `assessed` come of them (``ContractStanding``). A contract is restructured
    /// until a new day on which it is due.
    public static let contract = Workflow(
        "W-01",
        states: [
            State("drafted", Phrase("已起草", "drafted")),
            State("ready", Phrase("可以签订发放", "ready to be paid out")),
            State("disbursed", Phrase("已发放", "paid out")),
            State("operating", Phrase("项目运作中", "operating")),
            State("notice_sent", Phrase("已送还款通知", "notice served")),
            State("partly_repaid", Phrase("部分还款", "partly repaid")),
            State("overdue", Phrase("逾期", "overdue")),
            State("restructured", Phrase("已展期", "restructured")),
            State("repaid", Phrase("已还清", "repaid")),
            State("surveyed_effect", Phrase("已做效果调查", "effect surveyed")),
            State("assessed", Phrase("已评估", "assessed")),
            State("archived", Phrase("已归档", "archived"), isFinal: true),
            State("written_off", Phrase("已核销", "written off"), isFinal: true),
            State("cancelled", Phrase("已取消", "cancelled"), isFinal: true),
        ],
        steps: [
            Step(
                "ready", Phrase("手续齐备", "everything signed but the hand-over"),
                from: ["drafted"], to: .state("ready"), by: township),
            Step(
                "cancelled", Phrase("取消合同", "cancelled before pay-out"),
                from: ["drafted", "ready"], to: .state("cancelled"), .stop, by: county),
            Step(
                "restructured", Phrase("展期", "restructured until a new due day"),
                to: .state("restructured"), by: county),
            Step(
                "written_off", Phrase("核销", "written off"), to: .state("written_off"), by: county),
            Step("archived", Phrase("归档", "archived"), to: .state("archived"), by: township),
            Step("held", Phrase("暂停", "put on hold"), to: .stay, .hold, by: township),
            Step("released", Phrase("解除暂停", "released"), to: .stay, .release, by: county),
        ])

    private static let township = Choice.Guardian([.township, .county], Role.entering)
    private static let county = Choice.Guardian([.county], Role.approving)
}
