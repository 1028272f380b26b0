internal import Glibc

/// The file that keeps a second process away from a replica.
///
/// The lock belongs to the open file and ends with the process, however that ends: nothing is ever
/// left to be removed by hand. The words in the file are for those who find it taken: the number of
/// the process, and whether it is worth while to wait for its end.
final class LockFile: @unchecked Sendable {
    // Safe to share: it is written by `init` and `release` only, and the store calls both once.
    private var file: Int32

    /// Takes the lock, or says who has it.
    init(_ path: String) throws(StorageError) {
        // Kept only when it is held: what is closed here must not be closed again at the end.
        let file = unsafe open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .noAccess("\(path): \(System.message)") }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            let error = System.isBlocked ? nil : System.message
            let holder = Self.holder(in: file)
            Glibc.close(file)
            if let error { throw .noAccess("\(path): \(error)") }
            throw .inUse(pid: holder.pid, isServing: holder.isServing)
        }
        System.overwrite(file, "\(getpid())\n")
        self.file = file
    }

    deinit { release() }

    /// Lets the next process in.
    func release() {
        guard file >= 0 else { return }
        // Said, not only closed: a program that is just being started still has a copy of the file.
        flock(file, LOCK_UN)
        Glibc.close(file)
        file = -1
    }

    /// Says that the lock is kept until this process is stopped.
    func keepForService() { System.overwrite(file, "\(getpid()) \(Self.service)\n") }

    private static let service = "serve"

    private static func holder(in file: Int32) -> (pid: Int32, isServing: Bool) {
        let words = System.read(file, 32).split(whereSeparator: \.isWhitespace)
        let pid = words.first.flatMap { Int32($0) } ?? 0
        // The words of a process that was killed stand until the next one has written its own.
        return (pid, words.last == service[...] && System.isAlive(pid))
    }
}

/// The calls on files that Foundation makes only for whole files, or not at all.
enum System {
    /// What the last failed call says.
    static var message: String { unsafe String(cString: strerror(errno)) }

    /// Whether the last failed call would have had to wait.
    static var isBlocked: Bool { errno == EWOULDBLOCK }

    /// Whether there is a process of this number.
    static func isAlive(_ pid: Int32) -> Bool { pid > 0 && (kill(pid, 0) == 0 || errno == EPERM) }

    /// Puts a text at the beginning of a file and cuts off the rest; says whether that worked.
    @discardableResult
    static func overwrite(_ file: Int32, _ text: String) -> Bool {
        var text = text
        let count = text.utf8.count
        let written = text.withUTF8 { unsafe pwrite(file, $0.baseAddress, $0.count, 0) }
        return written == count && ftruncate(file, off_t(count)) == 0
    }

    /// The first bytes of a file as text.
    static func read(_ file: Int32, _ limit: Int) -> String {
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            count = max(0, unsafe pread(file, buffer.baseAddress, limit, 0))
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Waits until the disk holds a file or a folder.
    static func sync(_ path: String) {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        fsync(file)
        Glibc.close(file)
    }
}
