/// A number of a report, as data: sums of figures, or a ratio of such sums.
public struct Indicator: Sendable {
    /// The word in data: `outstanding`.
    public let name: String
    /// The number in the programme's documents, `I-09`.
    public let number: String
    /// The word for people.
    public let label: Phrase
    /// How it is read.
    public let unit: Unit
    /// How it comes about.
    public let formula: Formula
    /// Whether it is given as a bound that it reaches at least: cut, never rounded up.
    public let isLowerBound: Bool

    /// A number of a report.
    init(
        _ name: String, _ number: String, _ chinese: String, _ english: String, _ unit: Unit,
        _ formula: Formula, isLowerBound: Bool = false
    ) {
        self.name = name
        self.number = number
        label = Phrase(chinese, english)
        self.unit = unit
        self.formula = formula
        self.isLowerBound = isLowerBound
    }

    /// How a number is read.
    public enum Unit: String, Sendable {
        /// Money, in fen; people read 万元.
        case fen
        /// Things.
        case count
        /// A part of a whole, to two decimals of a percent.
        case percent
        /// So many times, to four decimals.
        case times
        /// A part of 1, to two decimals.
        case share
        /// Money per household or head, in 万元 to four decimals.
        case wan
        /// Money per head, in yuan to two decimals.
        case yuan
    }

    /// How a number comes about; ratios are of sums, never means of ratios.
    public enum Formula: Sendable {
        /// A sum of figures.
        case sum([Term])
        /// A sum over another; not available if the other is zero.
        case ratio([Term], [Term])
        /// Places, or papers, with a pay-out that counts.
        case places(Place)
        /// From what lower offices have submitted.
        case submissions(Submissions)
        /// From what this server knows of its links and its own work.
        case state(State)
        /// Nothing that would tell it is recorded.
        case unrecorded
    }

    /// A figure in a sum.
    public struct Term: Hashable, Sendable {
        /// How often it counts; below zero it is taken off.
        public let weight: Int64
        /// The figure.
        public let figure: Figure
        /// Which of its days.
        public let span: Span

        /// A figure in a sum.
        public init(weight: Int64 = 1, figure: Figure, span: Span) {
            self.weight = weight
            self.figure = figure
            self.span = span
        }
    }

    /// What a pay-out reaches.
    public enum Place: String, CaseIterable, Sendable {
        /// Townships.
        case towns
        /// Villages.
        case villages
        /// Project points, by the plans of their batches.
        case points
        /// Batches of counties.
        case batches
        /// Rounds of points, within whose days a pay-out lies.
        case rounds
    }

    /// What is told of submissions.
    public enum Submissions: String, CaseIterable, Sendable {
        /// Offices whose first revision was received in time, of those obliged.
        case inTime = "in_time"
        /// Offices in the total, of those obliged.
        case complete
    }

    /// What a server knows of its own state.
    public enum State: String, CaseIterable, Sendable {
        /// Nodes below that have not called for more than seven days.
        case silent
        /// Conflicts that a person has to decide.
        case conflicts
        /// The oldest of them, in days.
        case oldestConflict = "oldest_conflict"
        /// Changes that wait in quarantine.
        case quarantined
    }

    /// All terms of its formula.
    public var terms: [Term] {
        switch formula {
        case .sum(let terms): terms
        case .ratio(let first, let second): first + second
        case .places: [Term(weight: 1, figure: .householdTimes, span: .inPeriod)]
        case .submissions, .state, .unrecorded: []
        }
    }

    /// Whether some of what makes it stays within the county.
    public var staysInCounty: Bool { terms.contains { $0.figure.staysInCounty } }

    /// The types of the records that make it.
    public var types: Set<String> { Set(terms.compactMap { $0.figure.types.first }) }

    /// The same over everything up to the period's end; `nil` if that is what it is.
    public var toDate: Indicator? {
        guard case .sum(let terms) = formula, terms.contains(where: { $0.span == .inPeriod })
        else { return nil }
        let all = terms.map { term in
            Term(
                weight: term.weight, figure: term.figure,
                span: term.span == .inPeriod ? .toDate : term.span)
        }
        return Indicator(
            name, number, label.chinese, label.english, unit, .sum(all),
            isLowerBound: isLowerBound)
    }
}

extension Indicator.Formula {
    /// The records of a figure in the period.
    static func inPeriod(_ figures: Figure...) -> Self { .sum(.inPeriod(figures)) }

    /// All records of a figure.
    static func toDate(_ figures: Figure...) -> Self { .sum(.toDate(figures)) }
}

extension [Indicator.Term] {
    /// Figures in the period.
    static func inPeriod(_ figures: [Figure]) -> Self { of(figures, .inPeriod) }

    /// Figures to date.
    static func toDate(_ figures: [Figure]) -> Self { of(figures, .toDate) }

    /// Figures in a span.
    static func of(_ figures: [Figure], _ span: Span, weight: Int64 = 1) -> Self {
        figures.map { Indicator.Term(weight: weight, figure: $0, span: span) }
    }

    /// The same, taken off.
    static prefix func - (terms: Self) -> Self {
        terms.map { Indicator.Term(weight: -$0.weight, figure: $0.figure, span: $0.span) }
    }
}
