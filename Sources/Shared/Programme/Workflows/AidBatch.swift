internal import Replication

extension Workflow {
    /// W-06: what the county decides of a batch.
    ///
    /// That its money went out, is due and came back is said by the ledger and the calendar
    /// (``BatchStanding``).
    public static let batch = Workflow(
        "W-06",
        states: [
            State("planned", Phrase("已计划", "planned")),
            State("screening", Phrase("摸底中", "screening")),
            State("approved", Phrase("名单已定", "list approved")),
            State("funded", Phrase("资金已到乡镇", "funded")),
            State("released", Phrase("已发放", "paid out")),
            State("due", Phrase("已到期", "due")),
            State("recovered", Phrase("已收回", "recovered")),
            State("assessed", Phrase("已评估", "assessed")),
            State("closed", Phrase("已结束", "closed"), isFinal: true),
            State("cancelled", Phrase("已取消", "cancelled"), isFinal: true),
        ],
        steps: [
            Step(
                "screening", Phrase("开始摸底", "screening begins"), from: ["planned"],
                to: .state("screening"), by: clerk),
            Step(
                "approved", Phrase("确定名单", "the list is approved"),
                from: ["planned", "screening"], to: .state("approved"), by: head),
            Step(
                "funded", Phrase("资金拨到乡镇", "the money is at the towns"), from: ["approved"],
                to: .state("funded"), by: clerk),
            Step("assessed", Phrase("评估", "assessed"), to: .state("assessed"), by: clerk),
            Step(
                "closed", Phrase("结束", "closed"), from: ["assessed"], to: .state("closed"),
                by: head),
            Step(
                "cancelled", Phrase("取消", "cancelled before any pay-out"),
                from: ["planned", "screening", "approved", "funded"], to: .state("cancelled"),
                .stop, by: head),
            Step("held", Phrase("暂停", "put on hold"), to: .stay, .hold, by: clerk),
            Step("released", Phrase("解除暂停", "released"), to: .stay, .release, by: head),
        ])

    private static let clerk = Choice.Guardian([.county], Role.entering, .own)
    private static let head = Choice.Guardian([.county], Role.approving, .own)
}
