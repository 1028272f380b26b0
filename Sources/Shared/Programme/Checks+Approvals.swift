internal import Replication

/// What an application's decisions rest on, and who took them.
extension Checks {
    /// CK-39: what the course says was decided without knowledge of something, and has not been
    /// said again since by one who knew.
    static func remarks(_ course: Course, _ events: [Event]) -> [Finding] {
        let beaten = Set(course.remarks.map(\.event))
        return course.remarks.filter { remark in
            remark.reason != .unknown
                && !events.contains { event in
                    event.hasSeen(remark.event) && !beaten.contains(event)
                        && [remark.event.said?.word, "released"].contains(event.said?.word)
                }
        }.map {
            Finding(
                .oldFacts, $0.reason == .late ? .warning : .hold, field: "events",
                value: $0.reason.rawValue)
        }
    }

    /// CK-22: a mother of two daughters in the same batch who has not been decided on yet.
    static func ranking(_ subject: Subject, lookup: some Lookup) -> [Finding] {
        guard !isFirst(subject.record("household"), lookup: lookup) else { return [] }
        return batchMates(of: subject, lookup: lookup).filter { other in
            let course = Workflow.application.course(
                of: lookup.events(of: other), asOf: lookup.today)
            return ["township_agreed", "forms_completed", "county_submitted"]
                .contains(course.state)
                && isFirst(lookup.record(of: other, "household"), lookup: lookup)
        }.map { Finding(.ranking, field: "household", other: $0) }
    }

    private static func isFirst(_ household: RecordID?, lookup: some Lookup) -> Bool {
        guard let household, case .list(let kinds) = lookup.value(of: household, "kind") else {
            return false
        }
        return kinds.contains(.text("two_daughter"))
    }

    /// The other applications of the county's batch.
    private static func batchMates(of subject: Subject, lookup: some Lookup) -> [RecordID] {
        guard let county = subject.home(lookup)?.county else { return [] }
        return lookup.records(
            of: "application", where: "batch", equals: subject.values["batch"] ?? .absent
        ).filter {
            $0 != subject.record && lookup.home(of: $0).map(county.contains) ?? false
        }
    }

    /// CK-36: who approved has neither entered the application nor agreed for the township.
    static func approvers(_ subject: Subject, lookup: some Lookup) -> [Finding] {
        let others = preparers(of: subject.record, lookup: lookup)
        return approvals(of: subject.record, lookup: lookup).filter {
            lookup.stamp(of: $0, "decision").map { others.contains($0.author) } ?? false
        }.map { Finding(.separation, field: "decision", other: $0) }
    }

    /// CK-36: nor has who approves now.
    static func approver(_ subject: Subject, lookup: some Lookup) -> [Finding] {
        guard let user = subject.actor?.user,
            preparers(of: subject.record, lookup: lookup).contains(user)
        else { return [] }
        return [Finding(.separation, field: "decision")]
    }

    /// Who brought an application before the county: he who entered what is written once in it, and
    /// those who agreed for the township.
    private static func preparers(of application: RecordID, lookup: some Lookup) -> Set<RecordID> {
        let stamps =
            [lookup.stamp(of: application, "mother")]
            + agreements(of: application, stage: "township", lookup: lookup)
            .map { lookup.stamp(of: $0, "decision") }
        return Set(stamps.compactMap { $0?.author })
    }

    /// The decisions by which the county agreed to an application.
    static func approvals(of application: RecordID, lookup: some Lookup) -> [RecordID] {
        agreements(of: application, stage: "county", lookup: lookup)
    }

    private static func agreements(
        of application: RecordID, stage: String, lookup: some Lookup
    ) -> [RecordID] {
        lookup.records(
            of: "review_decision", where: "application", equals: .bytes(application.bytes)
        ).filter {
            lookup.text(of: $0, "stage") == stage && lookup.text(of: $0, "decision") == "agree"
        }
    }

    /// CK-36, 38, 40 on the amount that the county approves: within the largest loan and the plan of
    /// the batch, and by another person than the one who entered the application.
    static func amounts(_ subject: Subject, lookup: some Lookup) -> [Finding] {
        guard let home = subject.home(lookup) else { return [] }
        let largest = lookup.value(of: .largestLoan, at: home, on: lookup.today)
        let requested = subject.number("amount_requested")
        let approved = subject.number("amount_approved")
        var findings: [Finding] = []
        if requested > largest {
            findings.append(above("amount_requested", requested, largest, .warning))
        }
        guard approved > 0 else { return findings }
        if approved > largest {
            findings.append(above("amount_approved", approved, largest))
        } else if approved > requested {
            findings.append(above("amount_approved", approved, requested, .warning))
        }
        let isStanding = lookup.number(of: subject.record, "amount_approved") == approved
        let author =
            isStanding
            ? lookup.stamp(of: subject.record, "amount_approved")?.author : subject.actor?.user
        if let author, preparers(of: subject.record, lookup: lookup).contains(author) {
            findings.append(Finding(.separation, field: "amount_approved"))
        }
        findings += plan(subject, approved, at: home, lookup: lookup)
        return isStanding ? findings.map(\.onceMerged) : findings
    }

    private static func above(
        _ field: String, _ amount: Int64, _ limit: Int64, _ severity: Severity? = nil
    ) -> Finding {
        Finding(
            .approval, severity, field: field,
            value: "\(Money(fen: amount).yuan) > \(Money(fen: limit).yuan)")
    }

    /// CK-38: all that is approved in a batch is within what was planned for it.
    private static func plan(
        _ subject: Subject, _ approved: Int64, at home: DivisionCode, lookup: some Lookup
    ) -> [Finding] {
        guard let batch = lookup.batch(subject.number("batch"), at: home) else { return [] }
        let planned = lookup.number(of: batch, "planned_amount")
        guard planned > 0 else { return [] }
        let others = batchMates(of: subject, lookup: lookup).filter { other in
            lookup.number(of: other, "amount_approved") > 0
                && !given.contains(
                    Workflow.application.course(
                        of: lookup.events(of: other), asOf: lookup.today
                    ).state)
        }
        let sum = others.reduce(approved) { $0 + lookup.number(of: $1, "amount_approved") }
        guard sum > planned else { return [] }
        return [
            Finding(
                .freeBalance, field: "amount_approved", other: batch,
                value: "\(Money(fen: sum).yuan) > \(Money(fen: planned).yuan)")
        ]
    }

    /// CK-39: what the latest agreement saw is what stands.
    ///
    /// Where the county has agreed, its decision counts: it saw what the township's had not. Before
    /// that it is told, and sees for itself.
    static func oldFacts(_ subject: Subject, lookup: some Lookup) -> [Finding] {
        let approvals = approvals(of: subject.record, lookup: lookup)
        let decisions =
            approvals.isEmpty
            ? agreements(of: subject.record, stage: "township", lookup: lookup) : approvals
        let latest = decisions.max { a, b in
            (lookup.text(of: a, "decided_on") ?? "", a) < (
                lookup.text(of: b, "decided_on") ?? "", b
            )
        }
        guard let latest, let text = lookup.text(of: latest, "seen"),
            text != seen(subject, lookup: lookup)
        else { return [] }
        return [
            Finding(
                .oldFacts, approvals.isEmpty ? .warning : .hold, field: "seen", other: latest)
        ]
    }

    /// What a decision on an application rests on, as one text: kept with the decision, so that a
    /// later change shows (CK-39).
    ///
    /// It holds incomes and conditions, and travels no further than they do. Of the mother's ID
    /// number the masked form is enough: a digit that is put right changes the last one.
    static func seen(of application: RecordID, lookup: some Lookup) -> String {
        seen(Subject(application, of: "application", in: lookup), lookup: lookup)
    }

    private static func seen(_ subject: Subject, lookup: some Lookup) -> String {
        let texts = ["c1", "c2", "c3", "c4", "c5", "project_kind"].map { subject.text($0) ?? "-" }
        let numbers = ["income_before", "amount_requested"].map { "\(subject.number($0))" }
        let mother = subject.record("mother").flatMap { lookup.text(of: $0, "id_number") }
        let masked = mother.map { FieldKind.idNumber.masked(.text($0)) } ?? "-"
        return (texts + numbers + [masked]).joined(separator: " ")
    }
}
