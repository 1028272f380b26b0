public import Replication

/// What checks may ask the replica: the values that stand, of records that are here.
///
/// An edge answers from its own area only; that is why the county asks everything again.
public protocol Lookup {
    /// The records of a type in which a field has a value.
    func records(of type: String, where field: String, equals value: Value) -> [RecordID]
    /// The value that a field of a record shows, of a set the list of its elements; `absent` if
    /// there is none.
    func value(of record: RecordID, _ field: String) -> Value
    /// The events of a record; none if it is not here.
    func events(of record: RecordID) -> [Event]
    /// The division that owns a record; `nil` if it is not here.
    func home(of record: RecordID) -> DivisionCode?
    /// Who wrote what a field of a record shows, and when; `nil` if it shows nothing.
    func stamp(of record: RecordID, _ field: String) -> Stamp?
    /// Whether a person must still decide between values of a record.
    func isInConflict(_ record: RecordID) -> Bool
    /// A text in simplified characters, for comparing.
    func simplified(_ text: String) -> String
    /// The day on which the question is asked.
    var today: CivilDate { get }
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
