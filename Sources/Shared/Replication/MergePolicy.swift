/// What becomes of concurrent values of a register (decision 4): a pure function of the siblings.
///
/// A policy never deletes a sibling: what it settles stays readable beside what it shows.
/// The raw value is the number in documents and tables.
public enum MergePolicy: UInt8, CaseIterable, Sendable {
    /// All values stand until a person decides; the default.
    case multiValue = 0
    /// The value of the highest tier is shown; what lower tiers wrote is a proposal.
    case authority = 1
    /// The value of the nearest tier is shown: everyday facts that the village sees best.
    case nearest = 2
    /// An element of a set that one added while another removed it is present.
    case setAddWins = 3
    /// An element of a set that one removed while another added it is absent.
    case setRemoveWins = 4
    /// Written once; two values under one name are a case.
    case immutable = 5
    /// An element that is written once and never removed.
    case appendOnly = 6
    /// The least value is shown: the first time that something happened.
    case earliest = 7
    /// The greatest value is shown: a period that began late is granted in full.
    case latestDate = 8
    /// The value with the latest hybrid time: only where no decision rests on it.
    case latest = 9
}

/// What a register shows, and whether a person must look.
public struct Outcome: Hashable, Sendable {
    /// How the value came about.
    public enum Standing: UInt8, Sendable {
        /// One value, or several that are equal.
        case agreed
        /// Several values, of which the policy shows one and keeps the others readable.
        case settled
        /// Several values that the policy cannot choose from: the one shown is provisional.
        case conflict
    }

    /// The value to show; `absent` if there is none.
    public let value: Value
    /// Whose value it is; `nil` if there is none.
    public let dot: Dot?
    /// How it came about.
    public let standing: Standing
}

extension MergePolicy {
    /// The value that a register shows.
    ///
    /// - Parameter siblings: in any order; the answer does not depend on it.
    public func outcome(of siblings: [Sibling]) -> Outcome {
        guard let first = siblings.first else {
            return Outcome(value: .absent, dot: nil, standing: .agreed)
        }
        if siblings.count == 1 || siblings.allSatisfy({ $0.value == first.value }) {
            let dot = siblings.map(\.dot).min()
            return Outcome(value: first.value, dot: dot, standing: .agreed)
        }
        let best = preferred(among: siblings)
        let shown = best.min { Self.isNearer($0, $1) } ?? first
        let isUndecided = best.contains { $0.value != shown.value }
        return Outcome(
            value: shown.value, dot: shown.dot, standing: isUndecided ? .conflict : .settled)
    }

    /// The siblings among which the policy cannot choose any more.
    private func preferred(among siblings: [Sibling]) -> [Sibling] {
        switch self {
        case .multiValue, .immutable, .appendOnly:
            return siblings
        case .authority:
            let highest = siblings.map(\.stamp.tier).max()
            return siblings.filter { $0.stamp.tier == highest }
        case .nearest:
            let nearest = siblings.map(\.stamp.tier).min()
            return siblings.filter { $0.stamp.tier == nearest }
        case .setAddWins:
            return siblings.present
        case .setRemoveWins:
            return siblings.filter { $0.value == .absent }.nonEmpty ?? siblings
        case .earliest:
            return siblings.present.extreme { Value.isOrdered($0.value, $1.value) }
        case .latestDate:
            return siblings.present.extreme { Value.isOrdered($1.value, $0.value) }
        case .latest:
            return siblings.extreme {
                $0.stamp.time != $1.stamp.time
                    ? $0.stamp.time > $1.stamp.time : $0.dot < $1.dot
            }
        }
    }

    /// The near order in which a provisional value is chosen: village, township, county.
    private static func isNearer(_ a: Sibling, _ b: Sibling) -> Bool {
        a.stamp.tier != b.stamp.tier ? a.stamp.tier < b.stamp.tier : a.dot < b.dot
    }
}

extension [Sibling] {
    /// Those that hold something, if any does: no policy prefers nothing to something.
    fileprivate var present: Self { filter { $0.value != .absent }.nonEmpty ?? self }
}

extension Array {
    /// The array, or `nil` if it is empty.
    fileprivate var nonEmpty: Self? { isEmpty ? nil : self }

    /// All elements before which no other stands in an order.
    fileprivate func extreme(_ isBefore: (Element, Element) -> Bool) -> Self {
        guard let first = self.min(by: isBefore) else { return [] }
        return filter { !isBefore(first, $0) }
    }
}

extension Value {
    /// A total order of values, for the policies that take the least or the greatest.
    fileprivate static func isOrdered(_ a: Value, _ b: Value) -> Bool {
        switch (a, b) {
        case (.integer(let a), .integer(let b)): return a < b
        case (.text(let a), .text(let b)): return a.utf8.lexicographicallyPrecedes(b.utf8)
        case (.bytes(let a), .bytes(let b)): return a.lexicographicallyPrecedes(b)
        case (.bool(let a), .bool(let b)): return !a && b
        case (.list(let a), .list(let b)):
            for (x, y) in zip(a, b) where x != y { return isOrdered(x, y) }
            return a.count < b.count
        default: return a.rank < b.rank
        }
    }
}
