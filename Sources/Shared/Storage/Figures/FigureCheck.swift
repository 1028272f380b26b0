internal import Programme
internal import Replication
internal import SQLite

/// Adds all figures up anew and compares them with what is kept.
struct FigureCheck {
    private let snapshot: Snapshot
    private var sums = FigureSums()
    private var parts: Int64 = 0
    /// What is wrong, one sentence each.
    private(set) var faults: [String] = []

    /// A check of one moment.
    init(_ snapshot: Snapshot) { self.snapshot = snapshot }

    /// Looks at every record that contributes.
    mutating func run() throws(StorageError) {
        let source = FigureSource(snapshot)
        for type in Contributions.contributors {
            guard let shape = FigureShape.of[type] else { continue }
            var page = try shape.facts(after: nil, on: snapshot.connection)
            while let last = page.last {
                for facts in page { try check(facts, in: source) }
                source.forget()
                page = try shape.facts(after: last.record, on: snapshot.connection)
            }
        }
        let kept = try snapshot.connection.first("SELECT count(*) FROM figure_part") {
            row throws(StorageError) in try row.number(at: 0)
        }
        if kept != parts { faults.append("figures hold parts of what is not here") }
        try checkSums()
    }

    private mutating func check(
        _ facts: Facts, in source: FigureSource
    ) throws(StorageError) {
        let expected = Contributions.of(facts, in: source)
        parts += Int64(expected.count)
        for part in expected { sums.add(part) }
        let kept = try snapshot.connection.all(
            FigurePart.selection + " WHERE record = ?", [SQLiteValue(facts.record)]
        ) { row throws(StorageError) in try FigurePart.contribution(row) }
        if Set(kept) != Set(expected) {
            faults.append("\(facts.record) adds something else to the figures")
        }
    }

    private mutating func checkSums() throws(StorageError) {
        var expected = sums.rows
        var wrong = 0
        try snapshot.connection.rows(
            "SELECT figure, tier, division, month, batch, value FROM figure_total"
        ) { row throws(StorageError) in
            let division = try row.division(at: 2)
            let key = FigureSums.Key(
                figure: UInt16(clamping: try row.number(at: 0)), division: division,
                month: Int(clamping: try row.number(at: 3)), batch: try row.number(at: 4))
            let isTier = try row.number(at: 1) == Int64(division.tier.rawValue)
            if expected.removeValue(forKey: key) != (try row.number(at: 5)) || !isTier {
                wrong += 1
            }
        }
        wrong += expected.count
        if wrong > 0 { faults.append("\(wrong) sums of figures are not the sums of their parts") }
    }
}
