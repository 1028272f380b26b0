/// A part of a scope: the facets of one reach whose home lies under a prefix, or is exactly it.
public struct ScopePart: Hashable, Comparable, Sendable {
    /// The division.
    public let prefix: DivisionCode
    /// Whether only this division counts, and none within it.
    public let isExact: Bool
    /// The reach.
    public let reach: Reach

    /// A part of a scope.
    public init(_ prefix: DivisionCode, _ reach: Reach, isExact: Bool = false) {
        self.prefix = prefix
        self.reach = reach
        self.isExact = isExact
    }

    /// Whether a facet of this home and reach belongs to the part.
    public func contains(home: DivisionCode, reach: Reach) -> Bool {
        self.reach == reach && (isExact ? home == prefix : prefix.contains(home))
    }

    /// By prefix, reach, and the wider part first.
    public static func < (a: ScopePart, b: ScopePart) -> Bool {
        if a.prefix != b.prefix { return a.prefix < b.prefix }
        if a.reach != b.reach { return a.reach < b.reach }
        return !a.isExact && b.isExact
    }
}

/// What travels on a link: a set of (division, reach).
///
/// `home` travels on none.
public struct Scope: Hashable, Sendable {
    /// The parts, ascending.
    public let parts: [ScopePart]

    /// A scope of parts in any order; those of reach `home` are left out.
    public init(parts: [ScopePart]) {
        self.parts = Set(parts).filter { $0.reach != .home }.sorted()
    }

    /// The link between an office that enters data (village, township) and its county, or between
    /// a server and its parent.
    ///
    /// - Parameter office: the division of the child on the link.
    public init(child office: DivisionCode) {
        self.init(
            parts: Self.upward(of: office).map { ScopePart(office, $0) }
                + office.ancestors.map { ScopePart($0, .down, isExact: true) })
    }

    /// The reaches that travel upward on the link of a child.
    ///
    /// The home does not matter upward: an edit of a record that moved away, or of one that was
    /// never the writer's, is the parent's to judge.
    public static func upward(of office: DivisionCode) -> Set<Reach> {
        office.tier <= .township ? [.county, .nation, .down] : [.nation, .down]
    }

    /// Whether a facet of this home and reach travels on the link.
    public func contains(home: DivisionCode, reach: Reach) -> Bool {
        parts.contains { $0.contains(home: home, reach: reach) }
    }
}
