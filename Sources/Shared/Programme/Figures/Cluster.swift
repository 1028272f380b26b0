internal import Replication

/// Records that stand for one and the same: persons whom the county has linked, and the households
/// of their loans.
enum Cluster {
    /// The persons who are one with a person by links that stand, itself included, ascending.
    static func persons(around person: RecordID, in source: some FactSource) -> [RecordID] {
        reach(from: [person]) { person in
            let name = Value.bytes(person.bytes)
            let links =
                source.facts(of: "person_link", where: "person", equals: name)
                + source.facts(of: "person_link", where: "same_as", equals: name)
            return links.filter { $0["undone_on"] == .absent }.flatMap { link in
                [link.reference("person"), link.reference("same_as")].compactMap { $0 }
            }
        }
    }

    /// The households that are one with a household because the mothers of their loans are linked,
    /// itself included, ascending.
    ///
    /// A mother who moved from one household to another makes no one of the two.
    static func households(around household: RecordID, in source: some FactSource) -> [RecordID] {
        reach(from: [household]) { household in
            contracts(of: household, in: source).compactMap { $0.reference("mother") }
                .flatMap { mother in
                    let persons = persons(around: mother, in: source)
                    return persons.count < 2
                        ? [] : persons.flatMap { contracts(with: $0, in: source) }
                }.compactMap { $0.reference("household") }
        }
    }

    /// The record that stands for a cluster: the first that is here.
    static func root(
        of cluster: [RecordID], type: String, in source: some FactSource
    ) -> RecordID? {
        cluster.first { source.facts(of: $0, type: type) != nil }
    }

    /// The contracts with a mother.
    static func contracts(with mother: RecordID, in source: some FactSource) -> [Facts] {
        source.facts(of: "contract", where: "mother", equals: .bytes(mother.bytes))
    }

    /// The contracts of a household.
    static func contracts(of household: RecordID, in source: some FactSource) -> [Facts] {
        source.facts(of: "contract", where: "household", equals: .bytes(household.bytes))
    }

    private static func reach(
        from first: [RecordID], by next: (RecordID) -> [RecordID]
    ) -> [RecordID] {
        var found = Set(first)
        var rest = first
        while let record = rest.popLast() {
            for other in next(record) where found.insert(other).inserted { rest.append(other) }
        }
        return found.sorted()
    }
}
