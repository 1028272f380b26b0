public import Replication

/// What checks may ask the replica: the values that stand, of records that are here.
///
/// An edge answers from its own area only; that is why the county asks everything again.
public protocol Lookup {
    /// The records of a type in which a field has a value.
    func records(of type: String, where field: String, equals value: Value) -> [RecordID]
    /// The value that a field of a record shows; `absent` if there is none.
    func value(of record: RecordID, _ field: String) -> Value
}

extension Lookup {
    /// The text that a field of a record shows; `nil` if there is none.
    func text(of record: RecordID, _ field: String) -> String? {
        if case .text(let text) = value(of: record, field) { return text }
        return nil
    }

    /// The number that a field of a record shows; 0 if there is none.
    func number(of record: RecordID, _ field: String) -> Int64 {
        if case .integer(let number) = value(of: record, field) { return number }
        return 0
    }
}
