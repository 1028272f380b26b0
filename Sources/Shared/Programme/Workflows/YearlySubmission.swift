internal import Replication

extension Workflow {
    /// W-07: from the seal of an office to the answer of the office above it.
    ///
    /// That a server received or relayed a revision is written by its own program and by nobody else:
    /// it is what the office below holds against a charge of being late (``SubmissionStanding``).
    public static let submission = Workflow(
        "W-07",
        states: [
            State("open", Phrase("准备中", "open")),
            State("sealed", Phrase("已封存", "sealed")),
            State("sent", Phrase("已发出", "sent")),
            State("received", Phrase("上级已收到", "received")),
            State("accepted", Phrase("已接受", "accepted")),
            State("returned", Phrase("已退回", "sent back")),
            State("amended", Phrase("已由新版代替", "amended by a new revision"), isFinal: true),
            State("closed", Phrase("已汇总", "closed"), isFinal: true),
        ],
        steps: [
            Step(
                "sealed", Phrase("封存", "sealed"), from: ["open"], to: .state("sealed"),
                by: head),
            Step(
                "sent", Phrase("发出", "sent"), from: ["sealed"], to: .state("sent"), by: clerk),
            Step("relayed", Phrase("上级已转", "relayed"), to: .stay, by: .program(.below)),
            Step(
                "received", Phrase("上级收到", "received"), from: ["sealed", "sent"],
                to: .state("received"), by: .program(.below)),
            Step(
                "accepted", Phrase("接受", "accepted"), from: ["sealed", "sent", "received"],
                to: .state("accepted"), by: above),
            Step(
                "returned", Phrase("退回", "sent back with a reason"),
                from: ["sealed", "sent", "received"], to: .state("returned"), .stop, by: above),
            Step(
                "amended", Phrase("另报新版", "a new revision"),
                from: ["sealed", "sent", "received", "accepted", "returned", "closed"],
                to: .state("amended"), by: head),
            Step(
                "closed", Phrase("汇总完毕", "closed"), from: ["accepted"], to: .state("closed"),
                by: above),
            Step("held", Phrase("暂停", "put on hold"), to: .stay, .hold, by: head),
            Step("released", Phrase("解除暂停", "released"), to: .stay, .release, by: head),
        ],
        rules: [
            // Two devices sealed one revision: the head of the office says which it is.
            Rule("sealed", against: "sealed", .held),
            // The new revision is the answer.
            Rule("amended", against: "returned", .answered),
            // Whoever says that he sent it may not know yet that it is there.
            Rule("received", against: "sent", .answered),
            Rule("accepted", against: "sent", .answered),
        ])

    private static let head = Choice.Guardian(
        [.township, .county, .province], [.head], .own)
    private static let clerk = Choice.Guardian(
        [.township, .county, .province], Role.entering, .own)
    private static let above = Choice.Guardian(
        [.county, .nation], Role.approving, .below)
}
