internal import Programme
internal import Replication
internal import SQLite

/// Which rows of parts and sums are asked for.
struct FigureQuery {
    /// The figure.
    let figure: Figure
    /// The division within which.
    let division: DivisionCode
    /// Only those of this batch.
    let batch: Int64?

    /// All of a figure within a division.
    init(_ figure: Figure, under division: DivisionCode, batch: Int64? = nil) {
        self.figure = figure
        self.division = division
        self.batch = batch
    }

    /// The condition of the batch.
    fileprivate var ofBatch: String { batch.map { " AND batch = \($0)" } ?? "" }
}

/// A piece of what a figure comes to.
struct FigurePiece {
    /// The division of the tier that was asked for.
    let division: DivisionCode
    /// The batch; 0 for none, and for sums above the county.
    let batch: Int64
    /// How much.
    let value: Int64

    /// The same, taken off.
    fileprivate var negated: FigurePiece {
        FigurePiece(division: division, batch: batch, value: 0 &- value)
    }
}

/// Days as whole months, and what is left over at both ends.
private struct MonthSplit {
    /// The months that lie in the days as a whole, by their numbers.
    let months: Range<Int>
    /// Days of months that do not, as days since 1970.
    let rest: [ClosedRange<Int>]
    /// The days of the whole months.
    let whole: ClosedRange<Int>?

    init(_ days: ClosedRange<CivilDate>) {
        let (first, last) = (days.lowerBound, days.upperBound)
        let isLastWhole = last.adding(days: 1).map { $0.day == 1 } ?? true
        let from = first.day == 1 ? first.monthNumber : first.monthNumber + 1
        let to = isLastWhole ? last.monthNumber + 1 : last.monthNumber
        guard from < to else {
            (months, rest, whole) = (0..<0, [first.dayNumber...last.dayNumber], nil)
            return
        }
        months = from..<to
        let start = first.day == 1 ? first.dayNumber : Self.first(of: from)
        let end = isLastWhole ? last.dayNumber : Self.first(of: to) - 1
        whole = start...end
        var rest: [ClosedRange<Int>] = []
        if first.dayNumber < start { rest.append(first.dayNumber...(start - 1)) }
        if end < last.dayNumber { rest.append((end + 1)...last.dayNumber) }
        self.rest = rest
    }

    private static func first(of month: Int) -> Int {
        CivilDate(year: month / 12, month: month % 12 + 1, day: 1)?.dayNumber ?? 0
    }
}

extension Snapshot {
    /// Gives what a figure comes to over some days, piece by piece, with the division of a tier in
    /// which each lies; what lies in none is left out.
    ///
    /// Whole months come from the sums, what is left over at the ends from the parts; what counts
    /// only from a later day on is taken off again.
    func add(
        _ query: FigureQuery, by tier: Tier, _ days: ClosedRange<CivilDate>, _ asOf: CivilDate,
        to result: (FigurePiece) -> Void
    ) throws(StorageError) {
        try settle()
        let split = MonthSplit(days)
        let figure = SQLiteValue.integer(Int64(query.figure.rawValue))
        let limit = SQLiteValue.integer(Int64(asOf.dayNumber))
        if !split.months.isEmpty { try addMonths(split.months, query, by: tier, to: result) }
        for rest in split.rest {
            try addParts(
                "figure = ? AND day BETWEEN ? AND ? AND since <= ?",
                [
                    figure, .integer(Int64(rest.lowerBound)), .integer(Int64(rest.upperBound)),
                    limit,
                ],
                query, by: tier, to: result)
        }
        guard let whole = split.whole else { return }
        try addParts(
            "figure = ? AND since > ? AND since > day AND day BETWEEN ? AND ?",
            [figure, limit, .integer(Int64(whole.lowerBound)), .integer(Int64(whole.upperBound))],
            query, by: tier
        ) { piece in result(piece.negated) }
    }

    private func addMonths(
        _ months: Range<Int>, _ query: FigureQuery, by tier: Tier,
        to result: (FigurePiece) -> Void
    ) throws(StorageError) {
        let isOne = tier == query.division.tier
        let within =
            isOne
            ? (sql: "division = ?", values: [SQLiteValue(query.division)])
            : (sql: "division >= ? AND division < ?", values: query.division.textRange)
        try connection.rows(
            """
            SELECT division, batch, value FROM figure_total
            WHERE figure = ? AND tier = ? AND \(within.sql) AND month BETWEEN ? AND ?\(query.ofBatch)
            """,
            [.integer(Int64(query.figure.rawValue)), .integer(Int64(tier.rawValue))]
                + within.values
                + [.integer(Int64(months.lowerBound)), .integer(Int64(months.upperBound - 1))]
        ) { row throws(StorageError) in
            result(
                FigurePiece(
                    division: try row.division(at: 0), batch: try row.number(at: 1),
                    value: try row.number(at: 2)))
        }
    }

    private func addParts(
        _ condition: String, _ values: [SQLiteValue], _ query: FigureQuery, by tier: Tier,
        to result: (FigurePiece) -> Void
    ) throws(StorageError) {
        let range = HomeRange(query.division)
        try connection.rows(
            """
            SELECT home, batch, value FROM figure_part
            WHERE \(condition) AND \(range.sql)\(query.ofBatch)
            """, values + range.values
        ) { row throws(StorageError) in
            let home = try row.division(at: 0)
            let isOne = tier == query.division.tier
            guard let place = isOne ? query.division : home.division(of: tier) else { return }
            result(
                FigurePiece(
                    division: place, batch: try row.number(at: 1), value: try row.number(at: 2)))
        }
    }
}

extension DivisionCode {
    /// The division of a tier in which this one lies; `nil` if it lies above.
    func division(of tier: Tier) -> DivisionCode? {
        self.tier == tier ? self : ancestors.first { $0.tier == tier }
    }

    /// The texts of all codes within the division, as a range of which the end is not one.
    fileprivate var textRange: [SQLiteValue] {
        self == .nation ? [.text(""), .text(":")] : [SQLiteValue(self), .text("\(self):")]
    }
}
