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
    ///   - assignments: each register once; of an event its content, which is given its context, or
    ///     the whole value of one that is written again.
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
            var value = assignment.value
            if assignment.register.event != nil, EventValue.parts(value) == nil {
                value = EventValue.value(eventContext(shown: assignment.shown), value)
            }
            return Write(
                register: assignment.register, dot: Dot(replica, counter), value: value,
                holes: holes(for: assignment, tier: tier, policy: policy(assignment.register)))
        }
    }

    /// The dots within the record's past that a new write must not replace.
    ///
    /// They are: what was not on the screen and was not replaced by anything that was; under
    /// `authority`, what a higher tier wrote; and what is missing here and was not replaced by
    /// anything that stands. Shadows count like siblings, because a refusal brings them back.
    ///
    /// Of what is missing, also that is left out which something unseen had replaced. The write
    /// covers whatever has gone from the register, seen or not; were it not to cover what that had
    /// replaced, the order of arrival would decide (INV-4).
    private func holes(for assignment: Assignment, tier: Tier, policy: MergePolicy) -> [Dot] {
        guard let index = find(assignment.register) else { return gap() }
        let register = registers[index]
        let gaveWay = { (sibling: Sibling, isStanding: Bool) in
            let isSeen = assignment.shown?.contains(sibling.dot) ?? isStanding
            return isSeen && !(policy == .authority && sibling.stamp.tier > tier)
        }
        let replaced =
            register.siblings.filter { gaveWay($0, true) }
            + register.shadows.map(\.sibling).filter { gaveWay($0, false) }
        var holes = register.dots(notReplacedBy: Set(replaced.map(\.dot)))
        if isIncomplete {
            // What awaits judgement may be gone tomorrow: it counts where it was seen.
            let own = Set(pending.map(\.dot))
            let final = (register.siblings + register.shadows.map(\.sibling)).filter {
                !own.contains($0.dot)
            }
            holes += gap().filter { dot in !(replaced + final).contains { $0.covers(dot) } }
        }
        return holes.sorted()
    }

    /// The value of the register `life` that withdraws a draft: the past that its author saw.
    ///
    /// The past is kept in the value, because contexts are let go of, and an edit that the author
    /// had not seen must revive the record whenever it comes (INV-15). What stands beyond a gap is
    /// left out with the gap, and revives too: a draft that comes back is seen by somebody.
    public var withdrawal: Value { EventValue.list(received.contiguous.entries) }
}

extension Record {
    /// The assignment that repeats a write of a closed incarnation under another.
    ///
    /// It replaces what the write replaced, and no more. A dot of the closed incarnation that was
    /// written again may be the name of something else here: of what the other machine wrote.
    /// - Parameters:
    ///   - write: a write of `change`.
    ///   - change: a change that was not accepted; those before it on this record are repeated.
    ///   - origins: of the dots of this record that were written again, those they had before.
    public func assignment(
        repeating write: Write, of change: Change, origins: [Dot: Dot]
    ) -> Assignment {
        var value = write.value
        if write.register == .life, let seen = Self.seen(value) {
            value = EventValue.list(seen.renamed(origins).entries)
        } else if write.register.event != nil, let (seen, content) = EventValue.parts(value) {
            value = EventValue.value(seen.renamed(origins), content)
        }
        return Assignment(
            write.register, value, shown: screen(of: write, in: change, origins: origins))
    }

    /// The siblings that a write of another incarnation replaces here: what its author had seen.
    ///
    /// Those in the shadow of pending writes are among them.
    /// - Parameters:
    ///   - write: a write of `change`.
    ///   - change: a change that was not accepted; those before it on this record are repeated.
    ///   - origins: of the dots of this record that were written again, those they had before.
    public func screen(of write: Write, in change: Change, origins: [Dot: Dot]) -> [Dot] {
        guard let index = find(write.register) else { return [] }
        let context = change.context(of: write)
        let repeated = Set(origins.values)
        let known = registers[index].siblings + registers[index].shadows.map(\.sibling)
        return known.map(\.dot).filter { dot in
            if let origin = origins[dot] { return context.covers(origin) }
            return context.covers(dot) && !repeated.contains(dot)
        }
    }
}

extension VersionVector {
    /// The vector with the new names of what was written again.
    fileprivate func renamed(_ origins: [Dot: Dot]) -> VersionVector {
        var renamed = VersionVector()
        for entry in entries {
            let repeated = origins.values.filter { $0.replica == entry.replica }.map(\.counter)
            let accepted = repeated.min().map { min(entry.counter, $0 - 1) } ?? entry.counter
            renamed.insert(Dot(entry.replica, accepted))
        }
        for (dot, origin) in origins where contains(origin) { renamed.insert(dot) }
        return renamed
    }
}

extension CausalContext {
    /// The context with the new names of what was written again.
    fileprivate func renamed(_ origins: [Dot: Dot]) -> CausalContext {
        let names = Dictionary(origins.map { ($0.value, $0.key) }) { first, _ in first }
        let past = past.renamed(origins)
        return CausalContext(
            past: past, holes: holes.map { names[$0] ?? $0 }.filter(past.contains))
    }
}

extension Register {
    /// What a write leaves standing, or hidden, that replaces some of the dots.
    ///
    /// With a dot go those that stand in its shadow, and in theirs.
    fileprivate func dots(notReplacedBy replaced: Set<Dot>) -> [Dot] {
        guard !shadows.isEmpty else {
            return siblings.map(\.dot).filter { !replaced.contains($0) }
        }
        let hidden = Dictionary(
            grouping: shadows.flatMap { shadow in
                shadow.by.map { (by: $0, dot: shadow.sibling.dot) }
            }, by: \.by)
        var gone = replaced
        var open = Array(replaced)
        while let next = open.popLast() {
            for shadow in hidden[next] ?? [] where gone.insert(shadow.dot).inserted {
                open.append(shadow.dot)
            }
        }
        return (siblings + shadows.map(\.sibling)).map(\.dot).filter { !gone.contains($0) }
    }
}
