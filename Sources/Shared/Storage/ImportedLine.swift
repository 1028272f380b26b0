internal import SQLite

/// A line of a file as the replica remembers it, so that no line is entered twice.
///
/// The mark is a hash of what the line says and of what it was entered as (16 bytes).
public struct ImportedLine: Sendable {
    /// The hash.
    public let mark: [UInt8]
    /// How often its file has said the very same up to this line, itself included: from 1.
    public let occurrence: Int

    /// A line.
    public init(mark: [UInt8], occurrence: Int) {
        self.mark = mark
        self.occurrence = occurrence
    }
}

extension Snapshot {
    /// Whether a line was entered here before.
    public func isKnown(_ line: ImportedLine) throws(StorageError) -> Bool {
        let times = try connection.first(
            "SELECT times FROM _imported WHERE mark = ?", [.blob(line.mark)]
        ) { row throws(StorageError) in try row.number(at: 0) }
        return (times ?? 0) >= Int64(line.occurrence)
    }
}

extension Transaction {
    /// Remembers a line, in the act that enters it.
    public func remember(_ line: ImportedLine) throws(StorageError) {
        try run(
            "INSERT INTO _imported (mark, times) VALUES (?, 1) "
                + "ON CONFLICT (mark) DO UPDATE SET times = times + 1",
            [.blob(line.mark)])
    }
}
