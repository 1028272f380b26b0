internal import Replication
internal import Wire

/// An act is merged whole or not at all: what keeps one of its changes out keeps its companions out.
///
/// The judge has seen to that for what is not permitted; here it is seen to for what only the store
/// can know: another type, another content of the same name, no room, bytes of a newer format.
extension Transaction {
    /// Which change of an act cannot be merged here, and why; `nil` if all can, one after the other.
    ///
    /// - Parameters:
    ///   - act: those of its changes that came together and are to be merged.
    ///   - isBounded: whether a record must not become too large by them.
    private func hindrance(
        in act: [(change: Change, body: [UInt8])], isBounded: Bool, on bench: Workbench
    ) throws(StorageError) -> (sequence: UInt64, obstacle: Obstacle)? {
        var before: [Int: Workbench.Cell] = [:]
        defer { for (index, cell) in before { bench.update(index) { $0 = cell } } }
        var named: [FacetID: Set<Dot>] = [:]
        var known: [UInt64: [UInt8]] = [:]
        for (change, body) in act {
            if let twin = known.updateValue(body, forKey: change.sequence), twin == body {
                continue
            }
            let replica = try bench.replica(change.replica)
            let row = bench[replica: replica]
            if change.sequence <= row.seen, let line = try line(row.number, change.sequence) {
                guard line.hash == bench.hash(body) else { return (change.sequence, .dotCollision) }
                if line.standing == .merged || line.standing == .refused { continue }
            }
            let index = try bench.cell(change.facet, type: change.type, home: change.home)
            let obstacle =
                isBounded
                ? try bench.obstacle(to: change, body: body, at: index)
                : try bench.obstacle(to: change, at: index)
            if let obstacle { return (change.sequence, obstacle) }
            for write in change.writes
            where !named[change.facet, default: []].insert(write.dot).inserted {
                return (change.sequence, .dotCollision)
            }
            if before[index] == nil { before[index] = bench.cells[index] }
            bench.apply(change, body: body, at: index, position: 0, log: 0, replica: replica)
        }
        return nil
    }

    /// Arrivals of one act as they enter: if one of them cannot be merged here, none is.
    func whole(
        _ act: ArraySlice<Arrival>, on bench: Workbench
    ) throws(StorageError) -> ArraySlice<Arrival> {
        guard act.count > 1 else { return act }
        let found = try hindrance(in: act.compactMap(\.merging), isBounded: true, on: bench)
        guard found != nil || act.contains(where: \.isUnread) else { return act }
        var held = act
        for index in held.indices where held[index].merging != nil {
            let isFound = held[index].sequence == found?.sequence
            held[index] = held[index].held(by: isFound ? found?.obstacle : nil)
        }
        return held
    }

    /// Whether nothing keeps one of the items of an act from being merged.
    func isWhole(_ act: ArraySlice<Pulled>, on bench: Workbench) throws(StorageError) -> Bool {
        guard act.count > 1 else { return true }
        let changes = act.compactMap(\.change)
        guard changes.count == act.count else { return false }
        return try hindrance(in: changes, isBounded: false, on: bench) == nil
    }
}

extension [Arrival] {
    /// The arrivals act by act, in their order; what speaks of no act stands alone.
    var acts: [ArraySlice<Arrival>] {
        pieces { first, next in
            guard let act = first.act, act.count > 1, next.replica == first.replica else {
                return false
            }
            return next.act ?? act == act
        }
    }
}

extension [Pulled] {
    /// The items act by act, in their order; what speaks of no act stands alone.
    var acts: [ArraySlice<Pulled>] {
        pieces { first, next in
            guard let name = first.name, name.act.count > 1 else { return false }
            return next.name == name
        }
    }
}

extension Array {
    /// The elements in pieces, each as long as the next belongs to the first of the piece.
    fileprivate func pieces(_ belongs: (Element, Element) -> Bool) -> [ArraySlice<Element>] {
        var pieces: [ArraySlice<Element>] = []
        var start = startIndex
        while start < endIndex {
            var end = start + 1
            while end < endIndex, belongs(self[start], self[end]) { end += 1 }
            pieces.append(self[start..<end])
            start = end
        }
        return pieces
    }
}

extension Arrival {
    /// The act that it belongs to, where it says so.
    fileprivate var act: Act? {
        switch item {
        case .hash: nil
        case .change(_, let change): change.act
        case .unread(let body, _): ChangeCodec.peek(body)?.act
        }
    }

    /// Whether this program cannot read it.
    fileprivate var isUnread: Bool {
        if case .unread = item { return true }
        return false
    }

    /// The change, if it is to be merged.
    fileprivate var merging: (change: Change, body: [UInt8])? {
        guard verdict == .merge, case .change(let body, let change) = item else { return nil }
        return (change, body)
    }

    /// The same, held for a reason of its own or with its companions.
    fileprivate func held(by obstacle: Obstacle?) -> Arrival {
        let obstacle = obstacle ?? .companion
        return Arrival(
            replica: replica, sequence: sequence, chain: chain, item: item,
            verdict: .hold(code: obstacle.rawValue, detail: "\(obstacle)"), node: node)
    }
}

extension Pulled {
    /// An act and who did it.
    fileprivate struct Name: Equatable {
        let replica: ReplicaID
        let act: Act
    }

    /// The act that it belongs to, where it says so.
    fileprivate var name: Name? {
        switch self {
        case .change(_, let change): Name(replica: change.replica, act: change.act)
        case .unread(let bytes):
            ChangeCodec.peek(bytes).map { Name(replica: $0.replica, act: $0.act) }
        case .state, .movedOut: nil
        }
    }

    /// The change, if this program can read it.
    fileprivate var change: (change: Change, body: [UInt8])? {
        guard case .change(let body, let change) = self else { return nil }
        return (change, body)
    }
}
