import Oracle
import Replication

extension Tree {
    // MARK: - Up

    /// One change of an office or of those below it goes up; any one, unless chains matter.
    mutating func push(_ who: Int) {
        guard let parent = offices[who].parent else { return }
        if features.contains(.clones) { return contact(who, changesMax: 1 + random.below(3)) }
        let mine = subtree(who)
        let candidates = offices[who].log.filter { mine.contains(entries[$0].author) }
        guard !candidates.isEmpty else { return }
        receive(candidates[random.below(candidates.count)], at: parent)
        inspect(parent)
    }

    /// An office and those below it.
    func subtree(_ who: Int) -> Set<Int> {
        Set(
            offices.indices.filter { office in
                sequence(first: office) { offices[$0].parent }.contains(who)
            })
    }

    mutating func receive(_ id: Int, at server: Int) {
        guard offices[server].judged.insert(id).inserted else { return }
        guard entries[id].judge == server else { return merge(id, at: server) }
        switch entries[id].verdict {
        case .accept: accept(id, at: server)
        case .hold:
            trace?("\(server) holds \(id)")
            offices[server].held.append(id)
        case .refuse: refuse(id, at: server)
        }
    }

    /// What is accepted must not break the policy; an honest program never makes such a change.
    private mutating func accept(_ id: Int, at server: Int) {
        let change = entries[id].change
        let policy = { (name: RegisterName) -> MergePolicy in
            features.contains(.authority) && name == Self.ranked ? .authority : .multiValue
        }
        if offices[server].record(change.facet)?.breach(by: change, policy: policy) != nil {
            violations.insert(.breach)
        }
        merge(id, at: server)
    }

    mutating func refuse(_ id: Int, at server: Int) {
        trace?("\(server) refuses \(id) by \(entries.count)")
        offices[server].refused.insert(id)
        let change = entries[id].change
        void = void | entries[id].writes
        if fault == .refusedDominates { offices[server].replica.apply(change) }
        let marks = change.writes.map { Assignment(.void($0.dot), .bool(true)) }
        // The first word about a record takes over whose it was said to be.
        let home = offices[server].record(change.facet) == nil ? change.home : nil
        let refusal = offices[server].replica.author(change.facet, marks, home: home)
        keep(refusal, by: server, .accept, WriteSet())
    }

    mutating func decide(_ server: Int) {
        guard !offices[server].held.isEmpty else { return }
        let id = offices[server].held.remove(at: random.below(offices[server].held.count))
        trace?("\(server) decides on \(id)")
        if random.below(2) == 0 { merge(id, at: server) } else { refuse(id, at: server) }
    }

    /// A program below that knows no rights voids a write that is not its own.
    mutating func forge(_ who: Int) {
        guard features.contains(.forgeries), offices[who].parent == nil else { return }
        let facet = Trial.facets[random.below(2)]
        let standing = offices[who].record(facet)?.registers.flatMap(\.siblings) ?? []
        guard !standing.isEmpty else { return }
        forgeries += 1
        var liar = MemoryReplica(100 + Int(forgeries))
        let target = standing[random.below(standing.count)].dot
        let change = liar.author(facet, [Assignment(.void(target), .bool(true))])
        let verdict: Verdict = fault == .voidOfAnother ? .accept : .refuse
        trace?("a dishonest program voids a write that is not its own: change \(entries.count)")
        entries.append(
            Entry(
                change: change, author: offices.count - 1, judge: who, verdict: verdict,
                writes: WriteSet()))
        receive(entries.count - 1, at: who)
    }

    // MARK: - Down

    mutating func pull(_ who: Int) {
        guard let parent = offices[who].parent else { return }
        if features.contains(.clones) { contact(who) }
        if random.below(4) == 0 { return take(Trial.facets[random.below(2)], at: who) }
        let feed = offices[parent].feed
        guard !feed.isEmpty else { return }
        let next = min(offices[who].cursor, feed.count - 1)
        let index = random.below(3) == 0 ? random.below(feed.count) : next
        if index == offices[who].cursor { offices[who].cursor += 1 }
        take(feed[index], at: who)
        for facet in Trial.facets { compare(facet, who, parent) }
    }

    mutating func take(_ item: Office.Item, at who: Int) {
        switch item {
        case .state(let facet): take(facet, at: who)
        case .change(let id):
            let isOwn = entries[id].change.replica == offices[who].replica.incarnation
            if !isOwn, !offices[who].log.contains(id) { merge(id, at: who) }
        }
    }

    private mutating func take(_ facet: FacetID, at who: Int) {
        guard let parent = offices[who].parent, let state = offices[parent].record(facet)
        else { return }
        trace?("\(who) takes the state of record \(facet.record.low)")
        withoutShadows(who) { $0.apply(state.shared) }
        offices[who].feed.append(.state(facet))
        spoil(who)
    }

    mutating func acknowledge(_ who: Int) {
        guard let parent = offices[who].parent else { return }
        var merged = Set(
            offices[parent].log + (fault == .heldIsAccepted ? offices[parent].held : []))
        if fault == .refusedIsAccepted { merged.formUnion(offices[parent].refused) }
        let own = offices[who].own + offices[who].waiting
        for id in own where offices[parent].refused.contains(id) && !merged.contains(id) {
            takeBack(id, at: who)
        }
        let accepted = Set(
            own.filter(merged.contains).map {
                Origin(entries[$0].change.replica, entries[$0].change.sequence)
            })
        offices[who].replica.settle {
            accepted.contains(Origin($0.dot.replica, $0.sequence))
        }
        spoil(who)
        for facet in Trial.facets { compare(facet, who, parent) }
    }

    /// What is called refused is taken back at once: its void may come later, or never.
    private mutating func takeBack(_ id: Int, at who: Int) {
        let change = entries[id].change
        let dots = Set(change.writes.map(\.dot))
        let isPending = offices[who].record(change.facet)?.pending.contains {
            dots.contains($0.dot)
        }
        guard isPending == true else { return }
        trace?("\(who) takes \(id) back")
        offices[who].replica.unapply(change)
        offices[who].takenBack.formUnion(dots)
        // Those below have merged it, and need what stood behind it.
        if fault != .takenBackInSilence { offices[who].feed.append(.state(change.facet)) }
    }

    // MARK: - The merge

    mutating func merge(_ id: Int, at who: Int) {
        trace?("\(who) merges \(id)")
        let change = entries[id].change
        let voids = change.writes.compactMap(\.register.voided)
        let isTakenBack = offices[who].record(change.facet)?.pending.contains {
            voids.contains($0.dot)
        }
        if voids.isEmpty {
            withoutShadows(who) { $0.apply(change) }
        } else {
            offices[who].replica.apply(change)
        }
        offices[who].log.append(id)
        // Those below have merged what is taken back here, and need what stood behind it.
        let isState = isTakenBack == true && fault != .voidSentAsChange
        offices[who].feed.append(isState ? .state(change.facet) : .change(id))
        spoil(who)
    }

    // MARK: - Faults

    /// After anything happened to an office: what one fault makes of it.
    func spoil(_ parts: inout Parts) {
        parts.registers = parts.registers.filter { !$0.siblings.isEmpty }.map {
            Register(name: $0.name, siblings: $0.siblings)
        }
    }

    mutating func spoil(_ who: Int) {
        guard fault == .shadowsDropped else { return }
        for index in offices[who].replica.records.indices {
            var parts = Parts(offices[who].replica.records[index])
            spoil(&parts)
            offices[who].replica.records[index] = parts.record
        }
    }

    /// Does something to a replica; under one fault, behind the back of its shadows.
    private mutating func withoutShadows(_ who: Int, _ body: (inout MemoryReplica) -> Void) {
        guard fault == .shadowsNotMerged else { return body(&offices[who].replica) }
        let before = offices[who].replica.records
        for index in before.indices {
            var parts = Parts(before[index])
            spoil(&parts)
            offices[who].replica.records[index] = parts.record
        }
        body(&offices[who].replica)
        for (index, record) in before.enumerated() {
            var parts = Parts(offices[who].replica.records[index])
            for register in record.registers where !register.shadows.isEmpty {
                parts.hide(register.shadows, in: register.name)
            }
            offices[who].replica.records[index] = parts.record
        }
    }
}
