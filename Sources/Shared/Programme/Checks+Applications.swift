internal import Replication

/// How far an application has come, as far as checks are concerned.
enum ApplicationStage: Int, Comparable {
    /// Before the township has agreed.
    case open
    /// The township agreed.
    case agreed
    /// The copies are filled in, or at the county.
    case completed
    /// The county approved.
    case approved

    /// The stage that an event leads to; `nil` if it leads to none of these.
    init?(event: String) {
        switch event {
        case "township_agreed": self = .agreed
        case "forms_completed", "county_submitted": self = .completed
        case "county_approved": self = .approved
        default: return nil
        }
    }

    /// The stage of a state.
    init(state: String) {
        switch state {
        case "township_agreed": self = .agreed
        case "forms_completed", "county_submitted": self = .completed
        case "county_approved", "contracted": self = .approved
        default: self = .open
        }
    }

    static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

extension Checks {
    /// The states in which an application leads to nothing any more.
    static let given: Set<String> = ["rejected", "withdrawn", "screened_out", "expired"]

    /// CK-02…04, 10…12, 14, 20…23, 30…33, 36, 38…40 on an application, as far as it has come.
    ///
    /// What must be fulfilled for a step stops the step. Who changes the record of an application
    /// that has taken it is not stopped: what is written is what was found out, and what follows
    /// waits.
    /// - Parameter stage: how far it would come; `nil` for how far it is.
    static func application(
        _ subject: Subject, stage wanted: ApplicationStage? = nil, lookup: some Lookup
    ) -> [Finding] {
        let events = lookup.events(of: subject.record)
        let course = Workflow.application.course(of: events, asOf: lookup.today)
        let remarks = remarks(course, events)
        // Nothing is decided on it any more, so nothing waits.
        if given.contains(course.state), wanted == nil { return remarks.map(\.lighter) }
        var findings = rivals(subject, course: course, lookup: lookup)
        if subject.stands(in: lookup), wanted == nil { findings = findings.map(\.onceMerged) }
        findings += papers(of: subject, on: "applied_on", lookup: lookup)
        findings += duplicates(subject, lookup: lookup) + remarks
        let steps = steps(
            subject, to: wanted ?? ApplicationStage(state: course.state), course: course,
            lookup: lookup)
        return findings + (wanted == nil ? steps.map(\.onceMerged) : steps)
            + amounts(subject, lookup: lookup)
    }

    /// What must be fulfilled for the steps up to a stage.
    private static func steps(
        _ subject: Subject, to stage: ApplicationStage, course: Course, lookup: some Lookup
    ) -> [Finding] {
        guard stage >= .agreed else { return [] }
        var findings = conditions(subject) + income(subject, lookup: lookup)
        findings += project(subject, lookup: lookup) + groundwork(subject, lookup: lookup)
        findings += objections(subject, lookup: lookup)
        // What she and her household owed then, the contract says.
        if course.state != "contracted" { findings += loans(subject, lookup: lookup) }
        if stage >= .completed { findings += copies(subject, lookup: lookup) }
        if stage >= .approved {
            findings += ranking(subject, lookup: lookup) + approvers(subject, lookup: lookup)
        }
        return findings + oldFacts(subject, lookup: lookup)
    }

    /// CK-10, CK-14: another application of the same woman, wherever it was made.
    private static func rivals(
        _ subject: Subject, course: Course, lookup: some Lookup
    ) -> [Finding] {
        guard let mother = subject.record("mother") else { return [] }
        let others = OnePerson.of(mother, lookup: lookup).flatMap {
            lookup.records(of: "application", where: "mother", equals: .bytes($0.bytes))
        }
        return others.filter { $0 != subject.record }.compactMap { other in
            let state = Workflow.application.course(
                of: lookup.events(of: other), asOf: lookup.today
            ).state
            if given.contains(state) { return nil }
            if lookup.number(of: other, "batch") == subject.number("batch") {
                return Finding(.twiceInBatch, field: "mother", other: other)
            }
            let isOpen = state == "contracted" ? awaitsMoney(other, lookup: lookup) : true
            return isOpen && course.state != "contracted"
                ? Finding(.openLoan, .hold, field: "mother", other: other) : nil
        }
    }

    /// Whether nothing has been paid out yet on the contract that an application led to.
    private static func awaitsMoney(_ application: RecordID, lookup: some Lookup) -> Bool {
        lookup.records(of: "contract", where: "application", equals: .bytes(application.bytes))
            .contains {
                Loan(of: $0, lookup: lookup).payout == nil && !lookup.isCancelled(contract: $0)
            }
    }

    /// CK-04: another record with the mother's ID number that nobody has linked with hers.
    static func duplicates(_ subject: Subject, lookup: some Lookup) -> [Finding] {
        guard let mother = subject.record("mother"),
            let number = lookup.text(of: mother, "id_number")
        else { return [] }
        let cluster = OnePerson.of(mother, lookup: lookup)
        return lookup.records(of: "person", where: "id_number", equals: .text(number))
            .filter { !cluster.contains($0) }
            .map { Finding(.duplicatePerson, field: "mother", other: $0) }
    }

    /// CK-20: the five conditions.
    private static func conditions(_ subject: Subject) -> [Finding] {
        ["c1", "c2", "c3", "c4", "c5"].filter { subject.text($0) != "yes" }.map {
            Finding(.conditions, field: $0, value: $0)
        }
    }

    /// CK-21: below the local average of the year of the application, as the form says and as the
    /// household was measured.
    ///
    /// Village and township may have measured differently: then nobody knows, and it waits.
    private static func income(_ subject: Subject, lookup: some Lookup) -> [Finding] {
        guard let home = subject.home(lookup), let year = subject.date("applied_on")?.year else {
            return []
        }
        let record = measurement(subject, until: Int64(year), lookup: lookup)
        if let record, lookup.isInConflict(record) {
            return [Finding(.income, .hold, field: "income_before", other: record)]
        }
        guard
            let average = lookup.referenceValue("local_average_income", at: home, year: Int64(year))
        else { return [Finding(.income, .warning, field: "income_before")] }
        let measured = record.map { perHead($0, lookup: lookup) } ?? 0
        let income = max(subject.number("income_before"), measured)
        let value = "\(Money(fen: income).yuan) / \(Money(fen: average).yuan)"
        return income < average ? [] : [Finding(.income, field: "income_before", value: value)]
    }

    /// The newest measurement of the household's income for an application.
    private static func measurement(
        _ subject: Subject, until year: Int64, lookup: some Lookup
    ) -> RecordID? {
        guard let household = subject.record("household") else { return nil }
        return lookup.records(
            of: "income_record", where: "household", equals: .bytes(household.bytes)
        ).filter {
            lookup.text(of: $0, "basis") == "application" && lookup.number(of: $0, "year") <= year
        }.max { lookup.number(of: $0, "year") < lookup.number(of: $1, "year") }
    }

    private static func perHead(_ measurement: RecordID, lookup: some Lookup) -> Int64 {
        let net =
            lookup.number(of: measurement, "total_income")
            - lookup.number(of: measurement, "production_cost")
        return net / max(1, lookup.number(of: measurement, "members_counted"))
    }

    /// CK-23: a project that the money and the term carry.
    private static func project(_ subject: Subject, lookup: some Lookup) -> [Finding] {
        guard subject.text("project_kind") != nil else {
            return [Finding(.project, field: "project_kind")]
        }
        var findings: [Finding] = []
        let money = subject.number("amount_requested") + subject.number("own_money")
        if subject.number("total_cost") > money {
            findings.append(Finding(.project, .warning, field: "total_cost"))
        }
        var term = subject.number("term_months")
        if term == 0, let home = subject.home(lookup) {
            term = lookup.value(of: .termMonths, at: home, on: lookup.today)
        }
        if subject.number("return_months") > term {
            findings.append(Finding(.project, .warning, field: "return_months"))
        }
        return findings
    }

    /// CK-30, CK-32: what the village decided and put up in public bears the township's agreement.
    private static func groundwork(_ subject: Subject, lookup: some Lookup) -> [Finding] {
        let own = Value.bytes(subject.record.bytes)
        let reviews = lookup.records(of: "village_review", where: "application", equals: own)
            .filter {
                !villageReview(Subject($0, of: "village_review", in: lookup)).isEmpty
            }.map { Finding(.review, field: "application", other: $0) }
        let notices = lookup.records(of: "public_notice", where: "items", equals: own)
            .map { Subject($0, of: "public_notice", in: lookup) }
            .filter(isAidList)
        let latest = notices.max { a, b in
            (a.text("starts_on") ?? "", a.record) < (b.text("starts_on") ?? "", b.record)
        }
        guard let latest else { return reviews }
        let isWhole =
            latest.date("closed_on") != nil && publicNotice(latest, lookup: lookup).isEmpty
        return reviews
            + (isWhole ? [] : [Finding(.notice, field: "application", other: latest.record)])
    }

    /// CK-31: an objection that nobody has answered.
    private static func objections(_ subject: Subject, lookup: some Lookup) -> [Finding] {
        lookup.records(
            of: "objection", where: "application", equals: .bytes(subject.record.bytes)
        ).filter { lookup.text(of: $0, "result") == nil }.map {
            Finding(.objection, field: "application", other: $0)
        }
    }

    /// CK-33: the signed copies.
    private static func copies(_ subject: Subject, lookup: some Lookup) -> [Finding] {
        guard let home = subject.home(lookup) else { return [] }
        let wanted = lookup.value(of: .copies, at: home, on: lookup.today)
        let found = subject.elements("copies").count
        return found >= wanted
            ? [] : [Finding(.copies, field: "copies", value: "\(found)/\(wanted)")]
    }
}
