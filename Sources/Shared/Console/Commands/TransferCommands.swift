internal import Programme
internal import Replication
internal import Storage
internal import Sync

/// Changes on their way: by line, and on a stick.
enum TransferCommands {
    /// The commands of this family, in the order of the help.
    static let all = [sync, forward, exportUpward, exportBoth, importBundle]

    private static let sync = Command(
        "sync", in: [.edgeNode],
        summary: Phrase("现在与县服务器同步", "synchronise with the county now"),
        examples: ["sync", "sync --json"], run: contact)

    private static let forward = Command(
        "forward", in: [.syncServer],
        summary: Phrase("现在与上级服务器同步", "synchronise with the server above now"),
        examples: ["forward"], run: contact)

    private static let contact: @Sendable (CommandContext) throws -> ExitCode = { context in
        let output = context.output
        let report = try context.services.carriers.contact(context.replica) { report in
            output.progress(
                Phrase(
                    "已送出 \(report.pushed)，已收到 \(report.pulled)",
                    "sent \(report.pushed), received \(report.pulled)"))
        }
        ContactLines(output).tell(report, at: context.services.clock.now())
        return .done
    }

    private static let exportUpward = Command(
        "export-bundle", in: [.edgeNode], operands: Phrase("文件", "FILE"), count: 1...1,
        summary: Phrase("把要送到县里的写进优盘文件", "write what the county lacks into a file"),
        examples: ["export-bundle bundle.hsb"], files: [.writes(0)]
    ) { context in
        let report = try Courier(context.replica).exportUpward(to: context.output(0))
        tellExport(report, context)
        return .done
    }

    private static let exportBoth = Command(
        "export-bundle", in: [.syncServer], operands: Phrase("文件", "FILE"), count: 1...1,
        summary: Phrase("把上级或一个下级缺少的写进优盘文件", "write what the parent or a node lacks into a file"),
        details: Phrase(
            "不写 --for 就是给上级的；写了是给那个下级的。",
            "Without --for it is for the parent, else for that node below."),
        options: [.node],
        examples: ["export-bundle bundle.hsb --for 350603101201"], files: [.writes(0)]
    ) { context in
        let courier = Courier(context.replica)
        let isTopmost = context.replica.store.identity.parent == nil
        let name = isTopmost ? try context.require(.node) : context.words.value(.node)
        guard let name else {
            tellExport(try courier.exportUpward(to: context.output(0)), context)
            return .done
        }
        let node = try context.replica.store.reading { try NodeFinder($0).child(name).node }
        tellExport(try courier.exportDownward(to: context.output(0), node: node), context)
        return .done
    }

    private static let importBundle = Command(
        "import-bundle", operands: Phrase("文件", "FILE"), count: 1...1,
        summary: Phrase("导入优盘文件", "take a bundle in"),
        details: Phrase(
            "不知道是否导入过，就再导入一次：重复的文件不改变任何数据，也不算错误。",
            "Take it in again if you do not know whether it was: a repeated one changes nothing and is no fault."
        ),
        examples: ["import-bundle bundle.hsb"], files: [.reads(0)]
    ) { context in
        let output = context.output
        let report = try Courier(context.replica).importBundle(context.input(0))
        output.fact("from", Phrase("来自", "from"), .text(report.other))
        output.fact("changes", Phrase("修改", "changes"), .count(report.changes))
        output.fact("items", Phrase("下发内容", "items from above"), .count(report.items))
        output.fact("exceptions", Phrase("没有并入", "not merged"), .count(report.exceptions))
        output.set("equal", .bool(report.isEqual))
        output.set("repeated", .bool(report.isRepeated))
        output.set("complete", .bool(!report.isIncomplete))
        if report.isRepeated {
            output.say(
                Phrase(
                    "这个文件以前已经导入过，这次没有任何改动。",
                    "This bundle was taken in before; nothing was changed."))
        }
        if report.isIncomplete {
            output.say(
                Phrase(
                    "前一个文件没有收到。收到的已经并入；请送一个文件上去，下一个会补齐。",
                    "A bundle before this one is missing. What came is merged; send one up, and the next one brings the rest."
                ))
        }
        output.set("behind", .bool(report.isBehind))
        if report.isBehind {
            output.say(
                Phrase(
                    "这些修改之前的部分本机没有（例如刚从备份恢复），所以还没有并入；对方那里什么都没有丢。请导出一个文件送回去，下一个会带来全部。",
                    "Changes before these are missing here, as after a restore, so these wait; nothing is lost where they come from. Send a bundle back: the next one brings them all."
                ))
        }
        if report.parted != nil {
            output.say(
                Phrase(
                    "这个机构的数据有两台电脑在用：它自己的修改等它听到后重新送来，什么都没有丢。请导出一个文件送回去。",
                    "Two machines use the data of this office: its own changes come again once it has heard of that; nothing is lost. Send a bundle back to it."
                ))
        }
        ContactLines(output).tellRenewal(report.renewal)
        output.set("written_again", .integer(Int64(report.rewritten)))
        if report.rewritten > 0 {
            output.say(
                Phrase(
                    "\(report.rewritten) 处修改已用新编号重新写入，请再送一个文件上去。",
                    "\(report.rewritten) changes were written again under the new name: send one more bundle up."
                ))
        }
        if report.isEqual {
            let now = WallTime(milliseconds: context.services.clock.now()).text
            output.say(Phrase("两边一致，\(now)。", "Both hold the same, \(now)."))
        }
        return .done
    }

    private static func tellExport(_ report: Courier.Report, _ context: CommandContext) {
        let output = context.output
        output.fact("for", Phrase("给", "for"), .text(report.other))
        output.fact("changes", Phrase("修改", "changes"), .count(report.changes))
        output.fact("items", Phrase("下发内容", "items going down"), .count(report.items))
        output.fact("bytes", Phrase("文件字节数", "file bytes"), .count(report.fileBytes))
        output.set("file", .text(context.operands[0]))
        output.say(
            Phrase(
                "已写好并核对：\(context.operands[0])", "Written and read back: \(context.operands[0])"))
    }
}
