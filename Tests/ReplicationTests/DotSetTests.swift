import Oracle
import Replication
import Support
import Testing

/// The set of dots against a plain set.
@Suite("Dot sets")
struct DotSetTests {
    @Test func `whatever goes in, in whatever order, it is the set of it, in one form`() {
        for seed in Seeds.first(300) {
            var random = SeededRandom(seed: seed)
            let dots = Set((0..<random.below(40)).map { _ in Self.dot(&random) })
            var first = DotSet()
            for dot in dots.sorted() { first.insert(dot) }
            var second = DotSet()
            for dot in dots.shuffled(using: &random) + dots.prefix(3) { second.insert(dot) }
            #expect(first == second, "\(Seeds.replay(seed))")
            #expect(Self.holds(first, exactly: dots), "\(Seeds.replay(seed))")
            #expect(first.isEmpty == dots.isEmpty)
            let copy = DotSet(contiguous: first.contiguous, extra: first.extra)
            #expect(copy == first, "\(Seeds.replay(seed))")
        }
    }

    @Test func `unions, gaps and differences are those of sets`() {
        for seed in Seeds.first(300) {
            var random = SeededRandom(seed: seed)
            let (a, b) = (Self.random(&random), Self.random(&random))
            var union = a.set
            union.formUnion(b.set)
            #expect(Self.holds(union, exactly: a.dots.union(b.dots)), "\(Seeds.replay(seed))")
            #expect(
                a.set.subtracting(b.set) == a.dots.subtracting(b.dots).sorted(),
                "\(Seeds.replay(seed))")
            var past = VersionVector()
            for dot in b.dots { past.insert(dot) }
            let known = Set(
                past.entries.flatMap { entry in
                    (1...entry.counter).map { Dot(entry.replica, $0) }
                })
            let missing = known.subtracting(a.dots).sorted()
            #expect(a.set.gap(upTo: past) == missing, "\(Seeds.replay(seed))")
            #expect(a.set.gap(upTo: past, limit: 2) == Array(missing.prefix(2)))
            #expect(a.set.covers(past) == missing.isEmpty, "\(Seeds.replay(seed))")
        }
    }

    @Test func `a vector in the place of the set is found out`() {
        let isFound = (0..<20 as Range<UInt64>).contains { seed in
            var random = SeededRandom(seed: seed)
            let (set, dots) = Self.random(&random)
            var vector = set.contiguous
            for dot in set.extra { vector.insert(dot) }
            return !Self.holds(DotSet(upTo: vector), exactly: dots)
        }
        #expect(isFound)
    }

    @Test func `a set that is not in the one form is refused`() {
        let vector = VersionVector(counters: [3])
        #expect(DotSet(contiguous: vector, extra: [Dot(replica(1), 5)]) != nil)
        #expect(DotSet(contiguous: vector, extra: [Dot(replica(1), 4)]) == nil)
        #expect(DotSet(contiguous: vector, extra: [Dot(replica(1), 2)]) == nil)
        #expect(DotSet(contiguous: vector, extra: [Dot(replica(2), 1)]) == nil)
        #expect(DotSet(contiguous: vector, extra: [Dot(replica(2), 0)]) == nil)
        let descending = [Dot(replica(1), 6), Dot(replica(1), 5)]
        #expect(DotSet(contiguous: vector, extra: descending) == nil)
        #expect(DotSet(contiguous: vector, extra: descending.reversed()) != nil)
    }

    @Test func `the greatest counter stops nothing`() {
        let last = Dot(replica(1), .max)
        let full = VersionVector(ascending: [last]) ?? VersionVector()
        var set = DotSet()
        set.insert(last)
        set.insert(Dot(replica(1), 1))
        #expect(set.contains(last) && set.extra == [last])
        #expect(set.gap(upTo: full, limit: 1) == [Dot(replica(1), 2)])
        #expect(!set.covers(full))
        var everything = DotSet(contiguous: full, extra: []) ?? DotSet()
        everything.formUnion(set)
        #expect(everything.covers(full) && everything.extra.isEmpty)
        #expect(DotSet(contiguous: full, extra: [last]) == nil)
    }

    /// Dots near one another, so that holes open and close.
    private static func dot(_ random: inout SeededRandom) -> Dot {
        Dot(replica(UInt64(1 + random.below(3))), UInt64(1 + random.below(12)))
    }

    private static func random(_ random: inout SeededRandom) -> (set: DotSet, dots: Set<Dot>) {
        let dots = Set((0..<random.below(30)).map { _ in dot(&random) })
        return (dots.reduce(into: DotSet()) { $0.insert($1) }, dots)
    }

    private static func holds(_ set: DotSet, exactly dots: Set<Dot>) -> Bool {
        (1...4).allSatisfy { number in
            (1...14).allSatisfy { counter in
                let dot = Dot(replica(UInt64(number)), UInt64(counter))
                return set.contains(dot) == dots.contains(dot)
            }
        }
    }
}
