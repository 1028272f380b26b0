public import Replication
internal import SQLite

/// One moment of a replica, to be read.
///
/// Lent to one closure of ``ReplicaStore/read(_:)``: whatever other threads write meanwhile, all
/// that is read here belongs together. A ``Transaction`` is one too, and sees its own writes.
public class Snapshot {
    /// Where it is read.
    let connection: Connection
    /// What acts need.
    let world: World
    /// What the replica is at this moment.
    var own: OwnState

    /// The moment that a connection sees.
    init(_ connection: Connection, _ world: World) throws(StorageError) {
        self.connection = connection
        self.world = world
        own = try OwnState(connection)
    }

    /// An error that a question without a way to throw has met.
    private(set) var noted: StorageError?

    /// Keeps the first error that could not be thrown where it happened.
    func note(_ error: StorageError) { noted = noted ?? error }

    /// Makes what is kept of figures true, where acts may have changed them.
    func settle() throws(StorageError) {}

    /// The incarnation under which this replica writes.
    public var incarnation: ReplicaID { own.incarnation }

    /// The name of this replica's log: positions of another log mean nothing here.
    public var logID: Identifier { own.logID }

    /// The newest position of the log and the feeds.
    public var position: Int64 { own.position }

    /// The head of the incarnation under which this replica writes.
    public func ownHead() throws(StorageError) -> Head {
        guard let head = try head(own.incarnation) else {
            throw .damaged("the replica has no head of its own")
        }
        return head
    }

    /// A named value of the program above; `nil` if it was never set.
    public func setting(_ name: String) throws(StorageError) -> [UInt8]? {
        try connection.first("SELECT value FROM _setting WHERE name = ?", [.text(name)]) {
            row throws(StorageError) in try row.blob(at: 0)
        }
    }
}

/// The one row that says what the replica is now.
struct OwnState: Equatable {
    /// The incarnation under which it writes.
    var incarnation: ReplicaID
    /// Its number in the table `replica`.
    var number: Int64
    /// The name of the log.
    var logID: Identifier
    /// The newest position.
    var position: Int64
    /// The last hybrid time.
    var time: HybridTime

    /// The row as it stands.
    init(_ connection: Connection) throws(StorageError) {
        let found = try connection.first(
            """
            SELECT r.id, o.incarnation, o.log_id, o.position, o.time
            FROM _own o JOIN _replica r ON r.number = o.incarnation
            """
        ) { row throws(StorageError) in
            (
                try row.identifier(at: 0), try row.number(at: 1), try row.identifier(at: 2),
                try row.number(at: 3), try row.number(at: 4)
            )
        }
        guard let found else { throw .damaged("the replica does not say what it is") }
        (incarnation, number, logID, position) = (found.0, found.1, found.2, found.3)
        time = HybridTime(ticks: UInt64(bitPattern: found.4))
    }
}
