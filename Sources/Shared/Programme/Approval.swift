internal import Replication

/// The county's approval of an application: what lets a township sign and pay out without a line.
///
/// It is the event that the county signed, with the amount that it approved; until when it holds is
/// in the event, so that no clock of another place decides it.
struct Approval {
    /// What may be paid out, in fen.
    let amount: Int64
    /// The last day on which it may be paid out.
    let until: CivilDate?
    /// The state of the application on the day that counts.
    let course: Course
    /// Whether something that had happened by that day keeps what follows waiting.
    let isOnHold: Bool

    /// The approval of an application as it stood on a day; `nil` if there was none.
    ///
    /// - Parameter isNow: whether something is about to be done on it: what has stopped it since
    ///   that day counts too. What was done before is judged by its own day.
    init?(of application: RecordID, on day: CivilDate, isNow: Bool, lookup: some Lookup) {
        let events = lookup.events(of: application)
        let last = events.compactMap(\.said).filter { $0.word == "county_approved" && $0.on <= day }
            .max { $0.on < $1.on }
        guard let last else { return nil }
        until = last.until
        course = Workflow.application.course(
            of: events,
            asOf: isNow ? Workflow.application.day(of: events, atLeast: day) : day)
        isOnHold = Workflow.application.isOnHold(events, by: isNow ? nil : day)
        amount = lookup.number(of: application, "amount_approved")
    }

    /// Whether money may be paid on a day.
    func isValid(on day: CivilDate) -> Bool {
        ["county_approved", "contracted"].contains(course.state) && !isOnHold
            && until.map { day <= $0 } ?? true
    }
}

extension Workflow {
    /// Whether what follows waits for a person, because of what had happened by a day, or at all.
    ///
    /// What has been released or answered since keeps nothing waiting, whenever that was.
    func isOnHold(_ events: [Event], by day: CivilDate?) -> Bool {
        guard let last = events.compactMap({ $0.said?.on }).max() else { return false }
        return course(of: events, asOf: last).holds.contains { hold in
            day.map { day in hold.said.map { $0.on <= day } ?? false } ?? true
        }
    }
}
