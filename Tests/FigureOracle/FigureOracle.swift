public import Programme
internal import Replication

/// The numbers of reports, counted straight from the records as the programme's documents define
/// them: slow, in other words than the figures that replicas keep, and independent of them.
///
/// Days are compared as the texts that they are written as.
public struct FigureOracle {
    let byID: [RecordID: Facts]
    let reversed: Set<RecordID>
    /// The pay-outs that count, one per contract.
    let payouts: [Facts]
    /// The persons that are one.
    private(set) var mothers: [Set<RecordID>] = []
    /// The households that are one: those of the loans of one linked person.
    private(set) var households: [Set<RecordID>] = []
    private let byType: [String: [Facts]]
    private let days: [String: [Facts]]
    private let payoutOf: [RecordID: Facts]
    private let repayments: [RecordID: [Facts]]
    private let contractsOf: [RecordID: [Facts]]

    /// An oracle over all records that are here.
    public init(_ facts: [Facts]) {
        byID = Dictionary(uniqueKeysWithValues: facts.map { ($0.record, $0) })
        byType = Dictionary(grouping: facts, by: \.type)
        days = Dictionary(grouping: byType["calendar_day"] ?? []) { $0.day("date") }
        let entries = byType["ledger_entry"] ?? []
        let reversed = Set(
            entries.filter { $0.word("kind") == "reverse" }.compactMap { $0.named("reverses") })
        let standing = entries.filter {
            !reversed.contains($0.record) && $0.word("standing") != "disputed"
        }
        var first: [RecordID: Facts] = [:]
        for entry in standing where entry.word("kind") == "disburse" {
            let contract = entry.named("contract") ?? entry.record
            if let other = first[contract], other.order < entry.order { continue }
            first[contract] = entry
        }
        self.reversed = reversed
        payoutOf = first
        payouts = Array(first.values)
        repayments = Dictionary(grouping: standing.filter { $0.word("kind") == "repay" }) {
            $0.named("contract") ?? $0.record
        }
        var contracts: [RecordID: [Facts]] = [:]
        for contract in byType["contract"] ?? [] {
            for name in [contract.named("mother"), contract.named("household")] {
                if let name { contracts[name, default: []].append(contract) }
            }
        }
        contractsOf = contracts
        mothers = joinedMothers
        households = joinedHouseholds
    }

    func all(_ type: String) -> [Facts] { byType[type] ?? [] }

    /// The entries of a kind that stand.
    func standing(_ kind: String) -> [Facts] {
        all("ledger_entry").filter {
            $0.word("kind") == kind && !reversed.contains($0.record)
                && $0.word("standing") != "disputed"
        }
    }

    /// The pay-out of a contract that counts.
    func payout(of contract: Facts) -> Facts? { payoutOf[contract.record] }

    /// What was paid back of a contract by a day: no more than was lent.
    func repaid(_ contract: Facts, by day: String) -> Int64 {
        let sum = (repayments[contract.record] ?? []).filter { $0.day("paid_on") <= day }
            .reduce(0) { $0 + $1.number("amount") }
        return min(sum, payout(of: contract)?.number("amount") ?? 0)
    }

    /// The last day on which a contract can be repaid in time.
    func lastDay(of contract: Facts) -> String {
        var day = contract.day("due_on")
        while let date = CivilDate(day), !isWorked(date, at: contract.home),
            let next = date.adding(days: 1)
        {
            day = next.description
        }
        return day
    }

    private func isWorked(_ date: CivilDate, at home: DivisionCode) -> Bool {
        let said = (days[date.description] ?? []).filter { $0.home.contains(home) }
            .sorted { ($0.home.length, $0.record) < ($1.home.length, $1.record) }.last
        if case .bool(let isWorked)? = said?["is_working_day"] { return isWorked }
        return ![6, 7].contains(date.weekday)
    }

    /// Sets of records that are one, by pairs of them; the rest stands alone.
    func groups(_ records: [RecordID], _ pairs: [(RecordID, RecordID)]) -> [Set<RecordID>] {
        var groups = Set(records).map { Set([$0]) }
        for (first, second) in pairs {
            let joined = groups.filter { $0.contains(first) || $0.contains(second) }
                .reduce(Set([first, second])) { $0.union($1) }
            groups.removeAll { !$0.isDisjoint(with: joined) }
            groups.append(joined)
        }
        return groups
    }

    private var joinedMothers: [Set<RecordID>] {
        let links = all("person_link").filter { $0["undone_on"] == .absent }
        let pairs = links.compactMap { link in
            link.named("person").flatMap { a in link.named("same_as").map { (a, $0) } }
        }
        return groups(all("person").map(\.record), pairs)
    }

    private var joinedHouseholds: [Set<RecordID>] {
        var pairs: [(RecordID, RecordID)] = []
        for mother in mothers where mother.count > 1 {
            let names = contracts(with: mother).compactMap { $0.named("household") }
            for name in names.dropFirst() { pairs.append((names[0], name)) }
        }
        return groups(all("household").map(\.record), pairs)
    }

    func contracts(with mother: Set<RecordID>) -> [Facts] {
        mother.flatMap { contractsOf[$0] ?? [] }
    }

    func contracts(of household: Set<RecordID>) -> [Facts] {
        household.flatMap { contractsOf[$0] ?? [] }
    }

    /// Where a group counts: the home of its first record that is here.
    func home(of group: Set<RecordID>, _ type: String) -> DivisionCode? {
        group.sorted().compactMap { byID[$0] }.first { $0.type == type }?.home
    }

    /// The loans of some contracts that were paid out, in order.
    func loans(_ contracts: [Facts]) -> [(contract: Facts, payout: Facts)] {
        contracts.compactMap { contract in payout(of: contract).map { (contract, $0) } }
            .sorted { $0.1.order < $1.1.order }
    }
}

extension Facts {
    func word(_ field: String) -> String {
        if case .text(let text) = self[field] { return text }
        return ""
    }

    /// A date as it is written; what is none comes before all others.
    func day(_ field: String) -> String {
        CivilDate(word(field)) == nil ? "0001-01-01" : word(field)
    }

    func number(_ field: String) -> Int64 {
        if case .integer(let number) = self[field] { return number }
        return 0
    }

    func named(_ field: String) -> RecordID? {
        if case .bytes(let bytes) = self[field] { return RecordID(bytes: bytes) }
        return nil
    }

    /// Of several pay-outs the first: by day, receipt, id.
    var order: [String] { [day("paid_on"), word("receipt_no"), record.description] }
}

func < (a: [String], b: [String]) -> Bool { a.lexicographicallyPrecedes(b) }
