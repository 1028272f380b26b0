import Programme
import Replication
import Testing

/// Numbers of reports: what is counted, and what a reversal takes out.
struct IndicatorTests {
    private let county = code("350603")

    private func reading(
        _ indicator: Indicator, _ world: World, under division: String = "350603",
        _ period: ReportPeriod? = nil
    ) -> (Int64, Int64?) {
        let all = ReportPeriod.toDate(world.memory.today)
        return FactMemory(world.memory.facts).contributions
            .number(indicator, under: code(division), period ?? all) ?? (.min, nil)
    }

    private func value(
        _ indicator: Indicator, _ world: World, under division: String = "350603",
        _ period: ReportPeriod? = nil
    ) -> Int64 { reading(indicator, world, under: division, period).0 }

    @Test func `the figures of one contract`() {
        let world = World()
        #expect(value(.sources, world) == 15_000_000)
        #expect(value(.contracts, world) == 1)
        #expect(value(.contracted, world) == 2_000_000)
        #expect(value(.payouts, world) == 1)
        #expect(value(.mothers, world) == 1)
        #expect(value(.lent, world) == 2_000_000)
        #expect(value(.persons, world) == 4)
        #expect(value(.repaid, world) == 100_000)
        #expect(value(.reversed, world) == 0)
        #expect(value(.outstanding, world) == 1_900_000)
        #expect(value(.free, world) == 13_100_000)
        #expect(reading(.average, world) == (2_000_000, 1))
        #expect(reading(.turnover, world) == (2_000_000, 15_000_000))
    }

    @Test func `a repayment that is reversed counts as reversed, once however often`() {
        var world = World()
        for _ in 0..<3 {
            world.reverse(world.repayment)
            #expect(value(.repaid, world) == 0)
            #expect(value(.reversed, world) == 100_000)
            #expect(value(.outstanding, world) == 2_000_000)
        }
    }

    @Test func `a reversal with another amount changes nothing but what it names`() {
        var world = World()
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
        var world = World()
        world.reverse(world.payout)
        #expect(value(.persons, world) == 0)
        #expect(value(.mothers, world) == 0)
        #expect(value(.lent, world) == 0)
        #expect(value(.contracts, world) == 1)
    }

    @Test func `an entry that names another in the wrong field reverses nothing`() {
        var world = World()
        world.memory.add(
            "ledger_entry",
            ["kind": .text("fee"), "reverses": named(world.repayment), "amount": .integer(1)])
        #expect(value(.repaid, world) == 100_000)
    }

    @Test func `of two pay-outs the first counts, and the other is disputed`() {
        var world = World()
        world.memory.add(
            "ledger_entry",
            [
                "kind": .text("disburse"), "contract": named(world.contract),
                "amount": .integer(1_500_000), "paid_on": .text("2017-07-13"),
            ])
        #expect(value(.lent, world) == 1_500_000)
        #expect(value(.payouts, world) == 1)
        #expect(value(.disputed, world) == 2_000_000)
    }

    @Test func `what was returned upward lessens the principal`() {
        var world = World()
        world.memory.add(
            "ledger_entry", home: "350603",
            [
                "kind": .text("return_up"), "source": named(world.source),
                "amount": .integer(5_000_000),
            ])
        #expect(value(.principal, world) == 10_000_000)
        #expect(value(.free, world) == 8_100_000)
    }

    @Test func `a division sees its own, and a year its year`() throws {
        let world = World()
        #expect(value(.lent, world, under: "350603101") == 2_000_000)
        #expect(value(.lent, world, under: "350603103") == 0)
        #expect(value(.sources, world, under: "350603101") == 0)
        #expect(value(.lent, world, .programmeYear(2017)) == 2_000_000)
        #expect(value(.lent, world, .calendarYear(2017)) == 2_000_000)
        #expect(value(.lent, world, .calendarYear(2016)) == 0)
        #expect(value(.lent, world, .programmeYear(2018)) == 0)
        #expect(value(.outstanding, world, .programmeYear(2018)) == 1_900_000)
        #expect(value(.persons, world, .calendarYear(2017)) == 4)
    }

    @Test func `the programme's year begins on 1 November`() throws {
        let year = try #require(ReportPeriod.programmeYear(2017))
        #expect(year.first?.description == "2016-11-01" && year.last.description == "2017-10-31")
        #expect(year.asOf == year.last)
        #expect(CivilDate("2016-10-31")?.programmeYear == 2016)
        #expect(CivilDate("2016-11-01")?.programmeYear == 2017)
        #expect(ReportPeriod.programmeYear(1) == nil)
        #expect(Span.atStart.days(of: .toDate(year.last)) == nil)
    }

    @Test func `ratios are written with fixed decimals, and to zero there is none`() {
        #expect(Indicator.Unit.times.text(8_215_000_00, over: 1_835_600_00) == "4.4754")
        #expect(Indicator.Unit.wan.text(821_500_000, over: 987) == "0.8323")
        #expect(Indicator.Unit.percent.text(242_000, over: 426_000) == "56.81")
        #expect(Indicator.Unit.percent.text(72, over: 72) == "100.00")
        #expect(Indicator.Unit.share.text(758, over: 861, isCut: true) == "0.88")
        #expect(Indicator.Unit.share.text(758, over: 862, isCut: true) == "0.87")
        #expect(Indicator.Unit.yuan.text(366_786_000, over: 861) == "4260.00")
        #expect(Indicator.Unit.percent.text(1, over: 0) == nil)
        #expect(Ratio.decimal(-1, over: 3, scale: 2) == "-0.33")
        #expect(Ratio.decimal(-1, over: 300, scale: 1) == "0.0")
        #expect(Ratio.decimal(5, over: 2, scale: 0) == "3")
    }

    @Test func `every number has a word of its own and both labels`() {
        for indicator in Indicator.all {
            #expect(!indicator.label.chinese.isEmpty && !indicator.label.english.isEmpty)
            #expect(indicator.number.hasPrefix("I-"))
        }
        #expect(Set(Indicator.all.map(\.name)).count == Indicator.all.count)
        let numbers = Set(Indicator.all.map(\.number))
        let asked = (Array(1...22) + Array(29...31)).map { "I-" + ($0 < 10 ? "0" : "") + "\($0)" }
        #expect(Set(asked).subtracting(numbers).isEmpty)
    }

    @Test func `reports have names of their own, and numbers that are among all`() {
        #expect(Set(Report.all.map(\.name)).count == Report.all.count)
        let names = Set(Indicator.all.map(\.name))
        for report in Report.all {
            #expect(Report.named(report.name)?.name == report.name)
            for case .figure(let indicator) in report.rows {
                #expect(names.contains(indicator.name))
            }
        }
    }
}
