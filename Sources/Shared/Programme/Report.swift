/// What an office prints: figures, and lists of records with one figure each.
public struct Report: Sendable {
    /// The word on the command line.
    public let name: String
    /// The title.
    public let title: Phrase
    /// The lines, in order.
    public let rows: [Row]

    /// A line, or a group of lines.
    public enum Row: Sendable {
        /// One figure.
        case figure(Indicator)
        /// A line for each record of a type: the texts of some fields, and the figure of one; in a
        /// report of one year those whose period, a year or a date, lies in it.
        case each(type: String, texts: [String], figure: String, period: String?, title: Phrase)
        /// The figure for each township below the office that holds something of it.
        case byTownship(Indicator)
    }

    /// The reports that every server prints.
    public static let all: [Report] = [national]

    /// A report by its name.
    public static func named(_ name: String) -> Report? { all.first { $0.name == name } }

    /// The figures that reach the nation.
    public static let national = Report(
        name: "national", title: Phrase("全国汇总", "national report"),
        rows: [
            .each(
                type: "fund_source", texts: ["year", "kind"], figure: "amount",
                period: "year", title: Phrase("资金来源", "fund sources")),
            .figure(.sources), .figure(.principal), .figure(.contracts), .byTownship(.contracts),
            .figure(.contracted), .figure(.payouts), .figure(.lent), .figure(.persons),
            .figure(.repaid), .figure(.reversed), .figure(.outstanding), .figure(.free),
        ])
}
