internal import Replication
internal import SQLite
internal import Wire

/// Puts merged records back into the tables, with everything that depends on them: where they lie,
/// digests, feeds.
final class Putter {
    private let bench: Workbench
    private let transaction: Transaction
    private let insertRecord: Query
    private let updateRecord: Query
    private let insertFeed: Query
    private var sums: DigestSums
    private let projector: Projector
    private let keepsFeed: Bool

    /// What puts a workbench's records back.
    init(_ bench: Workbench) throws(StorageError) {
        self.bench = bench
        transaction = bench.transaction
        keepsFeed = transaction.world.identity.isServer && bench.tellsChildren
        sums = DigestSums()
        projector = try Projector(transaction)
        insertRecord = try transaction.prepare(
            """
            INSERT INTO _record
            (facet, type, home, hash, state, local, presence, moved_to, cases, number)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        updateRecord = try transaction.prepare(
            """
            UPDATE _record SET facet = ?, type = ?, home = ?, hash = ?, state = ?, local = ?,
            presence = ?, moved_to = ?, cases = ? WHERE number = ?
            """)
        insertFeed = try transaction.prepare(
            """
            INSERT INTO _feed (reach, home, position, kind, record, replica, log, hash, moved_to)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
    }

    /// Puts one record back.
    func put(_ cell: Workbench.Cell) throws(StorageError) {
        let record = cell.record
        let state = StateCodec.canonical(record)
        let hash = bench.hash(state)
        let places = cell.places
        let showing = cell.presence == .here ? Showing(record) : nil
        let local = StateCodec.local(record)
        let cases =
            showing.map {
                transaction.cases(of: record, $0, bytes: state.count + local.count)
            } ?? []
        let home = cell.movedTo ?? record.homes.first ?? record.claimedHome
        try (cell.isStored ? updateRecord : insertRecord).execute([
            SQLiteValue(record.facet), .integer(Int64(record.type)), SQLiteValue(home),
            .blob(hash), .blob(state), .blob(local),
            .integer(cell.presence.rawValue), SQLiteValue(cell.movedTo?.description),
            .integer(Int64(cases.count)),
            .integer(cell.number),
        ])
        let leaf = bench.hash(record.facet.bytes)[0]
        let reach = record.facet.reach
        for place in cell.placesBefore { sums.remove(cell.hashBefore, reach, place, leaf) }
        for place in places { sums.insert(hash, reach, place, leaf) }
        if places != cell.placesBefore { try move(cell, to: places) }
        try show(cell, showing, cases: cases)
        try transaction.noteClaims(on: record)
        if keepsFeed, reach != .home, hash != cell.hashBefore || places != cell.placesBefore {
            try tell(cell, places: places, hash: hash)
        }
    }

    /// Brings cases and typed tables to what the record is now.
    private func show(
        _ cell: Workbench.Cell, _ showing: Showing?, cases: Set<CaseName>
    ) throws(StorageError) {
        if let showing {
            if max(cases.count, cell.casesBefore) > 0 {
                try transaction.put(cases, of: cell.record)
            }
            try projector.put(
                cell.record, showing, cases: cases.count, before: cell.casesBefore)
            // Findings may have waited for a record that comes back.
            if cell.isStored, cell.placesBefore.isEmpty, let table = showing.table {
                try projector.countCases(of: cell.record.facet.record, in: table)
            }
        } else if !cell.placesBefore.isEmpty {
            try transaction.removeCases(of: cell.record.facet)
            try projector.remove(cell.record.facet, type: cell.record.type)
        }
    }

    /// Stores the sums.
    func finish() throws(StorageError) { try sums.store(in: transaction) }

    private func move(
        _ cell: Workbench.Cell, to places: [DivisionCode]
    ) throws(StorageError) {
        let reach = SQLiteValue(cell.record.facet.reach)
        for place in cell.placesBefore where !places.contains(place) {
            try transaction.run(
                "DELETE FROM _place WHERE reach = ? AND home = ? AND record = ?",
                [reach, SQLiteValue(place), .integer(cell.number)])
        }
        for place in places where !cell.placesBefore.contains(place) {
            try transaction.run(
                "INSERT INTO _place (reach, home, record) VALUES (?, ?, ?)",
                [reach, SQLiteValue(place), .integer(cell.number)])
        }
    }

    /// Tells children what is new: changes where the record was and is, a state where it came,
    /// a line where it left.
    private func tell(
        _ cell: Workbench.Cell, places: [DivisionCode], hash: [UInt8]
    ) throws(StorageError) {
        let position = cell.news.last?.position ?? transaction.nextPosition()
        let isInNews = !cell.news.isEmpty && !cell.cameAsState
        for place in places {
            if isInNews, !cell.isStored || cell.placesBefore.contains(place) {
                for news in cell.news { try feed(cell, place, change: news) }
            } else {
                try feed(cell, place, at: position, kind: 1)
            }
        }
        for place in cell.placesBefore where !places.contains(place) {
            // What a child has not learnt of it yet, it need not learn any more.
            try transaction.run(
                "DELETE FROM _feed WHERE reach = ? AND home = ? AND record = ?",
                [
                    SQLiteValue(cell.record.facet.reach), SQLiteValue(place),
                    .integer(cell.number),
                ])
            let newHome = places.first ?? cell.movedTo ?? cell.record.claimedHome
            try feed(cell, place, at: position, kind: 2, hash: hash, movedTo: newHome)
        }
    }

    private func feed(
        _ cell: Workbench.Cell, _ place: DivisionCode, change: Workbench.News
    ) throws(StorageError) {
        try insertFeed.execute([
            SQLiteValue(cell.record.facet.reach), SQLiteValue(place),
            .integer(change.position), .integer(0), .integer(cell.number),
            .integer(change.replica), .integer(change.log), .null, .null,
        ])
    }

    private func feed(
        _ cell: Workbench.Cell, _ place: DivisionCode, at position: Int64, kind: Int64,
        hash: [UInt8]? = nil, movedTo: DivisionCode? = nil
    ) throws(StorageError) {
        try insertFeed.execute([
            SQLiteValue(cell.record.facet.reach), SQLiteValue(place), .integer(position),
            .integer(kind), .integer(cell.number), .null, .null, SQLiteValue(hash),
            SQLiteValue(movedTo?.description),
        ])
    }
}
