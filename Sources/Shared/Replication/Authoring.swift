/// A value that a person wants in a register, and what he had before his eyes.
public struct Assignment: Hashable, Sendable {
    /// Which register.
    public let register: RegisterName
    /// The new value.
    public let value: Value
    /// The dots that were on the screen; `nil` if he saw what stands now.
    public let shown: [Dot]?

    /// An assignment.
    public init(_ register: RegisterName, _ value: Value, shown: [Dot]? = nil) {
        self.register = register
        self.value = value
        self.shown = shown
    }
}

extension Record {
    /// The writes that put values into registers, numbered and with their contexts.
    ///
    /// Nothing is changed yet: the caller makes them a change and applies it.
    /// - Parameters:
    ///   - assignments: each register once.
    ///   - replica: the incarnation that writes.
    ///   - tier: the tier that the writer acts for.
    ///   - policy: the merge policy of a register.
    public func writes(
        _ assignments: [Assignment], by replica: ReplicaID, tier: Tier,
        policy: (RegisterName) -> MergePolicy
    ) -> [Write] {
        var counter = past[replica]
        return assignments.map { assignment in
            counter += 1
            return Write(
                register: assignment.register, dot: Dot(replica, counter),
                value: assignment.value,
                holes: holes(for: assignment, tier: tier, policy: policy(assignment.register)))
        }
    }

    /// The dots within the record's past that a new write must not replace.
    ///
    /// They are: what is missing here and no replaced sibling had replaced; what was not on the
    /// screen; and, under `authority`, what a higher tier wrote.
    private func holes(for assignment: Assignment, tier: Tier, policy: MergePolicy) -> [Dot] {
        let standing = siblings(assignment.register)
        var kept: [Dot] = []
        var replaced: [Sibling] = []
        for sibling in standing {
            let isUnseen = assignment.shown.map { !$0.contains(sibling.dot) } ?? false
            let isHigher = policy == .authority && sibling.stamp.tier > tier
            if isUnseen || isHigher { kept.append(sibling.dot) } else { replaced.append(sibling) }
        }
        guard isIncomplete else { return kept.sorted() }
        let missing = gap().filter { dot in !replaced.contains { $0.covers(dot) } }
        return (kept + missing).sorted()
    }

    /// The value of the register `life` that withdraws a draft: the past that its author saw.
    ///
    /// The past is kept in the value, because contexts are let go of, and an edit that the author
    /// had not seen must revive the record whenever it comes (INV-15).
    public var withdrawal: Value {
        .list(
            past.entries.map { .list([.bytes($0.replica.bytes), .integer(Int64($0.counter))]) })
    }
}

extension Record {
    /// The siblings that a write of another incarnation replaces here: what its author had seen.
    ///
    /// With them as the screen, an assignment repeats the write under a new incarnation, and
    /// replaces no more than the write did.
    /// - Parameters:
    ///   - write: a write of `change`.
    ///   - origins: of dots that were themselves written again, the dots they had before.
    public func screen(of write: Write, in change: Change, origins: [Dot: Dot]) -> [Dot] {
        let context = change.context(of: write)
        return siblings(write.register).map(\.dot).filter { context.covers(origins[$0] ?? $0) }
    }
}
