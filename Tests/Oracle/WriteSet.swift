/// A set of writes by their numbers in a ledger: few enough for four machine words.
public struct WriteSet: Hashable, Sendable {
    /// How many writes one schedule may make.
    public static let countMax = 256

    private var words = SIMD4<UInt64>.zero

    /// The empty set.
    public init() {}

    /// A set of one.
    public init(_ write: Int) {
        precondition(write < Self.countMax, "a schedule makes at most \(Self.countMax) writes")
        words[write / 64] = 1 << UInt64(write % 64)
    }

    /// Whether nothing is in it.
    public var isEmpty: Bool { words == .zero }

    /// Whether a write is in it.
    public func contains(_ write: Int) -> Bool { words[write / 64] >> UInt64(write % 64) & 1 == 1 }

    /// What is in either.
    public static func | (a: Self, b: Self) -> Self { Self(words: a.words | b.words) }

    /// What is in both.
    public static func & (a: Self, b: Self) -> Self { Self(words: a.words & b.words) }

    /// What is in the first and not in the second.
    public static func - (a: Self, b: Self) -> Self { Self(words: a.words & ~b.words) }

    private init(words: SIMD4<UInt64>) { self.words = words }
}
