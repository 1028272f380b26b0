public import Replication

extension FieldKind {
    /// The largest amount that a field holds, in fen: a hundred thousand million yuan.
    ///
    /// No office of the programme moves as much, and 900,000 such amounts still add up in 64 bits.
    public static let fenMax: Int64 = 10_000_000_000_000
    /// The largest number that a field holds.
    public static let countMax: Int64 = 1_000_000_000

    /// Why a value, typed here or received, does not fit; `nil` if it fits.
    ///
    /// What crossed a line is judged by the same rule as what was typed (decision 9).
    public func fault(in value: Value) -> FieldError? {
        switch (self, value) {
        case (_, .absent): nil
        case (.money(let least), .integer(let fen)):
            (least...Self.fenMax).contains(fen) ? nil : .moneyRange(least: least)
        case (.count(let least), .integer(let number)):
            (least...Self.countMax).contains(number) ? nil : .countRange(least: least)
        case (.year, .integer(let year)): (1900...2199).contains(year) ? nil : .notYear
        case (.bool, .bool): nil
        case (.reference, .bytes(let bytes)): bytes.count == 16 ? nil : .notAReference
        case (.bytes(let count), .bytes(let bytes)): bytes.count == count ? nil : .notBytes
        case (_, .text(let text)): fault(inText: text)
        default: .wrongShape
        }
    }

    private func fault(inText text: String) -> FieldError? {
        switch self {
        case .date:
            return CivilDate(text) == nil ? .noSuchDate : nil
        case .text(let max):
            if text.unicodeScalars.count > max { return .tooLong(max: max) }
            return Self.isPrintable(text) && !text.trimmed.isEmpty ? nil : .notText
        case .choice(let choices):
            return choices.contains { $0.name == text } ? nil : .notAChoice(choices.map(\.name))
        case .division(let tiers):
            guard let code = DivisionCode(text), code.description == text else {
                return .notADivision
            }
            return tiers.contains(code.tier) ? nil : .divisionTier(tiers)
        case .idNumber:
            do {
                return try IDNumber.read(text).text == text ? nil : .notAnIDNumber(.characters)
            } catch { return .notAnIDNumber(error) }
        case .maskedID: return IDNumber.isMasked(text) ? nil : .notAnIDNumber(.characters)
        case .phone: return Phone.isValid(text) ? nil : .notAPhone
        case .card: return Account.isCard(text) ? nil : .notAnAccount
        case .account: return Account.isOffice(text) ? nil : .notAnAccount
        case .login: return Self.isLogin(text) ? nil : .notALogin
        default: return .wrongShape
        }
    }

    /// Whether a text holds no control character but line breaks and tabs.
    ///
    /// Others turn a terminal's screen around or end a text early in a C library.
    private static func isPrintable(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control: scalar == "\n" || scalar == "\t"
            case .format:
                !(0x202A...0x202E).contains(scalar.value)
                    && !(0x2066...0x2069).contains(scalar.value)
            default: true
            }
        }
    }

    private static func isLogin(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard (1...40).contains(bytes.count), let first = bytes.first,
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first)
        else { return false }
        return bytes.allSatisfy {
            (97...122).contains($0) || (48...57).contains($0) || [46, 95, 45].contains($0)
        }
    }
}
