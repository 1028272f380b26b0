internal import Programme
internal import Storage
internal import Sync

/// Who did what.
enum AuditCommands {
    /// The commands of this family, in the order of the help.
    static let all = [list]

    private static let list = Command(
        "audit list", in: [.syncServer], operands: Phrase("[对象]", "[OBJECT]"), count: 0...1,
        summary: Phrase("显示操作记录，新的在前", "show who did what, newest first"),
        options: [.limit], examples: ["audit list --limit 20"]
    ) { context in
        let output = context.output
        let limit = try context.number(.limit, orElse: 100)
        try context.replica.store.reading { snapshot in
            var table = Table([
                .init("at", Phrase("时间", "at")), .init("user", Phrase("人员", "user")),
                .init("act", Phrase("操作", "act")), .init("object", Phrase("对象", "object")),
                .init("outcome", Phrase("结果", "outcome")),
                .init("detail", Phrase("说明", "detail")),
            ])
            let words = AuditWords(snapshot, output.reader.language)
            for entry in try snapshot.audit(object: context.operands.first, limit: limit) {
                table.add([.time(entry.at)] + words.cells(of: entry))
            }
            output.show("audit", table, ifEmpty: Phrase("没有操作记录。", "Nothing is recorded."))
        }
        return .done
    }
}
