internal import Replication

/// The records that the county has found to be one person.
///
/// Links name two persons each; those that are not undone join them, and their loans keep the
/// person that they were made with.
enum OnePerson {
    /// All records of the person that a record is of, itself included, ascending: the first stands
    /// for all where people are counted.
    static func of(_ person: RecordID, lookup: some Lookup) -> [RecordID] {
        var found: Set<RecordID> = [person]
        var open = [person]
        while let next = open.popLast() {
            for other in neighbours(of: next, lookup: lookup) where found.insert(other).inserted {
                open.append(other)
            }
        }
        return found.sorted()
    }

    private static func neighbours(of person: RecordID, lookup: some Lookup) -> [RecordID] {
        [("person", "same_as"), ("same_as", "person")].flatMap { own, other in
            lookup.records(of: "person_link", where: own, equals: .bytes(person.bytes))
                .filter { lookup.text(of: $0, "undone_on") == nil }
                .compactMap { lookup.record(of: $0, other) }
        }
    }

    /// The contracts that any of the records is the mother of.
    static func contracts(of persons: [RecordID], lookup: some Lookup) -> [RecordID] {
        persons.flatMap {
            lookup.records(of: "contract", where: "mother", equals: .bytes($0.bytes))
        }
    }
}
