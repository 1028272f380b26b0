internal import Replication

extension Workflow {
    /// W-01, part 1: from the survey of a household to the county's approval.
    ///
    /// Stop beats go: an objection, a withdrawal or a return that the township or the county did not
    /// know of makes their agreement count no more, until it is given again.
    public static let application = Workflow(
        "W-01",
        states: [
            State("surveyed", Phrase("已摸底", "surveyed")),
            State("screened_out", Phrase("不符合条件", "screened out"), isFinal: true),
            State("village_decided", Phrase("村两委已研究", "decided by the village")),
            State("notice_open", Phrase("公示中", "on public notice"), next: "notice_clear"),
            State("notice_objected", Phrase("有异议", "objected to")),
            State("notice_clear", Phrase("公示无异议", "notice over, no objection")),
            State("returned", Phrase("已退回", "sent back")),
            State("township_agreed", Phrase("乡镇已同意", "agreed by the township")),
            State("forms_completed", Phrase("四份表已填好", "four copies filled in")),
            State("county_submitted", Phrase("已报县里", "sent to the county")),
            State("county_approved", Phrase("县里已批准", "approved"), next: "expired"),
            State("contracted", Phrase("已签合同", "contract signed"), isFinal: true),
            State("expired", Phrase("批准已过期", "approval expired")),
            State("rejected", Phrase("未批准", "rejected"), isFinal: true),
            State("withdrawn", Phrase("已撤回", "withdrawn"), isFinal: true),
        ],
        steps: [
            Step(
                "screened_out", Phrase("不符合条件", "a condition is not met"),
                from: ["surveyed"], to: .state("screened_out"), .stop, by: field),
            Step(
                "village_decided", Phrase("村两委研究同意", "the two committees agree"),
                from: ["surveyed"], to: .state("village_decided"), by: village),
            Step(
                "notice_opened", Phrase("张榜公示", "put on public notice"),
                from: ["village_decided", "notice_open", "notice_clear"],
                to: .state("notice_open"), by: field),
            Step(
                "objected", Phrase("收到异议", "an objection is raised"),
                from: [
                    "notice_open", "notice_objected", "notice_clear", "township_agreed",
                    "forms_completed", "county_submitted", "county_approved",
                ],
                to: .state("notice_objected"), .stop, by: field),
            Step(
                "objection_rejected", Phrase("异议不成立", "the objection is rejected"),
                from: ["notice_objected"], to: .back, by: township),
            Step(
                "objection_upheld", Phrase("异议成立", "the objection is upheld"),
                from: ["notice_objected"], to: .state("rejected"), .stop, by: township),
            Step(
                "township_agreed", Phrase("乡镇审核同意", "the township agrees"),
                from: ["notice_clear"], to: .state("township_agreed"), by: township),
            Step(
                "forms_completed", Phrase("填好四份申请表", "the four copies are filled in"),
                from: ["township_agreed"], to: .state("forms_completed"), by: township),
            Step(
                "county_submitted", Phrase("报送县里", "sent to the county"),
                from: ["forms_completed"], to: .state("county_submitted"), by: township),
            Step(
                // Once more after the facts have changed (CK-39).
                "county_approved", Phrase("县里批准", "the county approves"),
                from: ["county_submitted", "county_approved", "expired"],
                to: .state("county_approved"), by: county),
            Step(
                "contracted", Phrase("签订合同", "the contract is signed"),
                from: ["county_approved"], to: .state("contracted"), by: township),
            Step(
                "returned", Phrase("退回补正", "sent back with a reason"),
                to: .state("returned"), .stop, by: office),
            Step(
                "answered", Phrase("已补正", "answered"), from: ["returned"], to: .back, by: field),
            Step(
                "rejected", Phrase("不予批准", "not approved"), to: .state("rejected"), .stop,
                by: county),
            Step(
                "withdrawn", Phrase("本人撤回", "the mother gives up"), from: untilPaid,
                to: .state("withdrawn"), .stop, by: field),
            Step("held", Phrase("暂停", "put on hold"), to: .stay, .hold, by: field),
            Step("released", Phrase("解除暂停", "released"), to: .stay, .release, by: county),
        ],
        rules: [
            // Made in time and arrived late: approval and contract stand, and nothing is paid until a
            // person has decided. What has been paid is no event (`ContractStanding`).
            Rule("objected", against: "county_approved", .held),
            Rule("objected", against: "contracted", .held),
        ])

    /// The states in which a mother may give up: all until money is paid, a contract or not.
    private static let untilPaid: Set<String> = [
        "surveyed", "village_decided", "notice_open", "notice_objected", "notice_clear", "returned",
        "township_agreed", "forms_completed", "county_submitted", "county_approved", "expired",
        "contracted",
    ]

    private static let field = Choice.Guardian([.village, .township, .county], Role.entering)
    private static let village = Choice.Guardian([.village], Role.entering)
    private static let township = Choice.Guardian([.township, .county], Role.entering)
    private static let office = Choice.Guardian(
        [.township, .county], Role.entering.union(Role.approving))
    private static let county = Choice.Guardian([.county], Role.approving)
}
