public import Replication

/// What one record adds to one figure.
public struct Contribution: Hashable, Sendable {
    /// The figure.
    public let figure: Figure
    /// Where the record lies.
    public let home: DivisionCode
    /// The number of the county's batch; 0 if it belongs to none.
    public let batch: Int64
    /// The day that it belongs to.
    public let day: CivilDate
    /// From which day on it counts: later than `day` for what was recovered, or seen, afterwards.
    public let since: CivilDate
    /// How much: fen, or a count; below zero where something ends.
    public let value: Int64

    /// A contribution.
    public init(
        figure: Figure, home: DivisionCode, batch: Int64 = 0, day: CivilDate,
        since: CivilDate? = nil, value: Int64
    ) {
        self.figure = figure
        self.home = home
        self.batch = batch
        self.day = day
        self.since = max(day, since ?? day)
        self.value = value
    }
}

/// The contributions of one record, those of one figure and day as one.
struct Tally {
    private let home: DivisionCode
    private let batch: Int64
    private var sums: [Place: Int64] = [:]

    private struct Place: Hashable {
        let figure: Figure
        let day, since: CivilDate
    }

    /// A tally of a record's home and batch.
    init(home: DivisionCode, batch: Int64 = 0) {
        self.home = home
        self.batch = batch
    }

    /// Adds to a figure; a day that nobody knows is the first of all.
    mutating func add(
        _ figure: Figure, _ value: Int64, on day: CivilDate?, since: CivilDate? = nil
    ) {
        let day = day ?? .first
        let place = Place(figure: figure, day: day, since: max(day, since ?? day))
        // Amounts that no money can have must not end the program.
        sums[place, default: 0] &+= value
    }

    /// What came together.
    var contributions: [Contribution] {
        sums.compactMap { place, value in
            value == 0
                ? nil
                : Contribution(
                    figure: place.figure, home: home, batch: batch, day: place.day,
                    since: place.since, value: value)
        }
    }
}

extension CivilDate {
    /// The first day that dates have.
    static let first = CivilDate(year: 1, month: 1, day: 1) ?? CivilDate(milliseconds: 0)

    /// The day before; the first of all has none.
    public var dayBefore: CivilDate { adding(days: -1) ?? self }

    /// The programme's year that holds the day: it begins on 1 November of the year before.
    public var programmeYear: Int { month >= 11 ? year + 1 : year }

    /// The months since the year 0, which number the totals.
    public var monthNumber: Int { year * 12 + month - 1 }
}
