extension Connection {
    /// Runs `body` as one act: saved on the disk when this returns, or undone when it throws.
    ///
    /// It waits for the write lock first (BEGIN IMMEDIATE), so `body` never has to start again. If
    /// the disk fails at the commit, the connection is stopped for good and the error is `.io`:
    /// whether the act was saved is known after a restart only.
    @discardableResult
    public func transaction<Result, Failure: SQLiteFailure>(
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard handle.isWriter else {
            throw Failure(SQLiteError(.readOnly, "a reader has no transactions, but snapshots"))
        }
        return try act(begin: "BEGIN IMMEDIATE", body)
    }

    /// Runs `body` on the state of this moment, whatever the writer does meanwhile.
    ///
    /// Keep it short: the WAL cannot be shortened past a snapshot.
    @discardableResult
    public func snapshot<Result, Failure: SQLiteFailure>(
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try act(begin: "BEGIN") { () throws(Failure) in
            do throws(SQLiteError) {
                // BEGIN alone takes no snapshot; the first read does.
                try run("SELECT count(*) FROM sqlite_schema")
            } catch { throw Failure(error) }
            return try body()
        }
    }

    /// Runs `body` inside a transaction so that its part alone is undone when it throws.
    @discardableResult
    public func savepoint<Result, Failure: SQLiteFailure>(
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard depth > 0 else {
            throw Failure(SQLiteError(.misuse, "a savepoint needs a transaction around it"))
        }
        let name = "s\(depth)"
        return try scope(
            begin: "SAVEPOINT \(name)", end: "RELEASE \(name)",
            undo: ["ROLLBACK TO \(name)", "RELEASE \(name)"], body)
    }

    private func act<Result, Failure: SQLiteFailure>(
        begin: String, _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard depth == 0 else {
            throw Failure(SQLiteError(.misuse, "a transaction is under way; use a savepoint"))
        }
        return try scope(begin: begin, end: "COMMIT", undo: ["ROLLBACK"], body)
    }

    private func scope<Result, Failure: SQLiteFailure>(
        begin: String, end: String, undo: [String], _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        do throws(SQLiteError) { try run(begin) } catch { throw Failure(error) }
        depth += 1
        handle.expectsTransaction = true
        defer {
            depth -= 1
            if depth == 0 { handle.expectsTransaction = false }
        }
        do throws(Failure) {
            let result = try body()
            try finish(end, as: Failure.self)
            return result
        } catch {
            self.undo(undo)
            throw error
        }
    }

    private func finish<Failure: SQLiteFailure>(
        _ end: String, as _: Failure.Type
    ) throws(Failure) {
        do throws(SQLiteError) { try run(end) } catch { throw Failure(error) }
    }

    /// Undoes a scope whose own error is already on its way to the caller.
    private func undo(_ statements: [String]) {
        // Full disks and interruptions have undone the whole transaction already; and on a stopped
        // connection nothing may run, the transaction ends with it.
        guard !handle.isAutocommitting, !isStopped else { return }
        do throws(SQLiteError) {
            for sql in statements { try run(sql) }
        } catch {
            // Only a failing disk gets here, and it has stopped the connection.
        }
    }
}
