/// Numbers of this room, each with its reason.
enum Limits {
    /// Bytes in one value or row: 16 times the largest frame, so that nothing of ours comes near.
    static let valueBytesMax: Int32 = 1 << 24
    /// Statements kept compiled per connection; ours are far fewer, generated ones must not pile
    /// up.
    static let statementsMax = 512
    /// WAL frames (of 4 KiB) after which a commit moves the WAL into the file: SQLite's own number.
    static let framesInLogMax = 1_000
    /// Memory of the writer for pages: a large act stays in it, and reaches the WAL once and whole.
    static let cacheKilobytes = 16_000
    /// Bytes to which a WAL that has grown is cut back: one large merge must not keep its disk.
    static let logBytesKept = 1 << 26
    /// Wait for a lock; only a foreign reader or a closing connection ever holds one, briefly.
    static let busyMilliseconds = 500
    /// Blobs from this size are lent to SQLite instead of copied; below, the copy costs nothing.
    static let lentBytesMin = 4_096
    /// Blobs lent in one call; each takes a frame of the stack.
    static let lentMax = 16
    /// Findings that a check reports before it stops looking.
    static let findingsMax = 100
}
