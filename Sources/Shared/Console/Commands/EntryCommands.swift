internal import Programme
internal import Replication
internal import Storage
internal import Sync

/// The one way in: commands that write records.
enum EntryCommands {
    /// The commands of this family, in the order of the help.
    static let all = [add, set, propose]

    private static let add = Command(
        "add", operands: Phrase("类型 项目=值…", "TYPE FIELD=VALUE…"), count: 1...200,
        summary: Phrase("新建一条记录", "make a record"),
        details: Phrase(
            "项目可以写中文名；引用别的记录写它的编号或名称；集合用逗号隔开。项目一览：fields 类型",
            "A reference is written as the other record's name or number; elements of a set have commas between. All fields: fields TYPE"
        ),
        options: [.unchecked],
        examples: [
            "add household village=350603101201 number=B-01 kind=two_daughter",
            "add person name=王秀英 village=350603101201 relation=mother household=B-01",
        ]
    ) { context in
        let type = try RecordFinder.type(context.operands[0])
        let entered = try Form(type, isNew: true).filling {
            let words = try context.replica.store.reading { snapshot in
                try FieldWords(Array(context.operands.dropFirst()), of: type, in: snapshot)
            }
            return try context.replica.enter(
                words.entry(), by: try context.actor(),
                isUnchecked: context.words.has(.unchecked))
        }
        context.output.set("id", .text(entered.record.description))
        context.output.say(
            Phrase(
                "已保存 \(type.label.chinese) \(entered.record)",
                "Saved \(type.label.english) \(entered.record)"))
        return tell(entered, before: nil, context)
    }

    private static let set = Command(
        "set", operands: Phrase("编号 项目=值…", "ID FIELD=VALUE…"), count: 2...200,
        summary: Phrase("修改一条记录，显示 旧值 → 新值", "change a record; prints old → new"),
        details: Phrase(
            "编号可以只写开头，或写成 类型:名称。值留空就是清除。集合写全部，或写 +值,-值。",
            "ID may be the beginning of the number, or TYPE:NAME. An empty value clears; A set is written whole, or as +A,-B."
        ),
        options: [.unchecked],
        examples: ["set person:王秀英 phone=13800138000", "set ID phone="]
    ) { context in
        let (words, view, several) = try context.replica.store.reading { snapshot in
            let found = try RecordFinder(snapshot).record(context.operands[0])
            guard let type = found.type else { throw EntryError.notFound(found.id) }
            let view = try RecordView(found.id, type: type, in: snapshot)
            let words = try Form(type).filling {
                try FieldWords(
                    Array(context.operands.dropFirst()), of: type, standing: view, in: snapshot)
            }
            let language = context.output.reader.language
            let several = view.disagreeing(words, in: snapshot, language)
            return (words, view, several)
        }
        several.forEach { context.output.say($0) }
        let entered = try Form(view.type).filling {
            try context.replica.enter(
                words.entry(record: view.id, shown: view.shown), by: try context.actor(),
                isUnchecked: context.words.has(.unchecked))
        }
        context.output.set("id", .text(entered.record.description))
        return tell(entered, before: view, context)
    }

    private static let propose = Command(
        "propose", operands: Phrase("编号 项目=值", "ID FIELD=VALUE"), count: 2...2,
        summary: Phrase("建议修改由上级填写的一项", "propose a change of what another tier writes"),
        options: [.reason],
        examples: ["propose person:王秀英 account=6222020000000000018 --reason 换了新卡"]
    ) { context in
        let reason = try context.require(.reason)
        let parts = context.operands[1].split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else {
            throw ConsoleError.usage(Phrase("要写成 项目=值。", "Write FIELD=VALUE."))
        }
        let (subject, field) = try context.replica.store.reading { snapshot in
            let found = try RecordFinder(snapshot).record(context.operands[0])
            guard let type = found.type, let field = RecordFinder.field(parts[0], of: type) else {
                throw EntryError.field(FieldFault(parts[0], .unknownField))
            }
            // A proposal that could never be agreed to is told now, not in three weeks.
            _ = try Form(type).filling {
                try FieldWords([context.operands[1]], of: type, in: snapshot)
            }
            return (found.id, field.field.name)
        }
        let type = try RecordFinder.type("change_proposal")
        let entry = Entry(
            type,
            values: [
                "subject": .bytes(subject.bytes), "field": .text(field),
                "proposed": .text(parts[1]), "reason": .text(reason),
            ])
        let entered = try Form(type).filling {
            try context.replica.enter(entry, by: try context.actor())
        }
        context.output.set("id", .text(entered.record.description))
        context.output.say(
            Phrase(
                "建议已保存，下次同步时送到县里：\(entered.record)",
                "The proposal is saved and goes to the county with the next contact: \(entered.record)"
            ))
        return .done
    }

    /// Says what changed, and what the checks found.
    ///
    /// - Parameter before: the record as it stood; nil for a new one.
    static func tell(
        _ entered: Entered, before: RecordView?, _ context: CommandContext
    ) -> ExitCode {
        let output = context.output
        let changes = context.replica.store.describing { snapshot in
            let text = ValueText(snapshot, output.reader.language)
            let single = entered.fields.map { FieldLine($0, text) }
            guard let before else { return single }
            let after = try RecordView(before.id, type: before.type, in: snapshot)
            return single + FieldLine.elements(from: before, to: after, text)
        }
        for change in changes ?? [] {
            let label = change.field.label.text(output.reader.language)
            output.line(DisplayWidth.printable("  \(label): \(change.text)"))
        }
        output.set("changes", .list((changes ?? []).map(\.json)))
        context.replica.store.describing { snapshot in
            StateLines(output, ValueText(snapshot, output.reader.language)).tell(entered.events)
        }
        FindingLines.tell(entered.findings, output)
        FindingLines.tellDays(entered.fields, now: context.services.clock.now(), output)
        if let before { tellMove(before, context) }
        return .done
    }

    /// Says that the record belongs to another office now, and who stays behind.
    private static func tellMove(_ before: RecordView, _ context: CommandContext) {
        let moved = context.replica.store.describing { snapshot -> [Phrase] in
            let after = try RecordView(before.id, type: before.type, in: snapshot)
            guard after.homes != before.homes, let home = after.homes.first else { return [] }
            let text = ValueText(snapshot, context.output.reader.language)
            let members = snapshot.records(
                of: "person", where: "household", equals: .bytes(before.id.bytes)
            ).filter { snapshot.value(of: $0, "village") != .text(home.description) }
            let names = members.map { text.name(of: $0, type: "person") }
            let move = Phrase(
                "  归属改为 \(home)，合同、账目、收入记录一并移交。",
                "  It belongs to \(home) now, with its contracts, entries and incomes.")
            guard !names.isEmpty else { return [move] }
            let list = DisplayWidth.printable(names.joined(separator: " "))
            return [
                move,
                Phrase(
                    "  家庭成员仍在原村，请逐人修改 village：\(list)",
                    "  Its members stay where they were; change their village one by one: \(list)"),
            ]
        }
        (moved ?? []).forEach(context.output.say)
    }
}
