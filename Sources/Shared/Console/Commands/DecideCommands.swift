internal import Programme
internal import Replication
internal import Storage
internal import Sync

/// What an office decides of what others ask: a proposed change, an application, a submission.
enum DecideCommands {
    /// The commands of this family, in the order of the help.
    static let all = [decide]

    private static let decide = Command(
        "decide", operands: Phrase("编号 agree|refuse|return", "ID agree|refuse|return"),
        count: 2...2,
        summary: Phrase(
            "决定一条修改建议、资助申请或年度提交", "decide a proposed change, an application or a submission"),
        details: Phrase(
            "建议：同意时以您的名义写入建议的值；待办的：list change_proposal decision=。申请：以本级的名义录入审核意见。提交：agree 接受，return 退回。不同意和退回要写 --reason。",
            "A proposal: to agree writes the proposed value in your name; open ones: list change_proposal decision=. An application: the review decision of your office is entered. A submission: agree accepts, return sends it back. To refuse or return needs --reason."
        ),
        options: [.reason, .on], examples: ["decide ID agree --reason 已看过存折"]
    ) { context in
        let word = try Word(context.operands[1])
        let (id, type) = try context.replica.store.reading { snapshot in
            try RecordFinder(snapshot).record(context.operands[0])
        }
        switch type?.name {
        case "application": return try review(id, word, context)
        case "submission": return try answer(id, word, context)
        default: return try settle(word, context)
        }
    }

    /// A decision.
    private enum Word: String {
        case agree, refuse, `return`

        /// The decision that somebody typed, in data or for people.
        init(_ text: String) throws(ConsoleError) {
            let names: [(Word, [String])] = [
                (.agree, ["agree", "同意", "接受"]), (.refuse, ["refuse", "不同意", "拒绝"]),
                (.return, ["return", "退回"]),
            ]
            guard let found = names.first(where: { $0.1.contains(text) }) else {
                throw .usage(
                    Phrase("要写 agree、refuse 或 return。", "Write agree, refuse or return."))
            }
            self = found.0
        }
    }

    // MARK: Applications

    /// Enters the review decision of the office's stage.
    private static func review(
        _ application: RecordID, _ word: Word, _ context: CommandContext
    ) throws -> ExitCode {
        let type = try RecordFinder.type("review_decision")
        let actor = try context.actor()
        let form = Form(type, isNew: true)
        guard actor.tier <= .county else {
            throw ConsoleError.refused(
                Explanation(.rights(.creation, register: "stage", mayPropose: false), on: form))
        }
        let reason = word == .agree ? context.words.value(.reason) : try context.require(.reason)
        let day = try context.day(.on) ?? context.today
        var values: [String: Value] = [
            "application": .bytes(application.bytes), "stage": .text(actor.tier.name),
            "decision": .text(word.rawValue), "decided_on": .text(day.description),
        ]
        if let reason { values["opinion"] = .text(reason) }
        let entered = try form.filling {
            try context.replica.enter(Entry(type, values: values), by: actor)
        }
        context.output.set("id", .text(entered.record.description))
        context.output.set("decision", .text(word.rawValue))
        context.output.say(
            Phrase("已保存审核意见 \(entered.record)", "Saved review decision \(entered.record)"))
        return EntryCommands.tell(entered, before: nil, context)
    }

    // MARK: Submissions

    /// Says that a submission is accepted, or sent back.
    private static func answer(
        _ submission: RecordID, _ word: Word, _ context: CommandContext
    ) throws -> ExitCode {
        let event: String
        switch word {
        case .agree: event = "accepted"
        case .return: event = "returned"
        case .refuse:
            throw ConsoleError.usage(
                Phrase(
                    "年度提交只能接受（agree）或退回（return）。",
                    "A submission is accepted (agree) or sent back (return)."))
        }
        let reason = word == .agree ? context.words.value(.reason) : try context.require(.reason)
        let content = EventContent(
            event, on: try context.day(.on) ?? context.today, reason: reason)
        let entered = try context.replica.enter(
            EventEntry(submission, content), by: try context.actor())
        context.output.set("id", .text(submission.description))
        context.output.set("decision", .text(word.rawValue))
        context.output.say(Phrase("已保存。", "Saved."))
        context.replica.store.describing { snapshot in
            StateLines(context.output, ValueText(snapshot, context.output.reader.language))
                .tell([entered])
        }
        return .done
    }

    // MARK: Proposals

    /// Decides a proposed change.
    private static func settle(_ word: Word, _ context: CommandContext) throws -> ExitCode {
        let reason = try context.require(.reason)
        guard word != .return else {
            throw ConsoleError.usage(Phrase("要写 agree 或 refuse。", "Write agree or refuse."))
        }
        let decision = word.rawValue
        let actor = try context.actor()
        let (proposal, wish) = try context.replica.store.reading { snapshot in
            let proposal = try Proposal(context.operands[0], in: snapshot)
            return (proposal, decision == "agree" ? try proposal.wish(in: snapshot) : nil)
        }
        let form = Form(Catalogue.changeProposal)
        guard actor.tier == .county, !actor.roles.isDisjoint(with: Role.moving) else {
            let fault = actor.tier == .county ? RightsFault.role : .otherTier
            throw ConsoleError.refused(
                Explanation(.rights(fault, register: "decision", mayPropose: false), on: form))
        }
        // The value first: were it refused, nothing would have been agreed to.
        let entered = try wish.flatMap { try written($0, by: actor, context) }
        _ = try form.filling {
            try context.replica.enter(
                Entry(
                    Catalogue.changeProposal, record: proposal.id,
                    values: ["decision": .text(decision), "decision_reason": .text(reason)]),
                by: actor)
        }
        context.output.set("id", .text(proposal.id.description))
        context.output.set("decision", .text(decision))
        context.output.say(
            Phrase(
                "\(decision == "agree" ? "已同意" : "已拒绝")，提出的机构下次同步时看到。",
                "\(decision == "agree" ? "Agreed" : "Refused"); the office that asked sees it with its next contact."
            ))
        guard let entered, let wish else { return .done }
        return EntryCommands.tell(entered, before: wish.view, context)
    }

    /// Writes a proposed value; nil if it stands already.
    private static func written(
        _ wish: Proposal.Wish, by actor: Actor, _ context: CommandContext
    ) throws -> Entered? {
        do {
            return try context.replica.enter(
                wish.words.entry(record: wish.view.id, shown: wish.view.shown), by: actor)
        } catch EntryError.nothing {
            return nil
        } catch {
            throw ConsoleError.refused(Explanation(error, on: Form(wish.view.type)))
        }
    }
}
