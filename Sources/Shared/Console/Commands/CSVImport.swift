internal import Programme
package import Replication

internal import Sync

/// Takes the lines of a file in, each as an act of its own.
///
/// What cannot be taken in is told with its line and its reason; nothing else is lost. A line whose
/// record stands already, or that was taken in before, is counted apart, so that a file may be
/// imported twice.
package struct CSVImport {
    /// Takes lines in together, and gives for each the record that came of it; nil if the very line
    /// was taken in before.
    package typealias Taker = ([Line]) throws -> [Result<RecordID?, any Error>]

    /// A line with as many cells as the file has columns.
    package struct Line {
        /// Its number in the file, from 1.
        package let number: Int
        /// Its cells.
        package let cells: [String]
    }

    /// How many lines are taken in together: one durable write for all of them.
    private static let together = 200

    private let context: CommandContext
    private let bytes: [UInt8]

    /// An import of one of the command's operands.
    package init(_ context: CommandContext, place: Int = 0) throws {
        self.context = context
        bytes = try Files.read(context.input(place))
    }

    /// A line that was not taken in.
    private struct Rest {
        let line: Int
        let reason: Phrase
    }

    /// What became of the lines so far.
    private struct Tally {
        var added = 0
        var known: [Int] = []
        var standing: [Rest] = []
        var bad: [Rest] = []
    }

    /// - Parameter columns: from the header to what takes lines in.
    package func run(columns: ([String]) throws -> Taker) throws -> ExitCode {
        var reader = CSVReader(bytes)
        guard let header = reader.next() else {
            throw ConsoleError.refused(
                Explanation(
                    Phrase("文件是空的。", "The file is empty."), safe: .nothingChanged,
                    advice: Phrase("第一行要写列名。", "The first line names the columns.")))
        }
        let names = try readable(header)
        let take = try columns(names)
        var tally = Tally()
        var lines: [Line] = []
        do {
            while let line = reader.next() {
                if let line = whole(line, columns: names.count, &tally.bad) { lines.append(line) }
                if lines.count == Self.together { try takeIn(&lines, take, &tally) }
            }
            try takeIn(&lines, take, &tally)
        } catch {
            tell(tally)
            throw error
        }
        tell(tally)
        return tally.bad.isEmpty ? .done : .refused
    }

    private func takeIn(_ lines: inout [Line], _ take: Taker, _ tally: inout Tally) throws {
        guard let last = lines.last else { return }
        for (line, result) in zip(lines, try take(lines)) {
            do {
                if try result.get() == nil {
                    tally.known.append(line.number)
                } else {
                    tally.added += 1
                }
            } catch EntryError.exists(let record) {
                tally.standing.append(Rest(line: line.number, reason: .same("\(record)")))
            } catch {
                tally.bad.append(Rest(line: line.number, reason: Self.reason(error)))
            }
        }
        lines = []
        context.output.progress(
            Phrase(
                "第 \(last.number) 行，已录入 \(tally.added)",
                "line \(last.number), \(tally.added) saved"))
    }

    private enum Fault: Error {
        case count(Int, Int)
    }

    /// The line, if it can be read and has a cell for each column; else why not.
    private func whole(
        _ line: CSVReader.Line, columns: Int, _ bad: inout [Rest]
    ) -> Line? {
        do {
            let cells = try line.fields.get()
            guard cells.count == columns else { throw Fault.count(cells.count, columns) }
            return Line(number: line.number, cells: cells)
        } catch {
            bad.append(Rest(line: line.number, reason: Self.reason(error)))
            return nil
        }
    }

    private func readable(_ header: CSVReader.Line) throws -> [String] {
        switch header.fields {
        case .success(let names): names
        case .failure(let fault):
            throw ConsoleError.refused(
                Explanation(
                    Self.reason(fault), safe: .nothingChanged,
                    advice: Phrase(
                        "请用表格软件另存为 CSV UTF-8。", "Save it from the spreadsheet as CSV UTF-8.")))
        }
    }

    private func tell(_ tally: Tally) {
        let output = context.output
        output.fact("added", Phrase("已录入", "saved"), .count(tally.added))
        output.fact("known", Phrase("以前已导入的行", "imported before"), .count(tally.known.count))
        output.fact("standing", Phrase("已经有了", "there already"), .count(tally.standing.count))
        output.fact("bad", Phrase("没有录入", "not saved"), .count(tally.bad.count))
        list("standing_lines", tally.standing)
        output.set("known_lines", .list(tally.known.map { .integer(Int64($0)) }))
        if !tally.known.isEmpty {
            output.say(
                Phrase(
                    "以前导入过完全相同的行，没有再录入；同样的事如果又发生了一次，请用 add 录入。",
                    "Lines that say the very same were imported before and are not entered again; if it happened once more, enter it with add."
                ))
        }
        list("bad_lines", tally.bad.sorted { $0.line < $1.line })
    }

    private func list(_ key: String, _ rests: [Rest]) {
        let output = context.output
        let language = context.output.reader.language
        output.set(
            key,
            .list(
                rests.map {
                    .object([
                        "line": .integer(Int64($0.line)), "reason": .text($0.reason.text(language)),
                    ])
                }))
        for rest in rests {
            output.say(
                Phrase(
                    "  第 \(rest.line) 行：\(DisplayWidth.printable(rest.reason.chinese))",
                    "  line \(rest.line): \(DisplayWidth.printable(rest.reason.english))"))
        }
    }

    private static func reason(_ error: any Error) -> Phrase {
        switch error {
        case Fault.count(let found, let expected):
            Phrase("有 \(found) 列，应为 \(expected) 列", "\(found) columns instead of \(expected)")
        case CSVReader.Fault.openQuote: Phrase("引号没有收尾", "a quote is not closed")
        case CSVReader.Fault.strayQuote: Phrase("引号位置不对", "a quote stands where none may")
        case CSVReader.Fault.notText:
            Phrase("不是 UTF-8 文字（可能是 GBK）", "no UTF-8 text (perhaps GBK)")
        default: Explanation(of: error).happened
        }
    }
}
