internal import Programme
internal import Replication
internal import Storage
internal import Sync

/// Conflicts: what two people really disagree about, and how an administrator ends it.
enum ConflictCommands {
    /// The commands of this family, in the order of the help.
    static let all = [list, show, resolve]

    private static let list = Command(
        "conflict list", summary: Phrase("列出冲突", "list the conflicts"),
        details: Phrase(
            "--all 也列出按规则选取的，以及已裁定的和理由。",
            "--all lists also what a rule has settled, and what was decided, with the reason."),
        options: [.under, .all],
        examples: ["conflict list", "conflict list --under 350603101 --json"]
    ) { context in
        let output = context.output
        let under = try context.division(.under)
        try context.replica.store.reading { snapshot in
            let table = try ConflictList(snapshot, output.reader.language)
                .table(under: under, withSettled: context.words.has(.all))
            output.show(
                "conflicts", table,
                ifEmpty: context.words.has(.all)
                    ? Phrase("没有冲突，也没有裁定过。", "There is no conflict, and none was decided.")
                    : Phrase("没有未解决的冲突。", "There is no open conflict."))
        }
        return .done
    }

    private static let show = Command(
        "conflict show", operands: Phrase("编号", "ID"), count: 1...1,
        summary: Phrase(
            "显示一处冲突：每个值、谁写的、他当时看到什么", "show a conflict: each value, who wrote it, having seen what"),
        examples: ["conflict show ID"]
    ) { context in
        let output = context.output
        let language = output.reader.language
        let shown = try context.replica.store.reading { snapshot -> RecordView in
            let view = try seen(context, snapshot)
            let text = ValueText(snapshot, language)
            output.set("id", .text(view.id.description))
            if view.conflicts.isEmpty {
                // What is wrong with the whole record has no values to choose from.
                output.show(
                    "cases",
                    try ConflictList(snapshot, language)
                        .table(under: nil, withSettled: true, only: view.id),
                    ifEmpty: Phrase("这条记录没有冲突。", "This record has no conflict."))
            }
            for line in view.conflicts {
                output.say(line.declaration.label)
                output.show(
                    line.declaration.name, RecordView.siblings(of: line, text), ifEmpty: .none)
                try Screens(snapshot, text).sentences(line, of: view).forEach(output.say)
            }
            return view
        }
        let person = (try? context.actor())?.user ?? .zero
        // A full disk forbids no look; who then decides is told to look again.
        try? context.replica.store.write { transaction throws(StorageError) in
            for line in shown.conflicts {
                try ConflictScreen.keep(line, of: shown.id, to: person, in: transaction)
            }
        }
        return .done
    }

    private static let resolve = Command(
        "conflict resolve", in: [.syncServer], operands: Phrase("编号", "ID"), count: 1...1,
        summary: Phrase("解决一处冲突", "decide a conflict"),
        details: Phrase(
            "先用 conflict show 看过。--choose 选那里的序号；--value 写另一个值，如 total_income=4500。看过以后才到的值不会被盖掉。",
            "Look with conflict show first. --choose takes a number of it; --value another value, as total_income=4500. A value that came since is not decided."
        ),
        options: [.choose, .value, .reason],
        examples: ["conflict resolve ID --choose 1 --reason 以复核为准"]
    ) { context in
        let reason = try context.require(.reason)
        let actor = try context.actor()
        let (view, line, choice, screen) = try context.replica.store.reading {
            snapshot -> (RecordView, RecordView.Line, Replica.Choice, ConflictScreen) in
            let view = try seen(context, snapshot)
            let line = try decided(context, view, snapshot)
            guard
                let screen = try ConflictScreen(
                    view.id, line.name, to: actor.user, in: snapshot)
            else {
                throw ConsoleError.usage(
                    Phrase(
                        "请先用 conflict show --as 您的登录名 看过各个值，再解决。",
                        "Look at the values with conflict show --as YOU first, then decide."))
            }
            return (view, line, try decision(context, line, screen, view, snapshot), screen)
        }
        try Form(view.type).filling {
            try context.replica.resolve(
                view.id, line.name, choose: choice, shown: screen.dots, reason: reason,
                by: actor)
        }
        try context.replica.store.write { transaction throws(StorageError) in
            try ConflictScreen.forget(view.id, line.name, of: actor.user, in: transaction)
        }
        let late = line.siblings.filter { !screen.dots.contains($0.dot) }.count
        context.output.set("late_values", .integer(Int64(late)))
        context.output.set("id", .text(view.id.description))
        context.output.set("register", .text(line.declaration.name))
        context.output.say(
            Phrase(
                "已解决“\(line.declaration.label.chinese)”，下次同步时发给下级。",
                "Decided “\(line.declaration.label.english)”; it flows down with the next contacts."
            ))
        if late > 0 {
            context.output.say(
                Phrase(
                    "您看过以后又到了 \(late) 个值，没有被盖掉：冲突还在，请再用 conflict show 查看。",
                    "\(late) more values arrived since you looked and were not decided: look again with conflict show."
                ))
        }
        return .done
    }

    private static func seen(
        _ context: CommandContext, _ snapshot: Snapshot
    ) throws -> RecordView {
        let found = try RecordFinder(snapshot).record(context.operands[0])
        guard let type = found.type else { throw EntryError.notFound(found.id) }
        return try RecordView(found.id, type: type, in: snapshot)
    }

    /// Which register is decided.
    private static func decided(
        _ context: CommandContext, _ view: RecordView, _ snapshot: Snapshot
    ) throws -> RecordView.Line {
        if let word = context.words.value(.value) {
            let words = try FieldWords([word], of: view.type, in: snapshot)
            guard let name = words.values.keys.first, let found = view.type.field(name),
                let line = view.conflicts.first(where: {
                    $0.declaration.number == found.register.number
                })
            else { throw EntryError.nothing }
            return line
        }
        _ = try context.require(.choose)
        guard let line = view.conflicts.first else { throw EntryError.nothing }
        guard view.conflicts.count == 1 else {
            throw ConsoleError.usage(
                Phrase(
                    "这条记录有几处冲突，请用 --value 项目=值 逐个解决。",
                    "This record has several conflicts: decide each with --value FIELD=VALUE."))
        }
        return line
    }

    /// How it is decided: a number is that of the screen, whatever has arrived since.
    private static func decision(
        _ context: CommandContext, _ line: RecordView.Line, _ screen: ConflictScreen,
        _ view: RecordView, _ snapshot: Snapshot
    ) throws -> Replica.Choice {
        if let word = context.words.value(.value) {
            let words = try FieldWords([word], of: view.type, in: snapshot)
            return .value(value(words.values, in: line))
        }
        guard let number = Int(try context.require(.choose)) else {
            throw ConsoleError.usage(Phrase("--choose 要写序号。", "--choose takes a number."))
        }
        guard screen.dots.indices.contains(number - 1) else {
            throw ConsoleError.usage(
                Phrase("没有第 \(number) 个值。", "There is no value number \(number)."))
        }
        let dot = screen.dots[number - 1]
        guard line.siblings.contains(where: { $0.dot == dot }) else {
            throw ConsoleError.usage(
                Phrase(
                    "第 \(number) 个值已被改写，请再用 conflict show 查看。",
                    "Value \(number) has been replaced since: look again with conflict show."))
        }
        return .sibling(dot)
    }

    /// The value that a new part makes of a register: its other fields keep what is shown.
    private static func value(_ typed: [String: Value], in line: RecordView.Line) -> Value {
        var fields: [String: Value] = [:]
        for (index, field) in line.declaration.fields.enumerated() {
            fields[field.name] =
                typed[field.name] ?? line.declaration.part(index, of: line.outcome.value)
        }
        return line.declaration.value(of: fields)
    }
}
