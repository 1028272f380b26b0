extension Connection {
    /// Writes a checked copy of the database to `path`, without keeping the writer waiting.
    ///
    /// The copy is made under another name (VACUUM INTO), brought to the disk, opened read-only and
    /// checked page by page, and only then gets its name: whoever finds a file called `path` finds
    /// a sound one. It is compact, private to its user, and holds one moment of the database;
    /// rowids of tables without an INTEGER PRIMARY KEY may differ in it. Give this a reader on a
    /// server: the writer then goes on. Wrap it in `watched` to show progress or to end it.
    ///
    /// Throws `.exists` if something stands at `path` and `replacing` is false, or if a database in
    /// use stands there; `.full`; `.interrupted`; `.corrupt` if the database itself is damaged; and
    /// `.copy` for whatever else went wrong with the copy. Nothing is left behind then.
    public func backup(to path: String, replacing: Bool = false) throws(SQLiteError) {
        try handle.requireUsable()
        let path = try DiskFile.plain(path)
        try requireFree(path, replacing: replacing)
        let unfinished = path + ".unfinished"
        discard(unfinished)  // of a copy that a power cut ended
        do throws(SQLiteError) {
            try copy(to: unfinished)
            try DiskFile.sync(unfinished)
            try verify(unfinished)
            try requireFree(path, replacing: replacing)
            try DiskFile.rename(unfinished, to: path)
        } catch {
            discard(unfinished)
            throw error
        }
    }

    /// Takes away a copy and its journal, which would otherwise be played into the next one.
    private func discard(_ unfinished: String) {
        DiskFile.remove(unfinished + "-journal")
        DiskFile.remove(unfinished)
    }

    private func requireFree(_ path: String, replacing: Bool) throws(SQLiteError) {
        guard replacing || !DiskFile.exists(path) else {
            throw SQLiteError(.exists, "\(path) exists and is not overwritten")
        }
        // SQLite would play a WAL or journal that lies there into the new file, and ruin it.
        let inUse = ["-wal", "-journal"].contains { DiskFile.exists(path + $0) }
        guard !inUse, !DiskFile.areSame(path, handle.path) else {
            throw SQLiteError(.exists, "\(path) is a database in use")
        }
    }

    private func copy(to path: String) throws(SQLiteError) {
        DiskFile.createIfAbsent(path)
        handle.allowAttached(1)
        defer { handle.allowAttached(0) }
        if !handle.isWriter { try setQueryOnly(false) }
        let failure = fill(path)
        if !handle.isWriter { try setQueryOnly(true) }
        if let failure { throw failure }
    }

    private func fill(_ path: String) -> SQLiteError? {
        do throws(SQLiteError) {
            // The disk that fails here may be a stick, so a failure does not stop the connection.
            try Statement("VACUUM INTO ?1", handle, keep: false, stopsOnFailure: false)
                .run([.text(path)])
            return nil
        } catch {
            return error.ofCopy
        }
    }

    private func verify(_ path: String) throws(SQLiteError) {
        let finding: String?
        do throws(SQLiteError) {
            let copy = try Connection(.reader(path))
            let marks = try (copy.userVersion, copy.applicationID)
            let expected = try (userVersion, applicationID)
            finding =
                marks == expected
                ? try copy.integrityCheck().first
                : "its marks are \(marks) instead of \(expected)"
            try copy.close()
        } catch {
            throw SQLiteError(.copy, "the copy cannot be read: \(error.message)", code: error.code)
        }
        guard let finding else { return }
        throw SQLiteError(.copy, "the copy is damaged: \(finding)")
    }
}

extension SQLiteError {
    /// The same error, seen as one of the copy where it may be one.
    fileprivate var ofCopy: SQLiteError {
        switch kind {
        case .io, .cannotOpen, .readOnly, .constraint:
            SQLiteError(.copy, message, code: code, sql: sql)
        default: self
        }
    }
}
