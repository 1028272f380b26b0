import Testing

/// A word that stands nowhere in the project's Swift, and the reason.
struct Word: CustomTestStringConvertible, Sendable {
    var pattern: String
    var why: String
    /// Where it is looked for: code, or comments.
    var part: SourceFile.Part = .code
    /// Tests keep to it too.
    var isBannedInTests = true
    /// A text that contains it.
    var planted: String

    var testDescription: String { pattern }

    func check(_ file: SourceFile) -> [Finding] {
        guard file.isSource || (isBannedInTests && file.isTest) else { return [] }
        return file.find(pattern, in: part, why: why)
    }

    /// All banned words.
    static let all: [Word] = [
        Word(pattern: #"\btry!"#, why: "an error is thrown or handled", planted: "try! open()"),
        Word(pattern: #"\bas!"#, why: "ask with `as?`", planted: "value as! Int"),
        Word(
            pattern: #"\bfatalError\s*\("#, why: "`precondition` with a sentence, or an error",
            planted: #"fatalError("no")"#),
        Word(
            pattern: #"\b(assert|assertionFailure)\s*\("#,
            why: "it is gone in release builds: `precondition`", isBannedInTests: false,
            planted: "assert(a == b)"),
        Word(
            pattern: #"\b(precondition|preconditionFailure)\s*\([^"\n]*\)\s*$"#,
            why: "a broken invariant is told in a sentence", isBannedInTests: false,
            planted: "precondition(count > 0)"),
        Word(
            pattern: #"\b(TODO|FIXME|XXX|HACK)\b"#, why: "finish it, or write an issue",
            part: .comments, planted: "// TODO: the rest"),
        Word(
            pattern: #"(?i)\b(stub|not (yet )?implemented|for now)\b"#,
            why: "nothing here is a mock-up", part: .comments, isBannedInTests: false,
            planted: "// A stub."),
        Word(
            pattern: #"@testable\b"#, why: "tests see what `package` shows, in release builds",
            planted: "@testable import Wire"),
        Word(
            pattern: #"\.(disabled|enabled)\s*\(|\bwithKnownIssue\b|\bTest\.cancel\b"#,
            why: "no test is skipped", planted: #"@Test(.disabled("slow")) func a() {}"#),
        Word(
            pattern: #"\bVectorClock\b"#, why: "the glossary says `VersionVector`",
            planted: "struct VectorClock {}"),
        Word(
            pattern: #"\bMutex\s*[<(]"#,
            why: "ThreadSanitizer reports races that are none: `Guarded`",
            planted: "let lock = Mutex(0)"),
    ]
}
