internal import Replication

/// What a county's fund holds and has lent, read in one pass through its entries.
///
/// Entries that a reversal names or that the county disputes count for nothing, and of several
/// pay-outs on a contract the first, as everywhere (``Loan``).
struct FundBooks {
    /// Money that moved: fen, into the fund or out of it, and when.
    private struct Flow {
        let amount: Int64
        let on: CivilDate
    }

    /// A loan of the county.
    private struct Lent {
        let payout: Loan.Movement
        var repayments: [Flow] = []
        let batch: Int64
        let due: CivilDate?

        func outstanding(on day: CivilDate) -> Int64 {
            guard payout.on <= day else { return 0 }
            return payout.amount
                - repayments.filter { $0.on <= day }.reduce(0) { $0 + $1.amount }
        }
    }

    /// What came in, and below zero what went back.
    private var sources: [Flow] = []
    private var loans: [RecordID: Lent] = [:]

    /// The books of a county as the replica knows them.
    init(of county: DivisionCode, lookup: some Lookup) {
        func entries(_ kind: String) -> [RecordID] {
            lookup.records(of: "ledger_entry", where: "kind", equals: .text(kind))
        }
        let reversed = Set(entries("reverse").compactMap { lookup.record(of: $0, "reverses") })
        func standing(_ kind: String) -> [RecordID] {
            entries(kind).filter {
                !reversed.contains($0) && lookup.text(of: $0, "standing") != "disputed"
            }
        }
        for (kind, sign) in [("source_in", 1), ("return_up", -1)] as [(String, Int64)] {
            sources += standing(kind).filter { lookup.home(of: $0).map(county.contains) ?? false }
                .compactMap { Self.flow($0, sign, lookup: lookup) }
        }
        lend(standing("disburse"), in: county, lookup: lookup)
        for entry in standing("repay") {
            guard let contract = lookup.record(of: entry, "contract"),
                let flow = Self.flow(entry, 1, lookup: lookup)
            else { continue }
            loans[contract]?.repayments.append(flow)
        }
    }

    private mutating func lend(
        _ entries: [RecordID], in county: DivisionCode, lookup: some Lookup
    ) {
        var payouts: [RecordID: Loan.Movement] = [:]
        for entry in entries {
            guard let contract = lookup.record(of: entry, "contract"),
                let movement = Loan.Movement(of: entry, lookup: lookup)
            else { continue }
            payouts[contract] =
                payouts[contract].map { Loan.Movement.isBefore($0, movement) ? $0 : movement }
                ?? movement
        }
        for (contract, payout) in payouts
        where lookup.home(of: contract).map(county.contains) ?? false {
            loans[contract] = Lent(
                payout: payout, batch: lookup.number(of: contract, "batch"),
                due: lookup.date(of: contract, "due_on"))
        }
    }

    private static func flow(
        _ entry: RecordID, _ sign: Int64, lookup: some Lookup
    ) -> Flow? {
        lookup.date(of: entry, "paid_on").map {
            Flow(amount: sign * lookup.number(of: entry, "amount"), on: $0)
        }
    }

    /// What lay in the fund at the end of a day: what came in less what went back and what was lent
    /// out, in fen.
    func balance(on day: CivilDate) -> Int64 {
        sources.filter { $0.on <= day }.reduce(0) { $0 + $1.amount }
            - loans.values.reduce(0) { $0 + $1.outstanding(on: day) }
    }

    /// What should have come back by the end of a day and is not booked as back: it may have been
    /// paid in a village that has not called since.
    func expected(on day: CivilDate) -> Int64 {
        loans.values.filter { $0.due.map { $0 <= day } ?? false }
            .reduce(0) { $0 + max(0, $1.outstanding(on: day)) }
    }

    /// What was paid out of a batch by the end of a day.
    func paid(of batch: Int64, by day: CivilDate) -> Int64 {
        loans.values.filter { $0.batch == batch && $0.payout.on <= day }
            .reduce(0) { $0 + $1.payout.amount }
    }

    /// Whether anything was paid out of a batch.
    func isReleased(_ batch: Int64) -> Bool { loans.values.contains { $0.batch == batch } }
}
