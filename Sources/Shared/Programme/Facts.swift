public import Replication

/// The values that the fields of one record show: what checks and figures look at.
public struct Facts: Hashable, Sendable {
    /// The record.
    public let record: RecordID
    /// Its type's name.
    public let type: String
    /// The division that owns it.
    public let home: DivisionCode
    /// By field; absent ones left out.
    public let values: [String: Value]

    /// A record's facts.
    public init(record: RecordID, type: String, home: DivisionCode, values: [String: Value]) {
        self.record = record
        self.type = type
        self.home = home
        self.values = values
    }

    /// What a field shows.
    public subscript(field: String) -> Value { values[field] ?? .absent }
}

extension Facts {
    /// The text in a field; `nil` if there is none.
    func text(_ field: String) -> String? {
        if case .text(let text) = self[field] { return text }
        return nil
    }

    /// The number in a field; 0 if there is none.
    func number(_ field: String) -> Int64 {
        if case .integer(let number) = self[field] { return number }
        return 0
    }

    /// The record that a field names; `nil` if it names none.
    func reference(_ field: String) -> RecordID? {
        if case .bytes(let bytes) = self[field] { return RecordID(bytes: bytes) }
        return nil
    }

    /// The date in a field; `nil` if there is none.
    func date(_ field: String) -> CivilDate? { text(field).flatMap { CivilDate($0) } }

    /// The value that names the record itself.
    var name: Value { .bytes(record.bytes) }
}

/// What figures ask a replica: the facts of records that are here and not withdrawn.
public protocol FactSource {
    /// The facts of a record of a type; `nil` if it is not here.
    func facts(of record: RecordID, type: String) -> Facts?
    /// The facts of the records of a type in which a field has a value.
    func facts(of type: String, where field: String, equals value: Value) -> [Facts]
}
