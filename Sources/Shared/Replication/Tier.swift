/// A level of the administration, from the nation down to the village.
///
/// The raw value is the number on the wire; a smaller one is higher.
public enum Tier: UInt8, CaseIterable, Comparable, Sendable {
    /// The national office, code `0`.
    case nation = 0
    /// A province, two digits.
    case province = 1
    /// A prefecture, four digits.
    case prefecture = 2
    /// A county, six digits: where children's changes are merged and judged.
    case county = 3
    /// A township, nine digits.
    case township = 4
    /// A village, twelve digits.
    case village = 5

    /// A village is less than a county: the order of authority.
    public static func < (a: Tier, b: Tier) -> Bool { a.rawValue > b.rawValue }
}
