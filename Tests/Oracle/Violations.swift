/// What a schedule showed to be wrong.
public struct Violations: OptionSet, Hashable, Sendable {
    /// One bit per kind.
    public let rawValue: Int

    /// A set of kinds.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Two replicas that received the same differ (INV-4).
    public static let diverged = Violations(rawValue: 1)
    /// A value that nobody had overwritten stands nowhere (INV-1).
    public static let lost = Violations(rawValue: 2)
    /// A value stands that was overwritten or refused (INV-2).
    public static let stale = Violations(rawValue: 4)
    /// At some moment a value stood beside one whose author had it before his eyes.
    public static let falseConflict = Violations(rawValue: 8)
    /// Something is missing although everything was delivered.
    public static let incomplete = Violations(rawValue: 16)
    /// At some moment two siblings stood of which one covers the other (INV-3).
    public static let covering = Violations(rawValue: 32)
    /// To deliver again what is known changed something (INV-6).
    public static let moved = Violations(rawValue: 64)
    /// One write stands twice.
    public static let doubled = Violations(rawValue: 128)
    /// Digests are equal and states are not, or the other way round (INV-11).
    public static let digest = Violations(rawValue: 256)
    /// An honest change replaces what its author may not.
    public static let breach = Violations(rawValue: 512)
}

extension Violations: CustomStringConvertible {
    private static let names: [(Violations, String)] = [
        (.diverged, "diverged"), (.lost, "lost"), (.stale, "stale"),
        (.falseConflict, "false conflict"), (.incomplete, "incomplete"),
        (.covering, "a sibling covers another"), (.moved, "moved when applied again"),
        (.doubled, "one write stands twice"), (.digest, "the digest says otherwise"),
        (.breach, "a policy is broken"),
    ]

    /// The kinds in words.
    public var description: String {
        Self.names.filter { contains($0.0) }.map(\.1).joined(separator: ", ")
    }
}
