public import Programme
public import Replication
internal import SQLite

/// A number of a report, with what a reader must know to trust it.
public struct FigureReading: Hashable, Sendable {
    /// The number, or the upper part of a ratio; `nil` if nothing is known of it here.
    public let numerator: Int64?
    /// The lower part of a ratio; `nil` for plain numbers.
    public let denominator: Int64?
    /// How many of the records behind it have an open conflict.
    public let openConflicts: Int
    /// How many of them have a finding of the programme's checks.
    public let onHold: Int
    /// How many of them are known to lack something.
    public let incomplete: Int

    /// Whether there is a number: it is known, and no ratio to zero.
    public var isAvailable: Bool { numerator != nil && denominator != 0 }
    /// The number of a plain figure; 0 if nothing is known of it here.
    public var value: Int64 { numerator ?? 0 }
}

/// What a figure comes to in one division.
public struct FigureTotal: Hashable, Sendable {
    /// The figure.
    public let figure: Figure
    /// The division, with all that lies within it; in the total's own division what lies in none
    /// of the parts.
    public let division: DivisionCode
    /// In the period.
    public let inPeriod: Int64
    /// Up to the period's end.
    public let toDate: Int64
}

extension Snapshot {
    /// A number of a report over all that lies within a division.
    ///
    /// What stays within the county is not known above it, and is no zero there.
    public func indicator(
        _ indicator: Indicator, under division: DivisionCode, period: ReportPeriod
    ) throws(StorageError) -> FigureReading {
        let isKnown = !indicator.staysInCounty || world.identity.tier <= .county
        switch indicator.formula {
        case .sum(let terms):
            let sum = isKnown ? try sum(terms, under: division, period) : nil
            return try reading(sum, nil, of: indicator, under: division, period)
        case .ratio(let first, let second):
            guard isKnown else {
                return try reading(nil, 0, of: indicator, under: division, period)
            }
            return try reading(
                sum(first, under: division, period), sum(second, under: division, period),
                of: indicator, under: division, period)
        case .places(let place):
            let count = try count(place, under: division, period)
            return try reading(count, nil, of: indicator, under: division, period)
        case .state(let state):
            let count = try self.count(state, under: division)
            return try reading(count, nil, of: indicator, under: division, period)
        case .submissions, .unrecorded:
            return try reading(nil, nil, of: indicator, under: division, period)
        }
    }

    /// What every figure comes to in each division of a tier, in the period and to its end.
    ///
    /// What lies above that tier (a county's own sources, by township) stands under the division
    /// itself, so that the rows of a figure add up to what it comes to there. Rows of nothing are
    /// left out; ascending by figure and division.
    public func totals(
        under division: DivisionCode, by tier: Tier, period: ReportPeriod
    ) throws(StorageError) -> [FigureTotal] {
        var rows: [FigureTotal] = []
        for figure in Figure.allCases {
            let term = { (span: Span) in Indicator.Term(figure: figure, span: span) }
            var inPeriod: [DivisionCode: Int64] = [:]
            var toDate: [DivisionCode: Int64] = [:]
            if tier < division.tier {
                inPeriod = try totals(term(.inPeriod), by: tier, under: division, period)
                toDate = try totals(term(.toDate), by: tier, under: division, period)
            }
            inPeriod[division] =
                try sum([term(.inPeriod)], under: division, period)
                &- inPeriod.values.reduce(0, &+)
            toDate[division] =
                try sum([term(.toDate)], under: division, period)
                &- toDate.values.reduce(0, &+)
            for place in Set(inPeriod.keys).union(toDate.keys).sorted() {
                let row = FigureTotal(
                    figure: figure, division: place, inPeriod: inPeriod[place] ?? 0,
                    toDate: toDate[place] ?? 0)
                if row.inPeriod != 0 || row.toDate != 0 { rows.append(row) }
            }
        }
        return rows
    }

    /// What a figure comes to over some days.
    ///
    /// - Parameter asOf: what counts from a later day on does not count.
    public func total(
        _ figure: Figure, under division: DivisionCode, days: ClosedRange<CivilDate>,
        asOf: CivilDate, batch: Int64? = nil
    ) throws(StorageError) -> Int64 {
        var sum: Int64 = 0
        let sums = FigureQuery(figure, under: division, batch: batch)
        try add(sums, by: division.tier, days, asOf) { sum &+= $0.value }
        return sum
    }

    /// What a term comes to in each division of a tier.
    func totals(
        _ term: Indicator.Term, by tier: Tier, under division: DivisionCode,
        _ period: ReportPeriod
    ) throws(StorageError) -> [DivisionCode: Int64] {
        guard let (days, asOf) = term.span.days(of: period) else { return [:] }
        var sums: [DivisionCode: Int64] = [:]
        let query = FigureQuery(term.figure, under: division)
        try add(query, by: tier, days, asOf) { piece in
            sums[piece.division, default: 0] &+= piece.value &* term.weight
        }
        return sums
    }

    private func sum(
        _ terms: [Indicator.Term], under division: DivisionCode, _ period: ReportPeriod
    ) throws(StorageError) -> Int64 {
        var sum: Int64 = 0
        for term in terms {
            guard let (days, asOf) = term.span.days(of: period) else { continue }
            sum &+= try total(term.figure, under: division, days: days, asOf: asOf) &* term.weight
        }
        return sum
    }

    // MARK: What stands behind it

    private func reading(
        _ numerator: Int64?, _ denominator: Int64?, of indicator: Indicator,
        under division: DivisionCode, _ period: ReportPeriod
    ) throws(StorageError) -> FigureReading {
        let counted = "c.kind IN (\(ConflictRow.Kind.counted))"
        let known = numerator != nil && !indicator.terms.isEmpty
        func marked(_ table: String, _ condition: String) throws(StorageError) -> Int {
            guard known else { return 0 }
            return try self.marked(table, condition, indicator, under: division, period).count
        }
        return FigureReading(
            numerator: numerator, denominator: denominator,
            openConflicts: try marked("_case", counted),
            onHold: try marked("_hold", "c.is_warning = 0"),
            incomplete: try marked("_case", "c.kind = 5"))
    }

    /// The records behind a number of which a list of cases speaks: those with a part in it, and
    /// those that are witnesses of other records' parts.
    private func marked(
        _ table: String, _ condition: String, _ indicator: Indicator, under division: DivisionCode,
        _ period: ReportPeriod
    ) throws(StorageError) -> Set<RecordID> {
        let spans = indicator.terms.compactMap { $0.span.days(of: period)?.days }
        guard let first = spans.map(\.lowerBound).min(), let last = spans.map(\.upperBound).max()
        else { return [] }
        let figures = Set(indicator.terms.map(\.figure))
        let numbers = figures.map { String($0.rawValue) }.sorted().joined(separator: ", ")
        let home = HomeRange(division, of: "p")
        var records: Set<RecordID> = []
        try connection.rows(
            """
            SELECT DISTINCT c.record FROM \(table) c CROSS JOIN figure_part p
                ON p.record = c.record AND p.figure IN (\(numbers))
            WHERE \(condition) AND p.day BETWEEN ? AND ? AND \(home.sql)
            """,
            [.integer(Int64(first.dayNumber)), .integer(Int64(last.dayNumber))] + home.values
        ) { row throws(StorageError) in records.insert(try row.identifier(at: 0)) }
        let types = Set(figures.flatMap(\.types)).subtracting(Contributions.contributors)
        for type in types.sorted() where FigureShape.of[type] != nil {
            try connection.rows(
                """
                SELECT DISTINCT c.record FROM \(table) c CROSS JOIN "\(type)" p
                    ON p.record = c.record WHERE \(condition) AND \(home.sql)
                """, home.values
            ) { row throws(StorageError) in records.insert(try row.identifier(at: 0)) }
        }
        return records
    }
}
