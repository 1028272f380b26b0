import Programme
import Replication

/// A village where one mother's aid has gone its whole way: from the survey of her household to the
/// first repayment, each paper in order, so that no check finds anything.
///
/// 1 is the village's clerk, 2 the township's, 3 the county's approver, 4 its finance.
struct World {
    var memory = Memory()
    let household, mother, husband, income: RecordID
    let batch, application, review, notice, agreement, approval: RecordID
    let contract, guarantor, allocation, payout, repayment, source, booking: RecordID

    static let village = "350603101201"
    static let town = "350603101"
    static let county = "350603"
    static let id = "990101197803150022"

    init() {
        var memory = Memory()
        (source, booking) = Self.fund(&memory)
        batch = Self.planned(24, 2_000_000, "2017-07-01", in: &memory)
        (household, mother, husband, income) = Self.family(in: &memory)
        application = Self.application(of: mother, household, in: &memory)
        (review, notice) = Self.village(on: application, in: &memory)
        agreement = Self.decide("township", "2017-06-14", 2, on: application, in: &memory)
        Self.happenings(to: application, in: &memory)
        approval = Self.decide("county", "2017-07-12", 3, on: application, in: &memory)
        allocation = memory.add(
            "allocation", home: Self.town,
            [
                "town": .text(Self.town), "batch": .integer(24), "amount": .integer(2_000_000),
                "document_no": .text("BK-1"), "ordered_on": .text("2017-07-13"),
                "received_on": .text("2017-07-17"), "received_amount": .integer(2_000_000),
            ])
        contract = Self.contract(of: mother, household, application, in: &memory)
        guarantor = Self.guarantor(of: contract, in: &memory)
        memory.happen("ready", "2017-07-20", to: contract)
        payout = memory.add(
            "ledger_entry", Self.entry("disburse", contract, 2_000_000, "2017-07-20", "P-1"))
        memory.stamps[payout] = stamped(2)
        repayment = memory.add(
            "ledger_entry", Self.entry("repay", contract, 100_000, "2017-09-14", "R-1"))
        memory.stamps[repayment] = stamped(1, of: Self.village)
        self.memory = memory
    }

    // MARK: Its papers

    private static func fund(_ memory: inout Memory) -> (RecordID, RecordID) {
        memory.add(
            "reference_value", home: county,
            [
                "kind": .text("local_average_income"), "division": .text(county),
                "year": .integer(2017), "value": .integer(450_000),
            ])
        let source = memory.add(
            "fund_source", home: county,
            ["document_no": .text("S-1"), "amount": .integer(15_000_000)])
        let booking = memory.add(
            "ledger_entry", home: county,
            [
                "kind": .text("source_in"), "source": named(source),
                "amount": .integer(15_000_000), "paid_on": .text("2003-11-01"),
                "receipt_no": .text("B-1"),
            ])
        return (source, booking)
    }

    /// A batch that the county has planned.
    @discardableResult
    static func planned(
        _ number: Int64, _ amount: Int64, _ day: String, in memory: inout Memory
    ) -> RecordID {
        memory.add(
            "batch", home: county,
            [
                "division": .text(county), "batch_no": .integer(number),
                "planned_amount": .integer(amount), "decided_on": .text(day),
            ])
    }

    private static func family(
        in memory: inout Memory
    ) -> (RecordID, RecordID, RecordID, RecordID) {
        let household = memory.add(
            "household", ["number": .text("H-1"), "kind": .list([.text("ordinary")])])
        let mother = memory.add(
            "person",
            [
                "name": .text("蔡秀兰"), "id_number": .text(id), "birth_date": .text("1978-03-15"),
                "sex": .text("female"), "relation": .text("mother"), "village": .text(village),
                "household": named(household), "phone": .text("13000000101"),
                "account": .text("990101000000000014"),
            ])
        let husband = memory.add(
            "person",
            [
                "name": .text("林国强"), "relation": .text("husband"), "village": .text(village),
                "household": named(household), "birth_date": .text("1976-01-01"),
                "phone": .text("13000000101"),
            ])
        let income = memory.add(
            "income_record",
            [
                "household": named(household), "year": .integer(2016),
                "basis": .text("application"), "total_income": .integer(1_800_000),
                "production_cost": .integer(120_000), "members_counted": .integer(4),
            ])
        return (household, mother, husband, income)
    }

    static func application(
        of mother: RecordID, _ household: RecordID, number: String = "A-1",
        home: String = village, in memory: inout Memory
    ) -> RecordID {
        let application = memory.add(
            "application", home: home,
            [
                "application_no": .text(number), "household": named(household),
                "mother": named(mother), "batch": .integer(24), "applied_on": .text("2017-05-15"),
                "project_kind": .text("breeding"), "total_cost": .integer(2_400_000),
                "own_money": .integer(400_000), "return_months": .integer(24),
                "amount_requested": .integer(2_000_000), "income_before": .integer(420_000),
                "c1": .text("yes"), "c2": .text("yes"), "c3": .text("yes"), "c4": .text("yes"),
                "c5": .text("yes"), "amount_approved": .integer(2_000_000),
                "term_months": .integer(24),
                "copies": .list(["village", "township", "county", "file"].map { .text($0) }),
            ])
        memory.stamps[application] = stamped(1, of: home)
        memory.fieldStamps[application] = ["amount_approved": stamped(3, of: county)]
        return application
    }

    private static func village(
        on application: RecordID, in memory: inout Memory
    ) -> (RecordID, RecordID) {
        let review = memory.add(
            "village_review",
            [
                "application": named(application), "kind": .text("two_committees"),
                "held_on": .text("2017-06-01"), "eligible": .integer(9), "present": .integer(6),
                "votes_for": .integer(4), "votes_against": .integer(1), "abstain": .integer(1),
                "minutes_no": .text("Y-1"),
            ])
        let notice = memory.add(
            "public_notice",
            [
                "number": .text("G-1"), "kind": .text("publicity"),
                "subject_kind": .text("aid_list"), "starts_on": .text("2017-06-05"),
                "days": .integer(7), "start_photo": .text("1.jpg"),
                "channels": .list([.text("group_board"), .text("village_board")]),
                "items": .list([named(application)]), "closed_on": .text("2017-06-12"),
                "end_photo": .text("2.jpg"),
            ])
        return (review, notice)
    }

    /// A decision that agrees to what it saw.
    static func decide(
        _ stage: String, _ day: String, _ user: UInt64, on application: RecordID,
        in memory: inout Memory
    ) -> RecordID {
        let filled = type("review_decision").filled(
            [
                "application": named(application), "stage": .text(stage),
                "decision": .text("agree"), "decided_on": .text(day),
            ], office: code(town), isCreation: true, lookup: memory)
        let decision = memory.add("review_decision", filled)
        memory.stamps[decision] = stamped(user, of: stage == "county" ? county : town)
        return decision
    }

    private static func happenings(to application: RecordID, in memory: inout Memory) {
        memory.happen("village_decided", "2017-06-01", to: application)
        memory.happen("notice_opened", "2017-06-05", to: application, until: "2017-06-12")
        memory.happen("township_agreed", "2017-06-14", to: application)
        memory.happen("forms_completed", "2017-06-19", to: application)
        memory.happen("county_submitted", "2017-06-21", to: application)
        memory.happen("county_approved", "2017-07-12", to: application, until: "2017-10-10")
        memory.happen("contracted", "2017-07-20", to: application)
    }

    static func contract(
        of mother: RecordID, _ household: RecordID, _ application: RecordID,
        in memory: inout Memory
    ) -> RecordID {
        memory.add(
            "contract",
            [
                "contract_no": .text("LW24-01"), "household": named(household),
                "mother": named(mother), "batch": .integer(24), "principal": .integer(2_000_000),
                "signed_on": .text("2017-07-20"), "due_on": .text("2019-07-20"),
                "beneficiaries": .integer(4), "application": named(application),
            ])
    }

    static func guarantor(of contract: RecordID, in memory: inout Memory) -> RecordID {
        memory.add(
            "guarantor",
            [
                "contract": named(contract), "name": .text("张兰芬"),
                "position": .text("village_party_branch"), "village": .text(village),
                "signed_on": .text("2017-07-20"), "sealed": .bool(true),
            ])
    }

    static func entry(
        _ kind: String, _ contract: RecordID, _ amount: Int64, _ day: String, _ receipt: String
    ) -> [String: Value] {
        [
            "kind": .text(kind), "contract": named(contract), "amount": .integer(amount),
            "paid_on": .text(day), "receipt_no": .text(receipt),
        ]
    }
}

extension World {
    // MARK: What else may be there

    /// Another loan, as it was made before there were applications here: of a batch taken over from
    /// paper, paid out and repaid on days.
    @discardableResult
    mutating func oldLoan(
        of mother: RecordID, _ household: RecordID?, lent: String, repaid: String?,
        batch: Int64 = 20
    ) -> RecordID {
        if memory.records(of: "batch", where: "batch_no", equals: .integer(batch)).isEmpty {
            memory.add(
                "batch", home: Self.county,
                [
                    "division": .text(Self.county), "batch_no": .integer(batch),
                    "taken_over": .bool(true), "taken_over_on": .text("2017-01-01"),
                ])
        }
        let number = "LW\(batch)-\(memory.facts.count)"
        let contract = memory.add(
            "contract",
            [
                "contract_no": .text(number), "mother": named(mother),
                "household": household.map { named($0) } ?? .absent, "batch": .integer(batch),
                "principal": .integer(500_000), "signed_on": .text(lent),
                "due_on": .text("2017-06-01"),
            ])
        memory.add("ledger_entry", Self.entry("disburse", contract, 500_000, lent, "P-\(number)"))
        if let repaid {
            memory.add(
                "ledger_entry", Self.entry("repay", contract, 500_000, repaid, "R-\(number)"))
        }
        return contract
    }

    /// Says that an entry does not count.
    @discardableResult
    mutating func reverse(_ entry: RecordID) -> RecordID {
        memory.add(
            "ledger_entry",
            [
                "kind": .text("reverse"), "reverses": named(entry),
                "amount": memory.value(of: entry, "amount"), "reason": .text("twice"),
            ])
    }

    /// The county finds that two records are of one person.
    @discardableResult
    mutating func link(_ a: RecordID, _ b: RecordID) -> RecordID {
        memory.add(
            "person_link", home: Self.county,
            [
                "person": named(a), "same_as": named(b), "linked_on": .text("2017-10-01"),
                "reason": .text("同一人"),
            ])
    }

    /// Takes away what followed the application's approval, or its last steps.
    mutating func rewind(to count: Int) {
        memory.happened[application] = Array((memory.happened[application] ?? []).prefix(count))
        for record in [contract, guarantor, payout, repayment] { memory.remove(record) }
        if count < 6 {
            memory.remove(approval)
            memory.set(application, ["amount_approved": .absent, "term_months": .absent])
        }
        if count < 3 { memory.remove(agreement) }
    }

    // MARK: What is found

    /// All findings of all records, by check.
    var found: [Check: Set<RecordID>] {
        var found: [Check: Set<RecordID>] = [:]
        for facts in memory.facts {
            for finding in memory.findings(facts.record) {
                found[finding.check, default: []].insert(facts.record)
            }
        }
        return found
    }

    /// The same after a change.
    func found(_ change: (inout World) -> Void) -> [Check: Set<RecordID>] {
        var world = self
        change(&world)
        return world.found
    }

    /// The severities of a check's findings on a record that stands.
    func severities(_ check: Check, on record: RecordID) -> Set<Severity> {
        Set(memory.findings(record).filter { $0.check == check }.map(\.severity))
    }
}

extension [Finding] {
    /// The checks that stop, with the fields that they are about.
    var blocks: Set<String> {
        Set(filter { $0.severity == .block }.map { "\($0.check.name) \($0.field ?? "-")" })
    }

    /// All checks with what they do.
    var said: Set<String> { Set(map { "\($0.check.name) \($0.severity.rawValue)" }) }
}
