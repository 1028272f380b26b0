internal import Replication

/// What records add to figures: pure functions of the facts that stand.
///
/// Kept step by step they are the same as added up anew, if after every act the contributions of
/// all `owners` are asked again: of what each touched record was before, and of what it is.
public enum Contributions {
    /// The number of this edition: another one, and replicas add everything up anew.
    public static let edition = 1

    /// The fields that figures look at, by type; records of other types concern none.
    public static let fields: [String: [String]] = [
        "fund_source": ["kind", "amount", "year"],
        "contract": [
            "mother", "household", "batch", "principal", "signed_on", "due_on", "beneficiaries",
            "management_fee",
        ],
        "ledger_entry": [
            "kind", "contract", "source", "amount", "paid_on", "receipt_no", "reverses", "standing",
        ],
        "person": [], "household": [],
        "person_link": ["person", "same_as", "undone_on"],
        "household_survey": ["household", "surveyed_on"] + conditions,
        "application": ["household", "applied_on"] + conditions,
        "follow_up_visit": ["contract", "visited_on"],
        "effect_survey": [
            "contract", "survey_round", "surveyed_on", "income_before", "income_after",
            "out_of_poverty",
        ],
        "hand_over": ["total", "handed_on", "received_on", "received_total"],
        "calendar_day": ["date", "is_working_day"],
    ]

    /// Fields by whose values figures ask for records, by type.
    public static let questions: [String: [String]] = [
        "contract": ["mother", "household", "due_on"],
        "ledger_entry": ["contract", "source", "reverses"],
        "person_link": ["person", "same_as"],
        "household_survey": ["household"], "application": ["household"],
        "follow_up_visit": ["contract"], "effect_survey": ["contract"],
        "calendar_day": ["date"],
    ]

    /// The types whose records contribute.
    public static let contributors = [
        "contract", "fund_source", "hand_over", "household", "ledger_entry", "person",
    ]

    /// The five conditions of an application.
    static let conditions = ["c1", "c2", "c3", "c4", "c5"]

    /// What a record contributes now.
    public static func of(_ facts: Facts, in source: some FactSource) -> [Contribution] {
        switch facts.type {
        case "fund_source": fundSource(facts)
        case "ledger_entry": ledgerEntry(Entry(facts), in: source)
        case "contract": contract(facts, in: source)
        case "person": person(facts, in: source)
        case "household": household(facts, in: source)
        case "hand_over": handOver(facts)
        default: []
        }
    }

    // MARK: The fund

    /// A source belongs to the first day of its year, so that the programme's year and the
    /// calendar's of that number hold it.
    private static func fundSource(_ facts: Facts) -> [Contribution] {
        var tally = Tally(home: facts.home)
        let year = CivilDate(year: Int(clamping: facts.number("year")), month: 1, day: 1)
        tally.add(Figure(source: facts.text("kind")), facts.number("amount"), on: year)
        return tally.contributions
    }

    private static func handOver(_ facts: Facts) -> [Contribution] {
        var tally = Tally(home: facts.home)
        tally.add(.handedOver, facts.number("total"), on: facts.date("handed_on"))
        if let day = facts.date("received_on") {
            tally.add(.handedOverReceived, facts.number("received_total"), on: day)
        }
        return tally.contributions
    }

    /// A reversed entry never was, a disputed one is not yet: both count as what they are alone.
    private static func ledgerEntry(
        _ entry: Entry, in source: some FactSource
    ) -> [Contribution] {
        guard entry.kind != "reverse" else { return [] }
        let contract = entry.facts.reference("contract")
        let batch = contract.flatMap { source.facts(of: $0, type: "contract") }?.number("batch")
        var tally = Tally(home: entry.facts.home, batch: batch ?? 0)
        func add(_ figure: Figure, _ value: Int64) { tally.add(figure, value, on: entry.paidOn) }
        if entry.isReversed(in: source) {
            add(entry.reversedFigure, entry.amount)
        } else if entry.isDisputed {
            add(.disputed, entry.amount)
        } else {
            switch entry.kind {
            case "disburse":
                guard isFirst(entry, of: contract, in: source) else {
                    add(.disputed, entry.amount)
                    break
                }
                add(.householdTimes, 1)
                add(.lent, entry.amount)
                if entry.isConfirmed { add(.lentConfirmed, entry.amount) }
            case "repay":
                add(.repaid, entry.amount)
                if entry.isConfirmed { add(.repaidConfirmed, entry.amount) }
            case "fee": add(.feeCollected, entry.amount)
            case "source_in":
                add(.sourceIn, entry.amount)
                let kind = entry.facts.reference("source")
                    .flatMap { source.facts(of: $0, type: "fund_source") }?.text("kind")
                if Figure(source: kind) == .sourceMatching { add(.matchingIn, entry.amount) }
            case "return_up": add(.returned, entry.amount)
            default: break
            }
        }
        return tally.contributions
    }

    private static func isFirst(
        _ payout: Entry, of contract: RecordID?, in source: some FactSource
    ) -> Bool {
        guard let contract else { return true }
        let entries = source.facts(
            of: "ledger_entry", where: "contract", equals: .bytes(contract.bytes))
        let first = Books.payout(entries.map(Entry.init), in: source)
        return first?.facts.record == payout.facts.record
    }
}

extension Entry {
    /// Where it counts when it is reversed.
    fileprivate var reversedFigure: Figure {
        switch kind {
        case "repay": .reversed
        case "disburse": .reversedPayouts
        default: .reversedOther
        }
    }
}
