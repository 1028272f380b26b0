/// A telephone number: a mobile number of 11 digits, or a land line with its area code.
public enum Phone {
    /// Whether digits are a telephone number.
    static func isValid(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.allSatisfy({ (48...57).contains($0) }), let first = bytes.first else {
            return false
        }
        if first == UInt8(ascii: "1") { return bytes.count == 11 && (51...57).contains(bytes[1]) }
        return first == UInt8(ascii: "0") && (10...12).contains(bytes.count)
    }

    /// The number with its middle hidden: `138****5678`.
    public static func masked(_ text: String) -> String { text.masked(first: 3, last: 4) }
}

/// Account numbers: those of bank cards have a check digit, those of offices have none.
public enum Account {
    /// Whether digits are a card number: 12 to 19 of them, the last one right by Luhn's rule.
    static func isCard(_ text: String) -> Bool {
        let digits = text.utf8.map { Int($0) - 48 }
        guard (12...19).contains(digits.count), digits.allSatisfy({ (0...9).contains($0) }) else {
            return false
        }
        let sum = digits.reversed().enumerated().reduce(0) { sum, place in
            let doubled = place.offset.isMultiple(of: 2) ? place.element : place.element * 2
            return sum + (doubled > 9 ? doubled - 9 : doubled)
        }
        return sum.isMultiple(of: 10)
    }

    /// Whether digits are an office's account number: 8 to 30 of them.
    static func isOffice(_ text: String) -> Bool {
        (8...30).contains(text.utf8.count) && text.utf8.allSatisfy { (48...57).contains($0) }
    }

    /// The number with all but its last four digits hidden.
    public static func masked(_ text: String) -> String { text.masked(first: 0, last: 4) }
}

extension String {
    /// Only the first and last characters, `*` for those between; all hidden if it is short.
    func masked(first: Int, last: Int) -> String {
        guard count > first + last else { return String(repeating: "*", count: count) }
        return prefix(first) + String(repeating: "*", count: count - first - last) + suffix(last)
    }

    /// The text with blanks cut off its ends, and full-width letters, digits and signs, which
    /// Chinese keyboards make, as plain ones.
    var plain: String {
        var scalars = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            switch scalar.value {
            case 0x3000: scalars.append(" ")
            case 0xFF01...0xFF5E:
                scalars.append(Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar)
            default: scalars.append(scalar)
            }
        }
        return String(scalars).trimmed
    }

    /// The text without blanks at its ends.
    var trimmed: String {
        let isBlank: (Unicode.Scalar) -> Bool = { $0.properties.isWhitespace || $0 == "\u{FEFF}" }
        guard let start = unicodeScalars.firstIndex(where: { !isBlank($0) }),
            let end = unicodeScalars.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(unicodeScalars[start...end])
    }

    /// The text without any of some signs.
    func without(_ signs: Set<Character>) -> String { String(filter { !signs.contains($0) }) }
}
