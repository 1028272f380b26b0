internal import Programme
package import Replication
internal import Storage
internal import Sync

/// Takes the lines of a file in, each as an act of its own.
///
/// What cannot be taken in is told with its line and its reason; nothing else is lost. A line whose
/// record stands already is counted apart, so that a file may be imported twice.
package struct CSVImport {
    /// Takes one line in, and gives the record that came of it.
    package typealias Taker = ([String]) throws -> RecordID?

    private let context: CommandContext

    /// An import of the command's first file.
    package init(_ context: CommandContext) { self.context = context }

    /// A line that was not taken in.
    private struct Rest {
        let line: Int
        let reason: Phrase
    }

    /// - Parameter columns: from the header to what takes a line in.
    package func run(place: Int = 0, columns: ([String]) throws -> Taker) throws -> ExitCode {
        var reader = CSVReader(try Files.read(context.input(place)))
        guard let header = reader.next() else {
            throw ConsoleError.refused(
                Explanation(
                    Phrase("文件是空的。", "The file is empty."), safe: .nothingChanged,
                    advice: Phrase("第一行要写列名。", "The first line names the columns.")))
        }
        let names = try readable(header)
        let take = try columns(names)
        var (added, standing, bad): (Int, [Rest], [Rest]) = (0, [], [])
        while let line = reader.next() {
            do {
                let cells = try line.fields.get()
                guard cells.count == names.count else {
                    throw Fault.count(cells.count, names.count)
                }
                if try take(cells) == nil {
                    standing.append(
                        Rest(line: line.number, reason: Phrase("没有变化", "nothing changes")))
                } else {
                    added += 1
                }
            } catch EntryError.exists(let record) {
                standing.append(Rest(line: line.number, reason: .same("\(record)")))
            } catch let error as StorageError {
                tell(added, standing, bad)
                throw error
            } catch {
                bad.append(Rest(line: line.number, reason: Self.reason(error)))
            }
            context.output.progress(
                Phrase("第 \(line.number) 行，已录入 \(added)", "line \(line.number), \(added) saved"))
        }
        tell(added, standing, bad)
        return bad.isEmpty ? .done : .refused
    }

    private enum Fault: Error {
        case count(Int, Int)
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

    private func tell(_ added: Int, _ standing: [Rest], _ bad: [Rest]) {
        let output = context.output
        output.fact("added", Phrase("已录入", "saved"), .count(added))
        output.fact("standing", Phrase("已经有了", "there already"), .count(standing.count))
        output.fact("bad", Phrase("没有录入", "not saved"), .count(bad.count))
        list("standing_lines", standing)
        list("bad_lines", bad)
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
