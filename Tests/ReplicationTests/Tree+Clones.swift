import Oracle
import Replication

/// One incarnation on two machines: found at a contact, and written again under another.
extension Tree {
    /// The whole directory is copied, and both machines go on.
    mutating func clone(_ who: Int) {
        guard features.contains(.clones), !isCloned, offices[who].parent != nil else { return }
        isCloned = true
        trace?("\(who) is cloned: \(offices.count)")
        offices.append(offices[who])
        offices[offices.count - 1].form = nil
    }

    /// A stick with all that a machine has written leaves, or arrives.
    mutating func carry(_ who: Int) {
        guard features.contains(.clones) else { return }
        if random.below(2) == 0, offices[who].parent != nil {
            bundles.append((offices[who].replica.incarnation, offices[who].own))
        } else if !bundles.isEmpty {
            deliver(bundles[random.below(bundles.count)])
        }
    }

    /// The server takes of a bundle what continues the chain that it knows.
    mutating func deliver(_ bundle: (replica: ReplicaID, chain: [Int])) {
        trace?("a bundle of \(bundle.chain) arrives")
        for (position, id) in bundle.chain.enumerated() {
            let known = offices[0].chains[bundle.replica] ?? []
            if position < known.count {
                // Another content under a known number: the rest goes to quarantine.
                if known[position] != id { return }
                continue
            }
            if offices[0].repeated.contains(id), fault != .oldBundleTaken { return }
            offices[0].chains[bundle.replica, default: []].append(id)
            receive(id, at: 0)
        }
        inspect(0)
    }

    /// Hello, and own changes in their order, all of them or until the line is cut.
    ///
    /// The ratchet is replaced when everything was pushed: were it replaced at once, a machine whose
    /// contact is cut would make its clone write again what both have.
    mutating func contact(_ who: Int, changesMax: Int = .max) {
        guard offices[who].parent != nil else { return }
        if isOutOfStep(who) { renew(who) }
        if fault == .ratchetReplacedAtOnce { turnRatchet(who) }
        let replica = offices[who].replica.incarnation
        let known = offices[0].chains[replica]?.count ?? 0
        let news = offices[who].own[known...].prefix(changesMax)
        for id in news {
            offices[0].chains[replica, default: []].append(id)
            receive(id, at: 0)
        }
        if known + news.count == offices[who].own.count { turnRatchet(who) }
        inspect(0)
    }

    private mutating func turnRatchet(_ who: Int) {
        offices[who].ratchet += 1
        offices[0].ratchets[offices[who].replica.incarnation] = offices[who].ratchet
    }

    /// How much of its chain a machine shares with what the server knows of it.
    private func common(_ who: Int) -> Int {
        let known = offices[0].chains[offices[who].replica.incarnation] ?? []
        return zip(known, offices[who].own).prefix { $0 == $1 }.count
    }

    /// Whether the server has met another machine: it knows more, other content, another ratchet.
    private func isOutOfStep(_ who: Int) -> Bool {
        let replica = offices[who].replica.incarnation
        return offices[who].ratchet != offices[0].ratchets[replica, default: 0]
            || common(who) < offices[0].chains[replica]?.count ?? 0
    }

    /// A new incarnation, a fresh load, and what was not accepted written again.
    private mutating func renew(_ who: Int) {
        let (prefix, tail) = (offices[who].own[..<common(who)], offices[who].own[common(who)...])
        trace?("\(who) begins anew, and writes \(Array(tail)) again")
        offices[0].repeated.formUnion(tail)
        var office = Office(parent: offices[who].parent, offices[who].replica)
        office.replica.records = offices[0].replica.records.map(\.shared)
        lives += 1
        office.replica.renew(life: lives)
        office.cursor = offices[0].feed.count
        offices[who] = office
        // What is held is not in the load, and its author goes on seeing it.
        for id in prefix where offices[0].held.contains(id) && fault != .heldForgotten {
            offices[who].replica.keep(entries[id].change)
            offices[who].waiting.append(id)
        }
        var origins: [FacetID: [Dot: Dot]] = [:]
        for id in tail { repeatChange(id, by: who, &origins) }
    }

    private mutating func repeatChange(
        _ id: Int, by who: Int, _ origins: inout [FacetID: [Dot: Dot]]
    ) {
        let old = entries[id].change
        let record =
            offices[who].record(old.facet)
            ?? Record(facet: old.facet, type: old.type, home: old.home)
        let known = fault == .originsForgotten ? [:] : origins[old.facet] ?? [:]
        let assignments = old.writes.map { write in
            fault == .repeatedBlindly
                ? Assignment(write.register, write.value)
                : record.assignment(repeating: write, of: old, origins: known)
        }
        var new = offices[who].replica.author(old.facet, assignments, home: old.home)
        new.stamp = old.stamp
        new.origin = Origin(old.replica, old.sequence)
        for (before, after) in zip(old.writes, new.writes) {
            origins[old.facet, default: [:]][after.dot] = before.dot
        }
        keep(new, by: who, entries[id].verdict, entries[id].writes)
    }
}
