public import Programme
public import Replication
public import Storage

/// What a person enters: a new record, or new values in one that stands.
public struct Entry: Sendable {
    /// The type of the record.
    public let type: RecordType
    /// The record; `nil` for a new one.
    public let record: RecordID?
    /// Values by field name; `absent` empties a field, a list is the whole of a set.
    public var values: [String: Value]
    /// The dots on the screen, per register; `nil` if it showed what stands now.
    public var shown: [RegisterName: [Dot]]?

    /// An entry.
    public init(
        _ type: RecordType, record: RecordID? = nil, values: [String: Value] = [:],
        shown: [RegisterName: [Dot]]? = nil
    ) {
        self.type = type
        self.record = record
        self.values = values
        self.shown = shown
    }
}

/// What became of an entry; it is saved when this is returned (acknowledgement level A0).
public struct Entered: Sendable {
    /// The record.
    public let record: RecordID
    /// What each field showed before and shows now; only those that changed.
    public let fields: [FieldChange]
    /// Checks that did not pass and did not stop the entry.
    public let findings: [Finding]
    /// What it made happen to other records.
    public let events: [EnteredEvent]
}

/// A field before and after an entry.
public struct FieldChange: Hashable, Sendable {
    /// The field.
    public let field: Field
    /// What it showed.
    public let before: Value
    /// What it shows.
    public let after: Value
}

/// Why an entry was not saved; nothing of it was.
public enum EntryError: Error, Sendable {
    /// A value does not fit its field, or a field is missing.
    case field(FieldFault)
    /// Not permitted; the register that it is about, and whether a proposal is.
    case rights(RightsFault, register: String, mayPropose: Bool)
    /// Checks of severity B did not pass.
    case blocked([Finding])
    /// A record with the same natural key stands already.
    case exists(RecordID)
    /// A record with the same natural key stands already and says something else: what it shows, and
    /// what was entered.
    case differs(RecordID, [FieldChange])
    /// There is no such record here.
    case notFound(RecordID)
    /// What the record names is not here, so that nobody knows whose the new one is.
    case unknownHome
    /// What it means happens to a record that its field names and that is not here.
    case noSubject(RecordType, field: String)
    /// Nothing can happen to records of the type.
    case noEvents(RecordID)
    /// What it means cannot happen to the record, now or by this person.
    case event(EventRefusal)
    /// Nothing would change.
    case nothing
    /// There is no such user, or several and none was named.
    case user(String?)
    /// A check was to be skipped outside a practice world.
    case practiceOnly
    /// The disk.
    case storage(StorageError)
}
