internal import Programme
internal import Replication
internal import Storage
internal import Sync
internal import Wire

/// Commands that look at records and change nothing.
enum LookCommands {
    /// The commands of this family, in the order of the help.
    static let all = [show, history, list, fields]

    private static let show = Command(
        "show", operands: Phrase("编号", "ID"), count: 1...1,
        summary: Phrase("显示一条记录：状态、内容、经过", "show a record: its state, values, what happened"),
        examples: ["show person:王秀英", "show ID", "show ID --json"]
    ) { context in
        let output = context.output
        try context.replica.store.reading { snapshot in
            let found = try RecordFinder(snapshot).record(context.operands[0])
            output.fact("id", Phrase("编号", "ID"), .text(found.id.description))
            guard let type = found.type else {
                output.say(
                    Phrase(
                        "这种记录要更新的程序才能显示；它已保存并会转发。",
                        "Only a newer program can show this; it is kept and forwarded."))
                return
            }
            let view = try RecordView(found.id, type: type, in: snapshot)
            let text = ValueText(snapshot, output.reader.language)
            output.fact(
                "type", Phrase("类型", "type"),
                Cell(type.label.text(output.reader.language), json: .text(type.name)))
            output.fact(
                "home", Phrase("归属", "home"),
                .text(view.homes.map(\.description).joined(separator: " | ")))
            let state = RecordState(of: found.id, type: type, in: snapshot)
            state.map(StateLines(output, text).tell)
            if view.isWithdrawn { output.say(Phrase("这份草稿已撤回。", "This draft was withdrawn.")) }
            output.show(
                "fields", view.table(text, output.reader.language),
                ifEmpty: context.services.program == .syncServer
                    ? Phrase(
                        "没有内容：写过的都被拒绝了（见 quarantine list --all）。",
                        "Nothing stands in it: all that was written was refused (see quarantine list --all)."
                    )
                    : Phrase(
                        "没有内容：写过的都被拒绝了（原因见 status）。",
                        "Nothing stands in it: all that was written was refused (status tells why)."
                    ))
            if let state {
                output.show(
                    "events", try StateLines(output, text).events(state, in: snapshot),
                    ifEmpty: Phrase("还没有经过。", "Nothing has happened to it yet."))
            }
        }
        return .done
    }

    private static let history = Command(
        "history", operands: Phrase("编号", "ID"), count: 1...1,
        summary: Phrase("显示一条记录的全部修改", "show all changes of a record"),
        examples: ["history person:王秀英", "history ID --json"]
    ) { context in
        let output = context.output
        try context.replica.store.reading { snapshot in
            let found = try RecordFinder(snapshot).record(context.operands[0])
            let table = try HistoryTable(snapshot, output.reader.language).table(of: found.id)
            output.set("id", .text(found.id.description))
            output.show(
                "changes", table,
                ifEmpty: Phrase(
                    "本机没有它的修改过程，只有现状。", "Its changes are not here, only how it stands."))
        }
        return .done
    }

    private static let fields = Command(
        "fields", operands: Phrase("类型", "TYPE"), count: 0...1,
        summary: Phrase("显示有哪些类型，或一种类型的项目", "show the types, or the fields of one"),
        examples: ["fields", "fields person"], needs: .nothing
    ) { context in
        guard let name = context.operands.first else {
            var table = Table([
                .init("type", Phrase("类型", "type")), .init("label", Phrase("名称", "label")),
            ])
            for type in Catalogue.types {
                let label = type.label.text(context.output.reader.language)
                table.add([.text(type.name), .text(label)])
            }
            context.output.show("types", table, ifEmpty: .none)
            return .done
        }
        context.output.show(
            "fields", fieldTable(try RecordFinder.type(name), context.output.reader.language),
            ifEmpty: .none)
        return .done
    }

    private static func fieldTable(_ type: RecordType, _ language: Language) -> Table {
        var table = Table([
            .init("field", Phrase("项目", "field")), .init("label", Phrase("名称", "label")),
            .init("required", Phrase("必填", "required")), .init("holds", Phrase("内容", "holds")),
            .init("writers", Phrase("由谁填写", "written by")),
        ])
        for register in type.registers {
            for field in register.fields {
                let required = field.isRequired ? Phrase("是", "yes") : Phrase("–", "–")
                table.add([
                    .text(field.name), .text(field.label.text(language)),
                    Cell(required.text(language), json: .bool(field.isRequired)),
                    .text(field.kind.description(language)),
                    .text(
                        register.writers.union(register.initial).sorted(by: >)
                            .map { $0.label.text(language) }.joined(separator: " ")),
                ])
            }
        }
        return table
    }

    private static let list = Command(
        "list", operands: Phrase("类型 项目=值…", "TYPE FIELD=VALUE…"), count: 1...20,
        summary: Phrase("列出一种记录", "list records of a type"),
        details: Phrase(
            "有状态的类型显示今天的状态；--state 只看一种状态。",
            "Of types with a workflow the state of today is shown; --state lists one state alone."),
        options: [.state, .under, .limit],
        examples: ["list person", "list person relation=mother --under 350603101 --limit 50"]
    ) { context in
        let output = context.output
        let type = try RecordFinder.type(context.operands[0])
        let limit = try context.number(.limit, orElse: 200)
        let under = try context.division(.under)
        try context.replica.store.reading { snapshot in
            let words = try Form(type, isSearch: true).filling {
                try FieldWords(Array(context.operands.dropFirst()), of: type, in: snapshot)
            }
            let lister = RecordList(snapshot, type, output.reader.language)
            let page = try lister.page(
                words, under: under, state: context.words.value(.state), limit: limit)
            output.show(
                "records", page.table,
                ifEmpty: try RecordFinder(snapshot).isUnfilled
                    ? .notYetFilled
                    : Phrase("没有这样的\(type.label.chinese)。", "There is no such \(type.name)."))
            output.set("more", .bool(page.hasMore))
            if page.hasMore {
                output.say(
                    Phrase(
                        "只显示了前 \(limit) 条；用 --limit 显示更多。",
                        "Only the first \(limit) are shown; see more with --limit."))
            }
        }
        return .done
    }
}

extension FieldKind {
    /// What a person may type.
    fileprivate func description(_ language: Language) -> String {
        switch self {
        case .money: Phrase("金额（元）", "money (yuan)").text(language)
        case .count: Phrase("整数", "number").text(language)
        case .year: Phrase("年份", "year").text(language)
        case .date: Phrase("日期 2017-07-15", "date 2017-07-15").text(language)
        case .text(let max): Phrase("文字，最多 \(max) 字", "text, up to \(max)").text(language)
        case .choice(let choices):
            choices.map { "\($0.name)=\($0.label.text(language))" }.joined(separator: " ")
        case .reference(let type):
            Phrase(
                "一条“\(Catalogue.type(named: type)?.label.chinese ?? type)”记录", "a \(type)"
            ).text(language)
        case .division: Phrase("区划代码", "division code").text(language)
        case .bool: Phrase("是/否", "yes/no").text(language)
        case .idNumber: Phrase("18 位身份证号", "ID number").text(language)
        case .maskedID: Phrase("遮盖的身份证号", "masked ID number").text(language)
        case .phone: Phrase("电话号码", "telephone").text(language)
        case .card: Phrase("银行卡号", "bank card").text(language)
        case .account: Phrase("银行账号", "bank account").text(language)
        case .login: Phrase("登录名：小写字母和数字", "login: small letters and digits").text(language)
        case .bytes(let count): Phrase("\(count) 字节", "\(count) bytes").text(language)
        }
    }
}
