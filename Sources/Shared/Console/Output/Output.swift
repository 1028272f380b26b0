internal import Foundation
package import Programme

/// Where a command says what it has to say: in its own process, behind the control socket, or to a
/// test.
///
/// For people it prints as it goes; with `--json` it collects one object and prints it at the end.
package final class Output {
    /// The two streams of a program.
    package struct Sink: Sendable {
        /// Standard output.
        package let out: @Sendable (String) -> Void
        /// Standard error: progress, complaints.
        package let err: @Sendable (String) -> Void

        /// A sink of two functions, each given whole lines with their ends.
        package init(
            out: @escaping @Sendable (String) -> Void, err: @escaping @Sendable (String) -> Void
        ) {
            self.out = out
            self.err = err
        }
    }

    /// Who reads, and on what.
    package struct Reader: Hashable, Sendable {
        /// The language.
        package var language: Language
        /// Whether a program reads.
        package var wantsJSON: Bool
        /// The columns of the terminal, nil if standard output goes elsewhere.
        package var width: Int?
        /// Whether standard error is a terminal, so that progress may be shown there.
        package var showsProgress: Bool

        /// A reader.
        package init(
            language: Language, wantsJSON: Bool = false, width: Int? = nil,
            showsProgress: Bool = false
        ) {
            self.language = language
            self.wantsJSON = wantsJSON
            self.width = width
            self.showsProgress = showsProgress
        }
    }

    /// Who reads.
    package let reader: Reader
    private let sink: Sink
    private var object: [String: JSONValue] = [:]
    private var progressWidth = 0

    /// An output for a reader.
    package init(_ reader: Reader, to sink: Sink) {
        self.reader = reader
        self.sink = sink
    }

    /// A sentence for people.
    package func say(_ phrase: Phrase) {
        line(phrase.text(reader.language))
    }

    /// A line for people that is the same in all languages.
    package func line(_ text: String) {
        guard !reader.wantsJSON else { return }
        endProgress()
        sink.out(text + "\n")
    }

    /// A value for programs.
    package func set(_ key: String, _ value: JSONValue) {
        object[key] = value
    }

    /// A value for both: `title: text` for people.
    package func fact(_ key: String, _ title: Phrase, _ cell: Cell) {
        set(key, cell.json)
        let colon = reader.language == .chinese ? "：" : ": "
        line(title.text(reader.language) + colon + DisplayWidth.printable(cell.text))
    }

    /// A table for both; without rows people read the sentence instead.
    package func show(_ key: String, _ table: Table, ifEmpty sentence: Phrase) {
        set(key, table.json)
        guard !table.rows.isEmpty else { return say(sentence) }
        table.lines(reader.language, width: reader.width).forEach(line)
    }

    /// Text that goes out as it is, whoever reads: help, separated values.
    package func raw(_ text: String) {
        endProgress()
        sink.out(text)
    }

    /// How far long work is, on the terminal alone; each call overwrites the last.
    package func progress(_ phrase: Phrase) {
        guard reader.showsProgress else { return }
        let text = DisplayWidth.printable(phrase.text(reader.language))
        let shown = DisplayWidth.padded(text, to: progressWidth)
        progressWidth = DisplayWidth.of(text)
        sink.err("\r" + shown)
    }

    /// A sentence about the work itself, on standard error whoever reads.
    package func remark(_ phrase: Phrase) {
        endProgress()
        sink.err(phrase.text(reader.language) + "\n")
    }

    /// A complaint: it goes to standard error, and into the JSON as `error`.
    package func complain(_ explanation: Explanation) {
        endProgress()
        if reader.wantsJSON { set("error", explanation.json(reader.language)) }
        explanation.lines(reader.language).forEach { sink.err($0 + "\n") }
    }

    /// A warning beside an act that was done: to standard error, and into the JSON as `warning`.
    package func warn(_ explanation: Explanation) {
        endProgress()
        if reader.wantsJSON { set("warning", explanation.json(reader.language)) }
        explanation.lines(reader.language).forEach { sink.err($0 + "\n") }
    }

    /// Prints what was collected for a program; called once, at the end.
    package func finish(_ code: ExitCode) {
        endProgress()
        guard reader.wantsJSON else { return }
        object["exit"] = .integer(Int64(code.rawValue))
        sink.out(JSONValue.object(object).written + "\n")
    }

    private func endProgress() {
        guard progressWidth > 0 else { return }
        sink.err("\r" + String(repeating: " ", count: progressWidth) + "\r")
        progressWidth = 0
    }
}
