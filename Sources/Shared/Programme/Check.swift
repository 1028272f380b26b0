public import Replication

/// What a finding does (domain: severity).
public enum Severity: String, Sendable {
    /// Stops the act at the keyboard; on what has crossed a line it is a hold.
    case block = "B"
    /// The record is accepted, and what follows from it waits for a person.
    case hold = "H"
    /// Said, and not in the way.
    case warning = "W"
}

/// A rule of the programme that the machine checks.
public enum Check: UInt16, CaseIterable, Sendable {
    /// ID number of 18 characters, existing date, right check character.
    case idNumber = 1
    /// The ID number is a man's or has another birth date than the form.
    case idAgrees = 2
    /// No such province, or an age outside 18–65.
    case idPlausible = 3
    /// The same ID number on two persons.
    case duplicatePerson = 4
    /// A second pay-out on one contract.
    case secondPayout = 41
    /// A receipt or contract number used twice.
    case numberTwice = 42
    /// A repayment above what is outstanding, or before the pay-out.
    case overpaid = 44
    /// The sources do not sum up to what the contracts lend.
    case sources = 46
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
        case .idNumber, .secondPayout, .authentic, .authorised: .block
        case .idAgrees, .duplicatePerson, .numberTwice, .overpaid, .sources: .hold
        case .idPlausible: .warning
        }
    }

    /// What is wrong.
    public var phrase: Phrase {
        switch self {
        case .idNumber: Phrase("身份证号不对", "the ID number is not valid")
        case .idAgrees:
            Phrase("身份证号与性别或出生日期不符", "the ID number does not agree with sex or birth date")
        case .idPlausible:
            Phrase("身份证号的省份或年龄少见,请核对", "province or age in the ID number is unusual")
        case .duplicatePerson:
            Phrase("另一人已用同一身份证号", "another person has the same ID number")
        case .secondPayout: Phrase("这份合同已经发放过", "this contract has been paid out already")
        case .numberTwice: Phrase("收据号或合同号重复", "the receipt or contract number is used twice")
        case .overpaid:
            Phrase("还款超过未还金额,或早于发放", "repaid more than is outstanding, or before the pay-out")
        case .sources:
            Phrase("资金来源少于借出未还的金额", "more is outstanding than the sources brought in")
        case .authentic: Phrase("内容或签名不对", "content or signature is not authentic")
        case .authorised: Phrase("无权写入", "written without the right to")
        }
    }
}

/// A check that did not pass on a record.
public struct Finding: Hashable, Sendable {
    /// Which check.
    public let check: Check
    /// The other record that it is about, if there is one.
    public let other: RecordID?

    /// A finding.
    public init(_ check: Check, other: RecordID? = nil) {
        self.check = check
        self.other = other
    }
}
