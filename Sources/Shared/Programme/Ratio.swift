/// A ratio of whole numbers, written with a fixed number of decimals; no floating point is
/// involved.
public enum Ratio {
    /// The decimal of a ratio: rounded half away from zero, or cut for a lower bound.
    ///
    /// - Parameter scale: decimals, at most 9.
    /// - Returns: `nil` for a denominator of zero.
    public static func decimal(
        _ numerator: Int128, over denominator: Int128, scale: Int, isCut: Bool = false
    ) -> String? {
        guard denominator != 0 else { return nil }
        let power = (0..<scale).reduce(Int128(1)) { power, _ in power * 10 }
        let isNegative = (numerator < 0) != (denominator < 0) && numerator != 0
        let (top, bottom) = (numerator.magnitude, denominator.magnitude)
        var scaled = top * power.magnitude / bottom
        if !isCut, top * power.magnitude % bottom * 2 >= bottom { scaled += 1 }
        let whole = String(scaled / power.magnitude)
        guard scale > 0 else { return (isNegative ? "-" : "") + whole }
        let rest = String(scaled % power.magnitude)
        let padding = String(repeating: "0", count: scale - rest.count)
        return (isNegative && scaled > 0 ? "-" : "") + whole + "." + padding + rest
    }
}

extension Indicator.Unit {
    /// How a ratio of this unit is written, without its sign; `nil` if its denominator is zero.
    public func text(
        _ numerator: Int128, over denominator: Int128, isCut: Bool = false
    ) -> String? {
        let (factor, divisor, scale): (Int128, Int128, Int) =
            switch self {
            case .percent: (100, 1, 2)
            case .times: (1, 1, 4)
            case .share: (1, 1, 2)
            case .wan: (1, 1_000_000, 4)
            case .yuan: (1, 100, 2)
            case .fen, .count: (1, 1, 0)
            }
        return Ratio.decimal(
            numerator * factor, over: denominator * divisor, scale: scale, isCut: isCut)
    }
}
