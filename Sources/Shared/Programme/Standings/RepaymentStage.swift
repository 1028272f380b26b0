public import Replication

/// Where money is that a mother has paid back (W-04).
public enum RepaymentStage: String, CaseIterable, Sendable {
    /// Whoever took it has it.
    case collected = "collected_village"
    /// It was handed over to the county, which has not counted it yet.
    case handedOver = "handed_over"
    /// The county has found it at the bank.
    case recovered
    /// The county disputes it.
    case disputed

    /// The word for people.
    public var label: Phrase {
        switch self {
        case .collected: Phrase("已收、未上交", "collected, not handed over")
        case .handedOver: Phrase("已上交、未确认", "handed over, not confirmed")
        case .recovered: Phrase("已收回", "recovered")
        case .disputed: Phrase("有争议", "disputed")
        }
    }

    /// Where the money of an entry is.
    ///
    /// - Parameter isHandedOver: whether a hand-over names it.
    public init(_ standing: LoanEntry.Standing, isHandedOver: Bool) {
        switch standing {
        case .confirmed: self = .recovered
        case .disputed: self = .disputed
        case .provisional: self = isHandedOver ? .handedOver : .collected
        }
    }
}

extension Lookup {
    /// Where the money of a repayment is.
    public func stage(ofRepayment entry: RecordID) -> RepaymentStage {
        let standing = text(of: entry, "standing").flatMap { LoanEntry.Standing(rawValue: $0) }
        let slips = records(of: "hand_over", where: "entries", equals: .bytes(entry.bytes))
        return RepaymentStage(standing ?? .provisional, isHandedOver: !slips.isEmpty)
    }
}
