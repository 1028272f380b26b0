extension Connection {
    /// The number that marks whose database this is, 0 if nobody said so.
    public var applicationID: Int {
        get throws(SQLiteError) { try number(of: "application_id") }
    }

    /// The number of the schema, 0 for an empty database.
    public var userVersion: Int {
        get throws(SQLiteError) { try number(of: "user_version") }
    }

    /// Marks whose database this is, as part of the transaction under way.
    public func setApplicationID(_ number: Int32) throws(SQLiteError) {
        try execute(script: "PRAGMA application_id = \(number)")
    }

    /// Sets the number of the schema, as part of the transaction under way.
    public func setUserVersion(_ number: Int32) throws(SQLiteError) {
        try execute(script: "PRAGMA user_version = \(number)")
    }

    /// Puts the profile in force and reads the file's header, so that a bad file is known at once.
    ///
    /// Nothing here writes to a database that is already in WAL mode.
    func applyProfile() throws(SQLiteError) {
        try handle.harden()
        // Before the file is looked at for the first time, or the WAL has its index beside it.
        if case .soleWriter = mode { try execute(script: "PRAGMA locking_mode = EXCLUSIVE") }
        try execute(
            script: """
                PRAGMA busy_timeout = \(Limits.busyMilliseconds);
                PRAGMA mmap_size = 0;
                PRAGMA cell_size_check = ON;
                PRAGMA temp_store = MEMORY;
                PRAGMA secure_delete = ON;
                PRAGMA wal_autocheckpoint = 0;
                PRAGMA schema_version;
                """)
        switch mode {
        case .writer, .soleWriter: try applyWriterProfile()
        case .reader: try setQueryOnly(true)
        case .memory: break
        }
    }

    private func applyWriterProfile() throws(SQLiteError) {
        let journal = try first("PRAGMA journal_mode = WAL") { row throws(SQLiteError) in
            try row.text(at: 0)
        }
        guard journal == "wal" else {
            // Some file systems of sticks and networks cannot share memory between processes.
            throw SQLiteError(.cannotOpen, "this file system cannot hold a WAL database")
        }
        try execute(
            script: """
                PRAGMA synchronous = FULL;
                PRAGMA cache_size = -\(Limits.cacheKilobytes);
                PRAGMA journal_size_limit = \(Limits.logBytesKept);
                """)
        handle.countFrames()
    }

    /// Forbids this connection to write, or allows it.
    func setQueryOnly(_ on: Bool) throws(SQLiteError) {
        try execute(script: "PRAGMA query_only = \(on ? "ON" : "OFF")")
    }

    private func number(of pragma: String) throws(SQLiteError) -> Int {
        let value = try first("PRAGMA \(pragma)") { row throws(SQLiteError) in
            try row.int64(at: 0)
        }
        return Int(value ?? 0)
    }
}
