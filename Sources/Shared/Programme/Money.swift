/// An amount in whole fen; 100 fen are a yuan, 1,000,000 are 万元.
public struct Money: Hashable, Sendable {
    /// The amount.
    public let fen: Int64

    /// An amount of fen.
    public init(fen: Int64) { self.fen = fen }

    /// An amount as people type it: `20000`, `20000.50`, `9.84万元`, `9.84万`.
    ///
    /// `nil` for anything that is not a whole number of fen, or has more than 13 digits.
    public init?(_ text: some StringProtocol) {
        var digits = String(text)
        var decimals = 2
        for unit in ["万元", "万"] where digits.hasSuffix(unit) {
            digits.removeLast(unit.count)
            decimals = 6
            break
        }
        if decimals == 2, digits.hasSuffix("元") { digits.removeLast() }
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let whole = parts.first, !whole.isEmpty,
            parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } })
        else { return nil }
        let fraction = parts.count == 2 ? String(parts[1]) : ""
        guard parts.count == 1 || !fraction.isEmpty, fraction.count <= decimals,
            whole.count + decimals <= 15,
            let fen = Int64(
                whole + fraction + String(repeating: "0", count: decimals - fraction.count))
        else { return nil }
        self.init(fen: fen)
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
