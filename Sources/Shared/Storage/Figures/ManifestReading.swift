public import Programme
public import Replication
internal import SQLite
internal import Seal

extension Snapshot {
    /// What lies in each division of a tier, and of the total's own division what lies in none of
    /// them: records that reach the nation, submissions left out.
    public func manifest(
        under division: DivisionCode, by tier: Tier
    ) throws(StorageError) -> Manifest {
        let range = HomeRange(division)
        var sums: [Key: (records: Int64, bytes: [UInt8])] = [:]
        try connection.rows(
            """
            SELECT type, home, facet, hash FROM _record
            WHERE presence = 0 AND substr(facet, 17) = ? AND \(range.sql) ORDER BY facet
            """, [.blob([Reach.nation.rawValue])] + range.values
        ) { row throws(StorageError) in
            let type = UInt32(clamping: try row.number(at: 0))
            let home = try row.division(at: 1)
            guard type != Catalogue.submission.number else { return }
            let place = ([home] + home.ancestors).first { $0.tier == tier }
            let key = Key(place: place ?? division, type: type)
            sums[key, default: (0, [])].records += 1
            sums[key, default: (0, [])].bytes += try row.blob(at: 2)
            sums[key, default: (0, [])].bytes += try row.blob(at: 3)
        }
        return Manifest(
            sums.map { key, sum in
                Manifest.Line(
                    place: key.place, type: Catalogue.type(key.type)?.name ?? "\(key.type)",
                    records: sum.records,
                    hash: FieldKind.bytes(count: 32).format(.bytes(Seal.hash(sum.bytes))))
            })
    }

    private struct Key: Hashable {
        let place: DivisionCode
        let type: UInt32
    }
}
