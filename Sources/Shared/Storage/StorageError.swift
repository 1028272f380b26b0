public import Replication
public import SQLite

/// What went wrong at the disk, and what may be done about it.
public enum StorageError: Error, Sendable {
    /// The disk or the memory failed; nothing is certain before a restart.
    case disk(String)
    /// The disk is full; the act was undone, everything before it is safe.
    case full
    /// Another process has the replica open: until it is stopped, or only for a moment.
    case inUse(pid: Int32, isServing: Bool)
    /// A newer program wrote the database; nothing was changed.
    case newer(found: Int, known: Int)
    /// What is stored contradicts itself; a backup or the parent can give it back.
    case damaged(String)
    /// What was asked for is not here.
    case notFound(String)
    /// Something stands already where a replica or a copy was to be made; it was not touched.
    case exists(String)
    /// No replica, or none that was made to its end, lies in this folder.
    case absent(directory: String)
    /// A replica lies already in the folder where one was to be made; it was not touched.
    case occupied(directory: String)
    /// The file or folder cannot be opened or written; the system's words.
    case noAccess(String)
    /// A change that this program's own decoder would refuse was not written.
    case illFormed(String)
    /// The record would become too large to travel; it was not written.
    case tooLarge(FacetID, bytes: Int, allowed: Int)
    /// So much of the record has not arrived that it takes no new writes.
    case tooMuchMissing(FacetID)
    /// The record belongs to another division now; it is changed there.
    case movedAway(FacetID, to: DivisionCode)
    /// The parent speaks of another history of this incarnation.
    case forked(ReplicaID, sequence: UInt64)
    /// The caller ended the act with an error of its own; the act was undone.
    case stopped(any Error)

    /// What the caller may do.
    public enum Advice: Sendable {
        /// Nothing was done; the same call may succeed a little later.
        case retry
        /// Say it to a person; the replica is consistent and may be used on.
        case tell
        /// End the process: what the disk holds is known only after a restart.
        case stop
    }

    /// What the caller may do.
    public var advice: Advice {
        switch self {
        case .disk: .stop
        case .inUse: .retry
        case .full, .newer, .damaged, .notFound, .exists, .absent, .occupied, .noAccess, .illFormed,
            .tooLarge, .tooMuchMissing, .movedAway, .forked, .stopped:
            .tell
        }
    }
}

extension StorageError: SQLiteFailure {
    /// Says a failure of the database in the words of this room.
    public init(_ cause: SQLiteError) {
        self =
            switch cause.kind {
            case .full: .full
            case .io, .stopped, .misuse, .constraint, .busy, .interrupted:
                .disk(cause.description)
            case .corrupt: .damaged(cause.description)
            case .readOnly, .cannotOpen, .copy: .noAccess(cause.description)
            case .exists: .exists(cause.message)
            case .newer(let found, let known): .newer(found: found, known: known)
            }
    }
}
