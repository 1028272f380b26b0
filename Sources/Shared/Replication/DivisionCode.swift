/// A division of the country by its code: `0` is the nation; then 2, 4, 6, 9 and 12 digits.
///
/// Codes are unpadded, so that a division is a prefix of all below it. Four end in zeros all the
/// same, and are divisions of their own and no padding (``ownZeros``). Packed into one word:
/// codes of one length compare as numbers, and a prefix as a range.
public struct DivisionCode: Hashable, Sendable {
    /// The digits as a number; 0 for the nation.
    private let digits: UInt64
    /// 0 for the nation, else 2, 4, 6, 9 or 12.
    public let length: Int

    private init(digits: UInt64, length: Int) {
        self.digits = digits
        self.length = length
    }

    /// The whole country, code `0`.
    public static let nation = DivisionCode(digits: 0, length: 0)

    /// Codes that end in a group of zeros, by their digits and length (GB/T 2260 and its lists).
    ///
    /// Dongguan, Zhongshan and Danzhou are prefectures without counties: their townships lie in a
    /// county that is called like the prefecture, and there the county's work is done. Kinmen is
    /// listed with one township for the whole county.
    private static let ownZeros: Set<DivisionCode> = [
        DivisionCode(digits: 441_900, length: 6), DivisionCode(digits: 442_000, length: 6),
        DivisionCode(digits: 460_400, length: 6), DivisionCode(digits: 350_527_000, length: 9),
    ]

    /// A code as people write it; padding with zeros to 6 or 12 digits is accepted and cut.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty, bytes.count <= 12, bytes.allSatisfy({ (48...57).contains($0) })
        else { return nil }
        if bytes == [48] {
            self = .nation
            return
        }
        guard [2, 4, 6, 9, 12].contains(bytes.count) else { return nil }
        let used = Self.lengthUsed(bytes)
        guard used > 0 else { return nil }
        self.init(bytes.prefix(used))
    }

    /// The code of these digits, whatever they end in.
    private init(_ digits: ArraySlice<UInt8>) {
        self.init(
            digits: digits.reduce(0) { $0 * 10 + UInt64($1 - 48) }, length: digits.count)
    }

    /// How many digits remain when groups of zeros are cut from the end.
    private static func lengthUsed(_ bytes: [UInt8]) -> Int {
        var used = bytes.count
        for shorter in [9, 6, 4, 2, 0] where shorter < used {
            guard bytes[shorter..<used].allSatisfy({ $0 == 48 }),
                !ownZeros.contains(DivisionCode(bytes[..<used]))
            else { break }
            used = shorter
        }
        return used
    }

    /// The tier whose office works for a division of this code.
    public var tier: Tier {
        switch length {
        case 0: .nation
        case 2: .province
        case 4: .prefecture
        case 6: .county
        case 9: .township
        default: .village
        }
    }

    /// The next division above in the code; `nil` for the nation.
    ///
    /// The parent of an office may be further up: municipalities have no prefectures.
    public var above: DivisionCode? { ancestors.first }

    /// All divisions above, nearest first, the nation last.
    ///
    /// Digits that are zeros name nothing, but for the few codes of their own.
    public var ancestors: [DivisionCode] {
        [9, 6, 4, 2, 0].filter { $0 < length }.map(prefix).filter { !$0.isPadded }
    }

    /// Whether the last group of digits is zeros.
    private var isPadded: Bool {
        length > 0 && digits % (length > 6 ? 1000 : 100) == 0 && !Self.ownZeros.contains(self)
    }

    /// Whether `other` is this division or lies within it.
    public func contains(_ other: DivisionCode) -> Bool {
        other.length >= length && other.prefix(length) == self
    }

    private func prefix(_ count: Int) -> DivisionCode {
        var digits = digits
        for _ in count..<length { digits /= 10 }
        return DivisionCode(digits: digits, length: count)
    }
}

extension DivisionCode: CustomStringConvertible, Comparable {
    /// The code as people write it: `0`, or its digits.
    public var description: String {
        guard length > 0 else { return "0" }
        let text = String(digits)
        return String(repeating: "0", count: length - text.count) + text
    }

    /// The order of the texts, so that a division stands just before those within it.
    public static func < (a: DivisionCode, b: DivisionCode) -> Bool {
        a.description < b.description
    }
}
