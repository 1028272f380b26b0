public import Replication

/// A figure of a report, as data: Storage makes SQL of it, a test a fold.
public struct Indicator: Sendable {
    /// The word in data: `outstanding`.
    public let name: String
    /// The number in the programme's documents, `I-09`.
    public let number: String
    /// The word for people.
    public let label: Phrase
    /// What it counts.
    public let unit: Unit
    /// How it comes about.
    public let formula: Formula

    /// What a figure counts.
    public enum Unit: Sendable {
        /// Money in fen.
        case fen
        /// Things.
        case count
    }

    /// How a figure comes about; indirect, because sums are made of sums.
    public indirect enum Formula: Sendable {
        /// The sum of a field over the records of a type that have these values.
        case sum(type: String, field: String, filter: [String: Value])
        /// The number of records of a type that have these values.
        case count(type: String, filter: [String: Value])
        /// The first less the second.
        case minus(Formula, Formula)
    }
}

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
        /// A line for each record of a type: the texts of some fields, and the figure of one.
        case each(type: String, texts: [String], figure: String, title: Phrase)
        /// The figure for each division below the office that holds something of it.
        case byTownship(Indicator)
    }

    /// The reports that every server prints.
    public static let all: [Report] = [national]
}

extension Indicator {
    private static func entries(_ kind: String) -> Formula {
        .sum(type: "ledger_entry", field: "amount", filter: ["kind": .text(kind)])
    }

    private static func reversals(of kind: String) -> Formula {
        .sum(
            type: "ledger_entry", field: "amount",
            filter: ["kind": .text("reverse"), "reversed_kind": .text(kind)])
    }

    /// The sum of the sources: what the fund has to lend.
    public static let principal = Indicator(
        name: "principal", number: "I-07", label: Phrase("资金总额", "funds by source, total"),
        unit: .fen, formula: .sum(type: "fund_source", field: "amount", filter: [:]))

    /// Contracts with mothers.
    public static let contracts = Indicator(
        name: "contracts", number: "I-02", label: Phrase("合同数", "contracts"), unit: .count,
        formula: .count(type: "contract", filter: [:]))

    /// What the contracts say was lent.
    public static let contracted = Indicator(
        name: "contracted", number: "I-08", label: Phrase("合同金额", "contracted"), unit: .fen,
        formula: .sum(type: "contract", field: "principal", filter: [:]))

    /// What was paid out.
    public static let lent = Indicator(
        name: "lent", number: "I-08", label: Phrase("累计发放", "lent"), unit: .fen,
        formula: .minus(entries("disburse"), reversals(of: "disburse")))

    /// Persons in the households of the contracts, frozen when they were signed.
    public static let persons = Indicator(
        name: "persons", number: "I-04", label: Phrase("惠及人口", "persons"), unit: .count,
        formula: .sum(type: "contract", field: "beneficiaries", filter: [:]))

    /// What was repaid, reversed repayments included.
    public static let repaid = Indicator(
        name: "repaid", number: "I-09", label: Phrase("还款", "repaid"), unit: .fen,
        formula: entries("repay"))

    /// What of it was reversed.
    public static let reversed = Indicator(
        name: "reversed", number: "I-09", label: Phrase("冲销", "reversed"), unit: .fen,
        formula: reversals(of: "repay"))

    /// What is still owed.
    public static let outstanding = Indicator(
        name: "outstanding", number: "I-09", label: Phrase("未还余额", "outstanding"), unit: .fen,
        formula: .minus(lent.formula, .minus(repaid.formula, reversed.formula)))

    /// What the fund could lend now.
    public static let free = Indicator(
        name: "free", number: "I-16", label: Phrase("可用余额", "free balance"), unit: .fen,
        formula: .minus(principal.formula, outstanding.formula))
}

extension Report {
    /// The figures that reach the nation.
    static let national = Report(
        name: "national", title: Phrase("全国汇总", "national report"),
        rows: [
            .each(
                type: "fund_source", texts: ["kind", "year"], figure: "amount",
                title: Phrase("资金来源", "fund sources")),
            .figure(.principal), .figure(.contracts), .byTownship(.contracts),
            .figure(.contracted), .figure(.lent), .figure(.persons), .figure(.repaid),
            .figure(.reversed), .figure(.outstanding), .figure(.free),
        ])
}
