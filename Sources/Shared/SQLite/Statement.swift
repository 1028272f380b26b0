/// A compiled statement, run as often as wanted with fresh values.
///
/// `Connection.prepare` hands out one per SQL text; hold it across a loop to save the look-up. Each
/// run binds all parameters anew and forgets them at its end, so no value of one run can reach the
/// next. It may not be run again inside its own closure: ask `prepare` there, which notices.
public final class Statement {
    /// The SQL text.
    public let sql: String
    /// The compiled form.
    let prepared: Prepared
    /// Changes at each step and at the end, so that a row kept too long is noticed.
    private(set) var moment: UInt64 = 0
    /// Whether one of its closures is being called.
    private(set) var isRunning = false
    private let handle: Handle
    private let stopsOnFailure: Bool

    /// Compiles exactly one statement; a second one after it would be ignored by SQLite.
    ///
    /// `stopsOnFailure` is false where the failing disk may be another one than the database's.
    convenience init(
        _ sql: String, _ handle: Handle, keep: Bool = true, stopsOnFailure: Bool = true
    ) throws(SQLiteError) {
        try handle.requireUsable()
        let (first, rest) = try handle.prepare(sql, keep: keep)
        guard let first else { throw SQLiteError(.misuse, "there is no statement", sql: sql) }
        guard try handle.prepare(rest, keep: false).0 == nil else {
            throw SQLiteError(.misuse, "there is more than one statement", sql: sql)
        }
        self.init(first, handle, stopsOnFailure: stopsOnFailure)
    }

    /// A statement that is compiled already.
    init(_ prepared: Prepared, _ handle: Handle, stopsOnFailure: Bool = true) {
        sql = prepared.sql
        self.handle = handle
        self.prepared = prepared
        self.stopsOnFailure = stopsOnFailure
    }

    /// Runs to the end and tells how many rows it inserted, updated or deleted itself.
    @discardableResult
    public func run(_ values: [SQLiteValue] = []) throws(SQLiteError) -> Int {
        let before = handle.changesEver
        try scan(values) { _ throws(SQLiteError) in true }
        // SQLite keeps the last count when a statement (CREATE, say) does not count at all.
        return handle.changesEver == before ? 0 : Int(handle.changesLast)
    }

    /// Lends each row to `body`.
    public func rows<Failure: SQLiteFailure>(
        _ values: [SQLiteValue] = [], _ body: (Row) throws(Failure) -> Void
    ) throws(Failure) {
        try scan(values) { row throws(Failure) in
            try body(row)
            return true
        }
    }

    /// What `body` makes of each row, in order.
    public func all<Item, Failure: SQLiteFailure>(
        _ values: [SQLiteValue] = [], _ body: (Row) throws(Failure) -> Item
    ) throws(Failure) -> [Item] {
        var items: [Item] = []
        try scan(values) { row throws(Failure) in
            items.append(try body(row))
            return true
        }
        return items
    }

    /// What `body` makes of the first row, or nil without one.
    public func first<Item, Failure: SQLiteFailure>(
        _ values: [SQLiteValue] = [], _ body: (Row) throws(Failure) -> Item
    ) throws(Failure) -> Item? {
        var item: Item?
        try scan(values) { row throws(Failure) in
            item = try body(row)
            return false
        }
        return item
    }

    /// Lends row after row to `body` as long as it returns true.
    public func scan<Failure: SQLiteFailure>(
        _ values: [SQLiteValue] = [], _ body: (Row) throws(Failure) -> Bool
    ) throws(Failure) {
        let large: [Int]
        do throws(SQLiteError) { large = try begin(values) } catch { throw Failure(error) }
        defer { isRunning = false }
        try lend(values, large[...]) { () throws(Failure) in
            do throws(Failure) {
                while try advance(as: Failure.self) {
                    guard try body(Row(self, moment)) else { break }
                }
            } catch {
                _ = finish()
                throw error
            }
            // A statement left before its end commits here, so this can fail as any commit can.
            if let error = finish() { throw Failure(error) }
        }
        handle.shortenLog()
    }
}

extension Statement {
    /// Binds what is small; returns the places of the large blobs, which `lend` binds.
    private func begin(_ values: [SQLiteValue]) throws(SQLiteError) -> [Int] {
        try handle.requireUsable()
        guard !isRunning else {
            throw SQLiteError(.misuse, "the statement is running already", sql: sql)
        }
        guard values.count == prepared.parameterCount else {
            throw SQLiteError(
                .misuse, "\(values.count) values for \(prepared.parameterCount) parameters",
                sql: sql)
        }
        var large: [Int] = []
        for index in values.indices {
            if values[index].isWorthLending && large.count < Limits.lentMax {
                large.append(index)
            } else if let code = prepared.bindCopy(values[index], at: index) {
                throw abandoned(code)
            }
        }
        isRunning = true
        return large
    }

    /// Binds the large blobs without copying them, and runs `body` while they stay in place.
    ///
    /// Lending is right here and only here: every step of the run happens inside `body`, and `body`
    /// ends by forgetting the bindings. Everything else is copied by SQLite: a short text has no
    /// address that stays, and below a page the copy is cheaper than a closure around each value.
    private func lend<Failure: SQLiteFailure>(
        _ values: [SQLiteValue], _ large: ArraySlice<Int>, _ body: () throws(Failure) -> Void
    ) throws(Failure) {
        guard let index = large.first else { return try body() }
        try values[index].withBytes { bytes throws(Failure) in
            if let code = prepared.bindLent(bytes, at: index) { throw Failure(abandoned(code)) }
            try lend(values, large.dropFirst(), body)
        }
    }

    /// Goes to the next row, if there is one.
    private func advance<Failure: SQLiteFailure>(as _: Failure.Type) throws(Failure) -> Bool {
        moment += 1
        switch prepared.step() {
        case .row: return true
        case .done: return false
        case .failed(let code): throw Failure(fail(code))
        }
    }

    /// Ends the run; returns the error that only showed at its end.
    private func finish() -> SQLiteError? {
        moment += 1
        return prepared.reset().map(fail)
    }

    private func abandoned(_ code: Int32) -> SQLiteError {
        let error = fail(code)
        _ = prepared.reset()
        isRunning = false
        return error
    }

    private func fail(_ code: Int32) -> SQLiteError {
        handle.fail(code, sql, stops: stopsOnFailure)
    }
}
