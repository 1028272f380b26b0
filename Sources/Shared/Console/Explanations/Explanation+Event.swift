internal import Programme
internal import Sync

extension Explanation {
    /// Why an event was not entered.
    init(_ refusal: EventRefusal) {
        let type = refusal.type.label
        let step = refusal.type.workflow?.step(refusal.word)
        let label = step?.label ?? .same(refusal.word)
        let head = Phrase(
            "\(type.chinese) \(refusal.name)：", "\(type.english) \(refusal.name): ")
        switch refusal.cause {
        case .unknown(let steps):
            self.init(
                Phrase(
                    "\(head.chinese)没有“\(refusal.word)”这个事项。",
                    "\(head.english)it knows no event “\(refusal.word)”."),
                safe: .notSaved, advice: Self.choices(steps))
        case .paper(let types):
            let commands = types.map { "add \($0.name) …" }.joined(separator: " | ")
            let names = types.map(\.label.chinese).joined(separator: "、")
            self.init(
                Phrase(
                    "\(head.chinese)“\(label.chinese)”由单据产生（\(names)）。",
                    "\(head.english)“\(label.english)” follows from a paper."),
                safe: .notSaved,
                advice: Phrase("请录入单据：\(commands)", "Enter the paper: \(commands)"))
        case .rights(let fault):
            self.init(
                Phrase(
                    "\(head.chinese)“\(label.chinese)”：\(fault.phrase.chinese)。",
                    "\(head.english)“\(label.english)”: \(fault.phrase.english)."),
                safe: .notSaved,
                advice: fault == .role
                    ? Phrase("请有权的同事操作：--as 登录名", "Let a colleague who may do it act: --as LOGIN")
                    : Phrase(
                        "请与负责这项工作的机构联系。", "Ask the office that is responsible for it."))
        case .obstacle(let obstacle, let course):
            self = .obstacle(obstacle, course, refusal.type.workflow, head, label)
        }
    }

    private static func choices(_ steps: [Workflow.Step]) -> Phrase {
        let chinese = steps.map { "\($0.event)（\($0.label.chinese)）" }.joined(separator: "、")
        let english = steps.map { "\($0.event) (\($0.label.english))" }.joined(separator: ", ")
        return steps.isEmpty
            ? Phrase("您不能直接填写它的事项。", "There is none that you may enter by itself.")
            : Phrase("您可以填写：\(chinese)", "You may enter: \(english)")
    }

    private static func obstacle(
        _ obstacle: Workflow.Obstacle, _ course: Course, _ workflow: Workflow?, _ head: Phrase,
        _ step: Phrase
    ) -> Explanation {
        let state = RecordState.phrase(
            workflow?.state(course.state)?.label ?? .same(course.state), course)
        switch obstacle {
        case .state(let needed):
            let labels = needed.map { workflow?.state($0)?.label ?? .same($0) }
            let chinese = labels.map { "“\($0.chinese)”" }.joined(separator: "或")
            let english = labels.map { "“\($0.english)”" }.joined(separator: " or ")
            return Explanation(
                labels.isEmpty
                    ? Phrase(
                        "\(head.chinese)现在是\(state.chinese)，已经结束，不能再填“\(step.chinese)”。",
                        "\(head.english)it is \(state.english), which is final; “\(step.english)” cannot follow."
                    )
                    : Phrase(
                        "\(head.chinese)现在是\(state.chinese)，还不能填“\(step.chinese)”：先要\(chinese)。",
                        "\(head.english)it is \(state.english), so “\(step.english)” cannot follow: first it must be \(english)."
                    ),
                safe: .notSaved,
                advice: Phrase(
                    "请核对日期，或先录入前面的步骤（show 查看经过）。",
                    "Check the day, or enter first what comes before (see it with show)."))
        case .onHold:
            let reasons = course.holds.map { hold -> Phrase in
                let label = hold.said.flatMap { workflow?.step($0.word)?.label } ?? .same("?")
                let reason = hold.said?.reason.map { " \($0)" } ?? ""
                let day = hold.said.map { " \($0.on)" } ?? ""
                return Phrase(
                    "\(label.chinese)\(day)\(reason)", "\(label.english)\(day)\(reason)")
            }
            return Explanation(
                Phrase(
                    "\(head.chinese)已暂停（\(reasons.map(\.chinese).joined(separator: "；"))），不能填“\(step.chinese)”。",
                    "\(head.english)it is on hold (\(reasons.map(\.english).joined(separator: "; "))), so “\(step.english)” cannot follow."
                ),
                safe: .notSaved,
                advice: Phrase(
                    "县里解除暂停后再录入：event 编号 released --reason 理由",
                    "Enter it when the county has released it: event ID released --reason TEXT"))
        case .notOnHold:
            return Explanation(
                Phrase(
                    "\(head.chinese)没有暂停，不用解除。", "\(head.english)nothing of it is on hold."),
                safe: .notSaved, advice: Phrase("请用 show 查看现在的状态。", "See how it stands with show."))
        }
    }
}
