internal import Replication
internal import Seal
internal import Storage
internal import Wire

/// A frame's worth of runs of one incarnation, and whether there are more.
struct RunPage {
    /// The runs, ascending; together they fit a frame.
    var runs: [Run] = []
    /// The next sequence number that is not in them.
    var next: UInt64
    /// Whether nothing follows.
    var isLast: Bool

    /// Runs of this replica's own: consecutive changes, cut at the end of an act, signed now.
    ///
    /// Ed25519 signs the same bytes alike, so what is sent again is the same to the last bit.
    /// - Parameter reaches: what may travel; of the rest only the body hash does.
    static func own(
        _ replica: ReplicaID, from first: UInt64, keys: NodeKeys, reaches: Set<Reach>,
        in snapshot: Snapshot
    ) throws(StorageError) -> RunPage {
        let entries = try snapshot.log(
            replica, from: first, limit: Limits.frameChangesMax,
            bytesMax: Limits.frameItemsBytesMax)
        let whole = entries.endingWithAct
        guard let last = whole.last, let chainAfter = last.chain else {
            return RunPage(next: first, isLast: true)
        }
        let before =
            first == 1 ? Chain.start : try snapshot.chain(replica, at: first - 1) ?? Chain.start
        let run = keys.run(
            replica, first: first, chainBefore: before,
            items: whole.map { $0.item(within: reaches) }, chainAfter: chainAfter)
        let head = try snapshot.head(replica)?.sequence ?? 0
        return RunPage(runs: [run], next: last.sequence + 1, isLast: last.sequence >= head)
    }

    /// Runs of others as they were signed, with what may not travel closed to its hash.
    ///
    /// - Parameter reaches: what may travel; `nil` opens everything that is here.
    static func kept(
        _ replica: ReplicaID, from first: UInt64, bytesMax: Int, reaches: Set<Reach>?,
        in snapshot: Snapshot
    ) throws(StorageError) -> RunPage {
        var page = RunPage(next: first, isLast: true)
        var bytes = 0
        var changes = 0
        for kept in try snapshot.runs(replica, from: first, limit: Limits.frameChangesMax) {
            let entries = try snapshot.log(
                replica, from: kept.first, limit: Int(kept.last - kept.first + 1),
                bytesMax: .max)
            let run = Run(kept, items: entries.map { $0.item(within: reaches) })
            let size = run.items.reduce(0) { $0 + $1.count }
            if !page.runs.isEmpty,
                bytes + size > bytesMax || changes + entries.count > Limits.frameChangesMax
            {
                page.isLast = false
                break
            }
            page.runs.append(run)
            page.next = kept.last + 1
            bytes += size
            changes += entries.count
        }
        return page
    }
}

extension LogEntry {
    /// The entry in a run: open if it is here, merged, and may travel; else its hash.
    func item(within reaches: Set<Reach>?) -> RunItem {
        guard let body, standing == .merged else { return .hash(hash) }
        if let reaches, !reaches.contains(reach) { return .hash(hash) }
        return .body(body)
    }
}

extension [LogEntry] {
    /// The longest beginning that ends with the end of an act: a frame never cuts one in two.
    var endingWithAct: ArraySlice<LogEntry> {
        var end = endIndex
        while end > startIndex, !self[end - 1].endsAct { end -= 1 }
        return self[..<end]
    }
}

extension RunPage {
    /// Runs in which the changes of some records are open: what a repair sends upward.
    ///
    /// They are the runs that were sent before, whole, so that the other end can check them; what
    /// it has already is a duplicate there.
    static func opening(
        _ facets: [FacetID], replica: Replica, in snapshot: Snapshot
    ) throws(StorageError) -> [Run] {
        let reaches = Scope.upward(of: replica.office)
        var runs: [Run] = []
        var opened: Set<SequencePoint> = []
        for facet in facets {
            for entry in try snapshot.entries(of: facet) where entry.body != nil {
                let point = SequencePoint(replica: entry.replica, sequence: entry.sequence)
                guard !opened.contains(point) else { continue }
                let found = try run(around: entry, replica: replica, reaches: reaches, in: snapshot)
                guard let found else { continue }
                for index in found.items.indices {
                    let sequence = found.firstSequence + UInt64(index)
                    opened.insert(SequencePoint(replica: found.replica, sequence: sequence))
                }
                runs.append(found)
            }
        }
        return runs
    }

    /// The signed run that an entry stands in.
    private static func run(
        around entry: LogEntry, replica: Replica, reaches: Set<Reach>, in snapshot: Snapshot
    ) throws(StorageError) -> Run? {
        let node = try snapshot.head(entry.replica)?.node
        guard node == replica.keys.node else {
            return try kept(
                entry.replica, from: entry.sequence, bytesMax: 1, reaches: reaches, in: snapshot
            ).runs.first
        }
        let act = entry.body.flatMap(ChangeCodec.peek)?.act
        return try own(
            entry.replica, from: act?.first ?? entry.sequence, keys: replica.keys, reaches: reaches,
            in: snapshot
        ).runs.first
    }
}

extension RunRecord {
    /// What is kept of a run: its ends and its signature; the rest is in the log.
    init(_ run: Run) {
        self.init(
            replica: run.replica, first: run.firstSequence, last: run.lastSequence,
            chainBefore: run.chainBefore, chainAfter: run.chainAfter, signature: run.signature)
    }
}

extension Run {
    /// A run as it was kept, with its items from the log.
    init(_ kept: RunRecord, items: [RunItem]) {
        self.init(
            replica: kept.replica, firstSequence: kept.first, chainBefore: kept.chainBefore,
            items: items, chainAfter: kept.chainAfter, signature: kept.signature)
    }
}

extension RunItem {
    /// How many bytes it takes in a frame, less its head.
    var count: Int {
        switch self {
        case .body(let bytes), .hash(let bytes): bytes.count
        }
    }
}
