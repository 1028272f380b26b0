import Oracle
import Replication

extension Tree {
    /// What must hold at every moment.
    mutating func inspect(_ who: Int) {
        for facet in Trial.facets {
            for register in offices[who].record(facet)?.registers ?? []
            where register.siblings.count > 1 {
                if ledger.isFalseConflict(register.siblings) {
                    trace?("a false conflict at \(who)")
                    violations.insert(.falseConflict)
                }
                if register.hasCoveredSibling { violations.insert(.covering) }
            }
        }
    }

    /// Equal hashes mean equal states, and the other way round (INV-11).
    mutating func compare(_ facet: FacetID, _ a: Int, _ b: Int) {
        guard let first = offices[a].record(facet), let second = offices[b].record(facet)
        else { return }
        let isSame = canonical(first) == canonical(second)
        if isSame != (hash(of: first) == hash(of: second)) { violations.insert(.digest) }
    }

    /// The hash of a record; under one fault without the marks of refusal.
    private func hash(of record: Record) -> [UInt8] {
        guard fault == .voidNotInHash else { return Oracle.hash(canonical(record)) }
        var parts = Parts(record)
        let isMark = { (register: Register) in register.name.voided != nil }
        let marks = Set(parts.registers.filter(isMark).flatMap { $0.siblings.map(\.dot) })
        parts.registers.removeAll(where: isMark)
        var received = DotSet()
        for dot in record.received.all where !marks.contains(dot) { received.insert(dot) }
        parts.received = received
        return Oracle.hash(canonical(parts.record))
    }

    /// Delivers everything, and judges what stands then.
    mutating func settle() {
        if features.contains(.holds), !features.contains(.province), !features.contains(.clones) {
            for _ in 0..<3 { exchange() }
            for who in offices.indices { compareDigests(who) }
        }
        for bundle in bundles { deliver(bundle) }
        for _ in 0..<6 {
            for who in offices.indices { while !offices[who].held.isEmpty { decide(who) } }
            exchange()
        }
        for bundle in bundles { deliver(bundle) }
        exchange()
        for facet in Trial.facets { judge(facet) }
    }

    /// Everything goes up, and down again; what is held stays so.
    private mutating func exchange() {
        for who in offices.indices.reversed() {
            guard let parent = offices[who].parent else { continue }
            if features.contains(.clones) {
                contact(who)
            } else {
                let mine = subtree(who)
                for id in offices[who].log where mine.contains(entries[id].author) {
                    receive(id, at: parent)
                }
            }
        }
        for who in offices.indices {
            guard let parent = offices[who].parent else { continue }
            for item in offices[parent].feed { take(item, at: who) }
            acknowledge(who)
        }
    }

    /// At the end of a contact both ends leave out what is held, and prove that the rest is equal.
    private mutating func compareDigests(_ who: Int) {
        guard let parent = offices[who].parent else { return }
        let held = Set(
            offices[parent].held.filter { entries[$0].author == who }.map {
                entries[$0].change.facet
            })
        let below = digest(who, without: held)
        let above = digest(parent, without: fault == .heldInOneDigest ? [] : held)
        if below != above {
            trace?("\(who) and \(parent) differ beyond what is held")
            violations.insert(.digest)
        }
    }

    /// The sum over all records, less those left out.
    private func digest(_ who: Int, without held: Set<FacetID>) -> Digest {
        var digest = Digest()
        for record in offices[who].replica.records { digest.insert(hash(of: record)) }
        for facet in held {
            if let record = offices[who].record(facet) { digest.remove(hash(of: record)) }
        }
        return digest
    }

    private mutating func judge(_ facet: FacetID) {
        let records = offices.compactMap { $0.record(facet) }
        guard let first = records.first else { return }
        let state = canonical(first)
        if records.contains(where: { canonical($0) != state }) { violations.insert(.diverged) }
        if records.contains(where: \.isIncomplete) { violations.insert(.incomplete) }
        if records.contains(where: { !$0.pending.isEmpty }) { violations.insert(.incomplete) }
        let expected = ledger.standing(of: facet, without: void)
        for (who, record) in records.enumerated() {
            let siblings = record.registers.map(\.siblings)
            let standing = siblings.reduce(WriteSet()) { $0 | ledger.writes(in: $1) }
            note(expected - standing, .lost, at: who)
            note(standing - expected, .stale, at: who)
            let numbers = siblings.flatMap { $0.compactMap(ledger.write(in:)) }
            if Set(numbers).count < numbers.count { violations.insert(.doubled) }
        }
    }

    private mutating func note(_ writes: WriteSet, _ violation: Violations, at who: Int) {
        guard !writes.isEmpty else { return }
        trace?("\(violation) at \(who): \(ledger.entries.indices.filter(writes.contains))")
        violations.insert(violation)
    }
}

extension DotSet {
    /// Every dot, one by one.
    fileprivate var all: [Dot] {
        contiguous.entries.flatMap { entry in
            (1...entry.counter).map { Dot(entry.replica, $0) }
        } + extra
    }
}
