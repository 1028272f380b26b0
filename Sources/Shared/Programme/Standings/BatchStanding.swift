public import Replication

/// How a batch stands on a day: what the county said of it, and what its loans amount to (W-06).
public struct BatchStanding: Hashable, Sendable {
    /// The state, of ``Workflow/batch``.
    public let state: String
    /// The events' part of it.
    public let course: Course
    /// The day of its first pay-out; `nil` if nothing has been paid out.
    public let releasedOn: CivilDate?
    /// What was lent, in fen.
    public let lent: Int64
    /// What is owed, in fen; a loan of which more came back counts as repaid.
    public let outstanding: Int64

    /// How a batch stands on a day.
    ///
    /// - Parameters:
    ///   - loans: how its contracts stand on that day.
    ///   - dueOn: when it is due; that of its loans if the batch names no day.
    public init(
        events: [Event], loans: [ContractStanding], dueOn: CivilDate?, asOf day: CivilDate,
        calendar: WorkingDays
    ) {
        course = Workflow.batch.course(of: events, asOf: day)
        releasedOn = loans.compactMap(\.payout?.paidOn).min()
        lent = loans.reduce(0) { $0 &+ $1.lent }
        let owed = loans.filter { $0.payout != nil && $0.state != "written_off" }
        outstanding = owed.reduce(0) { $0 &+ max(0, $1.outstanding) }
        let lastDay = dueOn.map(calendar.onOrAfter) ?? loans.compactMap(\.lastDay).max()
        if releasedOn == nil || course.state == "closed" {
            state = course.state
        } else if outstanding > 0 {
            state = lastDay.map { day > $0 } ?? false ? "due" : "released"
        } else {
            state = course.state == "assessed" ? "assessed" : "recovered"
        }
    }
}

extension Lookup {
    /// How a batch stands on a day, from the records that are here.
    public func standing(ofBatch batch: RecordID, asOf day: CivilDate) -> BatchStanding {
        let home = home(of: batch) ?? .nation
        let loans = records(
            of: "contract", where: "batch", equals: .integer(number(of: batch, "batch_no"))
        ).filter { self.home(of: $0).map(home.contains) ?? false }
            .map { standing(of: $0, asOf: day) }
        return BatchStanding(
            events: events(of: batch), loans: loans,
            dueOn: text(of: batch, "due_on").flatMap { CivilDate($0) }, asOf: day,
            calendar: workingDays(at: home))
    }
}
