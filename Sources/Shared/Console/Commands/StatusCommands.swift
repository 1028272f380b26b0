internal import Programme
internal import Replication
internal import Storage
internal import Sync

/// What is saved where.
enum StatusCommands {
    /// The commands of this family, in the order of the help.
    static let all = [status, receipts]

    private static let status = Command(
        "status", operands: Phrase("[编号]", "[ID]"), count: 0...1,
        summary: Phrase("显示哪些已送到县里、哪些还没有", "tell what the county has and what not"),
        details: Phrase(
            "A0 只在本机，A1 上级已有，A2 两处都有。上级改动过的列到“上次看过以后”；--keep 保留这个标记。",
            "A0 saved here, A1 the parent has it, A2 two places have it. --keep leaves the mark of what was seen."
        ),
        options: [.keep], examples: ["status", "status person:王秀英", "status --json --keep"]
    ) { context in
        if let text = context.operands.first {
            try record(text, context)
        } else {
            try office(context)
        }
        return .done
    }

    private static func record(_ text: String, _ context: CommandContext) throws {
        let output = context.output
        try context.replica.store.reading { snapshot in
            let found = try RecordFinder(snapshot).record(text)
            output.fact("id", Phrase("编号", "ID"), .text(found.id.description))
            let lines = StandingLines(context.replica, snapshot, output.reader.language)
            output.show(
                "changes", try lines.table(of: found.id),
                ifEmpty: Phrase(
                    "上级有这条记录；它的修改过程不在本机。",
                    "The parent has this record; how it came about is not kept here."))
        }
    }

    private static func office(_ context: CommandContext) throws {
        let output = context.output
        let position = try context.replica.store.reading { snapshot in
            let lines = StatusLines(context.replica, snapshot, output)
            lines.tellIdentity()
            try lines.tellParent()
            try lines.tellStanding()
            try lines.tellExceptions()
            try lines.tellCases()
            try lines.tellChildren()
            try lines.tellOrphans()
            try lines.tellNews()
            return snapshot.position
        }
        guard !context.words.has(.keep) else { return }
        do {
            try context.replica.store.write { transaction throws(StorageError) in
                try transaction.setSetting(StatusLines.mark, StatusLines.bytes(of: position))
            }
        } catch StorageError.full {
            // Who looks on a full disk sees everything; the news are news once more next time.
        }
    }

    private static let receipts = Command(
        "receipts",
        summary: Phrase(
            "列出每条链路的收据：两边一致的证明", "list each link's receipt: proof that both ends agree"),
        details: Phrase(
            "校验值和记录数在两边的收据上相同；打电话就能对。",
            "Digest and number of records are the same on the receipts of both ends, and can be compared by telephone."
        ),
        examples: ["receipts", "receipts --json"]
    ) { context in
        let output = context.output
        try context.replica.store.reading { snapshot in
            output.show(
                "receipts", try ReceiptLines(snapshot).table(),
                ifEmpty: Phrase("没有链路。", "There is no link."))
        }
        return .done
    }
}
