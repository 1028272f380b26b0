/// The declarations of a file that other files can see, and whether a comment explains them.
///
/// It follows braces line by line: inside types and extensions that are not private every member is
/// a declaration, inside bodies nothing is. That is exact for formatted code, which this is.
struct Declarations {
    /// The lines, from 1, of visible declarations without a doc comment, with their code.
    private(set) var undocumented: [(line: Int, code: String)] = []

    /// What an open brace belongs to.
    private enum Scope {
        case visibleType
        case hidden
    }

    private var scopes: [Scope] = []
    /// What the next brace opens, if a type was declared and its brace is still to come.
    private var next: Scope?

    init(_ file: SourceFile) {
        let raw = file.text.split(separator: "\n", omittingEmptySubsequences: false).map(
            String.init)
        let code = file.code.split(separator: "\n", omittingEmptySubsequences: false).map(
            String.init)
        for (index, line) in code.enumerated() {
            if scopes.allSatisfy({ $0 == .visibleType }), next == nil {
                look(at: line, number: index, in: raw)
            }
            for character in line {
                if character == "{" {
                    scopes.append(next ?? .hidden)
                    next = nil
                } else if character == "}" {
                    _ = scopes.popLast()
                }
            }
        }
    }

    private static let modifiers =
        #"^\s*(?:@\w+(?:\([^)]*\))?\s+)*((?:(?:public|package|internal|open|private|fileprivate)(?:\(set\))?\s+"#
        + #"|(?:static|final|mutating|nonmutating|borrowing|consuming|indirect|override|required"#
        + #"|convenience|lazy|weak|unowned|optional|prefix|postfix|infix|class|"#
        + #"nonisolated(?:\(unsafe\))?)\s+)*)"#

    private mutating func look(at line: String, number: Int, in raw: [String]) {
        let types = Self.modifiers + #"(struct|class|enum|protocol|extension|actor)\s+(\w)"#
        let members =
            Self.modifiers + #"(func|var|let|init|subscript|case|typealias|associatedtype)\b(.*)"#
        if let type = matches(of: types, in: line).first {
            let isHidden = Self.isPrivate(type.groups[1])
            next = isHidden ? .hidden : .visibleType
            if !isHidden, type.groups[2] != "extension" { demand(line, number, raw) }
        } else if let member = matches(of: members, in: line).first {
            guard !Self.isPrivate(member.groups[1]) else { return }
            guard !Self.isWitness(member.groups[2] + member.groups[3]) else { return }
            demand(line, number, raw)
        }
    }

    private static func isPrivate(_ modifiers: String) -> Bool {
        !matches(of: #"\b(private|fileprivate)\b(?!\(set\))"#, in: modifiers).isEmpty
    }

    /// Members whose meaning their protocol defines (of Swift, of Wire's fields, of
    /// clocks and chance), commands, which say what they do in both languages, cases that are a sentence themselves, and
    /// parameters of the label `case` at the beginning of a line.
    private static func isWitness(_ code: String) -> Bool {
        let names =
            #"^(case \w+ = "|case \w+: |func (==|<|hash\(into|next\(\)|makeIterator\(\)|callAsFunction)"#
            + #"|init\(reading reader: |func write\(to writer: |var kind: MessageKind|var count: Int \{"#
            + #"|let \w+ = Command\(|let all = \[|func now\(\) -> UInt64|func bytes\(_ count: Int\)"#
            + #"|var (description|debugDescription|errorDescription|testDescription)\b)"#
        return !matches(of: names, in: code).isEmpty
    }

    private mutating func demand(_ line: String, _ number: Int, _ raw: [String]) {
        var above = number - 1
        while above >= 0,
            raw[above].trimmed.hasPrefix("@") || raw[above].trimmed.hasPrefix("// swift-format")
        {
            above -= 1
        }
        let comment = above >= 0 ? raw[above].trimmed : ""
        if comment.hasPrefix("///") || comment.hasSuffix("*/") { return }
        undocumented.append((number + 1, line.trimmed))
    }
}

extension String {
    /// Without the white space at both ends.
    var trimmed: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
