public import Replication

extension Checks {
    /// The other records whose findings may change when this one does: the county looks at them
    /// again after a merge.
    ///
    /// Those that rest on a sum over a batch or on a parameter are left to the night: they are many,
    /// and each of them would be looked at again with every other one.
    public static func affected(
        by type: RecordType, record: RecordID, values: [String: Value], lookup: some Lookup
    ) -> Set<RecordID> {
        let subject = Subject(record: record, values: values)
        return directly(by: type, subject, lookup: lookup).subtracting([record])
    }

    private static func directly(
        by type: RecordType, _ subject: Subject, lookup: some Lookup
    ) -> Set<RecordID> {
        switch type.name {
        case "person": aroundPerson(subject, lookup: lookup)
        case "person_link":
            around(["person", "same_as"].compactMap(subject.record), lookup: lookup)
        case "household":
            naming(
                subject.record, in: [("application", "household"), ("contract", "household")],
                lookup: lookup)
        case "income_record":
            subject.record("household").map {
                naming($0, in: [("application", "household")], lookup: lookup)
            } ?? []
        case "application": aroundApplication(subject, lookup: lookup)
        case "objection", "review_decision", "village_review":
            Set(subject.record("application").map { [$0] } ?? [])
        case "public_notice":
            Set(subject.elements("items").compactMap(RecordID.init(value:)))
        case "contract": aroundContract(subject, lookup: lookup)
        case "guarantor": aroundGuarantor(subject, lookup: lookup)
        case "ledger_entry": aroundEntry(subject, lookup: lookup)
        case "allocation": aroundAllocation(subject, lookup: lookup)
        case "batch": aroundBatch(subject, lookup: lookup)
        default: []
        }
    }

    /// The records of types that name a record in a field.
    private static func naming(
        _ record: RecordID, in places: [(type: String, field: String)], lookup: some Lookup
    ) -> Set<RecordID> {
        Set(
            places.flatMap {
                lookup.records(of: $0.type, where: $0.field, equals: .bytes(record.bytes))
            })
    }

    /// The movements of money on contracts.
    private static func entries(
        of contracts: some Sequence<RecordID>, lookup: some Lookup
    ) -> Set<RecordID> {
        contracts.reduce(into: []) {
            $0.formUnion(naming($1, in: [("ledger_entry", "contract")], lookup: lookup))
        }
    }

    /// What depends on who some persons are, and on what they owe.
    private static func around(_ persons: [RecordID], lookup: some Lookup) -> Set<RecordID> {
        let clusters = Set(persons.flatMap { OnePerson.of($0, lookup: lookup) })
        return clusters.reduce(into: clusters) { found, person in
            let contracts = naming(person, in: [("contract", "mother")], lookup: lookup)
            found.formUnion(contracts)
            found.formUnion(entries(of: contracts, lookup: lookup))
            found.formUnion(naming(person, in: [("application", "mother")], lookup: lookup))
        }
    }

    /// What depends on what a household owes.
    private static func around(household: RecordID?, lookup: some Lookup) -> Set<RecordID> {
        guard let household else { return [] }
        let contracts = naming(household, in: [("contract", "household")], lookup: lookup)
        return contracts.union(entries(of: contracts, lookup: lookup))
            .union(naming(household, in: [("application", "household")], lookup: lookup))
    }

    private static func aroundPerson(_ subject: Subject, lookup: some Lookup) -> Set<RecordID> {
        var alike: Set<RecordID> = [subject.record]
        for field in ["id_number", "birth_date", "phone", "account", "name"] {
            guard let value = subject.values[field], value != .absent else { continue }
            alike.formUnion(lookup.records(of: "person", where: field, equals: value))
        }
        // Who has her number may be she: the papers of both wait.
        let same = subject.text("id_number").map {
            lookup.records(of: "person", where: "id_number", equals: .text($0))
        }
        return alike.union(around([subject.record] + (same ?? []), lookup: lookup))
            .union(around(household: subject.record("household"), lookup: lookup))
    }

    private static func aroundApplication(
        _ subject: Subject, lookup: some Lookup
    ) -> Set<RecordID> {
        let contracts = naming(
            subject.record, in: [("contract", "application")], lookup: lookup)
        return around(subject.record("mother").map { [$0] } ?? [], lookup: lookup)
            .union(contracts).union(entries(of: contracts, lookup: lookup))
    }

    private static func aroundContract(_ subject: Subject, lookup: some Lookup) -> Set<RecordID> {
        var found = naming(
            subject.record, in: [("ledger_entry", "contract"), ("guarantor", "contract")],
            lookup: lookup)
        if let number = subject.values["contract_no"], number != .absent {
            found.formUnion(lookup.records(of: "contract", where: "contract_no", equals: number))
        }
        if let application = subject.record("application") {
            found.insert(application)
            found.formUnion(
                naming(application, in: [("contract", "application")], lookup: lookup))
        }
        return found.union(around(subject.record("mother").map { [$0] } ?? [], lookup: lookup))
            .union(around(household: subject.record("household"), lookup: lookup))
    }

    private static func aroundGuarantor(_ subject: Subject, lookup: some Lookup) -> Set<RecordID> {
        let contract = subject.record("contract").map { [$0] } ?? []
        return Set(contract).union(entries(of: contract, lookup: lookup))
            .union(
                lookup.records(
                    of: "guarantor", where: "name", equals: subject.values["name"] ?? .absent))
    }

    private static func aroundEntry(_ subject: Subject, lookup: some Lookup) -> Set<RecordID> {
        var found = related(to: subject, lookup: lookup)
            .union(reversals(of: subject.record, lookup: lookup))
        if let reversed = subject.record("reverses") {
            found.formUnion([reversed])
            found.formUnion(reversals(of: reversed, lookup: lookup))
            found.formUnion(
                related(to: Subject(reversed, of: "ledger_entry", in: lookup), lookup: lookup))
        }
        return found
    }

    /// Entries of the same contract, source or receipt, the source and the contract themselves, and
    /// what else depends on whether that loan is repaid.
    private static func related(to subject: Subject, lookup: some Lookup) -> Set<RecordID> {
        var related: Set<RecordID> = []
        for field in ["contract", "source", "receipt_no"] {
            guard let value = subject.values[field], value != .absent else { continue }
            related.formUnion(lookup.records(of: "ledger_entry", where: field, equals: value))
        }
        if let contract = subject.record("contract") {
            related.insert(contract)
            let mother = lookup.record(of: contract, "mother")
            related.formUnion(around(mother.map { [$0] } ?? [], lookup: lookup))
            related.formUnion(
                around(household: lookup.record(of: contract, "household"), lookup: lookup))
        }
        return related.union(subject.record("source").map { [$0] } ?? [])
    }

    /// The pay-outs that the money of a town is for.
    private static func aroundAllocation(_ subject: Subject, lookup: some Lookup) -> Set<RecordID> {
        guard let town = subject.text("town").flatMap({ DivisionCode($0) }),
            let batch = subject.values["batch"]
        else { return [] }
        let contracts = lookup.records(of: "contract", where: "batch", equals: batch).filter {
            lookup.home(of: $0).map(town.contains) ?? false
        }
        return entries(of: contracts, lookup: lookup)
    }

    /// What belongs to a batch of a county.
    private static func aroundBatch(_ subject: Subject, lookup: some Lookup) -> Set<RecordID> {
        guard let county = subject.text("division").flatMap({ DivisionCode($0) }),
            let number = subject.values["batch_no"]
        else { return [] }
        return Set(
            ["application", "contract"].flatMap {
                lookup.records(of: $0, where: "batch", equals: number)
            }.filter { lookup.home(of: $0).map(county.contains) ?? false })
    }
}
