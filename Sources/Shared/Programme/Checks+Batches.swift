internal import Replication

extension Checks {
    /// CK-38: what is planned for a batch lies in the fund on the day of the decision.
    ///
    /// The fund holds what came in less what went back, what is lent out and what other batches
    /// keep, by the days on the papers. A loan that was due by then is taken to have come back: the
    /// village that has the money may not have called yet. Where only that makes it enough, it is
    /// said.
    static func batch(_ subject: Subject, lookup: some Lookup) -> [Finding] {
        let planned = subject.number("planned_amount")
        guard planned > 0, let county = subject.home(lookup)?.county else { return [] }
        let state = state(ofBatch: subject.record, lookup: lookup)
        guard !settled.contains(state) else { return [] }
        let books = FundBooks(of: county, lookup: lookup)
        // Once its money is out, there is nothing left to plan.
        let isPlan = subject.actor != nil || !books.isReleased(subject.number("batch_no"))
        guard isPlan else { return [] }
        let day = subject.date("decided_on") ?? lookup.today
        let free =
            books.balance(on: day)
            - reserved(beside: subject, in: county, on: day, books: books, lookup: lookup)
        guard planned > free else { return [] }
        let isShort = planned > free + books.expected(on: day)
        let value = "\(Money(fen: planned).yuan) > \(Money(fen: free).yuan)"
        return [
            Finding(
                .freeBalance, isShort ? .block : .warning, field: "planned_amount", value: value)
        ]
    }

    /// The states of a batch in which nothing more is paid out.
    private static let settled: Set<String> = ["assessed", "closed", "cancelled"]

    private static func state(ofBatch batch: RecordID, lookup: some Lookup) -> String {
        Workflow.batch.course(of: lookup.events(of: batch), asOf: lookup.today).state
    }

    /// What the county's other batches keep: planned by then, and not paid out yet.
    private static func reserved(
        beside subject: Subject, in county: DivisionCode, on day: CivilDate, books: FundBooks,
        lookup: some Lookup
    ) -> Int64 {
        lookup.records(of: "batch", where: "division", equals: .text(county.description))
            .filter { other in
                other != subject.record && lookup.value(of: other, "taken_over") != .bool(true)
                    && lookup.date(of: other, "decided_on").map { $0 <= day } ?? false
                    && lookup.date(of: other, "due_on").map { day < $0 } ?? true
                    && !settled.contains(state(ofBatch: other, lookup: lookup))
            }.reduce(0) { sum, other in
                let number = lookup.number(of: other, "batch_no")
                let open =
                    lookup.number(of: other, "planned_amount") - books.paid(of: number, by: day)
                return sum + max(0, open)
            }
    }
}
