internal import Replication
internal import SQLite
internal import Seal

/// What a look at every record and every sum has shown.
public struct VerifyReport: Hashable, Sendable {
    /// How many records were looked at.
    public let records: Int
    /// How many changes the log has.
    public let changes: Int
    /// What is wrong, in words; empty if nothing is.
    public let faults: [String]

    /// Whether nothing is wrong.
    public var isSound: Bool { faults.isEmpty }
}

extension ReplicaStore {
    /// Reads every page, hashes every record anew and adds every sum up again (INV-11).
    ///
    /// Nothing is mended; the parent or a backup can give back what is wrong.
    public func verify() throws(StorageError) -> VerifyReport {
        let pages = try lane.run { connection throws(StorageError) -> [String] in
            do throws(SQLiteError) { return try connection.integrityCheck() } catch {
                throw StorageError(error)
            }
        }
        return try read { snapshot throws(StorageError) in
            let (records, faults) = try snapshot.recount()
            let changes = try snapshot.connection.first("SELECT count(*) FROM log") {
                row throws(StorageError) in Int(try row.number(at: 0))
            }
            return VerifyReport(records: records, changes: changes ?? 0, faults: pages + faults)
        }
    }
}

extension Snapshot {
    private struct Place: Hashable {
        let reach: Int64
        let home: String
    }

    /// Hashes every record and adds the hashes up per division and reach.
    fileprivate func recount() throws(StorageError) -> (records: Int, faults: [String]) {
        var faults: [String] = []
        var sums: [Place: Digest] = [:]
        var count = 0
        try connection.rows(
            """
            SELECT r.number, r.state, r.hash, p.reach, p.home FROM record r
            LEFT JOIN place p ON p.record = r.number ORDER BY r.number
            """
        ) { row throws(StorageError) in
            let hash = Seal.hash(try row.blob(at: 1))
            count += 1
            if hash != (try row.blob(at: 2)) {
                faults.append("record \(try row.number(at: 0)) has another hash than is stored")
            }
            guard let home = try row.wordsIfAny(at: 4) else { return }
            sums[Place(reach: try row.number(at: 3), home: home), default: Digest()].insert(hash)
        }
        try connection.rows("SELECT reach, home, count, sum FROM total") {
            row throws(StorageError) in
            let place = Place(reach: try row.number(at: 0), home: try row.words(at: 1))
            let stored = Digest(count: try row.unsigned(at: 2), sum: try row.blob(at: 3))
            if stored != sums.removeValue(forKey: place) ?? Digest() {
                faults.append("the sum of division \(place.home), reach \(place.reach), is wrong")
            }
        }
        for place in sums.keys { faults.append("division \(place.home) has no sum") }
        return (count, faults)
    }
}
