/// A citizen's identity number (GB 11643): six digits of a division, birth date, three of a
/// sequence that is odd for men, and a check character (ISO 7064, MOD 11-2).
public struct IDNumber: Hashable, Sendable {
    /// The 18 characters; the check character upper case.
    public let text: String
    /// The birth date in the number.
    public let birthDate: CivilDate
    /// Whether the sequence is a woman's.
    public let isFemale: Bool

    /// Why a text is no identity number (CK-01).
    public enum Fault: Error, Hashable, Sendable {
        /// Neither 18 characters nor the 15 of old papers.
        case length
        /// Something else than digits, but for an X at the end.
        case characters
        /// The birth date within does not exist.
        case date
        /// The last character does not agree with the others.
        case check
    }

    private static let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    private static let checks = Array("10X98765432".utf8)

    /// A number as it is typed, 18 characters or the 15 of old papers; `nil` if it is none.
    public init?(_ text: some StringProtocol) {
        guard let number = try? Self.read(text) else { return nil }
        self = number
    }

    private init(text: String, birthDate: CivilDate, isFemale: Bool) {
        self.text = text
        self.birthDate = birthDate
        self.isFemale = isFemale
    }

    /// The number in a text as it is typed: 18 characters, or the 15 of old papers, whose bearers
    /// were born in the twentieth century.
    public static func read(_ text: some StringProtocol) throws(Fault) -> IDNumber {
        var bytes = Array(text.utf8)
        if bytes.last == UInt8(ascii: "x") { bytes[bytes.count - 1] = UInt8(ascii: "X") }
        if bytes.count == 15 {
            bytes.insert(contentsOf: Array("19".utf8), at: 6)
            guard let check = check(bytes) else { throw .characters }
            bytes.append(check)
        }
        guard bytes.count == 18 else { throw .length }
        guard let check = check(bytes.prefix(17)), checks.contains(bytes[17]) else {
            throw .characters
        }
        let parts = [bytes[6..<10], bytes[10..<12], bytes[12..<14]].map {
            String(decoding: $0, as: UTF8.self)
        }
        guard let date = CivilDate(parts.joined(separator: "-")) else { throw .date }
        guard check == bytes[17] else { throw .check }
        return IDNumber(
            text: String(decoding: bytes, as: UTF8.self), birthDate: date,
            isFemale: bytes[16].isMultiple(of: 2))
    }

    /// The number with the birth date hidden: what may travel above the county.
    public var masked: String { text.prefix(6) + "********" + text.suffix(4) }

    /// Whether a text is a number with the birth date hidden.
    public static func isMasked(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.count == 18 && bytes[6..<14].allSatisfy { $0 == UInt8(ascii: "*") }
            && (bytes[..<6] + bytes[14..<17]).allSatisfy { (48...57).contains($0) }
            && checks.contains(bytes[17])
    }

    /// Whether a masked number can be that of this one: what a search by a masked number answers.
    public func matches(masked: String) -> Bool { self.masked == masked }

    /// Whether the first two digits are those of a province.
    ///
    /// 99 is the province of practice worlds: no real number begins so.
    public var hasKnownProvince: Bool { Self.provinces.contains(text.prefix(2)) }

    private static let provinces: Set<Substring> = [
        "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37",
        "41", "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64",
        "65", "71", "81", "82", "83", "99",
    ]

    /// The check character of 17 digits; `nil` if they are not digits.
    private static func check(_ bytes: some Collection<UInt8>) -> UInt8? {
        guard bytes.count == 17 else { return nil }
        var sum = 0
        for (byte, weight) in zip(bytes, weights) {
            guard (48...57).contains(byte) else { return nil }
            sum += Int(byte - 48) * weight
        }
        return checks[sum % 11]
    }
}

extension IDNumber.Fault {
    /// What is wrong, for the one who typed it.
    public var phrase: Phrase {
        switch self {
        case .length:
            Phrase("身份证号应为18位（旧证15位）", "an ID number has 18 characters (15 on old papers)")
        case .characters:
            Phrase(
                "身份证号只能是数字，末位可为X", "an ID number has digits only, and perhaps an X at the end"
            )
        case .date:
            Phrase("身份证号中的出生日期不存在", "the birth date in the ID number does not exist")
        case .check:
            Phrase(
                "身份证号校验位不对：请逐位核对", "the last character of the ID number is wrong: check each one")
        }
    }
}
