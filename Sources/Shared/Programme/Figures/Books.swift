internal import Replication

/// A movement of money as figures see it.
struct Entry {
    /// The record.
    let facts: Facts
    /// What it is.
    let kind: String
    /// In fen.
    let amount: Int64
    /// The day; the first of all if none can be read.
    let paidOn: CivilDate
    /// Whether finance says that it may not have happened.
    let isDisputed: Bool
    /// Whether finance has seen the receipt.
    let isConfirmed: Bool

    /// The entry in a record's facts.
    init(_ facts: Facts) {
        self.facts = facts
        kind = facts.text("kind") ?? ""
        amount = facts.number("amount")
        paidOn = facts.date("paid_on") ?? .first
        isDisputed = facts.text("standing") == "disputed"
        isConfirmed = facts.text("standing") == "confirmed"
    }

    /// Of several pay-outs of one contract the one that counts comes first.
    static func isBefore(_ a: Entry, _ b: Entry) -> Bool {
        if a.paidOn != b.paidOn { return a.paidOn < b.paidOn }
        let (first, second) = (a.facts.text("receipt_no") ?? "", b.facts.text("receipt_no") ?? "")
        if first != second { return first < second }
        return a.facts.record < b.facts.record
    }

    /// Whether a reversal names it.
    func isReversed(in source: some FactSource) -> Bool {
        source.facts(of: "ledger_entry", where: "reverses", equals: facts.name)
            .contains { $0.text("kind") == "reverse" }
    }
}

/// The books of one contract: the pay-out that counts, and what was paid back.
struct Books {
    /// The pay-out that counts; `nil` if none stands.
    let payout: Entry?
    /// The repayments that stand, by day.
    let repayments: [Entry]

    /// The books of a contract.
    init(of contract: RecordID, in source: some FactSource) {
        let entries = source.facts(
            of: "ledger_entry", where: "contract", equals: .bytes(contract.bytes)
        ).map(Entry.init)
        payout = Self.payout(entries, in: source)
        repayments = entries.filter {
            $0.kind == "repay" && !$0.isDisputed && !$0.isReversed(in: source)
        }.sorted(by: Entry.isBefore)
    }

    /// Of several pay-outs that stand the first counts.
    static func payout(_ entries: [Entry], in source: some FactSource) -> Entry? {
        entries.filter { $0.kind == "disburse" && !$0.isDisputed }.sorted(by: Entry.isBefore)
            .first { !$0.isReversed(in: source) }
    }

    /// Whether all that was paid out had been paid back by a day.
    func isSettled(by day: CivilDate) -> Bool {
        let repaid = repayments.filter { $0.paidOn <= day }.reduce(Int64(0)) { $0 &+ $1.amount }
        return repaid >= payout?.amount ?? 0
    }
}
