/// Why a text is not the diagnostic notation of an item that this profile carries.
public struct CBORNotationError: Error, Equatable, Sendable {
    /// What is wrong, as a sentence.
    public let reason: String
    /// The offset, in bytes of UTF-8, where it was noticed.
    public let at: Int
}

extension CBORItem {
    /// Reads diagnostic notation: the notation of ``notation``, and besides it `<< a, b >>` for a byte string that
    /// holds encoded items, and comments between slashes (RFC 8610 appendix G).
    ///
    /// It is for examples in documents. A map may name its keys in any order, and none twice.
    public init(notation: String) throws(CBORNotationError) {
        var parser = CBORNotationParser(text: Array(notation.utf8))
        self = try parser.item(depthLeft: 64)
        try parser.end()
    }
}

/// A recursive descent over the bytes of a notation.
private struct CBORNotationParser {
    let text: [UInt8]
    var position = 0

    init(text: [UInt8]) { self.text = text }

    mutating func item(depthLeft: Int) throws(CBORNotationError) -> CBORItem {
        guard depthLeft > 0 else { throw failure("Nested too deep.") }
        try passBlanks()
        if take("true") { return .bool(true) }
        if take("false") { return .bool(false) }
        if take("null") { return .null }
        if take("h'") { return .bytes(try hexadecimal()) }
        if take("\"") { return .text(try quoted()) }
        if take("<<") {
            let items = try items(until: ">>", depthLeft: depthLeft)
            return .bytes(items.flatMap { $0.encoded() })
        }
        if take("[") { return .array(try items(until: "]", depthLeft: depthLeft)) }
        if take("{") { return .map(try entries(depthLeft: depthLeft)) }
        return try number()
    }

    mutating func end() throws(CBORNotationError) {
        try passBlanks()
        guard position == text.count else { throw failure("Something follows the item.") }
    }

    private mutating func items(
        until close: String, depthLeft: Int
    ) throws(CBORNotationError) -> [CBORItem] {
        var items: [CBORItem] = []
        while true {
            try passBlanks()
            if take(close) { return items }
            if !items.isEmpty { try expect(",") }
            items.append(try item(depthLeft: depthLeft - 1))
        }
    }

    private mutating func entries(depthLeft: Int) throws(CBORNotationError) -> [CBORItem.Entry] {
        var entries: [CBORItem.Entry] = []
        var keys: Set<[UInt8]> = []
        while true {
            try passBlanks()
            if take("}") { return entries }
            if !entries.isEmpty { try expect(",") }
            let key = try item(depthLeft: depthLeft - 1)
            guard keys.insert(key.encoded()).inserted else {
                throw failure("A key stands twice in a map.")
            }
            try passBlanks()
            try expect(":")
            entries.append(CBORItem.Entry(key, try item(depthLeft: depthLeft - 1)))
        }
    }

    private mutating func number() throws(CBORNotationError) -> CBORItem {
        let start = position
        if peek() == UInt8(ascii: "-") { position += 1 }
        while let byte = peek(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            position += 1
        }
        let digits = String(decoding: text[start..<position], as: UTF8.self)
        if let value = UInt64(digits) { return .unsigned(value) }
        guard let value = Int64(digits), value < 0 else { throw failure("No item stands here.") }
        return .negative(value)
    }

    private mutating func hexadecimal() throws(CBORNotationError) -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            try passBlanks()
            if take("'") { return bytes }
            let high = try hexadecimalDigit()
            bytes.append(UInt8(high << 4 | (try hexadecimalDigit())))
        }
    }

    private mutating func hexadecimalDigit() throws(CBORNotationError) -> UInt32 {
        guard let byte = peek(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
            throw failure("A hexadecimal digit is missing.")
        }
        position += 1
        return UInt32(digit)
    }

    private mutating func quoted() throws(CBORNotationError) -> String {
        var bytes: [UInt8] = []
        while let byte = peek() {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: bytes, as: UTF8.self)
            case UInt8(ascii: "\\"): bytes.append(contentsOf: String(try escape()).utf8)
            case 0..<0x20: throw failure("A control character in a text is written as an escape.")
            default: bytes.append(byte)
            }
        }
        throw failure("A text is not closed.")
    }

    private mutating func escape() throws(CBORNotationError) -> Character {
        for (name, character) in Self.escapes where take(name) { return character }
        guard take("u") else { throw failure("An unknown escape.") }
        var value = try codeUnit()
        if (0xd800...0xdbff).contains(value) {
            try expect("\\u")
            let low = try codeUnit()
            guard (0xdc00...0xdfff).contains(low) else {
                throw failure("A surrogate without its second half.")
            }
            value = 0x10000 + (value - 0xd800) << 10 + (low - 0xdc00)
        }
        guard let scalar = Unicode.Scalar(value) else {
            throw failure("A surrogate without its first half.")
        }
        return Character(scalar)
    }

    private static let escapes: [(String, Character)] = [
        ("\"", "\""), ("\\", "\\"), ("/", "/"), ("n", "\n"), ("r", "\r"), ("t", "\t"),
        ("b", "\u{8}"), ("f", "\u{c}"),
    ]

    private mutating func codeUnit() throws(CBORNotationError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 { value = value << 4 | (try hexadecimalDigit()) }
        return value
    }

    /// Passes white space and comments.
    private mutating func passBlanks() throws(CBORNotationError) {
        while let byte = peek() {
            switch byte {
            case 0x20, 0x09, 0x0a, 0x0d: position += 1
            case UInt8(ascii: "/"):
                position += 1
                while let inside = peek(), inside != UInt8(ascii: "/") { position += 1 }
                try expect("/")
            default: return
            }
        }
    }

    private func peek() -> UInt8? { position < text.count ? text[position] : nil }

    private mutating func take(_ token: String) -> Bool {
        guard text[position...].starts(with: token.utf8) else { return false }
        position += token.utf8.count
        return true
    }

    private mutating func expect(_ token: String) throws(CBORNotationError) {
        guard take(token) else { throw failure("\"\(token)\" is missing.") }
    }

    private func failure(_ reason: String) -> CBORNotationError {
        CBORNotationError(reason: reason, at: position)
    }
}
