public import Replication
internal import SQLite
internal import Wire

/// What a pull walks: the lines of the divisions of a scope, in the order of the server's log.
extension Snapshot {
    /// A page of what children of a scope have yet to learn.
    ///
    /// - Parameters:
    ///   - position: where the last page ended; 0 for the beginning.
    ///   - replicas: the asking child's incarnations, whose own changes it need not learn.
    ///   - limit: no more lines than this.
    ///   - bytesMax: no more bytes than this, but at least one line.
    public func feed(
        _ scope: Scope, after position: Int64, leavingOut replicas: Set<ReplicaID>, limit: Int,
        bytesMax: Int
    ) throws(StorageError) -> FeedPage {
        var left: Set<Int64> = []
        for replica in replicas {
            if let row = try replicaRow(replica) { left.insert(row.number) }
        }
        let ranges = try ranges(of: scope)
        var page = Page(reached: position)
        var looked = 0
        while page.reached < own.position, looked < Self.linesLookedAtMax {
            let (lines, upTo) = try feedLines(ranges, after: page.reached, limit: max(limit, 1))
            looked += lines.count
            for line in lines {
                let isSent = line.replica.map(left.contains) != true
                let found = isSent ? try item(of: line, in: scope) : nil
                // Lines of one position belong together: a cursor cannot stand between them.
                if line.position > page.reached,
                    page.isFull(limit, bytesMax, before: found?.bytes ?? 0)
                {
                    if let found { page.end(before: found.item) }
                    return FeedPage(items: page.items, position: page.reached, isLast: false)
                }
                if let found { page.add(found.item, found.bytes) }
                page.reached = line.position
            }
            page.reached = upTo
        }
        let isLast = page.reached >= own.position
        return FeedPage(
            items: page.items, position: isLast ? own.position : page.reached, isLast: isLast)
    }

    /// Lines that one page looks at: a child that wrote everything itself must not hold a reader
    /// for minutes.
    private static let linesLookedAtMax = 20_000

    /// A page of a feed while it fills.
    private struct Page {
        var items: [FeedItem] = []
        var bytes = 0
        var reached: Int64

        func isFull(_ limit: Int, _ bytesMax: Int, before size: Int) -> Bool {
            items.count >= limit || !items.isEmpty && bytes + size > bytesMax
        }

        mutating func add(_ item: FeedItem, _ size: Int) {
            items.append(item)
            bytes += size
        }

        /// Leaves the beginning of an act that goes on behind the page to the next one, so that it
        /// is taken in whole; only an act that is longer than a page is cut.
        mutating func end(before next: FeedItem) {
            guard let act = next.act else { return }
            let behind = items.lastIndex { $0.act.map { $0 != act } ?? false }.map { $0 + 1 } ?? 0
            guard let first = items[behind...].first(where: { $0.act == act })?.position,
                let end = items.firstIndex(where: { $0.position >= first }), end > 0
            else { return }
            items.removeSubrange(end...)
            reached = first - 1
        }
    }

    /// A page of a first load of a scope.
    ///
    /// - Parameter facet: where the last page ended; `nil` for the beginning. One that is not known
    ///   here begins again.
    public func load(
        _ scope: Scope, after facet: FacetID?, limit: Int, bytesMax: Int
    ) throws(StorageError) -> LoadPage {
        var after: Int64 = 0
        if let facet, let stored = try stored(facet) { after = stored.number }
        let top = try connection.first("SELECT coalesce(max(number), 0) FROM _record") {
            row throws(StorageError) in try row.number(at: 0)
        }
        var records: [Record] = []
        var bytes = 0
        let ranges = try ranges(of: scope)
        while after < top ?? 0 {
            let page = try placeLines(ranges, after: after, upTo: top ?? 0, limit: max(limit, 1))
            for number in page.lines {
                guard let stored = try stored(number: number) else { continue }
                let size = StateCodec.state(stored.record).count
                // One that no frame carries stays out, or nothing behind it would ever travel;
                // the digests of both ends then say that they differ.
                guard size <= Limits.stateBytesMax else { continue }
                if !records.isEmpty, records.count >= limit || bytes + size > bytesMax {
                    return LoadPage(
                        records: records, last: records.last?.facet, isLast: false)
                }
                records.append(stored.record)
                bytes += size
            }
            after = page.upTo
        }
        return LoadPage(records: records, last: records.last?.facet, isLast: true)
    }

    // MARK: Lines

    /// The divisions of a scope in which anything ever was, by reach.
    private func ranges(of scope: Scope) throws(StorageError) -> [Range] {
        var ranges: Set<Range> = []
        for part in scope.parts {
            let (condition, values) = part.condition("t")
            try connection.rows("SELECT home FROM _total t WHERE \(condition)", values) {
                row throws(StorageError) in
                ranges.insert(Range(reach: part.reach, home: try row.division(at: 0)))
            }
        }
        return Array(ranges)
    }

    /// One stretch of the tables `feed` and `place`.
    private struct Range: Hashable {
        let reach: Reach
        let home: DivisionCode
    }

    private struct Line {
        let position: Int64
        let kind: Int64
        let record: Int64
        let replica: Int64?
        let log: Int64?
        let hash: [UInt8]?
        let movedTo: DivisionCode?
    }

    /// The next lines of all ranges together, ascending; and up to where they are all there are.
    private func feedLines(
        _ ranges: [Range], after: Int64, limit: Int
    ) throws(StorageError) -> (lines: [Line], upTo: Int64) {
        let (lines, upTo) = try walk(
            ranges, from: "_feed", select: "position, kind, record, replica, log, hash, moved_to",
            key: "position", after: after, upTo: own.position, limit: limit
        ) { row throws(StorageError) in
            (
                try row.number(at: 0),
                Line(
                    position: try row.number(at: 0), kind: try row.number(at: 1),
                    record: try row.number(at: 2), replica: try row.numberIfAny(at: 3),
                    log: try row.numberIfAny(at: 4), hash: try row.blobIfAny(at: 5),
                    movedTo: try row.wordsIfAny(at: 6).flatMap { DivisionCode($0) })
            )
        }
        // A record that two divisions claim stands in both with the same line.
        var last: Line?
        let unique = lines.filter { line in
            defer { last = line }
            return last.map { $0.position != line.position || $0.kind != line.kind } ?? true
        }
        return (unique, upTo)
    }

    /// The next numbers of records of all ranges together, ascending, each once.
    private func placeLines(
        _ ranges: [Range], after: Int64, upTo top: Int64, limit: Int
    ) throws(StorageError) -> (lines: [Int64], upTo: Int64) {
        let (numbers, upTo) = try walk(
            ranges, from: "_place", select: "record", key: "record", after: after, upTo: top,
            limit: limit
        ) { row throws(StorageError) in
            let number = try row.number(at: 0)
            return (number, number)
        }
        return (Array(Set(numbers)).sorted(), upTo)
    }

    /// Walks many index ranges in step: the first `limit` rows by key of all of them together.
    ///
    /// The key space is cut into windows that double until enough is found, so that thousands of
    /// divisions cost one index look-up per window, and a few cost one altogether.
    private func walk<Item>(
        _ ranges: [Range], from table: String, select columns: String, key: String, after: Int64,
        upTo top: Int64, limit: Int, _ read: (Row) throws(StorageError) -> (Int64, Item)
    ) throws(StorageError) -> ([Item], Int64) {
        let sql =
            "SELECT \(columns) FROM \(table) WHERE reach = ? AND home = ? "
            + "AND \(key) > ? AND \(key) <= ? ORDER BY \(key) LIMIT ?"
        var found: [(key: Int64, item: Item)] = []
        var low = after
        var width = ranges.count <= 32 ? top - after : Int64(4 * limit)
        while low < top, found.count < limit {
            let high = width < top - low ? low + width : top
            for range in ranges {
                try connection.rows(
                    sql,
                    [
                        SQLiteValue(range.reach), SQLiteValue(range.home), .integer(low),
                        .integer(high), .integer(Int64(limit) + 1),
                    ]
                ) { row throws(StorageError) in
                    let (key, item) = try read(row)
                    found.append((key, item))
                }
            }
            low = high
            width = width > Int64.max / 4 ? width : width * 2
        }
        found.sort { $0.key < $1.key }
        guard found.count > limit else { return (found.map(\.item), low) }
        // All rows of the last key belong to the page: one change may stand in two divisions.
        let last = found[limit - 1].key
        return (found.prefix { $0.key <= last }.map(\.item), last)
    }

    /// A line as it is sent, and about how many bytes that takes; `nil` if it says nothing here.
    private func item(
        of line: Line, in scope: Scope
    ) throws(StorageError) -> (item: FeedItem, bytes: Int)? {
        if line.kind == 0, let log = line.log {
            let body = try connection.first(
                "SELECT body FROM _log WHERE position = ?", [.integer(log)]
            ) { row throws(StorageError) in try row.blob(at: 0) }
            guard let body else { throw .damaged("the feed names a change that is not in the log") }
            return (.change(position: line.position, body: body), body.count)
        }
        guard let stored = try stored(number: line.record) else {
            throw .damaged("the feed names a record that is not there")
        }
        let facet = stored.record.facet
        let isInside = stored.places.contains { scope.contains(home: $0, reach: facet.reach) }
        if line.kind == 1 {
            guard isInside else { return nil }
            let size = StateCodec.state(stored.record.shared).count
            guard size <= Limits.stateBytesMax else { return nil }
            return (.state(position: line.position, facet: facet), size)
        }
        guard !isInside, let hash = line.hash, let newHome = line.movedTo else { return nil }
        let item = FeedItem.movedOut(
            position: line.position, facet: facet, hash: hash, newHome: newHome)
        return (item, 64)
    }
}

extension FeedItem {
    /// An act and who did it.
    fileprivate struct ActName: Equatable {
        let replica: ReplicaID
        let act: Act
    }

    /// The act that a change belongs to.
    fileprivate var act: ActName? {
        guard case .change(_, let body) = self, let head = ChangeCodec.peek(body) else {
            return nil
        }
        return ActName(replica: head.replica, act: head.act)
    }

    /// Its place in the server's log.
    fileprivate var position: Int64 {
        switch self {
        case .change(let position, _), .state(let position, _), .movedOut(let position, _, _, _):
            position
        }
    }
}
