/// How a bundle is made as a file.
///
///     HSBUNDL1 · sealed stream of { count of bytes, 4 bytes, most significant first · packed
///     envelope }…
///
/// A packed envelope is what HTTP carries as a body: the envelope, compressed with zstd. The first
/// one is the ``BundleHeader``, the last one the ``BundleTrailer``; nothing follows it.
public enum BundleFraming {
    /// The first bytes of the file, before the seal.
    public static let magic = Array("HSBUNDL1".utf8)
    /// Bytes before each packed envelope.
    public static let headBytes = 4

    /// What stands before a packed envelope.
    public static func head(count: Int) -> [UInt8] {
        precondition((1...Limits.packedBytesMax).contains(count), "an envelope has its limits")
        return Array(UInt64(count).bigEndianBytes.suffix(headBytes))
    }

    /// How many bytes the packed envelope has that follows a head of four bytes.
    public static func count(head: some Collection<UInt8>) throws(WireError) -> Int {
        guard head.count == headBytes else {
            throw WireError("bundle", .count(head.count, allowed: headBytes...headBytes))
        }
        let count = head.reduce(0) { $0 << 8 | Int($1) }
        guard (1...Limits.packedBytesMax).contains(count) else {
            throw WireError("bundle", .count(count, allowed: 1...Limits.packedBytesMax))
        }
        return count
    }
}
