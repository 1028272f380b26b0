internal import Replication

extension Checks {
    /// CK-02, CK-03 on the mother's papers, CK-42 on the number, CK-10…12, 14 on her other loans,
    /// CK-39 on what has happened, CK-40 on the approval.
    static func contract(_ subject: Subject, lookup: some Lookup) -> [Finding] {
        let events = lookup.events(of: subject.record)
        let course = Workflow.contract.course(of: events, asOf: lookup.today)
        return papers(of: subject, on: "signed_on", lookup: lookup)
            + number(subject, lookup: lookup) + otherLoans(subject, lookup: lookup)
            + approval(subject, lookup: lookup) + remarks(course, events)
    }

    /// CK-02, CK-03 on the ID number of the mother that a paper names.
    static func papers(
        of subject: Subject, on dateField: String, lookup: some Lookup
    ) -> [Finding] {
        guard let mother = subject.record("mother"),
            let text = lookup.text(of: mother, "id_number"), let number = IDNumber(text)
        else { return [] }
        var findings: [Finding] = []
        if !number.isFemale {
            findings.append(
                Finding(.idAgrees, field: "mother", other: mother, value: number.masked))
        }
        if isUnusual(number, on: subject.text(dateField)) {
            findings.append(
                Finding(.idPlausible, field: "mother", other: mother, value: number.masked))
        }
        return findings
    }

    private static func number(_ subject: Subject, lookup: some Lookup) -> [Finding] {
        guard let number = subject.text("contract_no") else { return [] }
        return lookup.records(of: "contract", where: "contract_no", equals: .text(number))
            .filter { $0 != subject.record }
            .map { Finding(.numberTwice, field: "contract_no", other: $0, value: number) }
    }

    /// CK-10, 11, 12, 14: what else she, or another of her household, had borrowed by then.
    private static func otherLoans(_ subject: Subject, lookup: some Lookup) -> [Finding] {
        guard let mother = subject.record("mother"), let day = subject.date("signed_on") else {
            return []
        }
        let owed = loans(
            beside: subject.record, of: mother, household: subject.record("household"), on: day,
            lookup: lookup)
        let cluster = OnePerson.of(mother, lookup: lookup)
        let others = OnePerson.contracts(of: cluster, lookup: lookup).filter {
            $0 != subject.record && !lookup.isCancelled(contract: $0)
        }
        let inBatch = others.filter { lookup.number(of: $0, "batch") == subject.number("batch") }
        let owing = Set(owed.filter { $0.check == .openLoan }.compactMap(\.other))
        let repaid = others.filter { other in
            !inBatch.contains(other) && !owing.contains(other)
                && (Loan(of: other, lookup: lookup).payout.map { $0.on <= day } ?? false)
        }
        let repeats = hasReason(subject, lookup: lookup) ? [] : repaid
        return owed + inBatch.map { Finding(.twiceInBatch, field: "mother", other: $0) }
            + repeats.map { Finding(.repeatAid, field: "mother", other: $0) }
    }

    private static func hasReason(_ subject: Subject, lookup: some Lookup) -> Bool {
        subject.record("application").flatMap { lookup.text(of: $0, "repeat_reason") } != nil
    }

    /// CK-40: it stands on an approval that holds, for no more than was approved.
    private static func approval(_ subject: Subject, lookup: some Lookup) -> [Finding] {
        guard let day = subject.date("signed_on") else { return [] }
        guard let home = subject.home(lookup),
            !lookup.isTakenOver(batch: subject.number("batch"), at: home, dated: day)
        else { return [] }
        guard let application = subject.record("application"),
            let approval = Approval(
                of: application, on: day, isNow: isNew(subject, lookup: lookup), lookup: lookup),
            approval.isValid(on: day)
        else { return [Finding(.approval, field: "application")] }
        if let other = foreign(subject, application, lookup: lookup) { return [other] }
        let principal = subject.number("principal")
        guard principal > approval.amount else { return [] }
        let value = "\(Money(fen: principal).yuan) > \(Money(fen: approval.amount).yuan)"
        return [Finding(.approval, field: "principal", other: application, value: value)]
    }

    /// CK-40: an approval lets that woman borrow in that batch, once.
    private static func foreign(
        _ subject: Subject, _ application: RecordID, lookup: some Lookup
    ) -> Finding? {
        let mother = subject.record("mother").map { OnePerson.of($0, lookup: lookup) } ?? []
        let isHers = lookup.record(of: application, "mother").map(mother.contains) ?? false
        guard isHers, lookup.number(of: application, "batch") == subject.number("batch") else {
            return Finding(.approval, field: "application", other: application)
        }
        return lookup.records(
            of: "contract", where: "application", equals: .bytes(application.bytes)
        ).first { $0 != subject.record && !lookup.isCancelled(contract: $0) }
            .map { Finding(.approval, field: "application", other: $0) }
    }

    /// Whether a person enters a record now that is not here yet: what has happened since the day on
    /// its paper counts.
    static func isNew(_ subject: Subject, lookup: some Lookup) -> Bool {
        subject.actor != nil && !subject.stands(in: lookup)
    }
}
