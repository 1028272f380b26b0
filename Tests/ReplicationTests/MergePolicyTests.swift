import Oracle
import Replication
import Support
import Testing

/// Every policy: what it shows of given siblings, and whether a person must look.
@Suite("Merge policies")
struct MergePolicyTests {
    /// A sibling: a value, the tier that wrote it, and the time on its clock.
    private struct Wrote: Sendable {
        let value: Value
        var tier = Tier.village
        var time: UInt64 = 0

        init(_ value: Value, _ tier: Tier = .village, at time: UInt64 = 0) {
            self.value = value
            self.tier = tier
            self.time = time
        }
    }

    private typealias Row = (MergePolicy, [Wrote], Value, Outcome.Standing)

    /// The policy, the siblings by ascending dot, what is shown and how it came about.
    private static let table: [Row] = [
        // Nothing and one value are agreed under every policy: see below.
        (.multiValue, [Wrote(.integer(1)), Wrote(.integer(1))], .integer(1), .agreed),
        (.multiValue, [Wrote(.integer(2)), Wrote(.integer(1))], .integer(2), .conflict),
        (.multiValue, [Wrote(.integer(2), .county), Wrote(.integer(1))], .integer(1), .conflict),
        (.multiValue, [Wrote(.absent), Wrote(.integer(1))], .absent, .conflict),
        (.authority, [Wrote(.integer(1)), Wrote(.integer(2), .county)], .integer(2), .settled),
        (.authority, [Wrote(.integer(1), .township), Wrote(.integer(2))], .integer(1), .settled),
        (
            .authority,
            [Wrote(.integer(1)), Wrote(.integer(2), .county), Wrote(.integer(3), .county)],
            .integer(2), .conflict
        ),
        (
            .authority,
            [Wrote(.integer(1)), Wrote(.integer(2), .county), Wrote(.integer(2), .county)],
            .integer(2), .settled
        ),
        (.authority, [Wrote(.integer(1)), Wrote(.integer(2))], .integer(1), .conflict),
        (.nearest, [Wrote(.integer(1), .county), Wrote(.integer(2))], .integer(2), .settled),
        (.nearest, [Wrote(.integer(1)), Wrote(.integer(2))], .integer(1), .conflict),
        (.setAddWins, [Wrote(.absent), Wrote(.bool(true))], .bool(true), .settled),
        (.setAddWins, [Wrote(.absent), Wrote(.absent)], .absent, .agreed),
        (.setAddWins, [Wrote(.integer(1)), Wrote(.integer(2))], .integer(1), .conflict),
        (.setRemoveWins, [Wrote(.bool(true)), Wrote(.absent)], .absent, .settled),
        (.setRemoveWins, [Wrote(.integer(1)), Wrote(.integer(2))], .integer(1), .conflict),
        (.immutable, [Wrote(.integer(1)), Wrote(.integer(2))], .integer(1), .conflict),
        (.immutable, [Wrote(.integer(1)), Wrote(.integer(1), .county)], .integer(1), .agreed),
        (.appendOnly, [Wrote(.text("a")), Wrote(.text("b"))], .text("a"), .conflict),
        (.earliest, [Wrote(.integer(9)), Wrote(.integer(-1))], .integer(-1), .settled),
        (.earliest, [Wrote(.absent), Wrote(.integer(3))], .integer(3), .settled),
        (.earliest, [Wrote(.text("b")), Wrote(.text("a"))], .text("a"), .settled),
        (.latestDate, [Wrote(.integer(9)), Wrote(.integer(-1))], .integer(9), .settled),
        (.latestDate, [Wrote(.absent), Wrote(.integer(3))], .integer(3), .settled),
        (
            .latestDate, [Wrote(.list([.integer(1), .absent])), Wrote(.list([.integer(2)]))],
            .list([.integer(2)]), .settled
        ),
        (.latest, [Wrote(.integer(1), at: 5), Wrote(.integer(2), at: 4)], .integer(1), .settled),
        (.latest, [Wrote(.integer(1), at: 5), Wrote(.integer(2), at: 5)], .integer(1), .settled),
        (.latest, [Wrote(.integer(1), at: 5), Wrote(.absent, at: 6)], .absent, .settled),
    ]

    @Test(arguments: table.indices)
    func `show the value that the table says, in whatever order the siblings come`(row: Int) {
        let (policy, wrote, value, standing) = Self.table[row]
        let siblings = Self.siblings(wrote)
        for order in permutations(siblings) {
            let outcome = policy.outcome(of: order)
            #expect(outcome.value == value, "\(policy) of \(wrote)")
            #expect(outcome.standing == standing, "\(policy) of \(wrote)")
            let shown = siblings.first { $0.dot == outcome.dot }
            #expect(shown?.value == value, "The dot says whose value it is.")
        }
    }

    @Test(arguments: MergePolicy.allCases)
    func `of nothing show nothing, of one value that one, of equal ones the first`(
        policy: MergePolicy
    ) {
        #expect(policy.outcome(of: []).value == .absent)
        #expect(policy.outcome(of: []).dot == nil)
        for value in [Value.absent, .integer(7), .list([])] {
            let siblings = Self.siblings([Wrote(value), Wrote(value, .county, at: 3)])
            for some in [[siblings[1]], siblings, siblings.reversed()] {
                let outcome = policy.outcome(of: some)
                #expect(outcome.value == value && outcome.standing == .agreed)
                #expect(outcome.dot == some.map(\.dot).min())
            }
        }
    }

    @Test(arguments: MergePolicy.allCases)
    func `do not depend on the order, and show somebody's value (INV-4)`(policy: MergePolicy) {
        for seed in Seeds.first(400) {
            var random = SeededRandom(seed: seed)
            let siblings = Self.siblings(
                (0..<1 + random.below(4)).map { _ in Self.random(&random) })
            let outcomes = Set(permutations(siblings).map { policy.outcome(of: $0) })
            #expect(outcomes.count == 1, "\(Seeds.replay(seed))")
            let isSomebodys = outcomes.allSatisfy { outcome in
                siblings.contains { $0.dot == outcome.dot && $0.value == outcome.value }
            }
            #expect(isSomebodys, "\(Seeds.replay(seed))")
        }
    }

    @Test func `a policy that shows what came first is found out`() {
        let siblings = Self.siblings([Wrote(.integer(1)), Wrote(.integer(2))])
        let shown = permutations(siblings).map { $0.first?.value }
        #expect(Set(shown).count == 2)
    }

    @Test func `keep their numbers, which stand in documents and tables`() {
        let numbers = MergePolicy.allCases.map(\.rawValue)
        #expect(numbers == Array(0...9))
        #expect(MergePolicy(rawValue: 1) == .authority)
        #expect(MergePolicy(rawValue: 9) == .latest)
    }

    @Test func `texts that look equal and are not are two values`() {
        // A compatibility ideograph and its unified one; and a composed and a decomposed letter.
        for (a, b) in [("\u{F90F}", "\u{7F85}"), ("\u{E9}", "e\u{301}")] {
            #expect(Value.text(a) != .text(b))
            #expect(Set([Value.text(a), .text(b), .text(a)]).count == 2)
            #expect(Value.list([.text(a)]) != .list([.text(b)]))
            let siblings = Self.siblings([Wrote(.text(a)), Wrote(.text(b))])
            #expect(MergePolicy.multiValue.outcome(of: siblings).standing == .conflict)
        }
    }

    private static func siblings(_ wrote: [Wrote]) -> [Sibling] {
        wrote.enumerated().map { index, wrote in
            Sibling(
                dot: Dot(replica(UInt64(index) + 1), 1), value: wrote.value,
                stamp: Stamp(
                    author: .zero, office: .nation, tier: wrote.tier,
                    time: HybridTime(ticks: wrote.time)))
        }
    }

    private static func random(_ random: inout SeededRandom) -> Wrote {
        let values: [Value] = [
            .absent, .bool(true), .integer(1), .integer(2), .text("a"), .text("b"), .bytes([1]),
            .list([.integer(1)]), .list([.integer(1), .integer(2)]),
        ]
        return Wrote(
            values[random.below(values.count)], Tier.allCases[random.below(6)],
            at: UInt64(random.below(3)))
    }
}
