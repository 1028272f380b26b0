public import Replication

/// A replica under test: in memory, on disk, or a mutant of one.
///
/// Everything it merges goes through the shipped code; the schedule only says what happens when.
public protocol Subject {
    /// What a restore brings back.
    associatedtype Backup

    /// A person writes into one record: the change is made, and merged here.
    mutating func write(_ facet: FacetID, _ assignments: [Assignment]) throws -> Change
    /// A change of another replica, or one of its own, arrives.
    mutating func apply(_ change: Change) throws
    /// What another replica knows of a record arrives.
    mutating func apply(_ state: Record) throws
    /// What stands; `nil` if the record was never heard of.
    func record(_ facet: FacetID) throws -> Record?
    /// A copy of everything.
    func backup() throws -> Backup
    /// The copy takes the place of what is here, under a new incarnation.
    mutating func restore(_ backup: Backup) throws
}
