internal import Replication

extension Checks {
    /// CK-32: a quorum of two thirds, votes that add up, minutes; and where the two committees
    /// agree to an application, more than half of those present.
    static func villageReview(_ subject: Subject) -> [Finding] {
        let (present, eligible) = (subject.number("present"), subject.number("eligible"))
        let votes = ["votes_for", "votes_against", "abstain"].map(subject.number)
        var findings: [Finding] = []
        if present == 0 || present * 3 < eligible * 2 || present > eligible {
            findings.append(Finding(.review, field: "present", value: "\(present)/\(eligible)"))
        }
        if votes.reduce(0, +) != present {
            findings.append(
                Finding(
                    .review, field: "votes_for",
                    value: votes.map(String.init).joined(separator: "+") + " ≠ \(present)"))
        }
        if subject.text("kind") == "two_committees", votes[0] * 2 <= present {
            findings.append(Finding(.review, field: "votes_for", value: "\(votes[0])/\(present)"))
        }
        if subject.text("minutes_no") == nil {
            findings.append(Finding(.review, field: "minutes_no"))
        }
        return findings
    }

    /// Whether a notice puts up a list of those who are to be aided.
    static func isAidList(_ notice: Subject) -> Bool {
        notice.text("kind") == "publicity" && notice.text("subject_kind") == "aid_list"
    }

    /// CK-30: long enough, on the village's board, with a photo of its start; and of its end, when
    /// it is taken down.
    ///
    /// What was put up is written once, so that it stops nobody from taking it down.
    static func publicNotice(_ subject: Subject, lookup: some Lookup) -> [Finding] {
        guard isAidList(subject), let start = subject.date("starts_on"),
            let home = subject.home(lookup)
        else { return [] }
        let days = subject.number("days")
        let least = lookup.value(of: .noticeDays, at: home, on: start)
        var findings: [Finding] = []
        if days < least {
            findings.append(Finding(.notice, field: "days", value: "\(days) < \(least)"))
        }
        if !subject.elements("channels").contains(.text("village_board")) {
            findings.append(Finding(.notice, field: "channels"))
        }
        if subject.text("start_photo") == nil {
            findings.append(Finding(.notice, field: "start_photo"))
        }
        if subject.stands(in: lookup) { findings = findings.map(\.onceMerged) }
        return findings + noticeEnd(subject, from: start, days: days)
    }

    private static func noticeEnd(
        _ subject: Subject, from start: CivilDate, days: Int64
    ) -> [Finding] {
        guard let end = subject.date("closed_on") else { return [] }
        var findings: [Finding] = []
        // The first day is not counted, so that the last one is so many days later.
        if let last = start.adding(days: Int(clamping: days)), end < last {
            findings.append(Finding(.notice, field: "closed_on", value: "\(end) < \(last)"))
        }
        if subject.text("end_photo") == nil {
            findings.append(Finding(.notice, field: "end_photo"))
        }
        return findings
    }

    /// CK-34 and CK-35 on a guarantor: a cadre of her village who has sealed, and does not guarantee
    /// for too many.
    static func guarantor(_ subject: Subject, lookup: some Lookup) -> [Finding] {
        guard let contract = subject.record("contract"), let home = lookup.home(of: contract) else {
            return []
        }
        var findings: [Finding] = []
        if subject.text("village") != home.description {
            findings.append(
                Finding(
                    .guarantor, field: "village", other: contract,
                    value: subject.text("village") ?? ""))
        }
        if !subject.isTrue("sealed") {
            findings.append(Finding(.guarantor, field: "sealed", other: contract))
        }
        let most = lookup.value(of: .guarantees, at: home, on: lookup.today)
        let count = Int64(guaranteed(by: subject, lookup: lookup).count)
        if count > most {
            findings.append(Finding(.guarantees, field: "name", value: "\(count) > \(most)"))
        }
        return findings
    }

    /// The contracts that a cadre guarantees, and that are not repaid or cancelled.
    private static func guaranteed(by subject: Subject, lookup: some Lookup) -> Set<RecordID> {
        let others = lookup.records(
            of: "guarantor", where: "name", equals: subject.values["name"] ?? .absent
        ).filter {
            $0 != subject.record && lookup.text(of: $0, "village") == subject.text("village")
        }
        let contracts =
            others.compactMap { lookup.record(of: $0, "contract") }
            + (subject.record("contract").map { [$0] } ?? [])
        return Set(contracts).filter {
            let loan = Loan(of: $0, lookup: lookup)
            return loan.payout == nil ? !lookup.isCancelled(contract: $0) : loan.isOpen
        }
    }

    /// CK-34: somebody of her village has signed and sealed for a contract.
    static func guarantors(of contract: RecordID, lookup: some Lookup) -> [Finding] {
        let village = lookup.home(of: contract).map { Value.text($0.description) }
        let stands = lookup.records(
            of: "guarantor", where: "contract", equals: .bytes(contract.bytes)
        ).contains {
            lookup.value(of: $0, "sealed") == .bool(true)
                && lookup.value(of: $0, "village") == village
        }
        return stands ? [] : [Finding(.guarantor, field: "contract", other: contract)]
    }
}
