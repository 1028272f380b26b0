/// A citizen's identity number (GB 11643): six digits of a division, birth date, three of a
/// sequence that is odd for men, and a check character (ISO 7064, MOD 11-2).
public struct IDNumber: Hashable, Sendable {
    /// The 18 characters; the check character upper case.
    public let text: String

    private static let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    private static let checks = Array("10X98765432")

    /// A number as it is typed, 18 characters or the 15 of old papers; `nil` if it is none (CK-01).
    public init?(_ text: some StringProtocol) {
        var characters = Array(text.uppercased())
        if characters.count == 15 {
            characters.insert(contentsOf: "19", at: 6)
            guard let check = Self.check(characters) else { return nil }
            characters.append(check)
        }
        guard characters.count == 18, Self.check(characters.prefix(17)) == characters[17],
            CivilDate(Self.date(characters)) != nil
        else { return nil }
        self.text = String(characters)
    }

    /// The birth date in the number.
    public var birthDate: CivilDate? { CivilDate(Self.date(Array(text))) }

    /// Whether the sequence is a woman's.
    public var isFemale: Bool { (Array(text)[16].wholeNumberValue ?? 1).isMultiple(of: 2) }

    /// The number with the birth date hidden: what may travel above the county.
    public var masked: String { text.prefix(6) + "********" + text.suffix(4) }

    /// Whether a text is a number with the birth date hidden.
    public static func isMasked(_ text: String) -> Bool {
        let characters = Array(text)
        return characters.count == 18 && characters[6..<14].allSatisfy { $0 == "*" }
            && (characters[..<6] + characters[14..<17]).allSatisfy { $0.isASCII && $0.isNumber }
            && checks.contains(characters[17])
    }

    /// The first two digits that provinces have; 99 is the province of practice worlds.
    static let provinces: Set<String> = [
        "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37",
        "41", "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64",
        "65", "71", "81", "82", "83", "99",
    ]

    private static func date(_ characters: [Character]) -> String {
        "\(String(characters[6..<10]))-\(String(characters[10..<12]))-\(String(characters[12..<14]))"
    }

    private static func check(_ characters: some Collection<Character>) -> Character? {
        guard characters.count == 17 else { return nil }
        var sum = 0
        for (character, weight) in zip(characters, weights) {
            guard character.isASCII, let digit = character.wholeNumberValue else { return nil }
            sum += digit * weight
        }
        return checks[sum % 11]
    }
}

/// A telephone number: a mobile number of 11 digits, or a land line with its area code.
enum Phone {
    static func isValid(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let digits = bytes.filter { (48...57).contains($0) }
        guard bytes.allSatisfy({ (48...57).contains($0) || $0 == 45 }) else { return false }
        if digits.count == 11, digits[0] == 49 { return (51...57).contains(digits[1]) }
        return (7...12).contains(digits.count)
    }
}

/// A bank account number: 12 to 19 digits, the last one right by Luhn's rule.
enum Account {
    static func isValid(_ text: String) -> Bool {
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
}
