public import Replication

/// How a loan stands on a day: what people said of its contract, and what the ledger says of it.
///
/// Money is a fact: a pay-out that stands makes the contract disbursed, whatever was said. A pure function of events, entries and the day; never stored, and the same on every replica that
/// holds them.
public struct ContractStanding: Hashable, Sendable {
    /// The state, of ``Workflow/contract``.
    public let state: String
    /// The events' part of it: holds, and what does not fit.
    public let course: Course
    /// The pay-out that counts; `nil` if nothing has been paid out.
    public let payout: LoanEntry?
    /// Entries that count in no sum: those that the county disputes, and pay-outs beside the first.
    public let disputed: [LoanEntry]
    /// What came back and was found at the bank, in fen.
    public let confirmed: Int64
    /// What came back and was not looked for yet, in fen.
    public let provisional: Int64
    /// The last day on which it may be repaid without being overdue; `nil` if there is none.
    public let lastDay: CivilDate?
    /// Whether money was paid out although the contract or its application had been stopped: a
    /// person settles the return.
    public let isBroken: Bool

    /// What was lent, in fen.
    public var lent: Int64 { payout?.amount ?? 0 }
    /// What came back, in fen: confirmed and provisional.
    public var recovered: Int64 { confirmed &+ provisional }
    /// What is owed, in fen; below zero if more came back.
    public var outstanding: Int64 { lent &- recovered }

    /// What a standing comes of, beside the day.
    public struct Papers: Sendable {
        /// What people said of the contract.
        public var events: [Event]
        /// The movements of its money that no reversal names.
        public var entries: [LoanEntry]
        /// When it is due.
        public var dueOn: CivilDate?
        /// What became of its application; `nil` if it has none.
        public var application: Course?
        /// The first day of a visit.
        public var visitedOn: CivilDate?
        /// The first day on which a collection notice was served.
        public var servedOn: CivilDate?
        /// The first day on which the effect was surveyed.
        public var surveyedOn: CivilDate?
        /// The day on which its batch was assessed.
        public var assessedOn: CivilDate?

        /// Papers.
        public init(
            events: [Event] = [], entries: [LoanEntry] = [], dueOn: CivilDate? = nil,
            application: Course? = nil, visitedOn: CivilDate? = nil, servedOn: CivilDate? = nil,
            surveyedOn: CivilDate? = nil, assessedOn: CivilDate? = nil
        ) {
            self.events = events
            self.entries = entries
            self.dueOn = dueOn
            self.application = application
            self.visitedOn = visitedOn
            self.servedOn = servedOn
            self.surveyedOn = surveyedOn
            self.assessedOn = assessedOn
        }
    }

    /// How a contract stands on a day.
    ///
    /// - Parameter calendar: of the place where it was signed: a day that is no working day moves
    ///   what is due on it.
    public init(_ papers: Papers, asOf day: CivilDate, calendar: WorkingDays) {
        course = Workflow.contract.course(of: papers.events, asOf: day)
        let entries = papers.entries.filter { $0.paidOn <= day }.sorted(by: LoanEntry.isBefore)
        let counted = entries.filter { $0.standing != .disputed }
        let payouts = counted.filter { $0.kind == .payout }
        payout = payouts.first
        disputed = entries.filter { $0.standing == .disputed } + payouts.dropFirst()
        let repayments = counted.filter { $0.kind == .repayment }
        confirmed = repayments.filter { $0.standing == .confirmed }.reduce(0) { $0 &+ $1.amount }
        provisional = repayments.filter { $0.standing != .confirmed }
            .reduce(0) { $0 &+ $1.amount }
        let newDay = papers.events.compactMap { Self.newDay($0, by: day) }.max()
        lastDay = (newDay ?? papers.dueOn).map(calendar.onOrAfter)
        let isStopped =
            course.state == "cancelled"
            || papers.application.map {
                Self.stopped.contains($0.state) || $0.isOnHold
            } ?? false
        isBroken = payout != nil && isStopped
        state = Self.state(
            course, payout, recovered: confirmed &+ provisional, papers, lastDay, day)
    }

    /// States of an application in which no money is paid out on it.
    private static let stopped: Set<String> = [
        "screened_out", "notice_objected", "returned", "rejected", "withdrawn",
    ]

    /// The day until which a contract was restructured, if an event says so.
    private static func newDay(_ event: Event, by day: CivilDate) -> CivilDate? {
        guard case .list(let parts) = event.content, parts.count > 2,
            parts[0] == .text("restructured"), case .text(let on) = parts[1],
            CivilDate(on).map({ $0 <= day }) ?? false, case .text(let until) = parts[2]
        else { return nil }
        return CivilDate(until)
    }

    private static func state(
        _ course: Course, _ payout: LoanEntry?, recovered: Int64, _ papers: Papers,
        _ lastDay: CivilDate?, _ day: CivilDate
    ) -> String {
        guard let payout, !["archived", "written_off"].contains(course.state) else {
            return course.state
        }
        func happened(_ date: CivilDate?) -> Bool { date.map { $0 <= day } ?? false }
        if payout.amount <= recovered {
            guard happened(papers.surveyedOn) else { return "repaid" }
            return happened(papers.assessedOn) ? "assessed" : "surveyed_effect"
        }
        if let lastDay, day > lastDay { return "overdue" }
        if recovered > 0 { return "partly_repaid" }
        if course.state == "restructured" { return "restructured" }
        if happened(papers.servedOn) { return "notice_sent" }
        let isFresh = payout.paidOn.adding(days: 30).map { day <= $0 } ?? true
        return isFresh && !happened(papers.visitedOn) ? "disbursed" : "operating"
    }
}

extension Lookup {
    /// How a contract stands on a day, from the records that are here.
    public func standing(of contract: RecordID, asOf day: CivilDate) -> ContractStanding {
        let application = record(named: "application", by: contract)
        let home = home(of: contract) ?? .nation
        return ContractStanding(
            ContractStanding.Papers(
                events: events(of: contract), entries: loanEntries(of: contract),
                dueOn: text(of: contract, "due_on").flatMap { CivilDate($0) },
                application: application.map {
                    Workflow.application.course(of: events(of: $0), asOf: day)
                },
                visitedOn: first("visited_on", of: "follow_up_visit", on: contract),
                servedOn: first("served_on", of: "collection_notice", on: contract),
                surveyedOn: first("surveyed_on", of: "effect_survey", on: contract),
                assessedOn: assessment(of: number(of: contract, "batch"), at: home)),
            asOf: day, calendar: workingDays(at: home))
    }

    private func record(named field: String, by record: RecordID) -> RecordID? {
        guard case .bytes(let bytes) = value(of: record, field) else { return nil }
        return RecordID(bytes: bytes)
    }

    /// The first day that papers of a type on a contract name.
    private func first(_ field: String, of type: String, on contract: RecordID) -> CivilDate? {
        records(of: type, where: "contract", equals: .bytes(contract.bytes))
            .compactMap { text(of: $0, field).flatMap { CivilDate($0) } }.min()
    }

    /// When the batch that a county calls by a number was assessed; `nil` if it has not been.
    private func assessment(of batch: Int64, at home: DivisionCode) -> CivilDate? {
        records(of: "cycle_assessment", where: "batch", equals: .integer(batch))
            .filter { self.home(of: $0)?.contains(home) ?? false }
            .compactMap { text(of: $0, "held_on").flatMap { CivilDate($0) } }.min()
    }
}
