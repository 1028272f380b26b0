/// An amount in whole fen; 100 fen are a yuan, 1,000,000 are 万元.
public struct Money: Hashable, Sendable {
    /// The amount.
    public let fen: Int64

    /// An amount of fen.
    public init(fen: Int64) { self.fen = fen }

    /// An amount as people type it: `20000`, `20,000.50`, `20000元`, `9.84万元`, `9.84万`.
    ///
    /// `nil` for anything that is not a whole number of fen, or has more than 13 digits of yuan.
    public init?(_ text: some StringProtocol) {
        guard let money = try? Self.read(text) else { return nil }
        self = money
    }

    /// An amount as people type it, or why a text is none.
    ///
    /// No floating-point number is involved: digits are moved, never multiplied.
    public static func read(_ text: some StringProtocol) throws(FieldError) -> Money {
        var digits = String(text).plain
        var decimals = 2
        if let unit = ["万元", "万", "元"].first(where: digits.hasSuffix) {
            digits = String(digits.dropLast(unit.count)).trimmed
            if unit != "元" { decimals = 6 }
        }
        let parts = digits.without([","]).split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let whole = parts.first,
            parts.allSatisfy({ part in
                !part.isEmpty && part.utf8.allSatisfy { (48...57).contains($0) }
            })
        else { throw .notMoney }
        let fraction = parts.count == 2 ? parts[1] : ""
        let kept = fraction.prefix(decimals)
        guard fraction.dropFirst(decimals).allSatisfy({ $0 == "0" }) else { throw .notWholeFen }
        let padding = String(repeating: "0", count: decimals - kept.count)
        guard whole.count + decimals <= 17, let fen = Int64(whole + kept + padding) else {
            throw .moneyRange(least: 0)
        }
        return Money(fen: fen)
    }

    /// The amount in yuan: `20000`, `20000.50`.
    public var yuan: String { decimal(places: 2) }

    /// The amount in 万元, with at least two decimals: `183.56`, `48.00`, `0.000001`.
    public var wan: String {
        var text = decimal(places: 6, isPadded: true)
        while text.hasSuffix("0"), text.split(separator: ".").last.map({ $0.count > 2 }) ?? false {
            text.removeLast()
        }
        return text
    }

    private func decimal(places: Int, isPadded: Bool = false) -> String {
        let sign = fen < 0 ? "-" : ""
        var digits = String(fen.magnitude)
        if digits.count <= places {
            digits = String(repeating: "0", count: places + 1 - digits.count) + digits
        }
        let fraction = String(digits.suffix(places))
        let whole = digits.dropLast(places)
        if !isPadded, fraction.allSatisfy({ $0 == "0" }) { return sign + whole }
        return "\(sign)\(whole).\(fraction)"
    }
}
