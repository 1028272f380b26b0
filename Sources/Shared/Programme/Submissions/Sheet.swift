public import Replication

/// The frozen figures of a submission: what each figure came to in each place, in the programme's
/// year and since the beginning.
///
/// As text it is lines of `place,figure,year,to_date` with a header, ascending by place and figure:
/// the very bytes that are hashed, and a table that any spreadsheet opens. What is zero is left out.
public struct Sheet: Hashable, Sendable {
    /// What a figure came to in a place.
    public struct Line: Hashable, Sendable {
        /// The place: a township, or the office itself for what lies in none.
        public let place: DivisionCode
        /// The word of the figure.
        public let figure: String
        /// In the year: fen, or a count.
        public let inYear: Int64
        /// Since the beginning.
        public let toDate: Int64

        /// A line.
        public init(place: DivisionCode, figure: String, inYear: Int64, toDate: Int64) {
            self.place = place
            self.figure = figure
            self.inYear = inYear
            self.toDate = toDate
        }
    }

    /// The lines, ascending by place and figure.
    public let lines: [Line]

    /// A sheet of some lines.
    public init(_ lines: [Line]) {
        self.lines = lines.sorted { a, b in
            a.place != b.place ? a.place < b.place : a.figure < b.figure
        }
    }

    private static let header = "place,figure,year,to_date"

    /// The sheet as text.
    public var text: String {
        ([Self.header] + lines.map { "\($0.place),\($0.figure),\($0.inYear),\($0.toDate)" })
            .map { $0 + "\n" }.joined()
    }

    /// The sheet that a text holds; `nil` if it is none.
    public init?(text: String) {
        let rows = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard rows.first == Self.header[...], rows.last == "" else { return nil }
        var lines: [Line] = []
        for row in rows.dropFirst().dropLast() {
            let cells = row.split(separator: ",", omittingEmptySubsequences: false)
            guard cells.count == 4, let place = DivisionCode(String(cells[0])),
                let inYear = Int64(cells[2]), let toDate = Int64(cells[3])
            else { return nil }
            lines.append(
                Line(place: place, figure: String(cells[1]), inYear: inYear, toDate: toDate))
        }
        self.init(lines)
    }

    /// The places that it tells of.
    public var places: Set<DivisionCode> { Set(lines.map(\.place)) }

    /// What a figure came to in all places together, in the year.
    public func inYear(_ figure: String) -> Int64 {
        lines.filter { $0.figure == figure }.reduce(0) { $0 &+ $1.inYear }
    }

    /// What a figure came to in all places together, since the beginning.
    public func toDate(_ figure: String) -> Int64 {
        lines.filter { $0.figure == figure }.reduce(0) { $0 &+ $1.toDate }
    }
}

extension Sheet {
    /// Two sums that must stand in an order (CK-97).
    public struct Fault: Hashable, Sendable {
        /// What should be less, or as much.
        public let less: String
        /// What should be more.
        public let more: String
        /// The place.
        public let place: DivisionCode
        /// Both sums, since the beginning.
        public let values: [Int64]

        /// What does not add up, in words.
        public var text: String {
            "\(place): \(less) \(values[0]) > \(more) \(values[1])"
        }
    }

    /// What cannot be more than what, wherever the figures are right: nobody is repaid more than was
    /// lent, no household has fewer persons than one.
    private static let orders = [
        ("lent_confirmed", "lent"), ("repaid_confirmed", "repaid"), ("repaid", "lent"),
        ("recovered_of_due", "due"), ("on_time", "recovered_of_due"),
        ("households", "household_times"), ("mothers", "household_times"),
        ("household_times", "persons"), ("household_times", "contracts"), ("exits", "surveys"),
        ("visited", "in_term"),
    ]

    /// What does not add up, place by place.
    public var faults: [Fault] {
        var sums: [DivisionCode: [String: Int64]] = [:]
        for line in lines { sums[line.place, default: [:]][line.figure] = line.toDate }
        return sums.sorted { $0.key < $1.key }.flatMap { place, sums in
            Self.orders.compactMap { less, more in
                let (a, b) = (sums[less] ?? 0, sums[more] ?? 0)
                return a > b ? Fault(less: less, more: more, place: place, values: [a, b]) : nil
            }
        }
    }

    /// The figures of a sheet that differ from those of the year before by more than three tenths
    /// (CK-98): worth a look, and in nobody's way.
    public func changes(since before: Sheet) -> [String] {
        Set(lines.map(\.figure)).union(before.lines.map(\.figure)).sorted().filter { figure in
            let (old, new) = (before.inYear(figure), inYear(figure))
            return old != 0 && (new - old).magnitude * 10 > old.magnitude * 3
        }
    }
}
