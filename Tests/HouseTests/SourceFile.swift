import Foundation

/// A place where a rule of the house is broken.
struct Finding: CustomStringConvertible, Equatable {
    var path: String
    /// From 1; 0 is the file as a whole.
    var line: Int
    var words: String

    var description: String { line == 0 ? "\(path): \(words)" : "\(path):\(line): \(words)" }
}

/// One text file of the tree.
struct SourceFile {
    /// What of a file is looked at.
    enum Part {
        case code
        case comments
        case literals
        case text
    }

    /// From the root of the project, with `/`.
    let path: String
    let text: String
    let code: String
    let comments: String
    let literals: String

    init(_ path: String, _ text: String) {
        self.path = path
        self.text = text
        guard path.hasSuffix(".swift") else {
            (code, comments, literals) = (text, "", "")
            return
        }
        let parts = SwiftText(text)
        code = String(decoding: parts.code, as: UTF8.self)
        comments = String(decoding: parts.comments, as: UTF8.self)
        literals = String(decoding: parts.literals, as: UTF8.self)
    }

    /// The room, front door or test target that the file belongs to: `Wire`, `EdgeNode`, `WireTests`.
    var room: String {
        let parts = path.split(separator: "/").map(String.init)
        if parts.count > 3, parts[0] == "Sources", parts[1] == "Shared" { return parts[2] }
        return parts.count > 2 ? parts[1] : ""
    }

    var isSource: Bool { path.hasPrefix("Sources/") && path.hasSuffix(".swift") }

    var isTest: Bool { path.hasPrefix("Tests/") && path.hasSuffix(".swift") }

    /// `Merge` of `Sources/Shared/Replication/Merge.swift` and of `Merge+Sets.swift` beside it.
    var noun: String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return name.split { $0 == "." || $0 == "+" }.first.map(String.init) ?? name
    }

    subscript(part: Part) -> String {
        switch part {
        case .code: code
        case .comments: comments
        case .literals: literals
        case .text: text
        }
    }

    /// The lines of a part on which a pattern is found, with what was found.
    func find(
        _ pattern: String, in part: Part = .code, why: String,
        where isFound: (Match) -> Bool = { _ in true }
    ) -> [Finding] {
        let text = self[part]
        return matches(of: pattern, in: text).filter(isFound).map { match in
            let line = text.utf8.prefix(match.offset).count { $0 == UInt8(ascii: "\n") } + 1
            return Finding(path: path, line: line, words: "`\(match.text)`: \(why)")
        }
    }
}

/// A match of a pattern: where it begins, in UTF-8, what it is, and its groups.
struct Match {
    var offset: Int
    var text: String
    var groups: [String]
}

/// All matches of a pattern; `^` and `$` are the ends of lines.
func matches(of pattern: String, in text: String) -> [Match] {
    guard
        let expression = try? NSRegularExpression(pattern: pattern, options: [.anchorsMatchLines])
    else { preconditionFailure("not a pattern: \(pattern)") }
    let whole = NSRange(text.startIndex..., in: text)
    return expression.matches(in: text, range: whole).compactMap { result in
        guard let range = Range(result.range, in: text) else { return nil }
        let groups = (0..<result.numberOfRanges).map { number in
            Range(result.range(at: number), in: text).map { String(text[$0]) } ?? ""
        }
        let offset = text.utf8.distance(from: text.startIndex, to: range.lowerBound)
        return Match(offset: offset, text: String(text[range]), groups: groups)
    }
}
