internal import Programme
internal import Replication
internal import Storage
internal import Sync

/// The offices below a server.
enum OfficeCommands {
    /// The commands of this family, in the order of the help.
    static let all = [list, add, `import`]

    private static let list = Command(
        "office list", in: [.syncServer], summary: Phrase("列出机构", "list the offices"),
        options: [.under], examples: ["office list"]
    ) { context in
        let output = context.output
        let under = try context.division(.under)
        try context.replica.store.reading { snapshot in
            let lister = RecordList(
                snapshot, try RecordFinder.type("office"), output.reader.language)
            let page = try lister.page(
                try FieldWords([], of: lister.type, in: snapshot), under: under, limit: 10_000)
            output.show("offices", page.table, ifEmpty: Phrase("没有机构。", "There is no office."))
        }
        return .done
    }

    private static let add = Command(
        "office add", in: [.syncServer], operands: Phrase("区划代码 名称", "CODE NAME"), count: 2...2,
        summary: Phrase("添加一个下级机构", "add an office below"),
        examples: ["office add 350603101202 檀林村"]
    ) { context in
        let code = try CommandContext.division(context.operands[0])
        let record = try context.replica.addOffice(
            code, name: context.operands[1], by: try context.actor())
        context.output.set("id", .text(record.description))
        context.output.say(
            Phrase("已添加 \(code) \(context.operands[1])", "Added \(code) \(context.operands[1])"))
        return .done
    }

    private static let `import` = Command(
        "office import", in: [.syncServer], operands: Phrase("文件.csv", "FILE.csv"), count: 1...1,
        summary: Phrase("从文件添加机构：两列 code,name", "add offices from a file: code,name"),
        details: Phrase(
            "已有的机构跳过；不合格的行报告行号，其余照常。",
            "Offices that are there are left alone; bad lines are told by number, the rest goes on."
        ),
        examples: ["office import offices.csv"], files: [.reads(0)]
    ) { context in
        let actor = try context.actor()
        return try CSVImport(context).run(columns: { header in
            let names = header.map { $0.lowercased() }
            guard
                let code = names.firstIndex(where: {
                    ["code", "division", "区划代码", "代码"].contains($0)
                }),
                let name = names.firstIndex(where: { ["name", "名称"].contains($0) })
            else {
                throw ConsoleError.usage(
                    Phrase("文件要有 code 和 name 两列。", "The file needs the columns code and name."))
            }
            return { lines in
                try lines.map { line in
                    try single {
                        try context.replica.addOffice(
                            CommandContext.division(line.cells[code]), name: line.cells[name],
                            by: actor)
                    }
                }
            }
        })
    }

    /// What becomes of one office; only the disk stops the others.
    private static func single(_ add: () throws -> RecordID) throws -> Result<RecordID?, any Error>
    {
        do {
            return .success(try add())
        } catch EntryError.storage(let error) {
            throw error
        } catch {
            return .failure(error)
        }
    }
}
