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
        options: [.under, .all],
        examples: ["conflict list", "conflict list --under 350603101 --json"]
    ) { context in
        let output = context.output
        let under = try context.division(.under)
        try context.replica.store.reading { snapshot in
            let table = try ConflictList(snapshot, output.reader.language)
                .table(under: under, withSettled: context.words.has(.all))
            output.show(
                "conflicts", table, ifEmpty: Phrase("没有冲突。", "There is no conflict."))
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
        try context.replica.store.reading { snapshot in
            let view = try seen(context, snapshot)
            let text = ValueText(snapshot, language)
            output.set("id", .text(view.id.description))
            guard !view.conflicts.isEmpty else {
                // What is wrong with the whole record has no values to choose from.
                return output.show(
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
        }
        return .done
    }

    private static let resolve = Command(
        "conflict resolve", in: [.syncServer], operands: Phrase("编号", "ID"), count: 1...1,
        summary: Phrase("解决一处冲突", "decide a conflict"),
        details: Phrase(
            "--choose 选 conflict show 里的序号；--value 写另一个值，如 total_income=4500。",
            "--choose takes a number of conflict show; --value another value, as total_income=4500."
        ),
        options: [.choose, .value, .reason, .clock],
        examples: ["conflict resolve ID --choose 1 --reason 以复核为准"]
    ) { context in
        let reason = try context.require(.reason)
        let (view, line, choice) = try context.replica.store.reading {
            snapshot -> (RecordView, RecordView.Line, Replica.Choice) in
            let view = try seen(context, snapshot)
            let (line, choice) = try decision(context, view, snapshot)
            return (view, line, choice)
        }
        try context.replica.resolve(
            view.id, line.name, choose: choice, shown: line.siblings.map(\.dot), reason: reason,
            by: try context.actor())
        context.output.set("id", .text(view.id.description))
        context.output.set("register", .text(line.declaration.name))
        context.output.say(
            Phrase(
                "已解决“\(line.declaration.label.chinese)”，下次同步时发给下级。",
                "Decided “\(line.declaration.label.english)”; it flows down with the next contacts."
            ))
        return .done
    }

    private static func seen(
        _ context: CommandContext, _ snapshot: Snapshot
    ) throws -> RecordView {
        let found = try RecordFinder(snapshot).record(context.operands[0])
        guard let type = found.type else { throw EntryError.notFound(found.id) }
        return try RecordView(found.id, type: type, in: snapshot)
    }

    /// Which register is decided, and how.
    private static func decision(
        _ context: CommandContext, _ view: RecordView, _ snapshot: Snapshot
    ) throws -> (RecordView.Line, Replica.Choice) {
        if let word = context.words.value(.value) {
            let words = try FieldWords([word], of: view.type, in: snapshot)
            guard let name = words.values.keys.first, let found = view.type.field(name),
                let line = view.conflicts.first(where: {
                    $0.declaration.number == found.register.number
                })
            else { throw EntryError.nothing }
            return (line, .value(value(words.values, in: line)))
        }
        guard let number = Int(try context.require(.choose)) else {
            throw ConsoleError.usage(Phrase("--choose 要写序号。", "--choose takes a number."))
        }
        guard let line = view.conflicts.first else { throw EntryError.nothing }
        guard view.conflicts.count == 1 else {
            throw ConsoleError.usage(
                Phrase(
                    "这条记录有几处冲突，请用 --value 项目=值 逐个解决。",
                    "This record has several conflicts: decide each with --value FIELD=VALUE."))
        }
        guard line.siblings.indices.contains(number - 1) else {
            throw ConsoleError.usage(
                Phrase("没有第 \(number) 个值。", "There is no value number \(number)."))
        }
        return (line, .sibling(line.siblings[number - 1].dot))
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
