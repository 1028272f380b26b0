internal import Replication

/// What the books say of one contract: what was paid out and what came back.
///
/// Of several pay-outs that stand the first counts, by day, receipt and name, wherever they were
/// typed; the others are disputed, because money is handed over once. Entries that a reversal names
/// or that the county disputes count for nothing.
struct Loan {
    /// A movement of money on the contract that stands.
    struct Movement {
        /// The entry.
        let entry: RecordID
        /// Fen.
        let amount: Int64
        /// When the money moved.
        let on: CivilDate
        /// The number of its paper; empty if it has none.
        let receipt: String
        /// Whether a finance user who did not enter it has confirmed it.
        let isConfirmed: Bool

        /// The movement that an entry books; `nil` if it has no day.
        init?(of entry: RecordID, lookup: some Lookup) {
            guard let on = lookup.date(of: entry, "paid_on") else { return nil }
            self.entry = entry
            self.on = on
            amount = lookup.number(of: entry, "amount")
            receipt = lookup.text(of: entry, "receipt_no") ?? ""
            isConfirmed = lookup.text(of: entry, "standing") == "confirmed"
        }

        /// Which of two pay-outs counts.
        static func isBefore(_ a: Movement, _ b: Movement) -> Bool {
            (a.on, a.receipt, a.entry) < (b.on, b.receipt, b.entry)
        }
    }

    /// The pay-out that counts; `nil` if nothing was paid out.
    let payout: Movement?
    /// Pay-outs beside it.
    let disputed: [Movement]
    /// Repayments, earliest first.
    let repayments: [Movement]

    /// What was lent, in fen.
    var lent: Int64 { payout?.amount ?? 0 }
    /// What came back, in fen.
    var repaid: Int64 { repayments.reduce(0) { $0 + $1.amount } }
    /// What is still owed, in fen; below zero if more came back.
    var outstanding: Int64 { lent - repaid }
    /// Whether something is owed.
    var isOpen: Bool { outstanding > 0 }

    /// What was owed at the end of a day.
    func outstanding(on day: CivilDate) -> Int64 {
        guard let payout, payout.on <= day else { return 0 }
        return payout.amount - repayments.filter { $0.on <= day }.reduce(0) { $0 + $1.amount }
    }

    /// The loan of a contract as the replica knows it.
    init(of contract: RecordID, lookup: some Lookup) {
        let entries = lookup.records(
            of: "ledger_entry", where: "contract", equals: .bytes(contract.bytes))
        var payouts: [Movement] = []
        var repayments: [Movement] = []
        for entry in entries {
            let kind = lookup.text(of: entry, "kind")
            guard kind == "disburse" || kind == "repay", Self.counts(entry, lookup: lookup),
                let movement = Movement(of: entry, lookup: lookup)
            else { continue }
            if kind == "disburse" { payouts.append(movement) } else { repayments.append(movement) }
        }
        payouts.sort(by: Movement.isBefore)
        payout = payouts.first
        disputed = Array(payouts.dropFirst())
        self.repayments = repayments.sorted(by: Movement.isBefore)
    }

    /// Whether an entry counts: no reversal names it, and the county does not dispute it.
    static func counts(_ entry: RecordID, lookup: some Lookup) -> Bool {
        lookup.text(of: entry, "standing") != "disputed"
            && Checks.reversals(of: entry, lookup: lookup).isEmpty
    }
}

extension Lookup {
    /// The date that a field of a record shows; `nil` if there is none.
    func date(of record: RecordID, _ field: String) -> CivilDate? {
        text(of: record, field).flatMap { CivilDate($0) }
    }

    /// The record that a field of a record names; `nil` if it names none.
    func record(of record: RecordID, _ field: String) -> RecordID? {
        if case .bytes(let bytes) = value(of: record, field) { return RecordID(bytes: bytes) }
        return nil
    }
}
