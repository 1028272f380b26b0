public import Replication

/// What a finding does.
public enum Severity: String, Sendable {
    /// Stops the act at the keyboard; on what has crossed a line it is a hold.
    case block = "B"
    /// The record is accepted, and what follows from it waits for a person.
    case hold = "H"
    /// Said, and not in the way.
    case warning = "W"
    /// Worth knowing.
    case information = "I"

    /// What it does to a record that has been merged: nothing stops any more, a person looks.
    public var onceMerged: Severity { self == .block ? .hold : self }
}

/// A rule of the programme that the machine checks.
public enum Check: UInt16, CaseIterable, Sendable {
    /// ID number of 18 characters, existing date, right check character.
    case idNumber = 1
    /// The ID number is a man's for a mother, or has another birth date or sex than the form.
    case idAgrees = 2
    /// No such province, or an age outside 18–65 at the contract.
    case idPlausible = 3
    /// The same ID number on two persons.
    case duplicatePerson = 4
    /// The same name and birth date, or name and village, with another ID number or none.
    case likePerson = 5
    /// The same telephone in two households, or one bank account for two persons.
    case sameNumber = 6
    /// The mother has a loan that is not repaid, or applies twice.
    case openLoan = 10
    /// Somebody else of her household has a loan that is not repaid.
    case householdLoan = 11
    /// She was aided before and has repaid.
    case repeatAid = 12
    /// Twice in one batch.
    case twiceInBatch = 14
    /// One of the five conditions is not fulfilled.
    case conditions = 20
    /// The income per head is not below the local average, or nobody has set the average.
    case income = 21
    /// A mother of two daughters was not placed before the others.
    case ranking = 22
    /// No production project, or one that the money and the term do not carry.
    case project = 23
    /// A notice that is too short, or lacks its channel or its photo.
    case notice = 30
    /// An objection is open.
    case objection = 31
    /// A review without quorum, whose count does not add up, or without minutes.
    case review = 32
    /// Fewer signed copies than the county wants.
    case copies = 33
    /// No guarantor who has signed and sealed and is a cadre of her village.
    case guarantor = 34
    /// A guarantor of many open contracts.
    case guarantees = 35
    /// One person did what two must do.
    case separation = 36
    /// A batch above the free balance.
    case freeBalance = 38
    /// Decided on facts that have changed, or without knowing of what stopped it.
    case oldFacts = 39
    /// A pay-out that the approval, the contract or the money of the town does not cover.
    case approval = 40
    /// A second pay-out on one contract.
    case secondPayout = 41
    /// A receipt or contract number used twice.
    case numberTwice = 42
    /// The same amount on one contract within three days, from two offices.
    case paidTwice = 43
    /// A repayment above what is outstanding, or before the pay-out.
    case overpaid = 44
    /// A fee that is not the agreed one.
    case fee = 45
    /// What is booked as received differs from the source.
    case sources = 46
    /// A reversal of what does not stand, of what is reversed already, or of another amount.
    case reversal = 49
    /// The figures of a submission do not add up among themselves.
    case crossFooting = 97
    /// A figure differs from last year's by more than three tenths.
    case yearChange = 98
    /// The content does not have its hash, or its signer is unknown.
    case authentic = 99
    /// Written by a node or user who has no right to it.
    case authorised = 100

    /// The name in documents: `CK-04`.
    public var name: String {
        let number = String(rawValue)
        return "CK-" + (number.count == 1 ? "0" + number : number)
    }

    /// What a finding does, if it does not say otherwise.
    public var severity: Severity {
        switch self {
        case .idNumber, .openLoan, .householdLoan, .twiceInBatch, .conditions, .income, .project,
            .notice, .objection, .review, .copies, .guarantor, .separation, .freeBalance,
            .approval, .secondPayout, .reversal, .crossFooting, .authentic, .authorised:
            .block
        case .idAgrees, .duplicatePerson, .oldFacts, .numberTwice, .paidTwice, .overpaid, .sources:
            .hold
        case .idPlausible, .likePerson, .sameNumber, .repeatAid, .guarantees, .fee: .warning
        case .ranking, .yearChange: .information
        }
    }
}

/// A check that did not pass on a record.
public struct Finding: Hashable, Sendable {
    /// Which check.
    public let check: Check
    /// The field that it is about.
    public let field: String?
    /// The other record that it is about, if there is one.
    public let other: RecordID?
    /// The value in question, with what is private in it hidden; empty if there is none.
    public let value: String
    /// What it does.
    public let severity: Severity

    /// A finding; what it does is the check's unless the case is a lighter or graver one.
    public init(
        _ check: Check, _ severity: Severity? = nil, field: String? = nil, other: RecordID? = nil,
        value: String = ""
    ) {
        self.check = check
        self.severity = severity ?? check.severity
        self.field = field
        self.other = other
        self.value = value
    }

    /// What is wrong, with its number and the masked value.
    public var phrase: Phrase {
        let tail = value.isEmpty ? "" : " [\(value)]"
        return Phrase(
            "\(check.name) \(check.phrase.chinese)\(tail)",
            "\(check.name) \(check.phrase.english)\(tail)")
    }
}
