/// A sum of hashes that proves that two replicas hold the same (1.11): a count, and a sum mod 2^256.
///
/// Sums are kept by one subtraction and one addition per stored record, and add up over divisions.
/// They are safe against accidents; against people, nodes are authenticated.
public struct Digest: Hashable, Sendable {
    /// How many records.
    public private(set) var count: UInt64 = 0
    /// The sum of their hashes, least significant word first.
    private var words = SIMD4<UInt64>.zero

    /// The digest of nothing.
    public init() {}

    /// A digest from its count and the 32 bytes of its sum, most significant first.
    public init?(count: UInt64, sum: some Collection<UInt8>) {
        guard let words = Self.words(Array(sum)) else { return nil }
        self.count = count
        self.words = words
    }

    /// The 32 bytes of the sum, most significant first.
    public var sum: [UInt8] {
        (0..<32).map { UInt8(truncatingIfNeeded: words[3 - $0 / 8] >> (56 - 8 * ($0 % 8))) }
    }

    /// Adds a record by its 32-byte hash.
    public mutating func insert(_ hash: [UInt8]) {
        count &+= 1
        add(Self.required(hash))
    }

    /// Takes a record out by its 32-byte hash.
    public mutating func remove(_ hash: [UInt8]) {
        count &-= 1
        subtract(Self.required(hash))
    }

    /// Adds another digest: of another division, or of another part of the tree.
    public static func += (a: inout Digest, b: Digest) {
        a.count &+= b.count
        a.add(b.words)
    }

    /// Takes a digest out that was added.
    public static func -= (a: inout Digest, b: Digest) {
        a.count &-= b.count
        a.subtract(b.words)
    }

    private mutating func add(_ other: SIMD4<UInt64>) {
        var carry: UInt64 = 0
        for index in 0..<4 {
            let (sum, first) = words[index].addingReportingOverflow(other[index])
            let (total, second) = sum.addingReportingOverflow(carry)
            words[index] = total
            carry = first || second ? 1 : 0
        }
    }

    private mutating func subtract(_ other: SIMD4<UInt64>) {
        var borrow: UInt64 = 0
        for index in 0..<4 {
            let (rest, first) = words[index].subtractingReportingOverflow(other[index])
            let (total, second) = rest.subtractingReportingOverflow(borrow)
            words[index] = total
            borrow = first || second ? 1 : 0
        }
    }

    private static func required(_ hash: [UInt8]) -> SIMD4<UInt64> {
        guard let words = words(hash) else { preconditionFailure("a hash has 32 bytes") }
        return words
    }

    private static func words(_ bytes: [UInt8]) -> SIMD4<UInt64>? {
        guard bytes.count == 32 else { return nil }
        var words = SIMD4<UInt64>.zero
        for index in 0..<4 {
            var word: UInt64 = 0
            for byte in bytes[8 * index..<8 * index + 8] { word = word << 8 | UInt64(byte) }
            words[3 - index] = word
        }
        return words
    }
}
