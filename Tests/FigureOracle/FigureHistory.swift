public import Programme
public import Replication
internal import Support

/// A random history of a district: what is entered, corrected, reversed, linked, unlinked, moved.
public struct FigureHistory {
    /// One act on one record.
    public struct Act: Sendable {
        /// The record.
        public let record: RecordID
        /// Its type.
        public let type: String
        /// Where it lies from then on.
        public let home: DivisionCode
        /// The fields that are written; `absent` empties one.
        public let values: [String: Value]
        /// Whether the record is made.
        public let isNew: Bool
    }

    /// The acts, in order.
    public private(set) var acts: [Act] = []
    /// What stands after them.
    public private(set) var facts: [RecordID: Facts] = [:]

    private var random: SeededRandom
    private var count: UInt64 = 0
    private var byType: [String: [RecordID]] = [:]

    /// The divisions: two towns of a county, and another county.
    public static let villages = ["110101001001", "110101001002", "110101002001", "110102001001"]

    /// A history of so many acts.
    public init(seed: UInt64, acts count: Int) {
        random = SeededRandom(seed: seed)
        for county in ["110101", "110102"] {
            for number in 1...2 {
                let point = make(
                    "project_point", home: county, ["point_no": .text("\(number)")])
                make(
                    "round", home: county,
                    ["point": .bytes(point.bytes), "starts_on": day(), "round_no": .integer(1)])
                make(
                    "batch", home: county,
                    ["batch_no": .integer(Int64(number)), "point": .bytes(point.bytes)])
            }
        }
        for _ in 0..<6 { makeFamily() }
        while acts.count < count { act() }
    }

    // MARK: Chance

    private mutating func number(_ range: ClosedRange<Int>) -> Int {
        Int.random(in: range, using: &random)
    }

    private mutating func day() -> Value {
        let date = CivilDate(
            year: number(2015...2019), month: number(1...12), day: number(1...28))
        return .text(date?.description ?? "")
    }

    private mutating func money() -> Value { .integer(Int64(number(1...5)) * 1_000) }

    private mutating func pick(_ words: [String]) -> Value {
        .text(words[number(0...(words.count - 1))])
    }

    private mutating func one(_ type: String) -> RecordID? {
        byType[type]?.randomElement(using: &random)
    }

    private mutating func named(_ type: String) -> Value {
        one(type).map { .bytes($0.bytes) } ?? .absent
    }

    private mutating func village() -> String { Self.villages[number(0...3)] }

    /// Where a record lies that follows another.
    private func home(with value: Value) -> String? {
        guard case .bytes(let bytes) = value, let record = RecordID(bytes: bytes) else {
            return nil
        }
        return facts[record]?.home.description
    }

    // MARK: Acts

    @discardableResult
    private mutating func make(
        _ type: String, home: String, _ values: [String: Value]
    ) -> RecordID {
        count += 1
        // Ids in no order of time, so that the first of a group may come last.
        let record = RecordID(high: 0x0190_0000_0000_7000 + random.next() % 97, low: count)
        byType[type, default: []].append(record)
        write(record, type, DivisionCode(home) ?? .nation, values, isNew: true)
        return record
    }

    private mutating func write(
        _ record: RecordID, _ type: String, _ home: DivisionCode, _ values: [String: Value],
        isNew: Bool = false
    ) {
        acts.append(Act(record: record, type: type, home: home, values: values, isNew: isNew))
        let all = (facts[record]?.values ?? [:]).merging(values) { _, new in new }
        facts[record] = Facts(
            record: record, type: type, home: home, values: all.filter { $0.value != .absent })
    }

    private mutating func makeFamily() {
        let home = village()
        make("household", home: home, ["number": .text("\(count)")])
        make("person", home: home, ["name": .text("\(count)")])
    }

    private mutating func act() {
        switch number(0...21) {
        case 0: makeFamily()
        case 1...3: makeContract()
        case 4...6: makeEntry("disburse")
        case 7...9: makeEntry("repay")
        case 10: makeEntry(["fee", "source_in", "return_up"][number(0...2)])
        case 11: reverse()
        case 12: link()
        case 13: makeFund()
        case 14: makePaper()
        case 15: makeVisit()
        case 16: makeSurvey()
        case 17: moveDay()
        default: change()
        }
    }

    private mutating func makeContract() {
        let (household, mother) = (named("household"), named("person"))
        var values: [String: Value] = [
            "contract_no": .text("C\(count)"), "household": household, "mother": mother,
            "principal": money(), "signed_on": day(), "due_on": day(),
            "beneficiaries": .integer(Int64(number(1...6))), "management_fee": money(),
        ]
        if number(0...9) > 0 { values["batch"] = .integer(Int64(number(1...3))) }
        make("contract", home: home(with: household) ?? village(), values)
    }

    private mutating func makeEntry(_ kind: String) {
        var values: [String: Value] = [
            "kind": .text(kind), "amount": money(), "paid_on": day(),
            "receipt_no": .text("\(number(1...40))"),
        ]
        if kind == "source_in" || kind == "return_up" {
            values["source"] = named("fund_source")
            make("ledger_entry", home: "110101", values)
        } else {
            if number(0...19) > 0 { values["contract"] = named("contract") }
            if number(0...2) == 0 { makeNear(kind, &values) }
            let home = home(with: values["contract"] ?? .absent) ?? village()
            make("ledger_entry", home: home, values)
        }
    }

    /// Lets a repayment come about when it is due, and a second pay-out on the day of the first.
    private mutating func makeNear(_ kind: String, _ values: inout [String: Value]) {
        if kind == "repay", case .bytes(let bytes)? = values["contract"],
            let contract = RecordID(bytes: bytes),
            case .text(let text) = facts[contract]?["due_on"] ?? .absent,
            let date = CivilDate(text)?.adding(days: number(0...3))
        {
            values["paid_on"] = .text(date.description)
        }
        if kind == "disburse", let other = one("ledger_entry").flatMap({ facts[$0] }),
            other["kind"] == .text("disburse")
        {
            values["contract"] = other["contract"]
            values["paid_on"] = other["paid_on"]
        }
    }

    private mutating func reverse() {
        let entry = named("ledger_entry")
        guard let home = home(with: entry) else { return makeEntry("repay") }
        make(
            "ledger_entry", home: home,
            ["kind": .text("reverse"), "reverses": entry, "amount": money(), "paid_on": day()])
    }

    private mutating func link() {
        make(
            "person_link", home: "110101",
            ["person": named("person"), "same_as": named("person"), "linked_on": day()])
    }

    private mutating func makeFund() {
        let kinds = [
            "national_aid", "provincial_aid", "prefecture_aid", "county_matching", "donation",
            "social_maintenance_levy", "other",
        ]
        make(
            "fund_source", home: ["110101", "110102"][number(0...1)],
            [
                "document_no": .text("S\(count)"), "kind": pick(kinds), "amount": money(),
                "year": .integer(Int64(number(2014...2019))),
            ])
        make(
            "hand_over", home: village(),
            [
                "number": .text("H\(count)"), "total": money(), "handed_on": day(),
                "received_on": number(0...1) == 0 ? .absent : day(), "received_total": money(),
            ])
    }

    private mutating func makePaper() {
        let household = named("household")
        var values: [String: Value] = ["household": household]
        for condition in ["c1", "c2", "c3", "c4", "c5"] {
            values[condition] = number(0...9) == 0 ? .text("no") : .text("yes")
        }
        let isSurvey = number(0...1) == 0
        values[isSurvey ? "surveyed_on" : "applied_on"] = day()
        make(
            isSurvey ? "household_survey" : "application", home: home(with: household) ?? village(),
            values)
    }

    private mutating func makeVisit() {
        let contract = named("contract")
        make(
            "follow_up_visit", home: home(with: contract) ?? village(),
            ["contract": contract, "visited_on": day()])
    }

    private mutating func makeSurvey() {
        let contract = named("contract")
        make(
            "effect_survey", home: home(with: contract) ?? village(),
            [
                "contract": contract, "survey_round": .integer(Int64(number(1...3))),
                "surveyed_on": day(), "income_before": money(), "income_after": money(),
                "out_of_poverty": pick(["yes", "no", "unclear"]),
            ])
    }

    /// Moves a day that some contract is due on, or one of the days after it.
    private mutating func moveDay() {
        guard let contract = one("contract"),
            case .text(let text) = facts[contract]?["due_on"] ?? .absent,
            let date = CivilDate(text)?.adding(days: number(0...3))
        else { return }
        make(
            "calendar_day", home: ["0", "110101"][number(0...1)],
            ["date": .text(date.description), "is_working_day": .bool(number(0...1) == 0)])
    }

    /// Corrects, confirms, undoes or moves something.
    private mutating func change() {
        let types = [
            "ledger_entry", "contract", "person_link", "person", "household", "effect_survey",
            "calendar_day", "ledger_entry",
        ]
        let type = types[number(0...(types.count - 1))]
        guard let record = one(type), let now = facts[record] else { return }
        switch type {
        case "ledger_entry":
            write(record, type, now.home, ["standing": pick(["confirmed", "disputed"])])
        case "contract" where number(0...2) == 0: move(now)
        case "contract":
            write(
                record, type, now.home,
                [["due_on": day(), "signed_on": day()], ["principal": money()]][number(0...1)])
        case "person_link": write(record, type, now.home, ["undone_on": day()])
        case "effect_survey":
            write(
                record, type, now.home,
                [
                    "surveyed_on": day(), "income_before": money(), "income_after": money(),
                    "out_of_poverty": pick(["yes", "no"]),
                ])
        case "calendar_day":
            write(record, type, now.home, ["is_working_day": .bool(number(0...1) == 0)])
        default: move(now)
        }
    }

    private mutating func move(_ facts: Facts) {
        let home = DivisionCode(village()) ?? .nation
        write(facts.record, facts.type, home, [:])
    }
}
