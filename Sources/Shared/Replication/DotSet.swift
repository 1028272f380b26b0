/// The exact set of dots whose writes have arrived: a vector, and the stragglers beyond it.
///
/// `contiguous` reaches, per replica, to the last counter before the first hole; `extra` holds the
/// dots after a hole, ascending. There is one form for each set, so equal sets are equal values.
public struct DotSet: Hashable, Sendable {
    /// Per replica all counters from 1 to this one have arrived.
    public private(set) var contiguous = VersionVector()
    /// Dots that have arrived although one before them has not; ascending.
    public private(set) var extra: [Dot] = []

    /// The empty set.
    public init() {}

    /// A set from its two parts; `nil` if they are not in the one form.
    public init?(contiguous: VersionVector, extra: [Dot]) {
        var last: Dot?
        for dot in extra {
            // The next one after the contiguous part belongs into it; and 0 names no write.
            if dot.counter == 0 || dot.counter - 1 <= contiguous[dot.replica] { return nil }
            if let last, last >= dot { return nil }
            last = dot
        }
        self.contiguous = contiguous
        self.extra = extra
    }

    /// Whether nothing has arrived.
    public var isEmpty: Bool { contiguous.entries.isEmpty && extra.isEmpty }

    /// Whether the write of this dot has arrived.
    public func contains(_ dot: Dot) -> Bool {
        contiguous.contains(dot) || (!extra.isEmpty && extra.contains(dot))
    }

    /// Whether every dot of a past has arrived.
    public func covers(_ past: VersionVector) -> Bool {
        past.entries.allSatisfy { entry in
            let first = contiguous[entry.replica]
            if first >= entry.counter { return true }
            let beyond = extra.reduce(0) { count, dot in
                dot.replica == entry.replica && dot.counter <= entry.counter ? count + 1 : count
            }
            return beyond == entry.counter - first
        }
    }

    /// How many dots have arrived.
    var count: UInt64 {
        contiguous.entries.reduce(UInt64(extra.count)) { $0 &+ $1.counter }
    }

    /// Takes a dot in.
    public mutating func insert(_ dot: Dot) {
        guard !contains(dot) else { return }
        guard dot.counter - 1 == contiguous[dot.replica] else {
            let index = extra.firstIndex { $0 > dot } ?? extra.count
            extra.insert(dot, at: index)
            return
        }
        contiguous.insert(dot)
        absorb(dot.replica)
    }

    /// The union of both.
    public mutating func formUnion(_ other: DotSet) {
        contiguous.join(other.contiguous)
        extra.removeAll { contiguous.contains($0) }
        for entry in contiguous.entries { absorb(entry.replica) }
        for dot in other.extra { insert(dot) }
    }

    /// The dots of a past that have not arrived, ascending, at most `limit` of them.
    public func gap(upTo past: VersionVector, limit: Int = .max) -> [Dot] {
        var gap: [Dot] = []
        for entry in past.entries where !contiguous.contains(entry) {
            var counter = contiguous[entry.replica] + 1
            while counter <= entry.counter, gap.count < limit {
                let dot = Dot(entry.replica, counter)
                if !extra.contains(dot) { gap.append(dot) }
                counter += 1
            }
        }
        return gap
    }

    /// The dots of this set that another lacks, ascending, at most `limit` of them.
    public func subtracting(_ other: DotSet, limit: Int = .max) -> [Dot] {
        let contiguous = other.gap(upTo: contiguous, limit: limit)
        let extra = extra.filter { !other.contains($0) }
        return Array((contiguous + extra).sorted().prefix(limit))
    }

    /// Moves stragglers that have become contiguous into the vector.
    private mutating func absorb(_ replica: ReplicaID) {
        while let index = extra.firstIndex(of: Dot(replica, contiguous[replica] &+ 1)) {
            contiguous.insert(extra.remove(at: index))
        }
    }
}
