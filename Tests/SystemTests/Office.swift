import Foundation
import Support
import Testing

/// What a command printed and how it ended.
struct Said {
    let code: Int32
    let out: String
    let err: String

    /// The lines of standard error.
    var complaint: [String] { err.split(separator: "\n").map(String.init) }

    /// The answer as a program reads it.
    func json() throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(out.utf8))
        return try #require(value as? [String: Any])
    }

    /// A text of the answer.
    func text(_ key: String) throws -> String { try #require(try json()[key] as? String) }

    /// A number of the answer.
    func number(_ key: String) throws -> Int { try #require(try json()[key] as? Int) }

    /// The rows of a table of the answer.
    func rows(_ key: String) throws -> [[String: Any]] {
        try #require(try json()[key] as? [[String: Any]])
    }
}

/// The language of the person at the terminal.
enum Language: String, CaseIterable {
    case english = "C.UTF-8"
    case chinese = "zh_CN.UTF-8"
}

/// One data directory, touched only by one of the two shipped programs.
final class Office: Sendable {
    /// The division code that it works for, and the name of its folder.
    let code: String
    /// The data directory.
    let directory: String
    /// `sync-server` or `edge-node`, where they were built.
    let program: String

    /// An office in a folder of the test; townships and villages have the small program.
    init(_ code: String, in folder: String, isEdge: Bool? = nil) throws {
        self.code = code
        directory = folder + "/" + code
        let name = isEdge ?? (code.count > 6) ? "edge-node" : "sync-server"
        program = try productsDirectory() + "/" + name
    }

    /// Runs a command line.
    func run(
        _ words: [String], _ language: Language = .english, environment: [String: String] = [:],
        seconds: Double = 60
    ) throws -> Said {
        let fixed = ["LC_ALL": language.rawValue, "TZ": "UTC", "LOGNAME": "admin"]
        let result = try runProcess(
            program, words + ["--data", directory],
            environment: fixed.merging(environment) { $1 }, seconds: seconds)
        return Said(code: result.status, out: result.text, err: result.errorText)
    }

    /// Runs a command line that must succeed.
    @discardableResult
    func done(_ words: String...) throws -> Said {
        let said = try run(words)
        try #require(said.code == 0, "\(code) \(words): \(said.err)\(said.out)")
        return said
    }

    /// Runs a command line that must succeed, and reads its answer as a program does.
    func json(_ words: String...) throws -> Said {
        let said = try run(words + ["--json"])
        try #require(said.code == 0, "\(code) \(words): \(said.err)\(said.out)")
        return said
    }

    /// The value of a field in a list, per record that has one.
    func values(_ type: String, _ field: String) throws -> [String] {
        try json("list", type).rows("records").compactMap { $0[field] as? String }.sorted()
    }

    /// What the database holds, read by nothing of ours: how much of each kind, and the hash of
    /// everything that is merged.
    func census() throws -> String {
        let counts = ["_log", "_record", "_quarantine", "_case", "person", "household", "siblings"]
            .map { "SELECT '\($0)', count(*) FROM \($0);" }
        return try query(counts.joined() + "SELECT * FROM _leaf ORDER BY 1, 2;")
    }

    /// What a query prints; the database is opened for reading only.
    func query(_ text: String) throws -> String {
        let result = try runProcess(
            "sqlite3", ["-readonly", "-cmd", ".mode quote", directory + "/replica.db", text])
        try #require(result.status == 0, "\(text): \(result.errorText)")
        return result.text
    }

    /// Whether a file lies in the data directory.
    func has(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: directory + "/" + name)
    }
}

/// The three sentences of a refusal, or a part of each: what happened, what is safe, what to do.
struct Sentences {
    let happened: String
    let safe: String
    let advice: String

    init(_ happened: String, _ safe: String, _ advice: String) {
        (self.happened, self.safe, self.advice) = (happened, safe, advice)
    }
}

extension Office {
    /// Expects that a command is refused in both languages, in three sentences, and that the
    /// offices hold afterwards what they held before.
    func refuses(
        _ words: [String], english: Sentences, chinese: Sentences, leaving offices: [Office]? = nil,
        environment: [String: String] = [:], sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let watched = offices ?? [self]
        let before = try watched.map { try $0.census() }
        for (language, sentences) in [(Language.english, english), (.chinese, chinese)] {
            let said = try run(words, language, environment: environment)
            #expect(said.code == 1, "\(words): \(said.out)", sourceLocation: sourceLocation)
            let lines = said.complaint
            #expect(lines.count == 3, "\(lines)", sourceLocation: sourceLocation)
            for (line, part) in zip(lines, [sentences.happened, sentences.safe, sentences.advice]) {
                #expect(line.contains(part), sourceLocation: sourceLocation)
            }
        }
        let said = try run(words + ["--json"], environment: environment)
        let error = try said.json()["error"] as? [String: String]
        #expect(
            error?["happened"]?.contains(english.happened) == true, "\(said.out)",
            sourceLocation: sourceLocation)
        let after = try watched.map { try $0.census() }
        #expect(after == before, sourceLocation: sourceLocation)
    }
}
