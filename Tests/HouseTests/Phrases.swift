/// Texts for people: each is a `Phrase` of a Chinese and an English side.
struct Phrases {
    /// One call of the initialiser with at least one literal.
    struct Call {
        /// Its line, from 1.
        var line: Int
        /// Per argument what stands between its quotes; nil for an argument without quotes.
        var sides: [String?]
    }

    private let code: [UInt8]
    private let text: [UInt8]
    /// All calls of the file.
    private(set) var calls: [Call] = []

    init(_ file: SourceFile) {
        code = Array(file.code.utf8)
        text = Array(file.text.utf8)
        for match in matches(of: #"(?<!func )\bPhrase(\.init)?\s*\("#, in: file.code) {
            let sides = arguments(after: match.offset + match.text.utf8.count)
            let line = code[..<match.offset].count { $0 == UInt8(ascii: "\n") } + 1
            if sides.contains(where: { $0 != nil }) { calls.append(Call(line: line, sides: sides)) }
        }
    }

    /// The phrases of a file that lack a side, or that are Chinese on both.
    ///
    /// A phrase without a Chinese character is a sign or a name, and is fine if it has both sides.
    static func check(_ file: SourceFile) -> [Finding] {
        guard file.isSource else { return [] }
        return Phrases(file).calls.compactMap { call in
            let literals = call.sides.compactMap { $0 }
            let words: String
            if call.sides.count < 2 {
                words = "a phrase of one side"
            } else if literals.contains(where: { $0.trimmed.isEmpty }) {
                words = "a phrase with an empty side"
            } else if literals.count > 1, literals.allSatisfy(isChinese) {
                words = "a phrase without its English side"
            } else {
                return nil
            }
            return Finding(path: file.path, line: call.line, words: words)
        }
    }

    private static func isChinese(_ text: String) -> Bool {
        text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
    }

    /// The arguments of a call, from behind its parenthesis.
    private func arguments(after start: Int) -> [String?] {
        var sides: [String?] = [nil]
        var depth = 1
        var index = start
        while index < code.count {
            switch code[index] {
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            case UInt8(ascii: ",") where depth == 1: sides.append(nil)
            case UInt8(ascii: "\"") where depth == 1:
                let width = quotes(at: index)
                let end = closing(from: index + width, width: width)
                let literal = String(decoding: text[(index + width)..<end], as: UTF8.self)
                sides[sides.count - 1] = (sides[sides.count - 1] ?? "") + literal
                index = end + width - 1
            default: break
            }
            if depth == 0 { break }
            index += 1
        }
        return sides
    }

    private func quotes(at index: Int) -> Int {
        code[index...].starts(with: Array(#"""""#.utf8)) ? 3 : 1
    }

    /// Where a literal ends: the contents are blank in `code`, interpolated expressions are not.
    private func closing(from start: Int, width: Int) -> Int {
        var index = start
        while index < code.count {
            if code[index] == UInt8(ascii: "\\"), index + 1 < code.count {
                index = behindParentheses(from: index + 1)
            } else if code[index] == UInt8(ascii: "\"") {
                return index
            } else {
                index += 1
            }
        }
        return code.count
    }

    private func behindParentheses(from start: Int) -> Int {
        var depth = 0
        var index = start
        while index < code.count {
            if code[index] == UInt8(ascii: "(") { depth += 1 }
            if code[index] == UInt8(ascii: ")") { depth -= 1 }
            if code[index] == UInt8(ascii: "\"") {
                let width = quotes(at: index)
                index = closing(from: index + width, width: width) + width
                continue
            }
            index += 1
            if depth == 0 { return index }
        }
        return index
    }
}
