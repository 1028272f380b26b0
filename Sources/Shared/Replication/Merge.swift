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
        let fresh = change.writes.filter { !received.contains($0.dot) }
        guard !fresh.isEmpty else { return .nothing }
        claim(home: change.home, isPending: isPending)
        for write in fresh {
            received.insert(write.dot)
            if isPending {
                pending.append(
                    PendingWrite(dot: write.dot, sequence: change.sequence, home: change.home))
            }
            arrive(
                Sibling(
                    dot: write.dot, value: write.value, stamp: change.stamp,
                    context: change.context(of: write)),
                at: write.register)
        }
        past.join(change.past)
        for write in change.writes { past.insert(write.dot) }
        for write in change.writes { if let dot = write.register.voided { void(dot) } }
        normalise()
        return .changed
    }

    /// Takes in what another replica knows of the record: first load, move-in, repair of a child.
    ///
    /// A value that the other has received and does not show was replaced there; one that it has
    /// not received stays. One that was replaced here and stands there stands here again, if the
    /// other knows everything that is known here: then it came back from a shadow, because a write
    /// of a server above was refused that had been merged here.
    public mutating func apply(_ other: Record) {
        precondition(other.facet == facet, "a state is applied to the record it names")
        for dot in other.voids { void(dot) }
        settle { other.received.contains($0.dot) }
        let knowsAll = isBehind(other)
        for index in registers.indices { keep(index, against: other) }
        for register in other.registers {
            let mine = find(register.name)
            for sibling in register.siblings {
                if let mine, registers[mine].holds(sibling.dot) { continue }
                if received.contains(sibling.dot), !knowsAll { continue }
                arrive(sibling, at: register.name)
            }
        }
        if knowsAll { claimedHome = other.claimedHome } else { claim(home: other.claimedHome) }
        received.formUnion(other.received)
        past.join(other.past)
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

    /// Takes refused writes out before their marks have come: the sender's own view.
    ///
    /// The marks come with the record; a record outside this replica's scope gets none.
    public mutating func unapply(_ dots: [Dot]) {
        for dot in dots { void(dot) }
        normalise()
        claimAnew()
    }

    /// Forgets what stood behind writes that the parent has accepted.
    ///
    /// - Parameter isSettled: whether the parent has accepted the write and can no more refuse it.
    public mutating func settle(_ isSettled: (PendingWrite) -> Bool) {
        let settled = pending.filter(isSettled)
        guard !settled.isEmpty else { return }
        let dots = Set(settled.map(\.dot))
        if let home = settled.map(\.home).min() { claim(home: home) }
        pending.removeAll { dots.contains($0.dot) }
        for index in registers.indices { registers[index].settle(dots) }
        normalise()
    }

    /// Whether another has received all that was received here, but for what awaits judgement.
    private func isBehind(_ other: Record) -> Bool {
        let ahead = received.subtracting(other.received, limit: pending.count + 1)
        guard !ahead.isEmpty else { return true }
        let own = Set(pending.map(\.dot))
        return ahead.allSatisfy(own.contains)
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
        let pending = Set(pending.map(\.dot))
        for index in registers.indices {
            registers[index].forgetContexts(within: received, except: pending)
        }
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
        if isPending(new.dot) { hide(behind: new) } else { give(wayTo: new) }
        if coverers.isEmpty {
            let index = siblings.firstIndex { $0.dot > new.dot } ?? siblings.count
            siblings.insert(new, at: index)
        } else {
            shadows.append(Shadow(sibling: new, by: coverers))
        }
    }

    /// Drops what a write covers.
    ///
    /// A pending write that is covered while something behind it is not was refused: who had it on
    /// the screen would cover both. What stands behind it comes back, as when the void arrives.
    private mutating func give(wayTo new: Sibling) {
        let covered = (siblings + shadows.map(\.sibling)).map(\.dot).filter { new.covers($0) }
        for dot in covered { remove(dot) }
        if !covered.isEmpty { uncover() }
    }

    /// Takes a write out; what stood behind it falls to those behind whom it stood itself.
    private mutating func remove(_ dot: Dot) {
        let heirs = shadows.first { $0.sibling.dot == dot }?.by ?? []
        siblings.removeAll { $0.dot == dot }
        shadows.removeAll { $0.sibling.dot == dot }
        for index in shadows.indices where shadows[index].by.contains(dot) {
            shadows[index].by = Set(shadows[index].by.filter { $0 != dot } + heirs).sorted()
        }
    }

    /// Shows what stands behind nothing any more.
    private mutating func uncover() {
        guard shadows.contains(where: \.by.isEmpty) else { return }
        siblings += shadows.filter(\.by.isEmpty).map(\.sibling)
        siblings.sort { $0.dot < $1.dot }
        shadows.removeAll(where: \.by.isEmpty)
    }

    /// Puts what a pending write covers into its shadow.
    ///
    /// Who stands in the shadow of something that this write covers stays there: were each shadow
    /// to name all later writes, a register that is edited `n` times offline would cost `n²`.
    private mutating func hide(behind new: Sibling) {
        for index in shadows.indices where new.covers(shadows[index].sibling.dot) {
            if shadows[index].by.contains(where: { new.covers($0) }) { continue }
            shadows[index].by = (shadows[index].by + [new.dot]).sorted()
        }
        shadows += siblings.filter { new.covers($0.dot) }.map { Shadow(sibling: $0, by: [new.dot]) }
        siblings.removeAll { new.covers($0.dot) }
    }

    /// Takes a refused write out; what stood in its shadow alone is shown again.
    mutating func void(_ dot: Dot) {
        remove(dot)
        uncover()
    }

    /// Drops what stands behind writes that stand for good, and what stands behind that.
    mutating func settle(_ dots: Set<Dot>) {
        var gone = dots
        while !gone.isEmpty, !shadows.isEmpty {
            let isGone = { (shadow: Shadow) in shadow.by.contains(where: gone.contains) }
            let next = Set(shadows.filter(isGone).map(\.sibling.dot))
            shadows.removeAll(where: isGone)
            gone = next
        }
    }

    /// Drops each context of which everything has arrived.
    ///
    /// Pending writes keep theirs: what a refusal brings back may stand behind them.
    mutating func forgetContexts(within received: DotSet, except pending: Set<Dot>) {
        let isDone = { (sibling: Sibling) in
            guard let context = sibling.context, !pending.contains(sibling.dot) else {
                return false
            }
            return received.covers(context.past)
        }
        for index in siblings.indices where isDone(siblings[index]) {
            siblings[index].context = nil
        }
        for index in shadows.indices where isDone(shadows[index].sibling) {
            shadows[index].sibling.context = nil
        }
    }
}
