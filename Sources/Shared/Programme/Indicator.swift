public import Replication

/// A figure of a report, as data: Storage makes SQL of it, `Fold` adds it up in memory.
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
        /// The sum of a field over some records; an absent value counts nothing.
        case sum(String, over: Selection)
        /// The number of some records.
        case count(Selection)
        /// The first less the second.
        case minus(Formula, Formula)
    }

    /// Records of a type: those that have some values and are named, or not, by others.
    public struct Selection: Sendable {
        /// The type's name.
        public let type: String
        /// The values that their fields have, all of them.
        public let filter: [String: Value]
        /// What must name them, and what must not.
        public let namings: [Naming]
        /// The field by which a report of one year takes them: a year, or a date.
        public let period: String?

        /// All records of a type that have these values and are named so.
        init(
            _ type: String, _ filter: [String: Value] = [:], _ namings: [Naming] = [],
            period: String? = nil
        ) {
            self.type = type
            self.filter = filter
            self.namings = namings
            self.period = period
        }
    }

    /// That some record names this one in a field, or that none does.
    public struct Naming: Sendable {
        /// Whether there must be one, or must be none.
        public let isWanted: Bool
        /// The field that names.
        public let field: String
        /// The records that may name; their own namings count too, their period does not.
        public let by: Selection
    }
}

extension Indicator.Selection {
    /// Ledger entries of a kind that no reversal names: what really was paid.
    static func entries(_ kind: String) -> Self {
        Self("ledger_entry", ["kind": .text(kind)], [.unreversed], period: "paid_on")
    }

    /// Ledger entries of a kind that a reversal names, once however often they were reversed.
    static func reversed(_ kind: String) -> Self {
        Self("ledger_entry", ["kind": .text(kind)], [.isReversed], period: "paid_on")
    }
}

extension Indicator.Naming {
    private static let reversals = Indicator.Selection("ledger_entry", ["kind": .text("reverse")])

    /// No reversal names it.
    static let unreversed = Self(isWanted: false, field: "reverses", by: reversals)
    /// A reversal names it.
    static let isReversed = Self(isWanted: true, field: "reverses", by: reversals)
    /// A pay-out that stands names it.
    static let isPaidOut = Self(isWanted: true, field: "contract", by: .entries("disburse"))
}

extension Indicator {
    /// The sum of the sources.
    public static let sources = Indicator(
        name: "sources", number: "I-07", label: Phrase("资金来源合计", "funds by source, total"),
        unit: .fen,
        formula: .sum("amount", over: Selection("fund_source", period: "year")))

    /// What was given back upward.
    public static let returned = Indicator(
        name: "returned", number: "I-19", label: Phrase("上缴", "returned upward"), unit: .fen,
        formula: .sum("amount", over: .entries("return_up")))

    /// What the fund has to lend: sources less what was given back.
    public static let principal = Indicator(
        name: "principal", number: "I-07", label: Phrase("资金总额", "principal"), unit: .fen,
        formula: .minus(sources.formula, returned.formula))

    /// Contracts with mothers.
    public static let contracts = Indicator(
        name: "contracts", number: "I-02", label: Phrase("合同数", "contracts"), unit: .count,
        formula: .count(Selection("contract", period: "signed_on")))

    /// What the contracts say is lent.
    public static let contracted = Indicator(
        name: "contracted", number: "I-08", label: Phrase("合同金额", "contracted"), unit: .fen,
        formula: .sum("principal", over: Selection("contract", period: "signed_on")))

    /// Pay-outs that stand: household-times.
    public static let payouts = Indicator(
        name: "payouts", number: "I-02", label: Phrase("救助户次", "household-times"),
        unit: .count, formula: .count(.entries("disburse")))

    /// What was paid out.
    public static let lent = Indicator(
        name: "lent", number: "I-08", label: Phrase("累计发放", "lent"), unit: .fen,
        formula: .sum("amount", over: .entries("disburse")))

    /// Persons in the households of the contracts that were paid out, frozen at signing.
    public static let persons = Indicator(
        name: "persons", number: "I-04", label: Phrase("惠及人口", "persons"), unit: .count,
        formula: .sum(
            "beneficiaries",
            over: Selection("contract", [:], [.isPaidOut], period: "signed_on")))

    /// What was repaid; reversed repayments do not count.
    public static let repaid = Indicator(
        name: "repaid", number: "I-09", label: Phrase("已还", "repaid"), unit: .fen,
        formula: .sum("amount", over: .entries("repay")))

    /// Repayments that were booked and reversed.
    public static let reversed = Indicator(
        name: "reversed", number: "I-09", label: Phrase("已冲销还款", "repayments reversed"),
        unit: .fen, formula: .sum("amount", over: .reversed("repay")))

    /// What is still owed.
    public static let outstanding = Indicator(
        name: "outstanding", number: "I-09", label: Phrase("未还余额", "outstanding"), unit: .fen,
        formula: .minus(lent.formula, repaid.formula))

    /// What the fund could lend now.
    public static let free = Indicator(
        name: "free", number: "I-16", label: Phrase("可用余额", "free balance"), unit: .fen,
        formula: .minus(principal.formula, outstanding.formula))

    /// All figures.
    public static let all: [Indicator] = [
        sources, returned, principal, contracts, contracted, payouts, lent, persons, repaid,
        reversed, outstanding, free,
    ]
}
