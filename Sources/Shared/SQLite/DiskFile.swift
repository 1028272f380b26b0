internal import Glibc

/// The few calls on files that SQLite does not make for us.
enum DiskFile {
    /// A path that SQLite takes as a path: not `:memory:`, not a URI, not the empty name.
    static func plain(_ path: String) throws(SQLiteError) -> String {
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw SQLiteError(.cannotOpen, "the path of the database is empty or holds a NUL")
        }
        return path.hasPrefix("/") ? path : "./" + path
    }

    /// Makes an empty file that only its user can read; leaves one that exists alone.
    ///
    /// SQLite's own would be readable for everybody, and its WAL takes over the file's mode. Never
    /// opens a file that exists: closing it again would drop SQLite's locks on it.
    static func createIfAbsent(_ path: String) {
        let file = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        if file >= 0 { close(file) }  // on failure SQLite will say what is wrong
    }

    /// Whether anything has this name.
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Whether both paths name the same file.
    static func areSame(_ first: String, _ second: String) -> Bool {
        var one = stat()
        var two = stat()
        guard stat(first, &one) == 0, stat(second, &two) == 0 else { return false }
        return one.st_dev == two.st_dev && one.st_ino == two.st_ino
    }

    /// Waits until the disk holds a file or folder.
    static func sync(_ path: String) throws(SQLiteError) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw failure("cannot open \(path)") }
        defer { close(file) }
        // A stick's file system may have no such call for folders; then there is nothing to wait
        // for.
        guard fsync(file) == 0 || errno == EINVAL else { throw failure("cannot sync \(path)") }
    }

    /// Gives a file its name, in place of any other of that name, for good.
    static func rename(_ from: String, to: String) throws(SQLiteError) {
        guard Glibc.rename(from, to) == 0 else { throw failure("cannot rename \(from)") }
        let folder = to.lastIndex(of: "/").map { String(to[...$0]) } ?? "."
        try sync(folder)
    }

    /// Takes a file away, if there is one.
    static func remove(_ path: String) { unlink(path) }

    private static func failure(_ what: String) -> SQLiteError {
        let number = errno
        let kind: SQLiteError.Kind = number == ENOSPC || number == EDQUOT ? .full : .copy
        return SQLiteError(kind, "\(what): \(String(cString: strerror(number)))")
    }
}
