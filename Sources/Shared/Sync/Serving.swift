internal import Replication
internal import Storage
internal import Wire

/// How a server serves a pull: the feeds of the child's scope after its cursor, or, at the first
/// contact, the states of everything in it.
extension Endpoint {
    /// One page of what the child does not have; read in one snapshot.
    func serve(_ pull: Pull, to node: NodeRecord) throws -> PullAnswer {
        try replica.store.read { snapshot throws(StorageError) in
            try Self.page(pull, for: node, in: snapshot)
        }
    }

    /// Lines of one position stay together, so that a page may end a few lines late: there is one
    /// per division that the record is or was in.
    private static let linesOfOnePositionMax = 100

    /// The page of a pull, which bundles share.
    static func page(
        _ pull: Pull, for node: NodeRecord, in snapshot: Snapshot
    ) throws(StorageError) -> PullAnswer {
        let scope = Scope(child: node.office)
        let bytesMax = min(Int(clamping: pull.bytesMax), Limits.frameItemsBytesMax)
        let isKnown = pull.cursor.map {
            $0.logID == snapshot.logID && Int64(clamping: $0.position) <= snapshot.position
        }
        if pull.load == nil, isKnown == true, let cursor = pull.cursor {
            // Of two machines under one name each needs what the other wrote, and needs it as
            // changes: only those it can hand back.
            let known = node.status == .doubled ? [] : Set(node.incarnations)
            let page = try snapshot.feed(
                scope, after: Int64(clamping: cursor.position), leavingOut: known,
                limit: Limits.frameChangesMax - linesOfOnePositionMax, bytesMax: bytesMax)
            return PullAnswer(
                items: try page.items.withoutRepeated.map { item throws(StorageError) in
                    try Self.item(item, in: snapshot)
                },
                cursor: Checkpoint(logID: snapshot.logID, position: UInt64(page.position)),
                load: nil, isLast: page.isLast)
        }
        // The cursor of a first load stands where the load began: what changes meanwhile comes
        // again from the feed, and costs nothing because states and changes merge in any order.
        let start =
            isKnown == true ? pull.cursor : nil
        let page = try snapshot.load(
            scope, after: start == nil ? nil : pull.load, limit: Limits.frameChangesMax,
            bytesMax: bytesMax)
        return PullAnswer(
            items: page.records.map { .state(StateCodec.state($0)) },
            cursor: start
                ?? Checkpoint(logID: snapshot.logID, position: UInt64(snapshot.position)),
            load: page.isLast ? nil : page.last, isLast: false)
    }

    private static func item(
        _ item: FeedItem, in snapshot: Snapshot
    ) throws(StorageError) -> PulledItem {
        switch item {
        case .change(_, let body): return .change(body)
        case .state(_, let facet):
            guard let record = try snapshot.record(facet) else {
                throw .damaged("the feed names \(facet.record), which is not there")
            }
            return .state(StateCodec.state(record.shared))
        case .movedOut(_, let facet, let hash, let home):
            return .movedOut(facet, hash: hash, home: home)
        }
    }
}

extension [FeedItem] {
    /// The items without the changes whose record travels as a state of the same position: that
    /// holds them, and both together might not fit a frame.
    fileprivate var withoutRepeated: [FeedItem] {
        var states: Set<Int64> = []
        for case .state(let position, _) in self { states.insert(position) }
        guard !states.isEmpty else { return self }
        return filter { item in
            guard case .change(let position, _) = item else { return true }
            return !states.contains(position)
        }
    }
}
