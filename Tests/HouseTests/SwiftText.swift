/// A Swift source taken apart: what is code, what is comment, what is text between quotes.
///
/// The walls look at each of the three by itself, so that a comment that explains a banned word, or
/// a test that plants one, breaks no wall. Every byte that does not belong to a part is a space
/// there, and line breaks stay, so that the lines of all parts are those of the file.
struct SwiftText {
    /// The file without comments and without the contents of literals.
    private(set) var code: [UInt8]
    /// Only the comments.
    private(set) var comments: [UInt8]
    /// Only the contents of string literals; an interpolated expression is code.
    private(set) var literals: [UInt8]

    private let bytes: [UInt8]
    private var position = 0
    /// Strings that wait for an interpolated expression to end, with its open parentheses.
    private var waiting: [(quote: Quote, parentheses: Int)] = []

    /// How a string literal began, and therefore how it ends.
    private struct Quote {
        var hashes: Int
        var isMultiline: Bool
    }

    init(_ text: String) {
        bytes = Array(text.utf8)
        let blank = bytes.map { $0 == UInt8(ascii: "\n") ? $0 : UInt8(ascii: " ") }
        code = blank
        comments = blank
        literals = blank
        while position < bytes.count { step() }
    }

    private func byte(_ offset: Int) -> UInt8 {
        position + offset < bytes.count ? bytes[position + offset] : 0
    }

    private func stands(_ text: StaticString, at offset: Int = 0) -> Bool {
        text.withUTF8Buffer { wanted in
            wanted.indices.allSatisfy { byte(offset + $0) == wanted[$0] }
        }
    }

    private mutating func take(_ part: WritableKeyPath<SwiftText, [UInt8]>, _ count: Int = 1) {
        let end = min(position + count, bytes.count)
        for index in position..<end { self[keyPath: part][index] = bytes[index] }
        position = end
    }

    private mutating func step() {
        if stands("//") {
            while position < bytes.count, byte(0) != UInt8(ascii: "\n") { take(\.comments) }
        } else if stands("/*") {
            takeBlockComment()
        } else if let quote = quoteHere() {
            take(\.code, quote.hashes + (quote.isMultiline ? 3 : 1))
            takeString(quote)
        } else if stands("#/") || startsRegex {
            takeRegex()
        } else {
            takeCode()
        }
    }

    private mutating func takeBlockComment() {
        var depth = 0
        repeat {
            if stands("/*") {
                depth += 1
                take(\.comments, 2)
            } else if stands("*/") {
                depth -= 1
                take(\.comments, 2)
            } else {
                take(\.comments)
            }
        } while depth > 0 && position < bytes.count
    }

    private func quoteHere() -> Quote? {
        var hashes = 0
        while byte(hashes) == UInt8(ascii: "#") { hashes += 1 }
        guard byte(hashes) == UInt8(ascii: "\"") else { return nil }
        // A literal of many lines begins behind a line break; `#"""#` is a quotation mark.
        return Quote(hashes: hashes, isMultiline: stands("\"\"\"\n", at: hashes))
    }

    /// Whether a `/` begins a regular expression: not after an operand, and not before a space.
    private var startsRegex: Bool {
        guard byte(0) == UInt8(ascii: "/"), byte(1) != UInt8(ascii: " "), position > 0 else {
            return false
        }
        let before = bytes[..<position].last { $0 != UInt8(ascii: " ") }
        return before.map { "(,=:[".utf8.contains($0) } ?? false
    }

    private mutating func takeRegex() {
        let hasHash = byte(0) == UInt8(ascii: "#")
        take(\.code, hasHash ? 2 : 1)
        while position < bytes.count, hasHash ? !stands("/#") : !stands("/") {
            if !hasHash, byte(0) == UInt8(ascii: "\n") { return }
            take(\.literals, byte(0) == UInt8(ascii: "\\") ? 2 : 1)
        }
        take(\.code, hasHash ? 2 : 1)
    }

    private mutating func takeString(_ quote: Quote) {
        while position < bytes.count {
            if byte(0) == UInt8(ascii: "\\"), hashes(at: 1) >= quote.hashes {
                if byte(1 + quote.hashes) == UInt8(ascii: "(") {
                    take(\.code, 2 + quote.hashes)
                    waiting.append((quote, 1))
                    return
                }
                take(\.literals, 2 + quote.hashes)
            } else if ends(quote) {
                take(\.code, (quote.isMultiline ? 3 : 1) + quote.hashes)
                return
            } else if byte(0) == UInt8(ascii: "\n"), !quote.isMultiline {
                return
            } else {
                take(\.literals)
            }
        }
    }

    private func hashes(at offset: Int) -> Int {
        var count = 0
        while byte(offset + count) == UInt8(ascii: "#") { count += 1 }
        return count
    }

    private func ends(_ quote: Quote) -> Bool {
        guard quote.isMultiline ? stands("\"\"\"") : stands("\"") else { return false }
        return hashes(at: quote.isMultiline ? 3 : 1) >= quote.hashes
    }

    private mutating func takeCode() {
        if let last = waiting.indices.last {
            if byte(0) == UInt8(ascii: "(") { waiting[last].parentheses += 1 }
            if byte(0) == UInt8(ascii: ")") { waiting[last].parentheses -= 1 }
            if waiting[last].parentheses == 0 {
                let quote = waiting.removeLast().quote
                take(\.code)
                takeString(quote)
                return
            }
        }
        take(\.code)
    }
}
