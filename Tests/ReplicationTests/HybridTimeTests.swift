import Oracle
import Replication
import Support
import Testing

@Suite("Hybrid time")
struct HybridTimeTests {
    private static let year: Int64 = 365 * 24 * 60 * 60 * 1000
    private static let today: Int64 = 1_500_000_000_000

    @Test(arguments: [
        [Int64](repeating: today, count: 100),
        [today, today - 10 * year, today + 10 * year, today, today + 1, 0],
        (0..<100).map { today + ($0 % 2 == 0 ? 1 : -1) * $0 * year / 10 },
    ])
    func `stamps rise although the clock is frozen, wrong or jumping`(clock: [Int64]) {
        var last = HybridTime.zero
        for now in clock {
            let next = last.next(now: UInt64(now))
            #expect(next > last)
            #expect(next.milliseconds >= UInt64(now))
            last = next
        }
    }

    @Test func `a clock that goes forward is followed exactly`() {
        let stamp = HybridTime(ticks: 5).next(now: UInt64(Self.today))
        #expect(stamp.milliseconds == UInt64(Self.today))
        #expect(stamp.ticks & 0xFFFF == 0)
    }

    @Test func `more stamps than one millisecond counts go on into the next`() {
        var last = HybridTime.zero
        for _ in 0..<70_000 { last = last.next(now: UInt64(Self.today)) }
        #expect(last.milliseconds == UInt64(Self.today) + 1)
    }

    @Test func `a stamp of a wrong clock moves nothing, one of a fast clock does`() {
        let now = UInt64(Self.today)
        let far = HybridTime(ticks: UInt64(Self.today + 10 * Self.year) << 16)
        #expect(HybridTime.zero.observing(far, now: now) == .zero)
        #expect(HybridTime.leadMaxMilliseconds == 3_600_000)
        let edge = HybridTime(ticks: (now + 3_600_000) << 16)
        #expect(HybridTime.zero.observing(edge, now: now) == edge)
        let beyond = HybridTime(ticks: edge.ticks + 1)
        #expect(HybridTime.zero.observing(beyond, now: now) == .zero)
        let soon = HybridTime(ticks: (now + 1000) << 16)
        #expect(HybridTime.zero.observing(soon, now: now) == soon)
        let past = HybridTime(ticks: UInt64(Self.today - 10 * Self.year) << 16)
        #expect(soon.observing(past, now: now) == soon)
    }

    @Test func `a clock that is right again dates what follows`() {
        let now = UInt64(Self.today)
        let far = HybridTime(ticks: UInt64(Self.today + 10 * Self.year) << 16)
        #expect(far.settled(now: now) == HybridTime(ticks: now << 16))
        let soon = HybridTime(ticks: (now + 1000) << 16)
        #expect(soon.settled(now: now) == soon)
        #expect(HybridTime.zero.settled(now: now) == .zero)
    }

    @Test func `clocks decide nothing: any of them gives the same schedules (INV-14)`() throws {
        for seed in Seeds.first(500) {
            let trial = Trial(Trial.Variant.allCases[Int(seed % 4)], seed: seed)
            let violations = try trial.run { WrongClock($0, seed: seed) }
            #expect(violations.isEmpty, "\(violations). \(Seeds.replay(seed))")
        }
    }

    @Test func `a merge in which the later stamp wins is found out`() throws {
        let isFound = try (0..<100 as Range<UInt64>).contains { seed in
            let trial = Trial(.changesAndStates, seed: seed)
            return try trial.run { WrongClock($0, seed: seed, doesTimeDecide: true) }
                .contains(.lost)
        }
        #expect(isFound)
    }
}

/// A replica whose clock stands still, is ten years off, or jumps.
private struct WrongClock: Subject {
    private var replica: MemoryReplica
    private var random: SeededRandom
    private var last = HybridTime.zero
    /// Whether an earlier stamp gives way to a later one, whoever saw what.
    private let doesTimeDecide: Bool

    init(_ number: Int, seed: UInt64, doesTimeDecide: Bool = false) {
        replica = MemoryReplica(number)
        random = SeededRandom(seed: seed &* 4 &+ UInt64(number))
        self.doesTimeDecide = doesTimeDecide
    }

    mutating func write(_ facet: FacetID, _ assignments: [Assignment]) -> Change {
        let year: UInt64 = 31_536_000_000
        let clocks = [0, 40 * year, 50 * year, 60 * year, random.next() >> 20]
        let now = clocks[replica.number == 0 ? 1 : random.below(clocks.count)]
        last = last.next(now: now)
        var change = replica.author(facet, assignments)
        change.stamp = Stamp(
            author: change.stamp.author, office: change.stamp.office, tier: change.stamp.tier,
            time: last)
        replica.keep(change)
        return change
    }

    mutating func apply(_ change: Change) {
        replica.apply(change)
        guard doesTimeDecide else { return }
        let index = replica.index(of: change.facet)
        var parts = Parts(replica.records[index])
        parts.registers = parts.registers.map { register in
            let latest = register.siblings.map(\.stamp.time).max()
            return Register(
                name: register.name,
                siblings: register.siblings.filter { $0.stamp.time == latest })
        }
        replica.records[index] = parts.record
    }

    mutating func apply(_ state: Record) { replica.apply(state) }
    func record(_ facet: FacetID) -> Record? { replica.record(facet) }
    func backup() -> [Record] { replica.backup() }
    mutating func restore(_ backup: [Record]) { replica.restore(backup) }
}
