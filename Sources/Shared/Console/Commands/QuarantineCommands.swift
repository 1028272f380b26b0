internal import Programme
internal import Replication
internal import Storage
internal import Sync
internal import Wire

/// What could not be merged: nothing that arrives is dropped.
enum QuarantineCommands {
    /// The commands of this family, in the order of the help.
    static let all = [list, show, admit, refuse]

    private static let list = Command(
        "quarantine list", summary: Phrase("列出没有并入的修改", "list the changes that are not merged"),
        details: Phrase("--all 也列出已经处理的。", "--all lists also what is decided already."),
        options: [.all, .limit], examples: ["quarantine list", "quarantine list --all --json"]
    ) { context in
        let output = context.output
        let limit = try context.number(.limit, orElse: 1_000)
        try context.replica.store.reading { snapshot in
            let rows = try snapshot.quarantine(
                context.words.has(.all) ? nil : .held, limit: limit)
            output.show(
                "cases", try table(rows, snapshot, output.reader.language),
                ifEmpty: Phrase("隔离区是空的。", "The quarantine is empty."))
        }
        return .done
    }

    private static let show = Command(
        "quarantine show", operands: Phrase("案号", "CASE"), count: 1...1,
        summary: Phrase("显示一个隔离的修改：内容和原因", "show a case: what it says and why it waits"),
        examples: ["quarantine show CASE"]
    ) { context in
        let output = context.output
        let language = output.reader.language
        try context.replica.store.reading { snapshot in
            let row = try find(context.operands[0], snapshot)
            output.fact("case", Phrase("案号", "case"), .text(row.caseID.description))
            output.fact("standing", Phrase("状态", "standing"), standing(row, language))
            output.fact("reason", Phrase("原因", "reason"), reason(row, language))
            let change = try? ChangeCodec.decode(row.body)
            output.fact(
                "detail", Phrase("说明", "detail"),
                ExceptionWords(snapshot, language).cell(
                    row.detail, of: change.flatMap { Catalogue.type($0.type) }))
            if let decision = try decision(on: row, snapshot, language) {
                output.fact("decision", Phrase("处理", "decision"), .text(decision))
            }
            output.fact("at", Phrase("收到时间", "received"), .time(row.at))
            guard let change else {
                output.fact("bytes", Phrase("字节数", "bytes"), .count(row.body.count))
                return
            }
            let history = HistoryTable(snapshot, language)
            output.fact("id", Phrase("记录", "record"), .text(change.facet.record.description))
            output.fact("office", Phrase("机构", "office"), .text("\(change.stamp.office)"))
            output.fact(
                "by", Phrase("填写人", "by"),
                .text(ValueText(snapshot, language).author(change.stamp)))
            output.fact("wrote", Phrase("写入", "wrote"), .text(history.words(of: change)))
        }
        return .done
    }

    private static let admit = Command(
        "quarantine admit", in: [.syncServer], operands: Phrase("案号", "CASE"), count: 1...1,
        summary: Phrase("准许一个隔离的修改并入", "let a held change in"),
        options: [.reason], examples: ["quarantine admit CASE --reason 已核实"]
    ) { context in
        let (row, reason) = try decision(context)
        try context.replica.admit(row.caseID, reason: reason, by: try context.actor())
        context.output.set("case", .text(row.caseID.description))
        context.output.say(Phrase("已并入。", "It is merged."))
        return .done
    }

    private static let refuse = Command(
        "quarantine refuse", in: [.syncServer], operands: Phrase("案号", "CASE"), count: 1...1,
        summary: Phrase("拒绝一个隔离的修改", "refuse a held change for good"),
        options: [.reason], examples: ["quarantine refuse CASE --reason 与合同不符"]
    ) { context in
        let (row, reason) = try decision(context)
        try context.replica.refuse(row.caseID, reason: reason, by: try context.actor())
        context.output.set("case", .text(row.caseID.description))
        context.output.say(
            Phrase(
                "已拒绝；填写的机构下次同步时会看到原因，原来的值恢复。",
                "Refused; its office sees the reason with the next contact, and the old value stands again."
            ))
        return .done
    }

    private static func decision(
        _ context: CommandContext
    ) throws -> (row: QuarantineRow, reason: String) {
        let reason = try context.require(.reason)
        let row = try context.replica.store.reading { snapshot in
            let row = try find(context.operands[0], snapshot)
            guard row.standing == .held else {
                let language = context.output.reader.language
                throw try settled(row, decision(on: row, snapshot, language), language)
            }
            return row
        }
        return (row, reason)
    }

    /// That a case has been decided, by whom and why.
    private static func settled(
        _ row: QuarantineRow, _ decision: String?, _ language: Language
    ) -> ConsoleError {
        let words = standing(row, language).text
        let tail = decision.map { ": \($0)" } ?? ""
        return .refused(
            Explanation(
                Phrase(
                    "这个案子处理过了：\(words)\(tail)", "This case is decided: \(words)\(tail)"),
                safe: .nothingChanged,
                advice: Phrase(
                    "待处理的见 quarantine list。", "See what waits with quarantine list.")))
    }

    /// Who decided a case, when and why; nil while it waits, and where the program refused.
    private static func decision(
        on row: QuarantineRow, _ snapshot: Snapshot, _ language: Language
    ) throws -> String? {
        let acts = ["admit", "refuse"]
        guard row.standing != .held,
            let entry = try snapshot.audit(object: "\(row.caseID)").first(where: {
                acts.contains($0.act)
            })
        else { return nil }
        let text = ValueText(snapshot, language)
        let person = RecordID(entry.user).flatMap { text.person($0) } ?? entry.user
        return "\(person), \(WallTime(milliseconds: entry.at).text), \(entry.detail)"
    }

    /// A case by its number or the beginning of it.
    private static func find(_ text: String, _ snapshot: Snapshot) throws -> QuarantineRow {
        let rows = try snapshot.quarantine(nil, limit: 100_000)
        let found = rows.filter { $0.caseID.description.hasPrefix(text.lowercased()) }
        guard text.count >= 4, found.count == 1, let row = found.first else {
            throw ConsoleError.refused(
                Explanation(
                    Phrase("没有案号“\(text)”，或不止一个。", "There is no case “\(text)”, or several."),
                    safe: .nothingChanged,
                    advice: Phrase(
                        "请用 quarantine list --all 查找。", "See quarantine list --all.")))
        }
        return row
    }

    private static func table(
        _ rows: [QuarantineRow], _ snapshot: Snapshot, _ language: Language
    ) throws -> Table {
        var table = Table([
            .init("case", Phrase("案号", "case")), .init("standing", Phrase("状态", "standing")),
            .init("reason", Phrase("原因", "reason")), .init("node", Phrase("来自", "from")),
            .init("record", Phrase("记录", "record")), .init("at", Phrase("时间", "at")),
        ])
        for row in rows {
            let from = try snapshot.node(row.node)?.name ?? row.node.description
            table.add([
                .text(row.caseID.description), standing(row, language), reason(row, language),
                .text(from), row.facet.map { .text($0.record.description) } ?? .nothing,
                .time(row.at),
            ])
        }
        return table
    }

    private static func standing(_ row: QuarantineRow, _ language: Language) -> Cell {
        let phrase =
            switch row.standing {
            case .admitted: Phrase("已并入", "admitted")
            case .held: Phrase("待处理", "held")
            case .refused: Phrase("已拒绝", "refused")
            }
        return Cell(phrase.text(language), json: .text("\(row.standing)"))
    }

    private static func reason(_ row: QuarantineRow, _ language: Language) -> Cell {
        Cell(ExceptionCode.phrase(row.code).text(language), json: .integer(Int64(row.code)))
    }
}
