public import Replication

/// A movement of money on a contract, as the ledger has it.
public struct LoanEntry: Hashable, Sendable {
    /// The entry.
    public let record: RecordID
    /// Which way the money went.
    public let kind: Kind
    /// Fen.
    public let amount: Int64
    /// When it moved.
    public let paidOn: CivilDate
    /// The number of its paper; empty if it has none.
    public let receipt: String
    /// What the county's finance says of it.
    public let standing: Standing

    /// Which way money goes.
    public enum Kind: Sendable {
        /// To the mother.
        case payout
        /// Back from her.
        case repayment
    }

    /// What the county's finance says of an entry.
    public enum Standing: String, Sendable {
        /// Nothing yet: it counts, and is shown apart.
        case provisional
        /// It has found it at the bank.
        case confirmed
        /// It may not have happened: it counts in no sum.
        case disputed
    }

    /// An entry.
    public init(
        record: RecordID, kind: Kind, amount: Int64, paidOn: CivilDate, receipt: String = "",
        standing: Standing = .provisional
    ) {
        self.record = record
        self.kind = kind
        self.amount = amount
        self.paidOn = paidOn
        self.receipt = receipt
        self.standing = standing
    }

    /// Which of several pay-outs counts, wherever they were typed: the first by day, receipt, name.
    static func isBefore(_ a: LoanEntry, _ b: LoanEntry) -> Bool {
        (a.paidOn, a.receipt, a.record) < (b.paidOn, b.receipt, b.record)
    }
}

extension Lookup {
    /// The entries of a contract that no reversal names.
    func loanEntries(of contract: RecordID) -> [LoanEntry] {
        records(of: "ledger_entry", where: "contract", equals: .bytes(contract.bytes))
            .compactMap { record in
                let kinds: [String: LoanEntry.Kind] = ["disburse": .payout, "repay": .repayment]
                guard let kind = text(of: record, "kind").flatMap({ kinds[$0] }),
                    let paidOn = text(of: record, "paid_on").flatMap({ CivilDate($0) }),
                    Checks.reversals(of: record, lookup: self).isEmpty
                else { return nil }
                return LoanEntry(
                    record: record, kind: kind, amount: number(of: record, "amount"),
                    paidOn: paidOn, receipt: text(of: record, "receipt_no") ?? "",
                    standing: text(of: record, "standing").flatMap {
                        LoanEntry.Standing(rawValue: $0)
                    }
                        ?? .provisional)
            }
    }
}
