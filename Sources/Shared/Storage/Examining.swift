public import Replication
internal import SQLite
internal import Wire

/// Whether a file is a replica, and whose, before anybody relies on it.
extension ReplicaStore {
    /// How many of its first bytes tell a database of this product.
    public static let headBytes = 72

    /// Whether a file that begins so is a database of this product: SQLite's words at its
    /// beginning, and at byte 68 the mark of whose it is.
    public static func isOne(head: [UInt8]) -> Bool {
        guard head.count >= headBytes, head.starts(with: "SQLite format 3\0".utf8) else {
            return false
        }
        let mark = head[68..<72].reduce(0) { $0 << 8 | Int32($1) }
        return mark == Schema.applicationID
    }

    /// Reads a whole file that nobody uses and checks every page of it; one of this program's own
    /// schema also hash by hash, as `verify` does.
    ///
    /// - Returns: who the replica in it is.
    /// - Throws: `absent` if no replica was made in it to its end, `damaged`, `newer`, `noAccess`.
    public static func examine(
        _ path: String, clock: any Clock, entropy: any Entropy
    ) throws(StorageError) -> Identity {
        do throws(StorageError) {
            let connection = try look(path)
            guard try isMade(connection) else { throw .absent(directory: path) }
            let identity = try stored(on: connection)
            let world = World(identity: identity, clock: clock, entropy: entropy)
            let faults = try connection.snapshot { () throws(StorageError) -> [String] in
                let snapshot = try Snapshot(connection, world)
                // The tables of another programme are made anew when the replica is opened.
                guard try snapshot.setting(TypedSchema.setting) == TypedSchema.fingerprint else {
                    return []
                }
                var verifier = Verifier(snapshot)
                return try verifier.run().faults
            }
            guard faults.isEmpty else { throw .damaged(faults.joined(separator: "; ")) }
            do throws(SQLiteError) { try connection.close() } catch { throw StorageError(error) }
            return identity
        } catch {
            // A page that cannot be read is told as a fault of the disk, and a cut file has such.
            guard case .disk(let words) = error else { throw error }
            throw .damaged(words)
        }
    }

    /// A reader of a sound file of a schema that is known here.
    private static func look(_ path: String) throws(StorageError) -> Connection {
        do throws(SQLiteError) {
            let connection = try Connection(.reader(path))
            let found = try connection.userVersion
            guard found <= Schema.plan.known else {
                throw SQLiteError(.newer(found: found, known: Schema.plan.known), "newer")
            }
            if let finding = try connection.integrityCheck().first {
                throw SQLiteError(.corrupt, finding)
            }
            return connection
        } catch {
            throw StorageError(error)
        }
    }
}
