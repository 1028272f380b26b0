internal import Replication

extension Checks {
    /// CK-04, 10, 11, 34, 40 on a pay-out: what is paid is what the contract says, nothing else is
    /// owed, somebody stands for it, and an approval that holds is behind it with money that the
    /// town has received.
    static func payout(
        _ subject: Subject, _ contract: RecordID, lookup: some Lookup
    ) -> [Finding] {
        guard let home = lookup.home(of: contract), let day = subject.date("paid_on") else {
            return []
        }
        var findings = sameAmount(subject, contract, lookup: lookup)
        if let mother = lookup.record(of: contract, "mother") {
            findings += loans(
                beside: contract, of: mother, household: lookup.record(of: contract, "household"),
                on: day, lookup: lookup)
        }
        guard !lookup.isTakenOver(contract: contract, at: home) else { return findings }
        if isNew(subject, lookup: lookup) {
            let paper = Subject(contract, of: "contract", in: lookup)
            findings += duplicates(paper, lookup: lookup).map(\.blocking)
        }
        findings += guarantors(of: contract, lookup: lookup)
        findings += token(subject, contract, on: day, lookup: lookup)
        return findings + money(subject, contract, at: home, on: day, lookup: lookup)
    }

    private static func sameAmount(
        _ subject: Subject, _ contract: RecordID, lookup: some Lookup
    ) -> [Finding] {
        let amount = subject.number("amount")
        let principal = lookup.number(of: contract, "principal")
        guard amount != principal else { return [] }
        let value = "\(Money(fen: amount).yuan) ≠ \(Money(fen: principal).yuan)"
        return [Finding(.approval, field: "amount", other: contract, value: value)]
    }

    /// CK-40: the county's approval holds, and nobody has stopped the contract.
    private static func token(
        _ subject: Subject, _ contract: RecordID, on day: CivilDate, lookup: some Lookup
    ) -> [Finding] {
        let isNow = isNew(subject, lookup: lookup)
        guard let application = lookup.record(of: contract, "application"),
            let approval = Approval(of: application, on: day, isNow: isNow, lookup: lookup),
            approval.isValid(on: day), approval.amount >= subject.number("amount")
        else { return [Finding(.approval, field: "contract", other: contract)] }
        let events = lookup.events(of: contract)
        let course = Workflow.contract.course(
            of: events, asOf: isNow ? Workflow.contract.day(of: events, atLeast: day) : day)
        let isOnHold = Workflow.contract.isOnHold(events, by: isNow ? nil : day)
        guard isOnHold || course.state == "cancelled" else { return [] }
        return [Finding(.approval, field: "contract", other: contract, value: course.state)]
    }

    /// CK-40: by no day has a town paid out more of a batch than it had received for it.
    private static func money(
        _ subject: Subject, _ contract: RecordID, at home: DivisionCode, on day: CivilDate,
        lookup: some Lookup
    ) -> [Finding] {
        guard let town = ([home] + home.ancestors).first(where: { $0.tier == .township }) else {
            return []
        }
        let batch = lookup.number(of: contract, "batch")
        let received = lookup.records(
            of: "allocation", where: "town", equals: .text(town.description)
        ).filter { allocation in
            lookup.number(of: allocation, "batch") == batch
                && lookup.date(of: allocation, "received_on").map { $0 <= day } ?? false
        }.reduce(0) { $0 + lookup.number(of: $1, "received_amount") }
        let paid = lookup.records(of: "contract", where: "batch", equals: .integer(batch))
            .filter { lookup.home(of: $0).map(town.contains) ?? false }
            .compactMap { Loan(of: $0, lookup: lookup).payout }
            .filter { $0.entry != subject.record && $0.on <= day }
            .reduce(subject.number("amount")) { $0 + $1.amount }
        guard paid > received else { return [] }
        let value = "\(Money(fen: paid).yuan) > \(Money(fen: received).yuan)"
        return [Finding(.approval, field: "amount", value: value)]
    }
}
