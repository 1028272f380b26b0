internal import Programme
internal import Replication
internal import Storage
internal import Sync

/// The county's nightly run, what it leaves for people, and the money that they confirm.
enum NightCommands {
    /// The commands of this family, in the order of the help.
    static let all = [reconcile, agenda, holdList, confirm]

    private static let reconcile = Command(
        "reconcile", in: [.syncServer],
        summary: Phrase("现在做一次夜间核对", "do the nightly run now"),
        details: Phrase(
            "重新检查全部记录、起草到期通知、列出要人处理的事；中断后再运行会接着做，重复运行不改变任何数据。serve 每晚 22 点自动做。",
            "Looks at every record again, drafts notices, and lists what needs a person. It goes on where it was interrupted; twice changes nothing. serve does it at 22:00."
        ),
        examples: ["reconcile", "reconcile --json"]
    ) { context in
        let output = context.output
        let run = try context.replica.reconcile { run in
            output.progress(Self.progress(of: run))
        }
        tell(run, output)
        if context.replica.store.identity.parent != nil {
            do {
                let report = try context.services.carriers.contact(context.replica) { _ in }
                ContactLines(output).tell(report, at: context.services.clock.now())
            } catch {
                // The line may wait for the next night; what was found tonight is told all the same.
                output.complain(Explanation(of: error))
            }
        }
        try list(context)
        return .done
    }

    private static let agenda = Command(
        "agenda", in: [.syncServer],
        summary: Phrase("列出要人处理的事", "list what needs a person"),
        examples: ["agenda", "agenda --json"]
    ) { context in
        if let run = try context.replica.store.reading({ try NightRun.last(in: $0) }) {
            tell(run, context.output)
        }
        try list(context)
        return .done
    }

    private static func list(_ context: CommandContext) throws {
        try context.replica.store.reading { snapshot in
            let agenda = Agenda(context.replica, snapshot, context.output.reader.language)
            context.output.show(
                "agenda", try agenda.table(now: context.services.clock.now()),
                ifEmpty: Phrase("没有要人处理的事。", "Nothing needs a person."))
        }
    }

    private static func progress(of run: NightRun) -> Phrase {
        Phrase(
            "第 \(run.step.rawValue) 步，共 \(NightRun.Step.allCases.count) 步，已核对 \(run.checked) 条",
            "step \(run.step.rawValue) of \(NightRun.Step.allCases.count), \(run.checked) looked at"
        )
    }

    private static func tell(_ run: NightRun, _ output: Output) {
        output.fact("night", Phrase("夜间核对", "nightly run"), .text("\(run.day)"))
        output.fact("checked", Phrase("核对记录", "records looked at"), .count(run.checked))
        output.fact("drafted", Phrase("起草还款通知", "notices drafted"), .count(run.drafted))
        if let end = run.endedAt {
            output.fact("ended", Phrase("完成于", "ended"), .time(end))
        } else {
            output.say(
                Phrase(
                    "这次核对没有做完，再运行 reconcile 会接着做。",
                    "It was interrupted; reconcile goes on where it stopped."))
        }
    }

    private static let holdList = Command(
        "hold list", operands: Phrase("[CK-nn]", "[CK-nn]"), count: 0...1,
        summary: Phrase("列出检查没有通过的记录", "list the records on which a check does not pass"),
        options: [.under, .all, .limit],
        examples: ["hold list", "hold list CK-10", "hold list --all --json"]
    ) { context in
        let check = try context.operands.first.map(Self.check)
        let under = try context.division(.under)
        let limit = try context.number(.limit, orElse: 1_000)
        try context.replica.store.reading { snapshot in
            let list = HoldList(snapshot, context.output.reader.language)
            context.output.show(
                "holds",
                try list.table(
                    check: check, under: under, withWarnings: context.words.has(.all),
                    limit: limit),
                ifEmpty: Phrase("没有。", "There are none."))
        }
        return .done
    }

    private static func check(_ text: String) throws(ConsoleError) -> Check {
        let wanted = text.uppercased()
        guard let check = Check.allCases.first(where: { $0.name == wanted }) else {
            throw .usage(
                Phrase(
                    "没有 \(text) 这项检查。检查写成 CK-10。",
                    "There is no check \(text). A check is written as CK-10."))
        }
        return check
    }

    private static let confirm = Command(
        "confirm", in: [.syncServer], operands: Phrase("[编号…]", "[ID…]"), count: 0...200,
        summary: Phrase(
            "财务核对后确认账目（不能确认自己录入的）",
            "confirm entries that the bank shows (never one's own)"),
        details: Phrase(
            "--batch 确认这一期全部未确认的账目；检查没有通过的和自己录入的跳过，并逐条说明。",
            "--batch confirms all provisional entries of a batch; those that a check holds, and those one has entered oneself, are left and named."
        ),
        options: [.batch], examples: ["confirm --batch 24"]
    ) { context in
        let actor = try context.actor()
        let entries = try context.replica.store.reading { snapshot in
            try Provisional(snapshot, under: context.replica.office)
                .entries(batch: try batch(context), named: context.operands)
        }
        return try Confirming(context, by: actor).confirm(entries)
    }

    private static func batch(_ context: CommandContext) throws -> Int64? {
        guard context.words.value(.batch) != nil else {
            guard context.operands.isEmpty else { return nil }
            throw ConsoleError.usage(
                Phrase(
                    "请写 --batch 期次，或账目的编号。",
                    "Give --batch and its number, or the IDs of entries."))
        }
        return Int64(try context.number(.batch, orElse: 1))
    }
}
