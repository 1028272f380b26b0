public import Replication

extension Contributions {
    /// The records, with their types, whose contributions may change when one does: asked of what
    /// it was and of what it is, after the act.
    public static func owners(
        touchedBy facts: Facts, in source: some FactSource
    ) -> [RecordID: String] {
        var owners = [facts.record: facts.type]
        switch facts.type {
        case "ledger_entry": addEntry(facts, in: source, to: &owners)
        case "contract":
            add(entries(of: facts, in: source), to: &owners)
            addPeople(of: facts, in: source, to: &owners)
        case "person":
            for person in Cluster.persons(around: facts.record, in: source) {
                owners[person] = "person"
            }
        case "household":
            for household in Cluster.households(around: facts.record, in: source) {
                owners[household] = "household"
            }
        case "person_link":
            for end in ["person", "same_as"].compactMap(facts.reference) {
                for person in Cluster.persons(around: end, in: source) {
                    owners[person] = "person"
                    for contract in Cluster.contracts(with: person, in: source) {
                        addHouseholds(of: contract, in: source, to: &owners)
                    }
                }
            }
        case "fund_source":
            add(
                source.facts(of: "ledger_entry", where: "source", equals: facts.name), to: &owners)
        case "household_survey", "application":
            if let household = facts.reference("household") { owners[household] = "household" }
        case "follow_up_visit", "effect_survey":
            if let contract = facts.reference("contract") { owners[contract] = "contract" }
        case "calendar_day":
            guard let day = facts.date("date") else { break }
            for due in days(before: day, in: source) {
                let value = Value.text(due.description)
                add(source.facts(of: "contract", where: "due_on", equals: value), to: &owners)
            }
        default: break
        }
        return owners
    }

    private static func add(_ records: [Facts], to owners: inout [RecordID: String]) {
        for facts in records { owners[facts.record] = facts.type }
    }

    private static func entries(of contract: Facts, in source: some FactSource) -> [Facts] {
        source.facts(of: "ledger_entry", where: "contract", equals: contract.name)
    }

    private static func addEntry(
        _ facts: Facts, in source: some FactSource, to owners: inout [RecordID: String]
    ) {
        if let reversed = facts.reference("reverses"), owners[reversed] == nil {
            owners[reversed] = "ledger_entry"
            if let other = source.facts(of: reversed, type: "ledger_entry") {
                addEntry(other, in: source, to: &owners)
            }
        }
        let kind = facts.text("kind")
        guard kind == "disburse" || kind == "repay", let contract = facts.reference("contract")
        else { return }
        owners[contract] = "contract"
        guard kind == "disburse" else {
            // Whether a later loan overlaps is a question of what was repaid; all else is not.
            if let contract = source.facts(of: contract, type: "contract") {
                addHouseholds(of: contract, in: source, to: &owners)
            }
            return
        }
        let others = source.facts(
            of: "ledger_entry", where: "contract", equals: .bytes(contract.bytes))
        add(others.filter { $0.text("kind") == "disburse" }, to: &owners)
        if let contract = source.facts(of: contract, type: "contract") {
            addPeople(of: contract, in: source, to: &owners)
        }
    }

    private static func addPeople(
        of contract: Facts, in source: some FactSource, to owners: inout [RecordID: String]
    ) {
        addHouseholds(of: contract, in: source, to: &owners)
        guard let mother = contract.reference("mother") else { return }
        let cluster = Cluster.persons(around: mother, in: source)
        if let root = Cluster.root(of: cluster, type: "person", in: source) {
            owners[root] = "person"
        }
        guard cluster.count > 1 else { return }
        // A contract that goes may part the households that it joined.
        for other in cluster.flatMap({ Cluster.contracts(with: $0, in: source) }) {
            addHouseholds(of: other, in: source, to: &owners)
        }
    }

    private static func addHouseholds(
        of contract: Facts, in source: some FactSource, to owners: inout [RecordID: String]
    ) {
        guard let household = contract.reference("household") else { return }
        for household in Cluster.households(around: household, in: source) {
            owners[household] = "household"
        }
    }
}
