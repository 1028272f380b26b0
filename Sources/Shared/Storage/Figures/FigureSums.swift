internal import Programme
internal import Replication
internal import SQLite

/// What contributions change in the sums, added up in memory before it is stored.
struct FigureSums {
    /// One row of the table of sums.
    struct Key: Hashable {
        /// The number of the figure.
        let figure: UInt16
        /// The division.
        let division: DivisionCode
        /// The number of the month.
        let month: Int
        /// The batch; 0 for none.
        let batch: Int64
    }

    private var places: [Key: Int64] = [:]

    /// Adds a contribution, or takes one off.
    mutating func add(_ contribution: Contribution, sign: Int64 = 1) {
        let key = Key(
            figure: contribution.figure.rawValue, division: contribution.home,
            month: contribution.day.monthNumber, batch: contribution.batch)
        places[key, default: 0] &+= contribution.value &* sign
    }

    /// The sums of each division with all that lies within it; above the county batches are no
    /// more told apart, because every county numbers its own.
    var rows: [Key: Int64] {
        var rows: [Key: Int64] = [:]
        for (key, value) in places where value != 0 {
            for division in [key.division] + key.division.ancestors {
                let batch = division.tier <= .county ? key.batch : 0
                let row = Key(
                    figure: key.figure, division: division, month: key.month, batch: batch)
                rows[row, default: 0] &+= value
            }
        }
        return rows.filter { $0.value != 0 }
    }

    /// Adds everything to the table; what comes to zero leaves it.
    func store(in transaction: Transaction) throws(StorageError) {
        let rows = rows
        guard !rows.isEmpty else { return }
        let name = "figure = ? AND tier = ? AND division = ? AND month = ? AND batch = ?"
        let find = try transaction.prepare("SELECT value FROM figure_total WHERE \(name)")
        let remove = try transaction.prepare("DELETE FROM figure_total WHERE \(name)")
        let put = try transaction.prepare(
            """
            INSERT INTO figure_total (figure, tier, division, month, batch, value)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (figure, tier, division, month, batch) DO UPDATE SET value = excluded.value
            """)
        for (key, value) in rows {
            let place = key.values
            let before = try find.first(place) { row throws(StorageError) in
                try row.number(at: 0)
            }
            let after = (before ?? 0) &+ value
            if after == 0 {
                try remove.execute(place)
            } else {
                try put.execute(place + [.integer(after)])
            }
        }
    }
}

extension FigureSums.Key {
    /// The key as it is bound.
    fileprivate var values: [SQLiteValue] {
        [
            .integer(Int64(figure)), .integer(Int64(division.tier.rawValue)),
            SQLiteValue(division), .integer(Int64(month)), .integer(batch),
        ]
    }
}
