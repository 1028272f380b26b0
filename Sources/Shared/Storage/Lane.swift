internal import Foundation
internal import SQLite

/// One connection that one thread at a time uses, and that a closure may use without copying what
/// it returns.
///
/// Not `Guarded`: what an act returns is the caller's, of any type, and only the lock's region
/// rules could prove that it does not reach back into the connection. Here nothing can: no
/// connection ever leaves this room.
///
/// The lock is recursive, so that an act inside an act is told `.misuse` instead of waiting for
/// ever.
final class Lane: @unchecked Sendable {
    // Safe to share: the connection is touched only between lock and unlock.
    private let lock = NSRecursiveLock()
    private let connection: Connection

    /// A lane over a connection that nobody else holds.
    init(_ connection: Connection) { self.connection = connection }

    /// Waits for the connection and lends it to `body`.
    func run<Result, Failure: Error>(
        _ body: (Connection) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        lock.lock()
        defer { lock.unlock() }
        return try body(connection)
    }
}

/// The connections of readers: as many as ever read at once, each lent to one at a time.
final class ReaderPool: @unchecked Sendable {
    /// More than this many idle readers are closed again.
    private static let idleMax = 8

    // Safe to share: `idle` is touched only between lock and unlock, and a connection that was
    // taken out is in the hands of one thread until it comes back.
    private let lock = NSLock()
    private let path: String
    private var idle: [Connection] = []
    private var isClosed = false
    /// The only connection, where there can be no readers.
    private let lane: Lane?

    /// A pool of readers of a file.
    ///
    /// - Parameter lane: the connection that is lent instead of readers, on a disk without room.
    init(path: String, instead lane: Lane? = nil) {
        self.path = path
        self.lane = lane
    }

    /// Lends a reader to `body`.
    func run<Result>(
        _ body: (Connection) throws(StorageError) -> Result
    ) throws(StorageError) -> Result {
        if let lane { return try lane.run(body) }
        let connection = try take()
        defer { give(connection) }
        return try body(connection)
    }

    /// Lets go of all readers; those still lent are closed when they come back.
    func close() {
        lock.lock()
        defer { lock.unlock() }
        idle = []
        isClosed = true
    }

    private func take() throws(StorageError) -> Connection {
        lock.lock()
        let connection = idle.popLast()
        lock.unlock()
        if let connection { return connection }
        do throws(SQLiteError) {
            return try Connection(.reader(path))
        } catch {
            throw StorageError(error)
        }
    }

    private func give(_ connection: Connection) {
        lock.lock()
        defer { lock.unlock() }
        if !isClosed, !connection.isStopped, idle.count < Self.idleMax { idle.append(connection) }
    }
}
