import Replication
import Support
import Testing

@Suite("Version vectors")
struct VersionVectorTests {
    /// Two vectors as counters of replicas 1 … 4, zero for "not in it", and how they stand.
    private static let table: [(a: [UInt64], b: [UInt64], ordering: Ordering)] = [
        ([], [], .equal),
        ([1], [1], .equal),
        ([7, 0, 3], [7, 0, 3], .equal),
        ([], [1], .before),
        ([1], [2], .before),
        ([1, 1], [1, 2], .before),
        ([0, 1], [1, 1], .before),
        ([1], [1, 1], .before),
        ([5, 0, 0, 9], [5, 1, 0, 9], .before),
        ([1], [0, 1], .concurrent),
        ([2, 1], [1, 2], .concurrent),
        ([2], [1, 1], .concurrent),
        ([1, 0, 2], [1, 1, 1], .concurrent),
        ([0, 0, 0, 1], [9, 9, 9], .concurrent),
    ]

    @Test(arguments: table)
    func `stand to each other both ways round`(
        a: [UInt64], b: [UInt64], ordering: Ordering
    ) {
        let (first, second) = (VersionVector(counters: a), VersionVector(counters: b))
        #expect(first.compare(second) == ordering)
        let mirrored: Ordering =
            switch ordering {
            case .before: .after
            case .after: .before
            default: ordering
            }
        #expect(second.compare(first) == mirrored)
    }

    @Test(arguments: table)
    func `join to the least that is not before either`(
        a: [UInt64], b: [UInt64], ordering: Ordering
    ) {
        let (first, second) = (VersionVector(counters: a), VersionVector(counters: b))
        var join = first
        join.join(second)
        let greatest = (0..<4).map { index in
            max(index < a.count ? a[index] : 0, index < b.count ? b[index] : 0)
        }
        #expect(join == VersionVector(counters: greatest))
        var mirrored = second
        mirrored.join(first)
        #expect(mirrored == join)
    }

    @Test func `equal vectors are equal values, whatever the order of what went in`() {
        let dots = [Dot(replica(3), 2), Dot(replica(1), 5), Dot(replica(2), 1)]
        let vectors = permutations(dots).map { order in
            order.reduce(into: VersionVector()) { $0.insert($1) }
        }
        #expect(Set(vectors).count == 1)
        #expect(vectors[0].entries.map(\.replica) == [replica(1), replica(2), replica(3)])
    }

    @Test func `a dot brings all before it of the same replica, and none of another`() {
        let vector = VersionVector(counters: [3, 0, 1])
        #expect((0...3).allSatisfy { vector.contains(Dot(replica(1), UInt64($0))) })
        #expect(!vector.contains(Dot(replica(1), 4)))
        #expect(!vector.contains(Dot(replica(2), 1)))
        #expect(vector[replica(2)] == 0)
    }

    @Test func `an earlier dot changes nothing, and zero is no entry`() {
        var vector = VersionVector(counters: [3])
        vector.insert(Dot(replica(1), 2))
        vector.insert(Dot(replica(2), 0))
        #expect(vector == VersionVector(counters: [3]))
    }

    @Test func `entries out of order, twice or of zero make no vector`() {
        let a = Dot(replica(1), 1)
        let b = Dot(replica(2), 1)
        #expect(VersionVector(ascending: [a, b])?.entries == [a, b])
        #expect(VersionVector(ascending: [b, a]) == nil)
        #expect(VersionVector(ascending: [a, a]) == nil)
        #expect(VersionVector(ascending: [Dot(replica(1), 0)]) == nil)
    }

    @Test func `a context covers its past, less its holes`() {
        let past = VersionVector(counters: [3, 1])
        let holes = [Dot(replica(1), 3), Dot(replica(1), 1)]
        let context = CausalContext(past: past, holes: holes)
        #expect(context.holes == holes.reversed())
        let covered = [Dot(replica(1), 2), Dot(replica(2), 1)]
        #expect(covered.allSatisfy(context.covers))
        let free = holes + [Dot(replica(1), 4), Dot(replica(2), 2), Dot(replica(3), 1)]
        #expect(!free.contains(where: context.covers))
    }
}

/// A replica by a small number.
func replica(_ number: UInt64) -> ReplicaID { Identifier(high: number << 32, low: ~number) }

extension VersionVector {
    /// The vector with these counters of the first replicas.
    init(counters: [UInt64]) {
        self.init()
        for (index, counter) in counters.enumerated() {
            insert(Dot(replica(UInt64(index) + 1), counter))
        }
    }
}
