internal import Programme
internal import Replication
internal import Storage

/// The batches of paper times: what the paper says, and what was entered.
struct Takeover {
    private let snapshot: Snapshot
    private let division: DivisionCode

    /// Those of a county.
    init(_ snapshot: Snapshot, under division: DivisionCode) {
        self.snapshot = snapshot
        self.division = division
    }

    /// What was entered of a batch.
    private struct Sums {
        var amount: Int64 = 0
        var households: Int64 = 0
        var persons: Int64 = 0
    }

    /// A line for each batch in the order of their numbers, and how many of them differ.
    func table() throws -> (Table, different: Int) {
        var table = Table([
            .init("batch", Phrase("期次", "batch")),
            .init("paper_amount", Phrase("纸上金额", "paper: yuan")),
            .init("amount", Phrase("录入金额", "entered: yuan")),
            .init("paper_households", Phrase("纸上户数", "paper: households")),
            .init("households", Phrase("录入户数", "entered: households")),
            .init("paper_persons", Phrase("纸上人数", "paper: persons")),
            .init("persons", Phrase("录入人数", "entered: persons")),
            .init("equal", Phrase("一致", "equal")),
        ])
        let batches = try snapshot.rows(
            of: try RecordFinder.type("batch"), where: [("taken_over", .bool(true))],
            under: division, limit: 10_000
        ).sorted { number($0, "batch_no") < number($1, "batch_no") }
        var different = 0
        for batch in batches {
            let sums = try sums(of: number(batch, "batch_no"))
            let pairs = [
                (number(batch, "paper_amount"), sums.amount),
                (number(batch, "paper_households"), sums.households),
                (number(batch, "paper_persons"), sums.persons),
            ]
            let isEqual = pairs.allSatisfy { $0 == $1 }
            if !isEqual { different += 1 }
            table.add(
                [.count(Int(number(batch, "batch_no")))]
                    + pairs.enumerated().flatMap { index, pair in
                        [pair.0, pair.1].map { number in
                            index == 0
                                ? .text(Money(fen: number).yuan) : Cell.count(Int(number))
                        }
                    }
                    + [Cell(isEqual ? "✓" : "✗", json: .bool(isEqual))])
        }
        return (table, different)
    }

    /// Sums over the contracts of a batch that were paid out.
    private func sums(of batch: Int64) throws -> Sums {
        let contracts = try snapshot.rows(
            of: try RecordFinder.type("contract"), where: [("batch", .integer(batch))],
            under: division, limit: 100_000)
        let entry = try RecordFinder.type("ledger_entry")
        var sums = Sums()
        for contract in contracts {
            let payouts = try snapshot.rows(
                of: entry,
                where: [
                    ("contract", .bytes(contract.record.bytes)), ("kind", .text("disburse")),
                ])
            guard !payouts.isEmpty else { continue }
            sums.amount += payouts.reduce(0) { $0 + number($1, "amount") }
            sums.households += 1
            sums.persons += number(contract, "beneficiaries")
        }
        return sums
    }

    private func number(_ row: TypedRow, _ field: String) -> Int64 {
        if case .integer(let number)? = row.values[field] { return number }
        return 0
    }
}
