public import Replication

/// The oracle: what stood on whose screen.
///
/// It knows nothing of vectors and contexts. A write is superseded only by a writer of the same
/// register who had it before his eyes, and by whom supersedes him. Each write puts its own number
/// in the ledger into the register, so that a value says which write it is, whatever its dot.
public struct Ledger: Sendable {
    /// One write as the person saw it.
    public struct Entry: Sendable {
        /// Of which record.
        public let facet: FacetID
        /// Of which register.
        public let register: RegisterName
        /// What stood on the screen and gave way, transitively: never beside this one.
        public let superseded: WriteSet
        /// What stood on the screen when the form was drawn and was gone when it was saved,
        /// transitively: it does not come back for good.
        public let overwritten: WriteSet
    }

    /// All writes, in the order in which they were made.
    public private(set) var entries: [Entry] = []

    /// A ledger without writes.
    public init() {}

    /// The value that the next write puts into its register.
    public var nextValue: Value { .integer(Int64(entries.count)) }

    /// Takes a write down.
    ///
    /// - Parameters:
    ///   - seen: what stood in the register on its author's screen, and gave way to him.
    ///   - gone: what was on his screen and had gone before he saved.
    public mutating func note(
        _ facet: FacetID, _ register: RegisterName, seen: [Sibling], gone: [Sibling] = []
    ) {
        entries.append(
            Entry(
                facet: facet, register: register, superseded: closure(of: seen),
                overwritten: closure(of: gone)))
    }

    private func closure(of siblings: [Sibling]) -> WriteSet {
        siblings.reduce(WriteSet()) { set, sibling in
            guard let write = write(in: sibling) else { return set }
            return set | WriteSet(write) | entries[write].superseded
        }
    }

    /// Which write a value is; `nil` for what no schedule wrote.
    public func write(in sibling: Sibling) -> Int? {
        guard case .integer(let number) = sibling.value, entries.indices.contains(Int(number))
        else { return nil }
        return Int(number)
    }

    /// The writes that stand in a register.
    public func writes(in siblings: [Sibling]) -> WriteSet {
        siblings.reduce(WriteSet()) { set, sibling in
            write(in: sibling).map { set | WriteSet($0) } ?? set
        }
    }

    /// Whether two values stand side by side of which one was made with the other in sight.
    public func isFalseConflict(_ siblings: [Sibling]) -> Bool {
        guard siblings.count > 1 else { return false }
        let standing = writes(in: siblings)
        return siblings.contains { sibling in
            write(in: sibling).map { !(entries[$0].superseded & standing).isEmpty } ?? false
        }
    }

    /// The writes of a record that must stand in the end.
    ///
    /// - Parameters:
    ///   - facet: the record.
    ///   - void: the writes that were refused: they stand nowhere and supersede nothing, but who
    ///     had overwritten them had also overwritten what they had.
    public func standing(of facet: FacetID, without void: WriteSet = WriteSet()) -> WriteSet {
        var all = WriteSet()
        var superseded = WriteSet()
        for (write, entry) in entries.enumerated()
        where entry.facet == facet && !void.contains(write) {
            all = all | WriteSet(write)
            superseded = superseded | entry.superseded | entry.overwritten
        }
        return all - superseded
    }
}
