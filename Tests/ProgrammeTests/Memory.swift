import Programme
import Replication

/// A replica in memory: records by their facts, for checks and figures.
struct Memory: Lookup {
    private(set) var facts: [Facts] = []

    func records(of type: String, where field: String, equals value: Value) -> [RecordID] {
        facts.filter { $0.type == type && $0[field] == value }.map(\.record)
    }

    func value(of record: RecordID, _ field: String) -> Value {
        facts.first { $0.record == record }?[field] ?? .absent
    }

    /// Adds a record and answers its id.
    @discardableResult
    mutating func add(
        _ type: String, home: String = "350603101201", _ values: [String: Value]
    ) -> RecordID {
        let record = RecordID(high: 7, low: UInt64(facts.count + 1))
        facts.append(Facts(record: record, type: type, home: code(home), values: values))
        return record
    }

    /// What the checks find on a record that stands here.
    func findings(_ record: RecordID) -> [Finding] {
        guard let found = facts.first(where: { $0.record == record }),
            let type = Catalogue.type(named: found.type)
        else { return [] }
        return Checks.findings(type: type, record: record, values: found.values, lookup: self)
    }

    /// The records that the checks look at again when one changes.
    func affected(_ record: RecordID) -> Set<RecordID> {
        guard let found = facts.first(where: { $0.record == record }),
            let type = Catalogue.type(named: found.type)
        else { return [] }
        return Checks.affected(by: type, record: record, values: found.values, lookup: self)
    }
}

/// A division of a test, by its code.
func code(_ text: String) -> DivisionCode { DivisionCode(text) ?? .nation }

/// The value that names a record.
func named(_ record: RecordID) -> Value { .bytes(record.bytes) }

/// A type of the catalogue by its name.
func type(_ name: String) -> RecordType {
    guard let type = Catalogue.type(named: name) else {
        preconditionFailure("no type is named \(name)")
    }
    return type
}

extension RecordType {
    /// A register by its name.
    func register(named name: String) -> RegisterDeclaration? {
        registers.first { $0.name == name }
    }
}
