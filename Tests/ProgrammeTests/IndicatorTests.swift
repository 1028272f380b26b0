import Programme
import Replication
import Testing

/// Figures: what is counted, and what a reversal takes out.
struct IndicatorTests {
    private let county = code("350603")

    private func value(_ indicator: Indicator, _ world: ChecksTests.World, year: Int64? = nil)
        -> Int64
    {
        Fold(world.memory.facts).value(of: indicator.formula, under: county, year: year)
    }

    @Test func `the figures of one contract`() {
        let world = ChecksTests.World()
        #expect(value(.sources, world) == 15_000_000)
        #expect(value(.contracts, world) == 1)
        #expect(value(.contracted, world) == 2_000_000)
        #expect(value(.payouts, world) == 1)
        #expect(value(.lent, world) == 2_000_000)
        #expect(value(.persons, world) == 4)
        #expect(value(.repaid, world) == 100_000)
        #expect(value(.reversed, world) == 0)
        #expect(value(.outstanding, world) == 1_900_000)
        #expect(value(.free, world) == 13_100_000)
    }

    @Test func `a repayment that is reversed counts as reversed, once however often`() {
        var world = ChecksTests.World()
        for _ in 0..<3 {
            world.reverse(world.repayment)
            #expect(value(.repaid, world) == 0)
            #expect(value(.reversed, world) == 100_000)
            #expect(value(.outstanding, world) == 2_000_000)
        }
    }

    @Test func `a reversal with another amount changes nothing but what it names`() {
        var world = ChecksTests.World()
        world.memory.add(
            "ledger_entry",
            [
                "kind": .text("reverse"), "reverses": named(world.repayment),
                "amount": .integer(999),
            ])
        #expect(value(.reversed, world) == 100_000)
        #expect(value(.outstanding, world) == 2_000_000)
    }

    @Test func `a contract whose pay-out is reversed benefits nobody`() {
        var world = ChecksTests.World()
        world.reverse(world.payout)
        #expect(value(.persons, world) == 0)
        #expect(value(.lent, world) == 0)
        #expect(value(.contracts, world) == 1)
    }

    @Test func `an entry that names another in the wrong field reverses nothing`() {
        var world = ChecksTests.World()
        world.memory.add(
            "ledger_entry",
            ["kind": .text("fee"), "reverses": named(world.repayment), "amount": .integer(1)])
        #expect(value(.repaid, world) == 100_000)
    }

    @Test func `what was returned upward lessens the principal`() {
        var world = ChecksTests.World()
        world.memory.add(
            "ledger_entry", home: "350603",
            [
                "kind": .text("return_up"), "source": named(world.source),
                "amount": .integer(5_000_000),
            ])
        #expect(value(.principal, world) == 10_000_000)
        #expect(value(.free, world) == 8_100_000)
    }

    @Test func `a division sees its own, and a year its year`() {
        let world = ChecksTests.World()
        let fold = Fold(world.memory.facts)
        let sources = Indicator.sources.formula
        #expect(fold.value(of: Indicator.lent.formula, under: code("350603101")) == 2_000_000)
        #expect(fold.value(of: Indicator.lent.formula, under: code("350603103")) == 0)
        #expect(fold.value(of: sources, under: code("350603101")) == 0)
        #expect(value(.lent, world, year: 2017) == 2_000_000)
        #expect(value(.lent, world, year: 2016) == 0)
        #expect(value(.persons, world, year: 2017) == 4)
    }

    @Test func `every figure is made of fields that are there, and has both labels`() throws {
        for indicator in Indicator.all {
            #expect(!indicator.label.chinese.isEmpty && !indicator.label.english.isEmpty)
            for selection in indicator.formula.selections {
                let selected = try #require(Catalogue.type(named: selection.type))
                let names = Array(selection.filter.keys) + [selection.period ?? ""]
                for name in names where !name.isEmpty {
                    #expect(selected.field(name) != nil, "\(selection.type).\(name)")
                }
                for (name, value) in selection.filter {
                    #expect(selected.field(name)?.field.kind.fault(in: value) == nil)
                }
                for naming in selection.namings {
                    let by = try #require(Catalogue.type(named: naming.by.type))
                    #expect(by.field(naming.field)?.field.kind == .reference(selection.type))
                }
            }
        }
        #expect(Set(Indicator.all.map(\.name)).count == Indicator.all.count)
    }

    @Test func `the national report stands on what reaches the nation`() throws {
        for indicator in Indicator.all {
            for (name, field) in indicator.formula.fields {
                let register = try #require(Catalogue.type(named: name)?.field(field)?.register)
                #expect(register.reach == .nation, "\(name).\(field)")
            }
        }
        #expect(Report.named("national")?.rows.count == 13)
    }
}

extension Indicator.Formula {
    fileprivate var selections: [Indicator.Selection] {
        func all(_ selection: Indicator.Selection) -> [Indicator.Selection] {
            [selection] + selection.namings.flatMap { all($0.by) }
        }
        switch self {
        case .sum(_, let selection), .count(let selection): return all(selection)
        case .minus(let first, let second): return first.selections + second.selections
        }
    }

    fileprivate var fields: [(type: String, field: String)] {
        var fields = selections.flatMap { selection in
            selection.filter.keys.map { (selection.type, $0) }
                + selection.namings.map { ($0.by.type, $0.field) }
        }
        switch self {
        case .sum(let field, let selection): fields.append((selection.type, field))
        case .count: break
        case .minus(let first, let second): fields += first.fields + second.fields
        }
        return fields
    }
}
