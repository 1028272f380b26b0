public import Replication
internal import SQLite
internal import Seal

/// One leaf of the digest tree of a division.
struct DigestKey: Hashable {
    /// How far the records travel.
    let reach: Reach
    /// The division.
    let home: DivisionCode
    /// The first byte of SHA-256 of the facets in it.
    let leaf: UInt8
}

/// What a batch adds to the digests, summed up in memory before it is stored.
struct DigestSums {
    private var sums: [DigestKey: Digest] = [:]

    /// Adds a record's hash.
    mutating func insert(_ hash: [UInt8], _ reach: Reach, _ home: DivisionCode, _ leaf: UInt8) {
        sums[DigestKey(reach: reach, home: home, leaf: leaf), default: Digest()].insert(hash)
    }

    /// Takes a record's hash out.
    mutating func remove(_ hash: [UInt8], _ reach: Reach, _ home: DivisionCode, _ leaf: UInt8) {
        sums[DigestKey(reach: reach, home: home, leaf: leaf), default: Digest()].remove(hash)
    }

    /// Adds everything to the tables.
    func store(in transaction: Transaction) throws(StorageError) {
        guard !sums.isEmpty else { return }
        var totals: [DigestKey: Digest] = [:]
        let find = try transaction.prepare(
            "SELECT count, sum FROM _leaf WHERE reach = ? AND home = ? AND leaf = ?")
        let put = try transaction.prepare(
            """
            INSERT INTO _leaf (reach, home, leaf, count, sum) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (reach, home, leaf)
            DO UPDATE SET count = excluded.count, sum = excluded.sum
            """)
        for (key, sum) in sums {
            let name: [SQLiteValue] = [
                SQLiteValue(key.reach), SQLiteValue(key.home), .integer(Int64(key.leaf)),
            ]
            try Self.add(sum, at: name, find, put)
            totals[DigestKey(reach: key.reach, home: key.home, leaf: 0), default: Digest()] += sum
        }
        let findTotal = try transaction.prepare(
            "SELECT count, sum FROM _total WHERE reach = ? AND home = ?")
        let putTotal = try transaction.prepare(
            """
            INSERT INTO _total (reach, home, count, sum) VALUES (?, ?, ?, ?)
            ON CONFLICT (reach, home) DO UPDATE SET count = excluded.count, sum = excluded.sum
            """)
        for (key, sum) in totals {
            let name = [SQLiteValue(key.reach), SQLiteValue(key.home)]
            try Self.add(sum, at: name, findTotal, putTotal)
        }
    }

    private static func add(
        _ sum: Digest, at name: [SQLiteValue], _ find: Query, _ put: Query
    ) throws(StorageError) {
        var digest =
            try find.first(name) { row throws(StorageError) in try row.digest(at: 0) } ?? Digest()
        digest += sum
        try put.execute(name + [SQLiteValue(digest.count), .blob(digest.sum)])
    }
}

extension ScopePart {
    /// The condition that selects the part by the columns `reach` and `home` of a table.
    func condition(_ table: String) -> (sql: String, values: [SQLiteValue]) {
        let (reach, home) = ("\(table).reach", "\(table).home")
        if isExact {
            return ("\(reach) = ? AND \(home) = ?", [SQLiteValue(self.reach), SQLiteValue(prefix)])
        }
        if prefix == .nation { return ("\(reach) = ?", [SQLiteValue(self.reach)]) }
        // A colon is the character after the digit 9: the range holds the prefix and all below it.
        return (
            "\(reach) = ? AND \(home) >= ? AND \(home) < ?",
            [SQLiteValue(self.reach), SQLiteValue(prefix), .text(prefix.description + ":")]
        )
    }
}

extension Snapshot {
    /// The sum over everything in a scope, less the records held out of it.
    public func digest(
        _ scope: Scope, without held: [FacetID]
    ) throws(StorageError) -> Digest {
        var digest = Digest()
        for part in scope.parts {
            let (condition, values) = part.condition("t")
            try connection.rows("SELECT count, sum FROM _total t WHERE \(condition)", values) {
                row throws(StorageError) in digest += try row.digest(at: 0)
            }
        }
        for (_, hash, count) in try heldOut(held, of: scope) {
            for _ in 0..<count { digest.remove(hash) }
        }
        return digest
    }

    /// The sums of a scope by the first byte of SHA-256 of the facet; empty leaves are left out.
    public func leaves(
        _ scope: Scope, without held: [FacetID]
    ) throws(StorageError) -> [UInt8: Digest] {
        var leaves: [UInt8: Digest] = [:]
        for part in scope.parts {
            let (condition, values) = part.condition("l")
            try connection.rows("SELECT leaf, count, sum FROM _leaf l WHERE \(condition)", values) {
                row throws(StorageError) in
                let leaf = UInt8(truncatingIfNeeded: try row.number(at: 0))
                leaves[leaf, default: Digest()] += try row.digest(at: 1)
            }
        }
        for (facet, hash, count) in try heldOut(held, of: scope) {
            let leaf = facet.leaf
            for _ in 0..<count { leaves[leaf, default: Digest()].remove(hash) }
        }
        return leaves.filter { $0.value != Digest() }
    }

    /// The records of some leaves with their hashes, ascending by facet.
    ///
    /// - Parameters:
    ///   - after: only those after this facet; `nil` for all.
    ///   - upTo: only those up to this facet; `nil` for all.
    ///   - limit: the first so many of them.
    public func rows(
        _ scope: Scope, leaves: [UInt8], without held: [FacetID], after: FacetID? = nil,
        upTo: FacetID? = nil, limit: Int = .max
    ) throws(StorageError) -> RowPage {
        let wanted = Set(leaves)
        var page = FilledPage(limit: limit, after: after, upTo: upTo, without: Set(held))
        for part in scope.parts {
            let (condition, values) = part.condition("p")
            try connection.rows(
                """
                SELECT r.facet, r.hash FROM _place p JOIN _record r ON r.number = p.record
                WHERE \(condition)
                """, values
            ) { row throws(StorageError) in
                let facet = try row.facet(at: 0)
                guard page.takes(facet), wanted.contains(facet.leaf) else { return }
                page.add(facet, try row.blob(at: 1))
            }
        }
        return page.finished
    }

    /// Held records that stand in a scope: their hashes, and in how many of its divisions.
    private func heldOut(
        _ held: [FacetID], of scope: Scope
    ) throws(StorageError) -> [(FacetID, [UInt8], Int)] {
        var found: [(FacetID, [UInt8], Int)] = []
        for facet in Set(held) {
            guard let stored = try stored(facet) else { continue }
            let count = stored.places.count { place in
                scope.parts.contains { $0.contains(home: place, reach: facet.reach) }
            }
            if count > 0 { found.append((facet, stored.hash, count)) }
        }
        return found
    }
}

/// Records of some leaves with their hashes.
public struct RowPage: Sendable {
    /// The rows, ascending by facet.
    public let rows: [(facet: FacetID, hash: [UInt8])]
    /// Whether nothing follows.
    public let isLast: Bool
}

/// A page that is filled from rows in any order: it never holds many more than it will give.
private struct FilledPage {
    private var rows: [FacetID: [UInt8]] = [:]
    private var upTo: FacetID?
    private var isCut = false
    private let limit: Int
    private let after: FacetID?
    private let held: Set<FacetID>

    init(limit: Int, after: FacetID?, upTo: FacetID?, without held: Set<FacetID>) {
        (self.limit, self.after, self.upTo, self.held) = (limit, after, upTo, held)
    }

    /// Whether a facet may belong to the page, as far as that is known.
    func takes(_ facet: FacetID) -> Bool {
        if let after, facet <= after { return false }
        if let upTo, facet > upTo {
            return false
        }
        return !held.contains(facet)
    }

    mutating func add(_ facet: FacetID, _ hash: [UInt8]) {
        rows[facet] = hash
        if rows.count / 2 > limit { cut() }
    }

    private mutating func cut() {
        let first = rows.sorted { $0.key < $1.key }.prefix(limit)
        isCut = isCut || first.count < rows.count
        upTo = first.last?.key
        rows = Dictionary(uniqueKeysWithValues: first.map { ($0.key, $0.value) })
    }

    var finished: RowPage {
        var page = self
        if rows.count > limit { page.cut() }
        return RowPage(
            rows: page.rows.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
            isLast: !page.isCut)
    }
}

extension FacetID {
    /// The leaf of the digest tree in which the facet stands: ids are ordered by time, their
    /// hashes are spread evenly.
    var leaf: UInt8 { Seal.hash(bytes)[0] }
}
