internal import Programme
internal import Replication
internal import Storage
internal import Sync

/// What happens to a record without a paper: a mother gives up, the forms are sent, a hold.
enum EventCommands {
    /// The commands of this family, in the order of the help.
    static let all = [event]

    private static let event = Command(
        "event", operands: Phrase("编号 [事项]", "ID [WORD]"), count: 1...2,
        summary: Phrase(
            "填写一条记录发生了什么（没有单据的事项）", "enter what happened to a record, without a paper"),
        details: Phrase(
            "不写事项就列出您现在可以填的。日期不写就是今天。有单据的事项请录入单据（add）。停止、暂停和解除要写 --reason。",
            "Without WORD it lists what you may enter. The day is today's unless --on says otherwise. What a paper says is entered as the paper (add). What stops, holds or releases needs --reason."
        ),
        options: [.on, .until, .reason, .unchecked],
        examples: ["event ID", "event ID withdrawn --reason 本人放弃"]
    ) { context in
        let (id, type) = try context.replica.store.reading { snapshot in
            try RecordFinder(snapshot).record(context.operands[0])
        }
        guard let type, let workflow = type.workflow else { throw EntryError.noEvents(id) }
        guard context.operands.count > 1 else { return try list(id, type, context) }
        let text = context.operands[1]
        let step = workflow.steps.first {
            [$0.event, $0.label.chinese, $0.label.english].contains(text)
        }
        let content = EventContent(
            step?.event ?? text, on: try context.day(.on) ?? context.today,
            until: try context.day(.until), reason: context.words.value(.reason))
        let entered = try context.replica.enter(
            EventEntry(id, content), by: try context.actor(),
            isUnchecked: context.words.has(.unchecked))
        context.output.set("id", .text(id.description))
        context.output.say(Phrase("已保存。", "Saved."))
        context.replica.store.describing { snapshot in
            StateLines(context.output, ValueText(snapshot, context.output.reader.language))
                .tell([entered])
        }
        return .done
    }

    /// The words that the person may write, and whether they fit now.
    private static func list(
        _ id: RecordID, _ type: RecordType, _ context: CommandContext
    ) throws -> ExitCode {
        let output = context.output
        let language = output.reader.language
        let steps = try context.replica.steps(of: id, by: try context.actor())
        try context.replica.store.reading { snapshot in
            output.set("id", .text(id.description))
            if let state = RecordState(of: id, type: type, in: snapshot) {
                StateLines(output, ValueText(snapshot, language)).tell(state)
            }
        }
        var table = Table([
            .init("event", Phrase("事项", "event")), .init("label", Phrase("名称", "label")),
            .init("now", Phrase("现在可填", "now")),
        ])
        for (step, obstacle) in steps {
            let answer = obstacle == nil ? Phrase("可以", "yes") : Phrase("–", "–")
            table.add([
                .text(step.event), .text(step.label.text(language)),
                Cell(answer.text(language), json: .bool(obstacle == nil)),
            ])
        }
        output.show(
            "words", table,
            ifEmpty: Phrase("您不能直接填写它的事项。", "There is nothing that you may enter by itself."))
        return .done
    }
}

extension CommandContext {
    /// The day of an option; nil if it was not given.
    func day(_ option: CommandOption) throws -> CivilDate? {
        guard let text = words.value(option) else { return nil }
        do {
            return try CivilDate.read(text)
        } catch {
            throw ConsoleError.usage(
                Phrase(
                    "--\(option.name)：\(error.phrase.chinese)。",
                    "--\(option.name): \(error.phrase.english)."))
        }
    }

    /// The day by this machine's clock, in China.
    var today: CivilDate { CivilDate(milliseconds: services.clock.now()) }
}
