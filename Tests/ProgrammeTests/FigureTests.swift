import FigureOracle
import Programme
import Replication
import Testing

/// Records in memory, as figures ask for them.
struct FactMemory: FactSource {
    let records: [RecordID: Facts]
    private let lists: [Question: [Facts]]

    private struct Question: Hashable {
        let type: String
        let field: String
        let value: Value
    }

    init(_ facts: [Facts]) {
        records = Dictionary(uniqueKeysWithValues: facts.map { ($0.record, $0) })
        var lists: [Question: [Facts]] = [:]
        for facts in facts.sorted(by: { $0.record < $1.record }) {
            for (field, value) in facts.values {
                lists[Question(type: facts.type, field: field, value: value), default: []]
                    .append(facts)
            }
        }
        self.lists = lists
    }

    func facts(of record: RecordID, type: String) -> Facts? {
        records[record].flatMap { $0.type == type ? $0 : nil }
    }

    func facts(of type: String, where field: String, equals value: Value) -> [Facts] {
        lists[Question(type: type, field: field, value: value)] ?? []
    }

    /// What all records add.
    var contributions: [Contribution] {
        records.values.flatMap { Contributions.of($0, in: self) }
    }
}

extension [Contribution] {
    /// What a number comes to: its parts; `nil` for what these do not tell.
    func number(
        _ indicator: Indicator, under division: DivisionCode, _ period: ReportPeriod
    ) -> (Int64, Int64?)? {
        func sum(_ terms: [Indicator.Term]) -> Int64 {
            terms.reduce(0) { sum, term in
                guard let (days, asOf) = term.span.days(of: period) else { return sum }
                return sum
                    + filter {
                        $0.figure == term.figure && division.contains($0.home)
                            && days.contains($0.day) && $0.since <= asOf
                    }.reduce(0) { $0 + $1.value } * term.weight
            }
        }
        switch indicator.formula {
        case .sum(let terms): return (sum(terms), nil)
        case .ratio(let first, let second): return (sum(first), sum(second))
        default: return nil
        }
    }
}

/// What records add to figures, beside numbers that are counted in other words.
struct FigureTests {
    static let divisions = ["0", "110101", "110101001001"]

    static var periods: [ReportPeriod] {
        let days = ["2014-06-30", "2016-10-31", "2017-02-14", "2019-12-31"].compactMap {
            CivilDate($0)
        }
        let years = [
            ReportPeriod.programmeYear(2017), .calendarYear(2018),
            .programmeYear(2017, asOf: CivilDate("2017-07-15")),
            .programmeYear(2016, asOf: CivilDate("2019-06-05")),
        ]
        return days.map(ReportPeriod.toDate) + years.compactMap(\.self)
    }

    /// The first number that differs; `nil` if all are the same.
    static func difference(
        _ contributions: [Contribution], _ oracle: FigureOracle, asked: inout Set<String>
    ) -> String? {
        for code in divisions.map(code) {
            let here = contributions.filter { code.contains($0.home) }
            for period in periods {
                for indicator in Indicator.all {
                    guard let found = here.number(indicator, under: code, period),
                        let expected = oracle.number(indicator.name, under: code, period)
                    else { continue }
                    if expected != (0, nil), expected != (0, 0) { asked.insert(indicator.name) }
                    guard found == expected else {
                        return
                            "\(indicator.name) under \(code), \(period): \(found), not \(expected)"
                    }
                }
            }
        }
        return nil
    }

    @Test func `the figures of random histories are those that the definitions give`() {
        var asked: Set<String> = []
        for seed in 1...12 as ClosedRange<UInt64> {
            let facts = Array(FigureHistory(seed: seed, acts: 160).facts.values)
            let found = FactMemory(facts).contributions
            let difference = Self.difference(found, FigureOracle(facts), asked: &asked)
            #expect(difference == nil, "seed \(seed)")
        }
        let silent = Indicator.all.filter { indicator in
            switch indicator.formula {
            case .sum, .ratio: !asked.contains(indicator.name)
            default: false
            }
        }
        #expect(silent.isEmpty, "never anything but zero: \(silent.map(\.name))")
    }

    /// What a careless figure would not look at: each must be noticed.
    static let mutants: [(String, @Sendable (Facts) -> Facts?)] = [
        ("reversals", { $0["kind"] == .text("reverse") ? nil : $0 }),
        ("disputes", { $0.without("standing", ifIs: "disputed") }),
        ("confirmations", { $0.without("standing", ifIs: "confirmed") }),
        ("links", { $0.type == "person_link" ? nil : $0 }),
        ("links undone", { $0.without("undone_on") }),
        ("the calendar", { $0.type == "calendar_day" ? nil : $0 }),
        ("the order of pay-outs", { $0.without("receipt_no") }),
        ("batches", { $0.without("batch") }),
        ("rounds of surveys", { $0.without("survey_round") }),
        ("visits", { $0.type == "follow_up_visit" ? nil : $0 }),
        ("one condition", { $0["c3"] == .absent ? $0 : $0.with("c3", .text("yes")) }),
        ("kinds of sources", { $0.type == "fund_source" ? $0.without("kind") : $0 }),
    ]

    @Test(arguments: mutants.indices)
    func `who does not look at something counts otherwise`(_ index: Int) {
        let (name, mutate) = Self.mutants[index]
        var asked: Set<String> = []
        let isNoticed = (1...40 as ClosedRange<UInt64>).contains { seed in
            let facts = Array(FigureHistory(seed: seed, acts: 160).facts.values)
            let found = FactMemory(facts.compactMap(mutate)).contributions
            if name == "batches" {
                return Set(found) != Set(FactMemory(facts).contributions)
            }
            return Self.difference(found, FigureOracle(facts), asked: &asked) != nil
        }
        #expect(isNoticed, "\(name)")
    }

    /// Plays a history act by act and keeps the contributions of the owners alone.
    private static func keep(
        _ history: FigureHistory,
        owners: (Facts, FactMemory) -> [RecordID: String]
    ) -> [RecordID: Set<Contribution>] {
        var standing: [RecordID: Facts] = [:]
        var kept: [RecordID: Set<Contribution>] = [:]
        for (index, act) in history.acts.enumerated() {
            let before = standing[act.record]
            let values = (before?.values ?? [:]).merging(act.values) { _, new in new }
                .filter { $0.value != .absent }
            let after = Facts(record: act.record, type: act.type, home: act.home, values: values)
            // Some records leave, and come back with their next act.
            standing[act.record] = index % 13 == 12 ? nil : after
            let memory = FactMemory(Array(standing.values))
            var touched = [act.record: act.type]
            for facts in [before, standing[act.record]].compactMap(\.self) {
                touched.merge(owners(facts, memory)) { type, _ in type }
            }
            for (record, type) in touched {
                let facts = memory.facts(of: record, type: type)
                kept[record] = facts.map { Set(Contributions.of($0, in: memory)) }
            }
        }
        let memory = FactMemory(Array(standing.values))
        for facts in standing.values {
            let anew = Set(Contributions.of(facts, in: memory))
            if kept[facts.record] == anew { kept[facts.record] = nil }
        }
        return kept.filter { !$0.value.isEmpty || standing[$0.key] != nil }
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func `who asks only the owners after each act has what all records add`(seed: UInt64) {
        let history = FigureHistory(seed: seed, acts: 300)
        let wrong = Self.keep(history) { Contributions.owners(touchedBy: $0, in: $1) }
        #expect(wrong.isEmpty, "\(wrong.count) records differ")
    }

    @Test(arguments: [
        "contract", "person", "household", "ledger_entry",
    ])
    func `who forgets the owners of a type has something else`(_ type: String) {
        let isNoticed = (1...12 as ClosedRange<UInt64>).contains { seed in
            let history = FigureHistory(seed: seed, acts: 300)
            return !Self.keep(history) { facts, memory in
                Contributions.owners(touchedBy: facts, in: memory).filter { owner in
                    owner.value != type || owner.key == facts.record
                }
            }.isEmpty
        }
        #expect(isNoticed)
    }

    @Test func `every figure has a word, a label in both languages, and known types`() {
        for figure in Figure.allCases {
            #expect(!figure.label.chinese.isEmpty && !figure.label.english.isEmpty)
            #expect(Figure(word: figure.word) == figure)
            #expect(figure.types.allSatisfy { Catalogue.type(named: $0) != nil }, "\(figure)")
        }
        #expect(Set(Figure.allCases.map(\.word)).count == Figure.allCases.count)
        #expect(Set(Figure.allCases.map(\.label)).count == Figure.allCases.count)
    }

    @Test func `figures look at fields that are there`() throws {
        for (name, fields) in Contributions.fields {
            let type = try #require(Catalogue.type(named: name))
            for field in fields { #expect(type.field(field) != nil, "\(name).\(field)") }
            let questions = Contributions.questions[name] ?? []
            #expect(Set(questions).isSubset(of: fields), "\(name)")
        }
        #expect(Set(Contributions.contributors).isSubset(of: Contributions.fields.keys))
    }

    @Test func `a figure that reaches the nation is made of what does`() throws {
        for figure in Figure.allCases where !figure.staysInCounty {
            for name in figure.types {
                let type = try #require(Catalogue.type(named: name))
                for field in Contributions.fields[name] ?? [] {
                    let reach = try #require(type.field(field)?.register.reach)
                    #expect(reach == .nation || reach == .down, "\(figure.word): \(name).\(field)")
                }
            }
        }
    }
}

extension Facts {
    /// The same without a field, or without it if it holds a word.
    fileprivate func without(_ field: String, ifIs word: String? = nil) -> Facts {
        if let word, self[field] != .text(word) { return self }
        return with(field, .absent)
    }

    fileprivate func with(_ field: String, _ value: Value) -> Facts {
        var values = values
        values[field] = value == .absent ? nil : value
        return Facts(record: record, type: type, home: home, values: values)
    }
}
