public import Replication

extension FieldKind {
    /// The value that a person typed; a text of blanks is no value.
    ///
    /// Full-width digits, blanks at the ends, separators in numbers and the words of a choice in
    /// either language are accepted; what is stored is always the plain form.
    public func parse(_ text: String) throws(FieldError) -> Value {
        let trimmed = text.trimmed
        if trimmed.isEmpty { return .absent }
        let value = try read(trimmed)
        if let error = fault(in: value) { throw error }
        return value
    }

    private func read(_ text: String) throws(FieldError) -> Value {
        switch self {
        case .money: return .integer(try Money.read(text).fen)
        case .count, .year: return .integer(try number(text))
        case .bool:
            guard let bool = Self.bools[text.plain.lowercased()] else { throw .notBool }
            return .bool(bool)
        case .reference:
            guard let record = RecordID(text.plain) else { throw .notAReference }
            return .bytes(record.bytes)
        case .bytes:
            guard let bytes = Self.bytes(text.plain) else { throw .notBytes }
            return .bytes(bytes)
        case .division:
            guard let code = DivisionCode(text.plain) else { throw .notADivision }
            return .text(code.description)
        case .idNumber:
            do { return .text(try IDNumber.read(text.plain.without([" ", "-"])).text) } catch {
                throw .notAnIDNumber(error)
            }
        case .date: return .text(try CivilDate.read(text.plain).description)
        case .phone, .card, .account: return .text(text.plain.without([" ", "-"]))
        case .login: return .text(text.plain.lowercased())
        case .maskedID: return .text(text.plain)
        case .choice(let choices): return .text(Self.word(text, of: choices))
        case .text(let max):
            // A second line in a name breaks every list; what crossed a line is a fact and stands.
            guard max > Self.lineMax || !text.unicodeScalars.contains(where: Self.endsLine) else {
                throw .severalLines
            }
            return .text(text)
        }
    }

    /// A field of at most so many characters holds a name, a title or a number: one line.
    private static let lineMax = 100

    private static func endsLine(_ scalar: Unicode.Scalar) -> Bool {
        ["\n", "\t", "\u{2028}", "\u{2029}"].contains(scalar)
    }

    private func number(_ text: String) throws(FieldError) -> Int64 {
        guard let number = Int64(text.plain.without([","])) else {
            throw self == .year ? .notYear : .notCount
        }
        return number
    }

    /// The word of a choice that was typed by its name or by its label in either language.
    private static func word(_ text: String, of choices: [Choice]) -> String {
        let match = choices.first { [$0.name, $0.label.chinese, $0.label.english].contains(text) }
        return match?.name ?? text
    }

    private static let bools = [
        "yes": true, "no": false, "true": true, "false": false, "1": true, "0": false,
        "是": true, "否": false,
    ]

    private static func bytes(_ text: String) -> [UInt8]? {
        let letters = Array(text.utf8)
        guard letters.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: letters.count, by: 2) {
            let pair = String(decoding: letters[index...index + 1], as: UTF8.self)
            guard !pair.contains("+"), let byte = UInt8(pair, radix: 16) else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    /// The text of a value, as data files and command lines have it: what `parse` takes back.
    public func format(_ value: Value) -> String {
        switch (self, value) {
        case (_, .absent): ""
        case (.money, .integer(let fen)): Money(fen: fen).yuan
        case (.reference, .bytes(let bytes)):
            RecordID(bytes: bytes)?.description ?? Self.hexadecimal(bytes)
        case (_, .bytes(let bytes)): Self.hexadecimal(bytes)
        case (_, .integer(let number)): String(number)
        case (_, .bool(let bool)): bool ? "yes" : "no"
        case (_, .text(let text)): text
        case (_, .list(let values)): values.map { format($0) }.joined(separator: " ")
        }
    }

    /// The text of a value for people: the label of a word, yes and no in their language.
    public func label(_ value: Value) -> Phrase {
        switch (self, value) {
        case (.choice(let choices), .text(let word)):
            return choices.first { $0.name == word }?.label ?? Phrase(word, word)
        case (.bool, .bool(let bool)):
            return bool ? Phrase("是", "yes") : Phrase("否", "no")
        default:
            let text = format(value)
            return Phrase(text, text)
        }
    }

    /// The text of a value with what is private in it hidden: for lists, logs and messages.
    public func masked(_ value: Value) -> String {
        guard case .text(let text) = value else { return format(value) }
        switch self {
        case .idNumber: return IDNumber(text)?.masked ?? text.masked(first: 0, last: 0)
        case .phone: return Phone.masked(text)
        case .card, .account: return Account.masked(text)
        default: return text
        }
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self)
    }
}
