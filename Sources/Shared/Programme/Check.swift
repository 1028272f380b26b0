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
    /// A second pay-out on one contract.
    case secondPayout = 41
    /// A receipt or contract number used twice.
    case numberTwice = 42
    /// A repayment above what is outstanding, or before the pay-out.
    case overpaid = 44
    /// What is booked as received differs from the source.
    case sources = 46
    /// A reversal of what does not stand, of what is reversed already, or of another amount.
    case reversal = 49
    /// The content does not have its hash, or its signer is unknown.
    case authentic = 99
    /// Written by a node or user who has no right to it.
    case authorised = 100

    /// The name in documents: `CK-04`.
    public var name: String {
        let number = String(rawValue)
        return "CK-" + (number.count == 1 ? "0" + number : number)
    }

    /// What a finding does.
    public var severity: Severity {
        switch self {
        case .idNumber, .secondPayout, .reversal, .authentic, .authorised: .block
        case .idAgrees, .duplicatePerson, .numberTwice, .overpaid, .sources: .hold
        case .idPlausible: .warning
        }
    }

    /// What is wrong, and what to do.
    public var phrase: Phrase {
        switch self {
        case .idNumber:
            Phrase("身份证号不对，请看证件核对", "the ID number is not valid: look at the card")
        case .idAgrees:
            Phrase(
                "身份证号与性别或出生日期不符，请看证件核对",
                "the ID number does not agree with sex or birth date: look at the card")
        case .idPlausible:
            Phrase(
                "身份证号的省份或年龄少见，请核对", "province or age in the ID number is unusual: check it")
        case .duplicatePerson:
            Phrase(
                "另一人已用同一身份证号；放款前须查清是否同一人",
                "another person has the same ID number: settle it before money is paid")
        case .secondPayout:
            Phrase("这份合同已经发放过", "this contract has been paid out already")
        case .numberTwice:
            Phrase(
                "收据号或合同号重复：同一张收据录了两次，或两张收据同号",
                "the receipt or contract number is used twice: one paper typed twice, or two alike")
        case .overpaid:
            Phrase(
                "还款超过未还金额，或早于发放", "repaid more than is outstanding, or before the pay-out")
        case .sources:
            Phrase("到账金额与资金来源不符", "what was booked as received differs from the source")
        case .reversal:
            Phrase(
                "冲销不对：被冲销的账目须在账上、未曾冲销，金额须相同",
                "a reversal names an entry that stands and that nobody has reversed, with its amount"
            )
        case .authentic: Phrase("内容或签名不对", "content or signature is not authentic")
        case .authorised: Phrase("无权写入", "written without the right to")
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

    /// A finding.
    public init(_ check: Check, field: String? = nil, other: RecordID? = nil, value: String = "") {
        self.check = check
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
