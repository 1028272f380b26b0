internal import Replication
internal import SQLite

/// One act on a replica: everything in it is saved together or not at all (INV-8).
///
/// Lent to one closure of ``ReplicaStore/write(_:)``. What is written is seen by its own reads at
/// once, and by others after the commit. An error inside any of its writes ends the whole act,
/// even if the closure swallows it.
public final class Transaction: Snapshot {
    /// The error that has spoilt the act.
    private var failure: StorageError?
    private let ownBefore: OwnState
    /// Records that figures look at and that this act has touched since figures were settled.
    var touched: [RecordID: Touched] = [:]
    /// Whether touched records are remembered: not while all tables are made anew.
    var keepsFigures = true
    /// The head of the present incarnation, if this act moved it: what the mark will say.
    var movedHead: Head?

    /// An act on a connection that has begun its transaction.
    override init(_ connection: Connection, _ world: World) throws(StorageError) {
        ownBefore = try OwnState(connection)
        try super.init(connection, world)
    }

    /// Sets a named value.
    public func setSetting(_ name: String, _ value: [UInt8]) throws(StorageError) {
        try run(
            "INSERT INTO _setting (name, value) VALUES (?, ?) "
                + "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            [.text(name), .blob(value)])
    }

    /// Forgets a named value.
    public func removeSetting(_ name: String) throws(StorageError) {
        try run("DELETE FROM _setting WHERE name = ?", [.text(name)])
    }

    /// Forgets all named values whose names begin alike.
    public func removeSettings(beginningWith prefix: String) throws(StorageError) {
        try run(
            "DELETE FROM _setting WHERE substr(name, 1, ?) = ?",
            [.integer(Int64(prefix.count)), .text(prefix)])
    }

    /// Runs a write that may not fail without spoiling the act.
    func part<Result>(
        _ body: () throws(StorageError) -> Result
    ) throws(StorageError) -> Result {
        if let failure { throw failure }
        do throws(StorageError) {
            return try body()
        } catch {
            failure = error
            throw error
        }
    }

    /// Runs one statement.
    @discardableResult
    func run(_ sql: String, _ values: [SQLiteValue] = []) throws(StorageError) -> Int {
        try part { () throws(StorageError) in
            do throws(SQLiteError) {
                return try connection.run(sql, values)
            } catch {
                throw StorageError(error)
            }
        }
    }

    /// A compiled statement, to be held across a loop.
    func prepare(_ sql: String) throws(StorageError) -> Query {
        do throws(SQLiteError) { return try connection.prepare(sql) } catch {
            throw StorageError(error)
        }
    }

    /// The next place in the log and the feeds.
    func nextPosition() -> Int64 {
        own.position += 1
        return own.position
    }

    /// The hybrid time of a new act.
    func nextTime() -> HybridTime {
        own.time = own.time.next(now: world.clock.now())
        return own.time
    }

    /// Brings figures to what the act has written so far, so that it reads its own.
    override func settle() throws(StorageError) { try settleFigures() }

    /// Stores what the act has moved, just before the commit.
    func finish() throws(StorageError) {
        if let failure { throw failure }
        try settleFigures()
        if let noted { throw noted }
        guard own != ownBefore else { return }
        try run(
            "UPDATE _own SET incarnation = ?, log_id = ?, position = ?, time = ?",
            [
                .integer(own.number), SQLiteValue(own.logID), .integer(own.position),
                .integer(Int64(bitPattern: own.time.ticks)),
            ])
    }
}

/// A compiled statement; the word alone also names a message of the protocol.
typealias Query = SQLite.Statement

extension Query {
    /// Runs with the errors of this room.
    func execute(_ values: [SQLiteValue]) throws(StorageError) {
        do throws(SQLiteError) { try run(values) } catch { throw StorageError(error) }
    }
}
