/// Per replica the highest counter: a summary of a causal past.
///
/// A value; the empty vector is usable. It stays short, because only replicas that wrote the record
/// are in it. Entries are sorted by replica and never zero, so equal vectors are equal arrays.
public struct VersionVector: Hashable, Sendable {
    /// One dot per replica: its highest counter.
    public private(set) var entries: [Dot] = []

    /// The vector that knows nothing.
    public init() {}

    /// A vector from entries in ascending order of replica, none of them zero; else `nil`.
    public init?(ascending entries: [Dot]) {
        var last: ReplicaID?
        for entry in entries {
            if entry.counter == 0 { return nil }
            if let last, last >= entry.replica { return nil }
            last = entry.replica
        }
        self.entries = entries
    }

    /// The highest counter known of a replica; 0 if none.
    public subscript(replica: ReplicaID) -> UInt64 {
        for entry in entries where entry.replica == replica { return entry.counter }
        return 0
    }

    /// Whether the dot lies within this past.
    public func contains(_ dot: Dot) -> Bool { self[dot.replica] >= dot.counter }

    /// Takes one dot, and all before it of the same replica, into the past.
    public mutating func insert(_ dot: Dot) {
        var index = 0
        while index < entries.count, entries[index].replica < dot.replica { index += 1 }
        if index < entries.count, entries[index].replica == dot.replica {
            if entries[index].counter < dot.counter { entries[index] = dot }
        } else if dot.counter > 0 {
            entries.insert(dot, at: index)
        }
    }

    /// The least upper bound of both.
    public mutating func join(_ other: VersionVector) {
        for entry in other.entries { insert(entry) }
    }

    /// How two pasts stand to each other.
    public func compare(_ other: VersionVector) -> Ordering {
        let before = entries.allSatisfy { other.contains($0) }
        let after = other.entries.allSatisfy { contains($0) }
        switch (before, after) {
        case (true, true): return .equal
        case (true, false): return .before
        case (false, true): return .after
        case (false, false): return .concurrent
        }
    }
}

/// How two causal pasts stand to each other.
public enum Ordering: Sendable {
    /// The same past.
    case equal
    /// The first is part of the second.
    case before
    /// The second is part of the first.
    case after
    /// Neither has seen the other.
    case concurrent
}
