internal import Glibc
internal import Seal

/// Why a file of a person cannot be read or written; nothing was changed, and nothing is left.
public struct FileFault: Error, Hashable, Sendable {
    /// What is in the way.
    public enum Cause: Hashable, Sendable, CaseIterable {
        /// Something has the name already; it was not touched.
        case exists
        /// There is no file of this name to be read.
        case absent
        /// There is no folder to hold the file: the stick is not in, or the path is mistyped.
        case noFolder
        /// The name is that of a folder.
        case folder
        /// This person may not, or nobody may: the stick is write-protected.
        case forbidden
        /// The stick or the disk is full.
        case full
        /// What was written reads back differently: the stick is broken, or smaller than it says.
        case differs
        /// The stick or the disk fails, or was pulled out.
        case broken
    }

    /// The file, as the person named it.
    public let path: String
    /// What is in the way.
    public let cause: Cause

    /// A fault of a file.
    public init(_ path: String, _ cause: Cause) {
        self.path = path
        self.cause = cause
    }

    /// The fault that the system gave a number to while the file was being written.
    public init(writing path: String, _ number: Int32) {
        self.init(path, Self.cause(number) ?? .noFolder)
    }

    /// The fault that keeps a file from being read, looked for once more.
    public init(reading path: String) {
        var facts = stat()
        guard unsafe stat(path, &facts) == 0 else {
            self.init(path, Self.cause(errno) ?? .absent)
            return
        }
        guard facts.st_mode & S_IFMT != S_IFDIR else {
            self.init(path, .folder)
            return
        }
        let mayRead = unsafe access(path, R_OK) == 0
        self.init(path, mayRead ? .broken : .forbidden)
    }

    private static func cause(_ number: Int32) -> Cause? {
        switch number {
        case ENOENT, ENOTDIR: nil
        case EEXIST: .exists
        case EISDIR: .folder
        case EACCES, EPERM, EROFS: .forbidden
        case ENOSPC, EDQUOT, EFBIG: .full
        default: .broken
        }
    }
}

/// A file that is written for a person, on a stick or in a folder of his: never in the place of
/// another, whole or not at all, and read back before anybody is told that it is there.
///
/// Sticks lie: those of false capacity take every byte and give back zeros. What is read back is
/// compared with what was written, past the cache of the system. It is called `.part` until then,
/// and taken away if it does not come so far.
public final class GivenFile {
    private let path: String
    private let part: String
    private let isReplacing: Bool
    private var file: Int32 = -1
    private var written = Hasher256()

    /// Begins a file.
    ///
    /// - Parameters:
    ///   - isSecret: whether its owner alone may read it.
    ///   - replacing: whether it takes the place of another; for files of the program's own.
    public init(
        _ path: String, isSecret: Bool = true, replacing: Bool = false
    ) throws(FileFault) {
        self.path = path
        part = path + ".part"
        isReplacing = replacing
        if replacing { unsafe unlink(part) } else { try Self.requireFree(path) }
        file = unsafe open(
            part, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, isSecret ? 0o600 : 0o644)
        guard file >= 0 else { throw FileFault(writing: path, errno) }
    }

    deinit { discard() }

    /// Refuses a name that is taken, and a place where nothing can be written, before any work is
    /// done for the file.
    public static func requireFree(_ path: String) throws(FileFault) {
        var facts = stat()
        guard unsafe lstat(path, &facts) != 0 else {
            throw FileFault(path, facts.st_mode & S_IFMT == S_IFDIR ? .folder : .exists)
        }
        guard !path.isEmpty, !path.hasSuffix("/") else { throw FileFault(path, .folder) }
        let trial = path + ".part"
        unsafe unlink(trial)  // of a file that a power cut ended
        let file = unsafe open(trial, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw FileFault(writing: path, errno) }
        close(file)
        unsafe unlink(trial)
    }

    /// Adds bytes.
    public func write(_ bytes: [UInt8]) throws(FileFault) {
        written.update(bytes)
        var done = 0
        while done < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(
                    file, buffer.baseAddress?.advanced(by: done), buffer.count - done)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failed() }
            done += count
        }
    }

    /// Ends the file: to the disk, read back, named.
    ///
    /// - Returns: its size in bytes.
    @discardableResult
    public func finish() throws(FileFault) -> Int {
        guard fsync(file) == 0 else { throw failed() }
        let closed = close(file)
        file = -1
        guard closed == 0 else { throw failed() }
        let expected = written.finish()
        guard let (hash, size) = Self.onDisk(part), hash == expected else {
            unsafe unlink(part)
            throw FileFault(path, .differs)
        }
        let isFree = unsafe access(path, F_OK) != 0
        guard isReplacing || isFree else {
            unsafe unlink(part)
            throw FileFault(path, .exists)
        }
        guard unsafe rename(part, path) == 0 else { throw failed() }
        Self.syncFolder(of: path)
        return size
    }

    /// Gives the file up: nothing of it stays.
    public func discard() {
        guard file >= 0 else { return }
        close(file)
        file = -1
        unsafe unlink(part)
    }

    /// Proves that a file that somebody else has written stands on its disk as it reads now; one
    /// that does not is taken away.
    public static func prove(_ path: String) throws(FileFault) {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw FileFault(reading: path) }
        let isSynced = fsync(file) == 0
        let cached = contents(of: file)
        close(file)
        guard isSynced, let cached, let stored = onDisk(path), stored == cached else {
            unsafe unlink(path)
            throw FileFault(path, .differs)
        }
    }

    /// The fault of the call that just failed; the file is given up.
    private func failed() -> FileFault {
        let fault = FileFault(writing: path, errno)
        discard()
        unsafe unlink(part)
        return fault
    }

    /// What the disk itself holds of a file, past the cache: hash and size; `nil` if it cannot be
    /// read.
    private static func onDisk(_ path: String) -> (hash: [UInt8], size: Int)? {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED)
        return contents(of: file)
    }

    private static func contents(of file: Int32) -> (hash: [UInt8], size: Int)? {
        var hasher = Hasher256()
        var size = 0
        while true {
            var result = 0
            let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Bundle.readBytes) {
                buffer, count in
                result = unsafe read(file, buffer.baseAddress, buffer.count)
                count = max(0, result)
            }
            if result < 0, errno == EINTR { continue }
            guard result >= 0 else { return nil }
            guard result > 0 else { return (hasher.finish(), size) }
            hasher.update(bytes)
            size += result
        }
    }

    private static func syncFolder(of path: String) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let file = unsafe open(folder, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        fsync(file)
        close(file)
    }
}
