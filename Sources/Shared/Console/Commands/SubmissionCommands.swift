internal import Programme
internal import Replication
internal import Storage
internal import Sync

/// The yearly submission (W-07): seal, look, accept or send back, add up.
enum SubmissionCommands {
    /// The commands of this family, in the order of the help.
    static let all = [check, seal, list, show, accept, sendBack, total]

    private static let check = Command(
        "submission check",
        summary: Phrase("看现在封存会报出什么、还差什么", "show what a seal would hold now, and what is missing"),
        options: [.year, .without],
        examples: [
            "submission check --year 2017", "submission check --year 2017 --without 350603102",
        ]
    ) { context in
        let draft = try context.replica.draft(try sealing(context))
        tell(draft, context)
        return draft.awaited.isEmpty && draft.faults.isEmpty ? .done : .refused
    }

    private static let seal = Command(
        "submission seal",
        summary: Phrase("封存并提交本年度数据（负责人）", "seal the year's figures (head of the office)"),
        details: Phrase(
            "封存的数字不再改变，并带摘要和签名；以后的改动另封新版，写明 --reason。县里只收进已接受的乡镇；缺的用 --without 逐个写明，以后用新版补上。",
            "What is sealed never changes, is hashed and signed; later changes go into a new revision with --reason. A county takes in the townships that it has accepted; one that is left out is named with --without, and comes in a new revision."
        ),
        options: [.year, .without, .reason],
        examples: ["submission seal --year 2017"]
    ) { context in
        let actor = try context.actor()
        let sealed = try context.replica.seal(try sealing(context), by: actor)
        context.output.set("id", .text(sealed.record.description))
        tell(sealed.draft, context)
        context.output.say(
            Phrase(
                "已封存第 \(sealed.draft.revision) 版 \(sealed.record)，下次联系时送出。",
                "Revision \(sealed.draft.revision) is sealed (\(sealed.record)) and goes up with the next contact."
            ))
        return .done
    }

    private static func sealing(_ context: CommandContext) throws -> Sealing {
        var without: Set<DivisionCode> = []
        for part in (context.words.value(.without) ?? "").split(separator: ",") {
            without.insert(try CommandContext.division(String(part)))
        }
        return Sealing(
            year: try year(context), without: without, reason: context.words.value(.reason))
    }

    /// The programme year: that of the option, else the one of today.
    static func year(_ context: CommandContext) throws -> Int64 {
        guard let text = context.words.value(.year) else {
            return Int64(
                CivilDate(milliseconds: context.services.clock.now()).programmeYear)
        }
        guard let year = Int64(text), FieldKind.year.fault(in: .integer(year)) == nil else {
            throw ConsoleError.usage(
                Phrase("--year 要写四位年份，如 2017。", "--year takes a year of four digits, as 2017."))
        }
        return year
    }

    private static func tell(_ draft: SealingDraft, _ context: CommandContext) {
        let output = context.output
        let lines = SubmissionTable(output.reader.language)
        output.fact("revision", Phrase("版次", "revision"), .count(Int(draft.revision)))
        output.show("figures", lines.figures(of: draft.sheet), ifEmpty: .none)
        output.fact(
            "records", Phrase("依据的记录", "records behind it"),
            .count(Int(draft.manifest.records)))
        output.set("towns", .list(draft.towns.map { .text("\($0)") }))
        output.set("awaited", .list(draft.awaited.map { .text("\($0)") }))
        if !draft.awaited.isEmpty {
            let names = draft.awaited.map(\.description).joined(separator: " ")
            output.say(
                Phrase("还没有接受的乡镇：\(names)", "Townships not accepted yet: \(names)"))
        }
        output.set("faults", .list(draft.faults.map { .text($0.text) }))
        for fault in draft.faults {
            output.say(Phrase("  CK-97 \(fault.text)", "  CK-97 \(fault.text)"))
        }
        output.set("changes", .list(draft.changes.map { .text($0) }))
        if !draft.changes.isEmpty {
            let names = draft.changes.joined(separator: " ")
            output.say(
                Phrase(
                    "CK-98 与上年相差超过三成：\(names)",
                    "CK-98 differs from last year by more than 30 %: \(names)"))
        }
    }

    private static let list = Command(
        "submission list",
        summary: Phrase(
            "列出各机构的年度提交：是否按时、到哪一步", "list who has submitted, whether in time, and where it stands"),
        options: [.year, .under],
        examples: ["submission list --year 2017", "submission list --year 2017 --json"]
    ) { context in
        let year = try year(context)
        let under = try context.division(.under) ?? context.replica.office
        try context.replica.store.reading { snapshot in
            let table = SubmissionTable(context.output.reader.language)
            context.output.show(
                "submissions", try table.offices(year: year, under: under, snapshot),
                ifEmpty: Phrase("没有要提交的机构。", "No office is obliged."))
        }
        return .done
    }

    private static let show = Command(
        "submission show", operands: Phrase("编号", "ID"), count: 1...1,
        summary: Phrase("显示一份年度提交：数字、清单、回执", "show a submission: figures, manifest, receipts"),
        options: [.csv], examples: ["submission show ID", "submission show ID --csv"]
    ) { context in
        let output = context.output
        try context.replica.store.reading { snapshot in
            let found = try submission(context.operands[0], snapshot)
            if context.words.has(.csv) { return output.raw(found.sheet?.text ?? "") }
            let table = SubmissionTable(output.reader.language)
            output.fact("id", Phrase("编号", "ID"), .text(found.record.description))
            output.fact("office", Phrase("机构", "office"), .text(found.office.description))
            output.fact("year", Phrase("年度", "year"), .count(Int(found.year)))
            output.fact("revision", Phrase("版次", "revision"), .count(Int(found.revision)))
            output.fact("sealed_at", Phrase("封存时间", "sealed at"), .text(found.sealedAt))
            output.fact("state", Phrase("状态", "state"), table.state(found))
            output.fact("timeliness", Phrase("是否按时", "in time"), table.timeliness(found))
            if let reason = found.reason {
                output.fact("reason", Phrase("理由", "reason"), .text(reason))
            }
            if let sheet = found.sheet {
                output.show("figures", table.figures(of: sheet), ifEmpty: .none)
            }
            if let manifest = found.manifest {
                let here = try snapshot.manifest(under: found.office, by: .township)
                output.show(
                    "manifest", table.manifest(manifest, here: here), ifEmpty: .none)
            }
        }
        return .done
    }

    private static func submission(_ text: String, _ snapshot: Snapshot) throws -> Submission {
        let found = try RecordFinder(snapshot).record(text)
        guard let row = try snapshot.row(of: found.id, as: Catalogue.submission),
            let submission = Submission(row, in: snapshot)
        else { throw EntryError.notFound(found.id) }
        return submission
    }

    private static let accept = answer(
        "submission accept", event: "accepted",
        summary: Phrase("接受一份年度提交", "accept a submission"), options: [.reason],
        example: "submission accept ID")

    private static let sendBack = answer(
        "submission return", event: "returned",
        summary: Phrase("退回一份年度提交，写明理由", "send a submission back, with the reason"),
        options: [.reason], example: "submission return ID --reason 户数对不上")

    private static func answer(
        _ name: String, event: String, summary: Phrase, options: [CommandOption], example: String
    ) -> Command {
        Command(
            name, in: [.syncServer], operands: Phrase("编号", "ID"), count: 1...1,
            summary: summary, options: options, examples: [example]
        ) { context in
            let (record, name) = try context.replica.store.reading { snapshot in
                let found = try submission(context.operands[0], snapshot)
                return (found.record, "\(found.office) \(found.year)·\(found.revision)")
            }
            let day = CivilDate(milliseconds: context.services.clock.now())
            let content = EventContent(event, on: day, reason: context.words.value(.reason))
            _ = try context.replica.enter(
                EventEntry(record, content), by: try context.actor())
            context.output.set("id", .text(record.description))
            context.output.say(Phrase("已保存：\(name)", "Saved: \(name)"))
            return .done
        }
    }

    private static let total = Command(
        "submission total", in: [.syncServer],
        summary: Phrase(
            "把收到的提交合计，并与上报的记录逐项核对",
            "add up what was submitted, beside what was forwarded"),
        details: Phrase(
            "默认合计每个县最新的已接受版本；--in-time 合计到期前收到的版本。记录按同样的乡镇合计；只在县里的数字只有提交里有。",
            "Each county's latest accepted revision; with --in-time what was received by the day. Records are added up for the same townships; figures that stay in the county are known from submissions alone."
        ),
        options: [.year, .inTime, .csv],
        examples: ["submission total --year 2017", "submission total --year 2017 --in-time"]
    ) { context in
        let output = context.output
        let year = try year(context)
        return try context.replica.store.reading { snapshot in
            let sum = try SubmissionTotal(
                year: year, inTime: context.words.has(.inTime), under: context.replica.office,
                snapshot)
            let table = SubmissionTable(output.reader.language)
            let comparison = try sum.comparison(snapshot)
            if context.words.has(.csv) {
                output.raw(
                    table.comparison(comparison).separated(output.reader.language)
                        .joined(separator: "\n") + "\n")
            } else {
                output.show("figures", table.comparison(comparison), ifEmpty: .none)
                output.fact(
                    "counties", Phrase("县", "counties"),
                    Cell(
                        "\(sum.taken.count)/\(sum.obliged.count)",
                        json: .integer(Int64(sum.taken.count))))
                output.fact(
                    "towns", Phrase("乡镇", "townships"),
                    Cell(
                        "\(sum.towns.count)/\(sum.obligedTowns)",
                        json: .integer(Int64(sum.towns.count))))
                output.set("obliged_towns", .integer(Int64(sum.obligedTowns)))
                output.fact(
                    "rows", Phrase("记录", "records"),
                    Cell(
                        "\(sum.rowsHere)/\(sum.rowsNamed)", json: .integer(sum.rowsHere)))
            }
            let different = comparison.filter { $0.isDifferent }.count
            output.set("different", .integer(Int64(different)))
            return different == 0 ? .done : .refused
        }
    }
}
