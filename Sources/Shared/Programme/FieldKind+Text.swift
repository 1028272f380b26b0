public import Replication

extension FieldKind {
    /// The value that a person typed; an empty text is no value.
    public func parse(_ text: String) throws(FieldError) -> Value {
        if text.isEmpty { return .absent }
        let value = try read(text)
        if let error = fault(in: value) { throw error }
        return value
    }

    private func read(_ text: String) throws(FieldError) -> Value {
        switch self {
        case .money:
            guard let fen = Money(text)?.fen else { throw .notMoney }
            return .integer(fen)
        case .count, .year:
            guard let number = Int64(text) else { throw self == .year ? .notYear : .notCount }
            return .integer(number)
        case .bool:
            guard let bool = Self.bools[text.lowercased()] else { throw .notBool }
            return .bool(bool)
        case .reference:
            guard let record = RecordID(text) else { throw .notAReference }
            return .bytes(record.bytes)
        case .bytes:
            guard let bytes = Self.bytes(text) else { throw .notBytes }
            return .bytes(bytes)
        case .division:
            guard let code = DivisionCode(text) else { throw .notADivision }
            return .text(code.description)
        case .idNumber:
            guard let number = IDNumber(text) else { throw .notAnIDNumber }
            return .text(number.text)
        case .date, .text, .choice, .maskedID, .phone, .account:
            return .text(text)
        }
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
            guard let byte = UInt8(pair, radix: 16) else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    /// The text of a value, as data files and command lines have it.
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

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }.joined()
    }

    /// Why a value, typed here or received, does not fit; `nil` if it fits.
    ///
    /// What crossed a line is judged by the same rule as what was typed (decision 9).
    public func fault(in value: Value) -> FieldError? {
        switch (self, value) {
        case (_, .absent): nil
        case (.money, .integer(let fen)): fen >= 0 ? nil : .notMoney
        case (.count, .integer(let number)): number >= 0 ? nil : .notCount
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
        case .date: CivilDate(text) == nil ? .noSuchDate : nil
        case .text(let max): text.unicodeScalars.count > max ? .tooLong(max: max) : nil
        case .choice(let choices):
            choices.contains { $0.name == text } ? nil : .notAChoice(choices.map(\.name))
        case .division: DivisionCode(text)?.description == text ? nil : .notADivision
        case .idNumber: IDNumber(text)?.text == text ? nil : .notAnIDNumber
        case .maskedID: IDNumber.isMasked(text) ? nil : .notAnIDNumber
        case .phone: Phone.isValid(text) ? nil : .notAPhone
        case .account: Account.isValid(text) ? nil : .notAnAccount
        default: .wrongShape
        }
    }
}
