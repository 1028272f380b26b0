public import Replication
internal import SQLite
internal import Wire

/// The replica on disk: one writer, readers beside it.
///
/// `DIR/replica.db` with its WAL; `DIR/lock`, held while it is open; `DIR.mark` beside it. Nobody
/// above this room sees a connection: what is read is read in a closure on one consistent moment,
/// what is written is written in a closure that is saved as a whole, on the disk when `write`
/// returns.
public final class ReplicaStore: Sendable {
    /// Who the replica is.
    public let identity: Identity
    /// How it was found when it was opened.
    public let opening: OpeningReport
    /// The folder.
    public let directory: String

    /// What its acts need.
    let world: World
    /// The writer.
    let lane: Lane
    /// The readers.
    let readers: ReaderPool
    private let mark: MarkFile
    private let lock: LockFile

    /// A store over a writer that was opened.
    init(
        directory: String, world: World, opening: OpeningReport, writer: sending Connection,
        mark: MarkFile, lock: LockFile
    ) {
        self.directory = directory
        self.world = world
        self.opening = opening
        self.mark = mark
        self.lock = lock
        identity = world.identity
        let isSole = writer.mode.isSole
        lane = Lane(writer)
        readers = ReaderPool(
            path: Self.database(in: directory), instead: isSole ? lane : nil)
    }

    /// The path of the database in a folder.
    static func database(in directory: String) -> String { directory + "/replica.db" }

    /// Reads one consistent moment, beside whatever is written meanwhile.
    ///
    /// Keep it short: the WAL cannot be shortened past a moment that somebody still reads.
    public func read<Result>(
        _ body: (Snapshot) throws(StorageError) -> Result
    ) throws(StorageError) -> Result {
        try readers.run { connection throws(StorageError) in
            func look() throws(StorageError) -> Result {
                let snapshot = try Snapshot(connection, self.world)
                let result = try body(snapshot)
                if let noted = snapshot.noted { throw noted }
                return result
            }
            // Only where there is one connection for all can another look be under way on it.
            if connection.isActing { return try look() }
            return try connection.snapshot { () throws(StorageError) in try look() }
        }
    }

    /// Does one act: on the disk when this returns, undone when it throws (INV-8).
    ///
    /// One at a time; the next waits.
    public func write<Result>(
        _ body: (Transaction) throws(StorageError) -> Result
    ) throws(StorageError) -> Result {
        try lane.run { connection throws(StorageError) in
            var moved: Head?
            let result = try connection.transaction { () throws(StorageError) in
                let transaction = try Transaction(connection, self.world)
                let result = try body(transaction)
                try transaction.finish()
                moved = transaction.movedHead
                return result
            }
            if let moved { self.mark.follow(moved) }
            return result
        }
    }

    /// Says to those who find the directory taken that it is so until this program is stopped: they
    /// need not wait for its end.
    public func keepForService() { lock.keepForService() }

    /// Goes on under a new incarnation and a new log, because the present name may be used twice.
    ///
    /// - Returns: the new one.
    @discardableResult
    public func renewIncarnation(reason: RenewalReason) throws(StorageError) -> ReplicaID {
        try write { transaction throws(StorageError) in
            try transaction.renew(because: reason)
            return transaction.incarnation
        }
    }

    /// Moves the WAL into the file, waits for the mark, and lets the next process in.
    ///
    /// The store cannot be used any more. Letting go of it does the same, without a report.
    public func close() throws(StorageError) {
        readers.close()
        try lane.run { connection throws(StorageError) in
            defer {
                self.mark.close()
                self.lock.release()
            }
            do throws(SQLiteError) {
                try connection.close()
            } catch {
                throw StorageError(error)
            }
        }
    }
}

extension Transaction {
    /// Begins a new incarnation of this replica.
    func renew(because reason: RenewalReason) throws(StorageError) {
        let previous = own.incarnation
        let row = ReplicaRow(
            number: try nextReplicaNumber(), id: world.entropy.identifier(),
            via: world.identity.node, isOwn: true)
        try insert(row)
        own.incarnation = row.id
        own.number = row.number
        own.logID = world.entropy.identifier()
        movedHead = row.asHead
        try audit(
            AuditEntry(
                at: world.clock.now(), user: "", act: "renew", object: "\(row.id)",
                outcome: "\(reason)", detail: "\(previous)"))
    }
}
