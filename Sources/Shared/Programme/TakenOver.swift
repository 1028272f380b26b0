public import Replication

extension Checks {
    /// Whether a record tells of paper times.
    ///
    /// Its batch was taken over, and it is dated no later than the day on which that was done. What
    /// happens to such a loan today is checked as ever.
    static func isTakenOver(
        _ subject: Subject, type: RecordType, lookup: some Lookup
    ) -> Bool {
        if type.name == "batch" {
            guard subject.isTrue("taken_over") else { return false }
            let on = subject.date("taken_over_on")
            return subject.date("decided_on").flatMap { day in on.map { day <= $0 } } ?? true
        }
        guard let home = subject.home(lookup), let batch = batch(of: subject, lookup: lookup) else {
            return false
        }
        return lookup.isTakenOver(
            batch: batch, at: home, dated: dates.lazy.compactMap(subject.date).first)
    }

    /// The fields with the day on which something was done, on whatever paper.
    private static let dates = [
        "signed_on", "paid_on", "applied_on", "held_on", "starts_on", "decided_on", "raised_on",
        "surveyed_on", "visited_on",
    ]

    /// The number of the batch that a record belongs to: its own, or that of what it names.
    private static func batch(of subject: Subject, lookup: some Lookup) -> Int64? {
        if case .integer(let number)? = subject.values["batch"] { return number }
        let item = subject.elements("items").first.flatMap(RecordID.init(value:))
        let named = subject.record("contract") ?? subject.record("application") ?? item
        guard let named, case .integer(let number) = lookup.value(of: named, "batch") else {
            return nil
        }
        return number
    }
}

extension Lookup {
    /// The record of a county's batch; `nil` if nobody has entered it.
    func batch(_ number: Int64, at home: DivisionCode) -> RecordID? {
        records(of: "batch", where: "batch_no", equals: .integer(number)).first { record in
            text(of: record, "division").flatMap { DivisionCode($0) }?.contains(home) ?? false
        }
    }

    /// Whether a batch was taken over from paper, by a day or later; whenever, if no day is given.
    func isTakenOver(batch number: Int64, at home: DivisionCode, dated day: CivilDate?) -> Bool {
        guard let batch = batch(number, at: home), value(of: batch, "taken_over") == .bool(true)
        else { return false }
        guard let day, let on = date(of: batch, "taken_over_on") else { return true }
        return day <= on
    }

    /// Whether a contract tells of paper times: nobody approved it here.
    func isTakenOver(contract: RecordID, at home: DivisionCode) -> Bool {
        isTakenOver(
            batch: number(of: contract, "batch"), at: home,
            dated: date(of: contract, "signed_on"))
    }

    /// Whether a contract was cancelled before money was paid out on it.
    func isCancelled(contract: RecordID) -> Bool {
        Workflow.contract.course(of: events(of: contract), asOf: today).state == "cancelled"
    }

    /// Whether a record that is here tells of paper times, whose steps are noted in whatever order
    /// the papers tell.
    public func isTakenOver(_ record: RecordID, of type: RecordType) -> Bool {
        if type.name == "batch" { return value(of: record, "taken_over") == .bool(true) }
        return Checks.isTakenOver(
            Subject(record, of: type.name, in: self), type: type, lookup: self)
    }
}
