internal import Programme
internal import Storage
internal import Sync

/// Many records from a file.
enum ImportCommands {
    /// The commands of this family, in the order of the help.
    static let all = [records]

    private static let records = Command(
        "import", operands: Phrase("类型 文件.csv", "TYPE FILE.csv"), count: 2...2,
        summary: Phrase("从 CSV 文件录入，每行一条", "enter records from a CSV file, one per line"),
        details: Phrase(
            "第一行是项目名（英文或中文）。不合格的行报告行号和原因，其余照常。同一个文件可以再导入，添了新行也可以：已录入的行不会重复。",
            "The first line names the fields. Bad lines are told by number and reason, the rest is saved. The same file may be imported again, also with further lines: what was saved is not saved twice."
        ),
        options: [.unchecked],
        examples: ["import person persons.csv"], files: [.reads(1)]
    ) { context in
        let type = try RecordFinder.type(context.operands[0])
        let actor = try context.actor()
        let form = Form(type, isNew: true)
        return try CSVImport(context, place: 1).run { header in
            if let unknown = header.first(where: { RecordFinder.field($0, of: type) == nil }) {
                throw form.inItsWords(EntryError.field(FieldFault(unknown, .unknownField)))
            }
            var journal = ImportJournal(kind: type.name, columns: header)
            return { lines in
                try context.replica.enter(
                    lines.map { line in
                        .init(journal.line(line.cells)) { snapshot in
                            try FieldWords(line.cells, under: header, of: type, in: snapshot)
                                .entry()
                        }
                    }, by: actor, isUnchecked: context.words.has(.unchecked)
                ).map { result in
                    result.map { $0?.record }.mapError { form.inItsWords($0) }
                }
            }
        }
    }
}
