internal import Replication

/// What a mother and her household owe.
extension Checks {
    /// CK-10, CK-11, CK-12 on an application: what she and her household owe now.
    static func loans(_ subject: Subject, lookup: some Lookup) -> [Finding] {
        guard let mother = subject.record("mother") else { return [] }
        let cluster = OnePerson.of(mother, lookup: lookup)
        let own = OnePerson.contracts(of: cluster, lookup: lookup).filter {
            lookup.record(of: $0, "application") != subject.record
        }
        let others = householdContracts(
            subject.record("household"), without: cluster, lookup: lookup)
        var findings = owing(own, .openLoan, lookup: lookup)
        let isAided = own.contains { Loan(of: $0, lookup: lookup).payout != nil }
        if findings.isEmpty, isAided, subject.text("repeat_reason") == nil {
            findings.append(Finding(.repeatAid, field: "repeat_reason"))
        }
        return findings + owing(others, .householdLoan, lookup: lookup)
    }

    /// CK-10, CK-11 on a contract or its pay-out: what she and her household owed at the end of a
    /// day.
    static func loans(
        beside contract: RecordID, of mother: RecordID, household: RecordID?, on day: CivilDate,
        lookup: some Lookup
    ) -> [Finding] {
        let cluster = OnePerson.of(mother, lookup: lookup)
        let own = OnePerson.contracts(of: cluster, lookup: lookup).filter { $0 != contract }
        let others = householdContracts(household, without: cluster, lookup: lookup)
            .filter { $0 != contract }
        return owing(own, .openLoan, on: day, lookup: lookup)
            + owing(others, .householdLoan, on: day, lookup: lookup)
    }

    /// Those of some contracts on which something is owed, now or at the end of a day.
    private static func owing(
        _ contracts: [RecordID], _ check: Check, on day: CivilDate? = nil, lookup: some Lookup
    ) -> [Finding] {
        contracts.filter { contract in
            let loan = Loan(of: contract, lookup: lookup)
            return day.map { loan.outstanding(on: $0) > 0 } ?? loan.isOpen
        }.map { Finding(check, field: "mother", other: $0) }
    }

    /// The contracts of those of a household who are not the mother herself: those made for the
    /// household, and those that its members brought with them.
    private static func householdContracts(
        _ household: RecordID?, without cluster: [RecordID], lookup: some Lookup
    ) -> [RecordID] {
        guard let household else { return [] }
        let own = Value.bytes(household.bytes)
        let members = lookup.records(of: "person", where: "household", equals: own)
            .filter { !cluster.contains($0) }
        let persons = Set(members.flatMap { OnePerson.of($0, lookup: lookup) })
        let made = lookup.records(of: "contract", where: "household", equals: own).filter {
            lookup.record(of: $0, "mother").map { !cluster.contains($0) } ?? false
        }
        return Set(made + OnePerson.contracts(of: Array(persons), lookup: lookup)).sorted()
    }
}
