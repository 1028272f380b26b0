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
        details: Phrase(
            "有：\(names)。--year 是项目年度：上年 11 月 1 日到本年 10 月 31 日。",
            "There are: \(names). --year takes the programme's year, from 1 November to 31 October."
        ),
        options: [.under, .year, .calendar, .asOf, .csv],
        examples: [
            "report national", "report statistics --year 2017 --under 350603",
            "report funds --as-of 2017-10-31 --csv", "report places --json",
        ]
    ) { context in
        let output = context.output
        guard let report = Report.named(context.operands[0]) else {
            throw ConsoleError.usage(
                Phrase(
                    "没有“\(context.operands[0])”这个汇总表。有：\(names)",
                    "There is no report “\(context.operands[0])”. There are: \(names)"))
        }
        let under = try context.division(.under) ?? context.replica.office
        let now = context.services.clock.now()
        let period = try period(context, today: CivilDate(milliseconds: now))
        try context.replica.store.reading { snapshot in
            guard try ReportLines.isKnown(under, own: context.replica.office, snapshot) else {
                throw ConsoleError.refused(unknown(under))
            }
            let lines = try ReportLines(
                snapshot, output.reader.language, own: context.replica.office, under: under,
                period: period, isWhole: output.reader.wantsJSON || context.words.has(.csv))
            let table = try lines.table(of: report)
            if context.words.has(.csv) {
                return output.raw(
                    table.separated(output.reader.language).joined(separator: "\n") + "\n")
            }
            output.fact(
                "report", report.title, Cell("\(under)", json: .text(report.name)))
            output.set("under", .text("\(under)"))
            output.show(
                "figures", table, ifEmpty: Phrase("没有可统计的记录。", "There is nothing to count."))
            lines.coverage.tell(output, period: period, now: now)
        }
        return .done
    }

    private static func unknown(_ division: DivisionCode) -> Explanation {
        Explanation(
            Phrase(
                "本机不知道区划 \(division)：没有它的机构和记录。",
                "Nothing is known here of the division \(division): no office, no record."),
            safe: .nothingChanged,
            advice: Phrase("请核对 --under 的代码。", "Check the code of --under."))
    }

    /// The days that a report is about; of a year that is not over, those up to today.
    private static func period(
        _ context: CommandContext, today: CivilDate
    ) throws(ConsoleError) -> ReportPeriod {
        let asOf = try asOf(context)
        guard let year = try year(context) else {
            guard !context.words.has(.calendar) else {
                throw .usage(Phrase("--calendar 要与 --year 同用。", "--calendar goes with --year."))
            }
            return .toDate(asOf ?? today)
        }
        let whole: ReportPeriod? =
            context.words.has(.calendar) ? .calendarYear(year) : .programmeYear(year)
        guard let whole else { throw .usage(noYear) }
        return ReportPeriod(
            first: whole.first, last: whole.last, asOf: asOf ?? min(whole.last, today))
    }

    private static func asOf(_ context: CommandContext) throws(ConsoleError) -> CivilDate? {
        guard let text = context.words.value(.asOf) else { return nil }
        guard let date = try? CivilDate.read(text) else {
            throw .usage(
                Phrase("--as-of 要写日期，如 2017-10-31。", "--as-of takes a date, as 2017-10-31."))
        }
        return date
    }

    /// The year of a report; one that no record can have is a slip.
    private static func year(_ context: CommandContext) throws(ConsoleError) -> Int? {
        guard let text = context.words.value(.year) else { return nil }
        guard let year = Int64(text), FieldKind.year.fault(in: .integer(year)) == nil else {
            throw .usage(noYear)
        }
        return Int(year)
    }

    private static let noYear = Phrase(
        "--year 要写四位年份，如 2017。", "--year takes a year of four digits, as 2017.")

    private static let names = Report.all.map(\.name).joined(separator: " ")
}
