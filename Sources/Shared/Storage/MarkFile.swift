internal import Glibc
internal import Replication

/// The mark beside the directory: how far this replica had come, outside of its database.
///
/// Whoever puts an old copy of the directory back leaves the mark behind, and it gives him away:
/// the database is behind it, or it is missing. Written after each commit that moved the own head,
/// without waiting for the disk: it may lag behind the database, never lead; so it is no fault of
/// an act when it cannot be written. Waited for when the replica is closed.
final class MarkFile: @unchecked Sendable {
    // Safe to share: the file is written under the writer's lane only, and `init` and `close` are
    // called once.
    private var file: Int32 = -1
    private let path: String

    /// What the mark says.
    struct Content: Equatable {
        /// The incarnation.
        let incarnation: ReplicaID
        /// Its last change.
        let sequence: UInt64
        /// The chain after it.
        let chain: [UInt8]

        /// Whether it is this head.
        func says(_ head: Head) -> Bool {
            incarnation == head.replica && sequence == head.sequence && chain == head.chain
        }
    }

    /// The mark of a directory.
    init(directory: String) {
        path = directory + ".mark"
        file = unsafe open(path, O_RDWR | O_CLOEXEC)
    }

    deinit { if file >= 0 { Glibc.close(file) } }

    /// What the mark says; `nil` if there is none or it cannot be read.
    func read() -> Content? {
        guard file >= 0 else { return nil }
        let parts = System.read(file, 200).split(whereSeparator: \.isWhitespace)
        guard parts.count == 3, let incarnation = ReplicaID(parts[0]),
            let sequence = UInt64(parts[1]), let low = Identifier(parts[2].prefix(32)),
            let high = Identifier(parts[2].dropFirst(32))
        else { return nil }
        return Content(
            incarnation: incarnation, sequence: sequence, chain: low.bytes + high.bytes)
    }

    /// Writes a head where it may stay behind: after a commit that nobody can take back any more.
    func follow(_ head: Head) { try? write(head) }

    /// Writes a head; always as many bytes, so that one write replaces another whole.
    func write(_ head: Head) throws(StorageError) {
        if file < 0 { file = unsafe open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600) }
        let digits = String(head.sequence)
        let number = String(repeating: "0", count: 20 - digits.count) + digits
        let chain = [head.chain.prefix(16), head.chain.suffix(16)]
            .compactMap { Identifier(bytes: $0)?.description }.joined()
        guard file >= 0, System.overwrite(file, "\(head.replica) \(number) \(chain)\n") else {
            if errno == ENOSPC || errno == EDQUOT { throw .full }
            throw .noAccess("\(path): \(System.message)")
        }
    }

    /// Waits until the disk holds the mark, and lets go of it.
    func close() {
        guard file >= 0 else { return }
        fsync(file)
        Glibc.close(file)
        file = -1
    }
}
