public import Programme
public import Replication
internal import SQLite
internal import Seal

extension Snapshot {
    /// A short name of everything that is known here: two moments with one name know the same
    /// changes of the same offices.
    ///
    /// The first four bytes of SHA-256 over the version vector, ascending by incarnation.
    public func vectorDigest() throws(StorageError) -> [UInt8] {
        var bytes: [UInt8] = []
        try connection.rows("SELECT id, seen FROM _replica WHERE seen > 0 ORDER BY id") {
            row throws(StorageError) in
            bytes += try row.blob(at: 0)
            let seen = try row.unsigned(at: 1)
            bytes += (0..<8).map { UInt8(truncatingIfNeeded: seen >> (56 - 8 * $0)) }
        }
        return Array(Seal.hash(bytes).prefix(4))
    }

    /// The divisions of a tier that hold something of a number in a period, ascending.
    public func divisions(
        of tier: Tier, under division: DivisionCode, with indicators: [Indicator],
        period: ReportPeriod
    ) throws(StorageError) -> [DivisionCode] {
        guard tier < division.tier else { return [] }
        var found: Set<DivisionCode> = []
        for term in Set(indicators.flatMap(\.terms)) {
            let totals = try totals(term, by: tier, under: division, period)
            found.formUnion(totals.filter { $0.value != 0 }.keys)
        }
        return found.sorted()
    }

    /// The records within a division of which a check of the programme does not pass.
    public func recordsOnHold(under division: DivisionCode) throws(StorageError) -> Int {
        let records = try connection.all(
            "SELECT DISTINCT record FROM _hold WHERE is_warning = 0"
        ) { row throws(StorageError) in try row.identifier(at: 0) }
        return records.count { home(of: $0).map(division.contains) ?? false }
    }
}
