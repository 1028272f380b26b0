/// How much one reader accepts.
///
/// Limits hold before anything is allocated: a declared length or count is compared with them, and with the bytes
/// that are left, as soon as the head is read.
public struct CBORLimits: Equatable, Sendable {
    /// Arrays and maps open at once in `item()`, `skip()` and ``CBORItem``.
    public let depthMax: Int
    /// Entries of all arrays and maps of the input together; an entry of a map counts two.
    public let entriesMax: Int
    /// Bytes of one byte string or text.
    public let stringBytesMax: Int
    /// Bytes of the whole input.
    public let totalBytesMax: Int

    /// Makes limits; what is not named takes the default.
    ///
    /// The defaults carry a frame (≤ 1 MiB) and leave room for what holds frames. The depth stays below 256, because
    /// whole items are walked by recursion, whose stack must be bounded.
    public init(
        depthMax: Int = 32, entriesMax: Int = 1 << 20, stringBytesMax: Int = 1 << 20,
        totalBytesMax: Int = 8 << 20
    ) {
        precondition((0...256).contains(depthMax), "The depth of CBOR is bounded by 256.")
        precondition(
            entriesMax >= 0 && stringBytesMax >= 0 && totalBytesMax >= 0,
            "Limits of CBOR are not negative.")
        self.depthMax = depthMax
        self.entriesMax = entriesMax
        self.stringBytesMax = stringBytesMax
        self.totalBytesMax = totalBytesMax
    }
}
