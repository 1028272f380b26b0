/// The order of the keys of one map while it is written or read.
///
/// RFC 8949 §4.2.1: keys ascend by their encoded bytes, so 0, 1, 23, 24 … come before −1, −2 …, those before byte
/// strings, those before texts, and a shorter string before a longer one. One value per map, used with one writer
/// or one reader:
///
///     var keys = CBORKeyOrder()
///     writer.map(count: 2)
///     writer.integerKey(1, &keys)
///     …
public struct CBORKeyOrder: Sendable {
    /// Where the key before stands in the bytes of the writer or reader.
    private var previous: Range<Int>?

    /// The order of a map none of whose keys has passed yet.
    public init() {}

    /// How a key stands to the one before it.
    enum Step { case ascends, repeats, descends }

    /// Takes the next key and says how it stands to the one before it.
    mutating func step(to key: Range<Int>, in bytes: ArraySlice<UInt8>) -> Step {
        defer { previous = key }
        guard let previous else { return .ascends }
        var left = previous.lowerBound
        var right = key.lowerBound
        while left < previous.upperBound && right < key.upperBound {
            if bytes[left] != bytes[right] {
                return bytes[left] < bytes[right] ? .ascends : .descends
            }
            left += 1
            right += 1
        }
        // An encoded item is never the beginning of another one, so both end together here.
        return .repeats
    }
}
