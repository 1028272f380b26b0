internal import Replication
internal import SQLite

/// Why a change cannot be merged although it is authentic and permitted.
///
/// The raw value is the code of the exception in `protocol.md`.
enum Obstacle: UInt16 {
    /// The bytes cannot be read by this program.
    case unreadable = 5
    /// One dot, or one name, and two contents (INV-7).
    case dotCollision = 6
    /// Another change of its act cannot be merged.
    case companion = 8
    /// The record is of another type here.
    case typeClash = 9
    /// The record would become too large to travel.
    case tooLarge = 13
}

/// A line of the log as it is compared with what comes.
struct LogLine {
    /// Its place.
    let position: Int64
    /// What became of the change.
    let standing: LogEntry.Standing
    /// The hash that stands in the chain.
    let hash: [UInt8]
}

extension Transaction {
    /// The line of a name.
    func line(_ replica: Int64, _ sequence: UInt64) throws(StorageError) -> LogLine? {
        try connection.first(
            """
            SELECT position, standing, body, hash FROM _log WHERE replica = ? AND sequence = ?
            """, [.integer(replica), SQLiteValue(sequence)]
        ) { row throws(StorageError) in
            guard let standing = LogEntry.Standing(rawValue: try row.number(at: 1)) else {
                throw row.wrong(1, "the standing of a change")
            }
            return LogLine(
                position: try row.number(at: 0), standing: standing,
                hash: try LogEntry.hash(of: row, body: 2, hash: 3))
        }
    }

    /// Changes what became of a change.
    func mark(
        _ position: Int64, as standing: LogEntry.Standing, record: Int64?
    ) throws(StorageError) {
        try run(
            "UPDATE _log SET standing = ?, record = coalesce(?, record) WHERE position = ?",
            [.integer(standing.rawValue), SQLiteValue(record), .integer(position)])
    }

    /// Puts a body into a line that had only its hash.
    func fill(_ position: Int64, body: [UInt8], record: Int64) throws(StorageError) {
        try run(
            "UPDATE _log SET standing = 0, body = ?, hash = NULL, record = ? WHERE position = ?",
            [.blob(body), .integer(record), .integer(position)])
    }

    /// Stores the chain after a change whose line came before its chain.
    func keepChain(
        _ chain: [UInt8], of line: LogLine, at sequence: UInt64
    ) throws(StorageError) {
        guard sequence % ChangeLog.chainStride == 0 else { return }
        try run(
            "UPDATE _log SET chain = ? WHERE position = ?",
            [.blob(chain), .integer(line.position)])
    }

    /// Takes note of a foreign time, so that what is written here next is shown as later.
    func observe(_ time: HybridTime) {
        own.time = own.time.observing(time, now: world.clock.now())
    }

    /// Takes note that the clock is right, as the one above says too.
    public func settleTime() {
        own.time = own.time.settled(now: world.clock.now())
    }
}
