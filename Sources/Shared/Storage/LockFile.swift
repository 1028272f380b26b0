internal import Glibc

/// The file that keeps a second process away from a replica.
///
/// The lock belongs to the open file and ends with the process, however that ends: nothing is ever
/// left to be removed by hand. The number in the file is only for the message.
final class LockFile: @unchecked Sendable {
    // Safe to share: it is written by `init` and `release` only, and the store calls both once.
    private var file: Int32

    /// Takes the lock, or says who has it.
    init(_ path: String) throws(StorageError) {
        file = unsafe open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .noAccess("\(path): \(System.message)") }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            let error = System.isBlocked ? nil : System.message
            let holder = Self.number(in: file)
            Glibc.close(file)
            if let error { throw .noAccess("\(path): \(error)") }
            throw .inUse(pid: holder)
        }
        System.overwrite(file, "\(getpid())\n")
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

    private static func number(in file: Int32) -> Int32 {
        let text = System.read(file, 16)
        return Int32(text.prefix { $0.isNumber }) ?? 0
    }
}

/// The calls on files that Foundation makes only for whole files, or not at all.
enum System {
    /// What the last failed call says.
    static var message: String { unsafe String(cString: strerror(errno)) }

    /// Whether the last failed call would have had to wait.
    static var isBlocked: Bool { errno == EWOULDBLOCK }

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
