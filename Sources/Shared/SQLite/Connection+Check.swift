extension Connection {
    /// What a WAL checkpoint did.
    public struct LogState: Sendable, Equatable {
        /// Frames that the WAL holds.
        public let frames: Int
        /// Frames of these that are in the file now.
        public let framesMoved: Int
        /// Whether a reader kept it from going further.
        public let isBusy: Bool
    }

    /// Moves the WAL into the file, as far as no reader needs it; with `truncate` also empties it.
    @discardableResult
    public func checkpoint(truncate: Bool = false) throws(SQLiteError) -> LogState {
        guard handle.isWriter else {
            throw SQLiteError(.readOnly, "only the writer moves the WAL into the file")
        }
        try handle.requireUsable()
        let (log, moved, isBusy) = try handle.checkpoint(truncate: truncate)
        return LogState(frames: log, framesMoved: moved, isBusy: isBusy)
    }

    /// Damages found by looking at every page, without comparing indices; none means sound.
    public func quickCheck() throws(SQLiteError) -> [String] { try check("quick_check") }

    /// Damages found by looking at every page and comparing every index with its table.
    public func integrityCheck() throws(SQLiteError) -> [String] { try check("integrity_check") }

    private func check(_ pragma: String) throws(SQLiteError) -> [String] {
        do throws(SQLiteError) {
            let lines = try all("PRAGMA \(pragma)(\(Limits.findingsMax))") {
                row throws(SQLiteError) in try row.text(at: 0)
            }
            return lines == ["ok"] ? [] : lines
        } catch {
            // Damage at the root ends the check itself; that is a finding, not a failure to look.
            guard error.kind == .corrupt else { throw error }
            return [error.message]
        }
    }
}
