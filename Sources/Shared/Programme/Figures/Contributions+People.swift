internal import Replication

extension Contributions {
    /// A mother counts once, whatever she is called in the records that stand for her: where the
    /// first of them lies, on the day of her first loan.
    static func person(_ facts: Facts, in source: some FactSource) -> [Contribution] {
        let cluster = Cluster.persons(around: facts.record, in: source)
        let contracts = cluster.flatMap { Cluster.contracts(with: $0, in: source) }
        guard !contracts.isEmpty,
            Cluster.root(of: cluster, type: "person", in: source) == facts.record
        else { return [] }
        var tally = Tally(home: facts.home)
        var years: Set<Int> = []
        for loan in loans(contracts, in: source) {
            if years.isEmpty { tally.add(.mothers, 1, on: loan.day) }
            if years.insert(loan.day.programmeYear).inserted {
                tally.add(.mothersOfYear, 1, on: loan.day)
            }
        }
        return tally.contributions
    }

    /// A household counts once; of its further loans it is told whether the earlier were repaid.
    static func household(_ facts: Facts, in source: some FactSource) -> [Contribution] {
        var tally = Tally(home: facts.home)
        if let day = eligible(facts, in: source) { tally.add(.eligible, 1, on: day) }
        let cluster = Cluster.households(around: facts.record, in: source)
        let contracts = cluster.flatMap { Cluster.contracts(of: $0, in: source) }
        guard !contracts.isEmpty,
            Cluster.root(of: cluster, type: "household", in: source) == facts.record
        else { return tally.contributions }
        var earlier: [Loan] = []
        for loan in loans(contracts, in: source) {
            if earlier.isEmpty {
                tally.add(.households, 1, on: loan.day)
            } else {
                let isSettled = earlier.allSatisfy { $0.books.isSettled(by: loan.day) }
                tally.add(isSettled ? .successive : .overlapping, 1, on: loan.day)
            }
            earlier.append(loan)
        }
        return tally.contributions
    }

    /// A loan that was paid out.
    private struct Loan {
        let payout: Entry
        let books: Books
        var day: CivilDate { payout.paidOn }
    }

    /// The loans that were paid out, in the order in which they were.
    private static func loans(_ contracts: [Facts], in source: some FactSource) -> [Loan] {
        contracts.compactMap { contract in
            let books = Books(of: contract.record, in: source)
            return books.payout.map { Loan(payout: $0, books: books) }
        }.sorted { Entry.isBefore($0.payout, $1.payout) }
    }

    /// The first day on which a survey or an application says that all five conditions are met.
    private static func eligible(_ household: Facts, in source: some FactSource) -> CivilDate? {
        let papers = [("household_survey", "surveyed_on"), ("application", "applied_on")]
        return papers.flatMap { type, day in
            source.facts(of: type, where: "household", equals: household.name)
                .filter { paper in conditions.allSatisfy { paper.text($0) == "yes" } }
                .map { $0.date(day) ?? .first }
        }.min()
    }
}
