public import Replication

/// The checks of the programme on one record, pure: the same at the keyboard and at the county.
public enum Checks {
    /// What does not pass.
    ///
    /// - Parameters:
    ///   - record: the record; it may be known to the lookup already, or not yet.
    ///   - values: its fields, as they would stand.
    public static func findings(
        type: RecordType, record: RecordID, values: [String: Value], lookup: some Lookup
    ) -> [Finding] {
        let subject = Subject(record: record, values: values)
        switch type.name {
        case "person": return person(subject, lookup: lookup)
        case "contract": return contract(subject, lookup: lookup)
        case "ledger_entry": return ledgerEntry(subject, lookup: lookup)
        case "fund_source": return fundSource(subject, lookup: lookup)
        default: return []
        }
    }

    /// The other records whose findings may change when this one does: the county looks at them
    /// again after a merge.
    public static func affected(
        by type: RecordType, record: RecordID, values: [String: Value], lookup: some Lookup
    ) -> Set<RecordID> {
        let subject = Subject(record: record, values: values)
        var affected: Set<RecordID> = []
        func add(_ type: String, _ field: String, _ value: Value?) {
            guard let value, value != .absent else { return }
            affected.formUnion(lookup.records(of: type, where: field, equals: value))
        }
        switch type.name {
        case "person":
            add("person", "id_number", values["id_number"])
            add("contract", "mother", .bytes(record.bytes))
        case "contract":
            add("contract", "contract_no", values["contract_no"])
            add("ledger_entry", "contract", .bytes(record.bytes))
        case "ledger_entry":
            affected = related(to: subject, lookup: lookup)
                .union(reversals(of: record, lookup: lookup))
            if let reversed = subject.record("reverses") {
                affected.formUnion([reversed])
                affected.formUnion(reversals(of: reversed, lookup: lookup))
                affected.formUnion(related(to: Subject(reversed, in: lookup), lookup: lookup))
            }
        default: break
        }
        return affected.subtracting([record])
    }

    /// Entries of the same contract, source or receipt, and the source itself.
    private static func related(to subject: Subject, lookup: some Lookup) -> Set<RecordID> {
        var related: Set<RecordID> = []
        for field in ["contract", "source", "receipt_no"] {
            guard let value = subject.values[field], value != .absent else { continue }
            related.formUnion(lookup.records(of: "ledger_entry", where: field, equals: value))
        }
        return related.union(subject.record("source").map { [$0] } ?? [])
    }
}

/// A record under check.
struct Subject {
    /// Its id.
    let record: RecordID
    /// Its fields, as they would stand.
    let values: [String: Value]

    /// A record with the fields it would have.
    init(record: RecordID, values: [String: Value]) {
        self.record = record
        self.values = values
    }

    /// A ledger entry as the replica has it.
    init(_ record: RecordID, in lookup: some Lookup) {
        self.record = record
        values = Dictionary(
            uniqueKeysWithValues: ["kind", "contract", "source", "receipt_no", "reverses"].map {
                ($0, lookup.value(of: record, $0))
            })
    }

    /// The text in a field; `nil` if there is none.
    func text(_ field: String) -> String? {
        if case .text(let text)? = values[field] { return text }
        return nil
    }

    /// The number in a field; 0 if there is none.
    func number(_ field: String) -> Int64 {
        if case .integer(let number)? = values[field] { return number }
        return 0
    }

    /// The record that a field names; `nil` if it names none.
    func record(_ field: String) -> RecordID? {
        if case .bytes(let bytes)? = values[field] { return RecordID(bytes: bytes) }
        return nil
    }
}
