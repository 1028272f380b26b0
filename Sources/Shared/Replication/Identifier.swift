/// 128 bits that name something for ever: a replica, a record, a log.
///
/// Two words instead of sixteen bytes, because these are compared and hashed in every merge.
/// The order is the order of the bytes, most significant first.
public struct Identifier: Hashable, Comparable, Sendable {
    /// Bytes 0–7, big-endian.
    public let high: UInt64
    /// Bytes 8–15, big-endian.
    public let low: UInt64

    /// An identifier from its two halves.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// An identifier from exactly 16 bytes; `nil` for any other number of them.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for (index, byte) in bytes.enumerated() {
            if index < 8 { high = high << 8 | UInt64(byte) } else { low = low << 8 | UInt64(byte) }
        }
        self.init(high: high, low: low)
    }

    /// The 16 bytes.
    public var bytes: [UInt8] {
        (0..<16).map { index in
            let word = index < 8 ? high : low
            return UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64(index % 8)))
        }
    }

    /// Sixteen zero bytes: no identifier of anything.
    public static let zero = Identifier(high: 0, low: 0)

    /// The order of the bytes.
    public static func < (a: Identifier, b: Identifier) -> Bool {
        a.high != b.high ? a.high < b.high : a.low < b.low
    }
}

/// The name of one incarnation of a replica: random, born when a node is installed, restored,
/// cloned or in doubt, and never used again.
public typealias ReplicaID = Identifier

/// The name of a record: time-ordered (UUIDv7), or derived from a natural key.
public typealias RecordID = Identifier

extension Identifier: CustomStringConvertible {
    /// Thirty-two lower-case hexadecimal digits.
    public var description: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self)
    }

    /// An identifier from 32 hexadecimal digits, hyphens allowed between them.
    public init?(_ text: some StringProtocol) {
        var nibbles: [UInt8] = []
        for byte in text.utf8 where byte != UInt8(ascii: "-") {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): nibbles.append(byte - 48)
            case UInt8(ascii: "a")...UInt8(ascii: "f"): nibbles.append(byte - 87)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): nibbles.append(byte - 55)
            default: return nil
            }
        }
        guard nibbles.count == 32 else { return nil }
        self.init(
            bytes: stride(from: 0, to: 32, by: 2).map { nibbles[$0] << 4 | nibbles[$0 + 1] })
    }

    /// A time-ordered identifier (UUIDv7, RFC 9562 §5.7).
    ///
    /// Time-ordered, because random keys cost SQLite a factor of 12 in a large table.
    /// - Parameters:
    ///   - milliseconds: Unix time; only the low 48 bits enter.
    ///   - entropy: the chance that fills the rest.
    public static func timeOrdered(
        milliseconds: UInt64, entropy: some Entropy
    ) -> Identifier {
        let chance = entropy.identifier()
        let time = milliseconds & 0xFFFF_FFFF_FFFF
        return Identifier(
            high: time << 16 | 0x7000 | (chance.high & 0x0FFF),
            low: 0x8000_0000_0000_0000 | (chance.low & 0x3FFF_FFFF_FFFF_FFFF))
    }
}
