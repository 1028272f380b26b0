/// The one way to merge: a change into a record, or a record into a record.
///
/// Both are idempotent and take their arguments in any order, so batches, sticks, restores and
/// resends need no care. A write is never dropped for its clock or its origin: it is a duplicate,
/// superseded by one who saw it, or it stands (INV-1 … INV-5).
///
/// Refused was: one version per record with three-way merge (needs the common base, which weeks
/// offline do not leave), and last-writer-wins (loses without trace).
extension Record {
    /// What applying a change did.
    public enum Effect: Sendable {
        /// Every write was known.
        case nothing
        /// Something arrived: the record is to be stored, hashed and shown anew.
        case changed
    }

    /// Takes a change in, whole.
    ///
    /// - Parameters:
    ///   - change: of this facet; any order, any number of times.
    ///   - isPending: whether it is this replica's own and its parent has yet to judge it.
    /// - Returns: whether anything was new.
    @discardableResult
    public mutating func apply(_ change: Change, isPending: Bool = false) -> Effect {
        precondition(change.facet == facet, "a change is applied to the record it names")
        var effect = Effect.nothing
        for write in change.writes where !received.contains(write.dot) {
            effect = .changed
            received.insert(write.dot)
            if isPending {
                pending.append(PendingWrite(dot: write.dot, sequence: change.sequence))
            }
            arrive(
                Sibling(
                    dot: write.dot, value: write.value, stamp: change.stamp,
                    context: change.context(of: write)),
                at: write.register)
        }
        guard effect == .changed else { return .nothing }
        claim(home: change.home)
        past.join(change.past)
        for write in change.writes { past.insert(write.dot) }
        for write in change.writes { if let dot = write.register.voided { void(dot) } }
        normalise()
        return .changed
    }

    /// Takes in what another replica knows of the record: first load, move-in, repair of a child.
    ///
    /// A value that the other has received and does not show was replaced there; one that it has
    /// not received stays.
    public mutating func apply(_ other: Record) {
        precondition(other.facet == facet, "a state is applied to the record it names")
        for dot in other.voids { void(dot) }
        settle { other.received.contains($0.dot) }
        for index in registers.indices { keep(index, against: other) }
        for register in other.registers {
            let mine = find(register.name)
            for sibling in register.siblings {
                if let mine, registers[mine].holds(sibling.dot) { continue }
                if received.contains(sibling.dot) { continue }
                arrive(sibling, at: register.name)
            }
        }
        received.formUnion(other.received)
        past.join(other.past)
        claim(home: other.claimedHome)
        normalise()
    }

    /// Marks a write as refused: it is not shown, and what it had replaced stands again.
    ///
    /// The mark itself is an element of the register `void`; this is what the mark does.
    mutating func void(_ dot: Dot) {
        received.insert(dot)
        past.insert(dot)
        pending.removeAll { $0.dot == dot }
        for index in registers.indices { registers[index].void(dot) }
    }

    /// Forgets what stood behind writes that the parent has accepted.
    ///
    /// - Parameter isSettled: whether the parent has accepted the write and can no more refuse it.
    public mutating func settle(_ isSettled: (PendingWrite) -> Bool) {
        guard !pending.isEmpty else { return }
        let settled = pending.filter(isSettled).map(\.dot)
        guard !settled.isEmpty else { return }
        pending.removeAll { settled.contains($0.dot) }
        for index in registers.indices {
            registers[index].shadows.removeAll { $0.by.contains { settled.contains($0) } }
        }
        registers.removeAll { $0.siblings.isEmpty && $0.shadows.isEmpty }
    }

    /// Takes one value into its register.
    private mutating func arrive(_ sibling: Sibling, at name: RegisterName) {
        let index = position(of: name)
        if index == registers.count || registers[index].name != name {
            registers.insert(Register(name: name, siblings: []), at: index)
        }
        registers[index].arrive(sibling, pending: pending)
    }

    /// Drops what another replica has seen replaced.
    private mutating func keep(_ index: Int, against other: Record) {
        let theirs = other.siblings(registers[index].name)
        let isReplaced = { (dot: Dot) in
            other.received.contains(dot) && !theirs.contains { $0.dot == dot }
        }
        registers[index].siblings.removeAll { isReplaced($0.dot) }
        registers[index].shadows.removeAll { isReplaced($0.sibling.dot) }
    }

    /// Lets go of contexts that have done their work.
    private mutating func normalise() {
        for index in registers.indices { registers[index].forgetContexts(within: received) }
        registers.removeAll { $0.siblings.isEmpty && $0.shadows.isEmpty }
    }
}

extension Register {
    /// Whether a write stands here, shown or not.
    func holds(_ dot: Dot) -> Bool {
        siblings.contains { $0.dot == dot } || shadows.contains { $0.sibling.dot == dot }
    }

    /// Takes a value in that has not been here before.
    ///
    /// A pending write replaces nothing for good: what it covers becomes its shadow.
    mutating func arrive(_ new: Sibling, pending: [PendingWrite]) {
        let isPending = { (dot: Dot) in pending.contains { $0.dot == dot } }
        let coverers =
            siblings.filter { $0.covers(new.dot) }.map(\.dot)
            + shadows.filter { $0.sibling.covers(new.dot) }.map(\.sibling.dot)
        guard coverers.allSatisfy(isPending) else { return }
        if isPending(new.dot) {
            hide(behind: new)
        } else {
            siblings.removeAll { new.covers($0.dot) }
            shadows.removeAll { new.covers($0.sibling.dot) }
        }
        if coverers.isEmpty {
            let index = siblings.firstIndex { $0.dot > new.dot } ?? siblings.count
            siblings.insert(new, at: index)
        } else {
            shadows.append(Shadow(sibling: new, by: coverers))
        }
    }

    /// Puts what a pending write covers into its shadow.
    private mutating func hide(behind new: Sibling) {
        for index in shadows.indices where new.covers(shadows[index].sibling.dot) {
            shadows[index].by = (shadows[index].by + [new.dot]).sorted()
        }
        shadows += siblings.filter { new.covers($0.dot) }.map { Shadow(sibling: $0, by: [new.dot]) }
        siblings.removeAll { new.covers($0.dot) }
    }

    /// Takes a refused write out; what stood in its shadow alone is shown again.
    mutating func void(_ dot: Dot) {
        siblings.removeAll { $0.dot == dot }
        shadows.removeAll { $0.sibling.dot == dot }
        for index in shadows.indices { shadows[index].by.removeAll { $0 == dot } }
        siblings += shadows.filter(\.by.isEmpty).map(\.sibling)
        shadows.removeAll(where: \.by.isEmpty)
        siblings.sort { $0.dot < $1.dot }
    }

    /// Drops each context of which everything has arrived.
    mutating func forgetContexts(within received: DotSet) {
        for index in siblings.indices {
            if let context = siblings[index].context, received.covers(context.past) {
                siblings[index].context = nil
            }
        }
        for index in shadows.indices {
            if let context = shadows[index].sibling.context, received.covers(context.past) {
                shadows[index].sibling.context = nil
            }
        }
    }
}
