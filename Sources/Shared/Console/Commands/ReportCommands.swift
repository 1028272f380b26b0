internal import Programme
internal import Replication
internal import Storage
internal import Sync

/// Figures, with how far one can trust them.
enum ReportCommands {
    /// The commands of this family, in the order of the help.
    static let all = [report]

    private static let report = Command(
        "report", operands: Phrase("名称", "NAME"), count: 1...1,
        summary: Phrase(
            "输出汇总表：数字、来自几个机构、未决冲突", "print a report: figures, coverage, open conflicts"),
        details: Phrase("有：\(names)", "There are: \(names)"), options: [.under, .year, .csv],
        examples: ["report national", "report national --csv", "report national --json"]
    ) { context in
        let output = context.output
        guard let report = Report.named(context.operands[0]) else {
            throw ConsoleError.usage(
                Phrase(
                    "没有“\(context.operands[0])”这个汇总表。有：\(names)",
                    "There is no report “\(context.operands[0])”. There are: \(names)"))
        }
        let under = try context.division(.under) ?? context.replica.office
        let year = try year(context)
        let now = context.services.clock.now()
        try context.replica.store.reading { snapshot in
            guard try ReportLines.isKnown(under, own: context.replica.office, snapshot) else {
                throw ConsoleError.refused(
                    Explanation(
                        Phrase(
                            "本机不知道区划 \(under)：没有它的机构和记录。",
                            "Nothing is known here of the division \(under): no office, no record."),
                        safe: .nothingChanged,
                        advice: Phrase("请核对 --under 的代码。", "Check the code of --under.")))
            }
            let lines = try ReportLines(
                snapshot, output.reader.language, own: context.replica.office, under: under,
                year: year)
            let table = try lines.table(of: report)
            if context.words.has(.csv) {
                return output.raw(
                    table.separated(output.reader.language).joined(separator: "\n") + "\n")
            }
            output.fact(
                "report", report.title, Cell("\(under)", json: .text(report.name)))
            output.set("under", .text("\(under)"))
            output.show("figures", table, ifEmpty: .none)
            let coverage = try lines.coverage()
            output.set("as_of", Cell.time(now).json)
            output.set("nodes", .integer(Int64(coverage.nodes)))
            output.set("nodes_equal", .integer(Int64(coverage.equal)))
            output.set("open_conflicts", .integer(Int64(coverage.conflicts)))
            output.say(
                Phrase(
                    "下级 \(coverage.nodes) 个节点中 \(coverage.equal) 个已核对一致，未决冲突 \(coverage.conflicts) 处，截至 \(WallTime(milliseconds: now).text)。",
                    "From \(coverage.equal) of \(coverage.nodes) nodes below, \(coverage.conflicts) conflicts open, as of \(WallTime(milliseconds: now).text)."
                ))
        }
        return .done
    }

    /// The year of a report; one that no record can have is a slip.
    private static func year(_ context: CommandContext) throws(ConsoleError) -> Int64? {
        guard let text = context.words.value(.year) else { return nil }
        guard let year = Int64(text), FieldKind.year.fault(in: .integer(year)) == nil else {
            throw .usage(
                Phrase("--year 要写四位年份，如 2017。", "--year takes a year of four digits, as 2017."))
        }
        return year
    }

    private static let names = Report.all.map(\.name).joined(separator: " ")
}
