import Replication
import Seal
import Storage
import Support
import Testing
import Wire

/// What a link does with two stores, without signatures: enough to move changes both ways.
enum Carrying {
    /// What a server is to do with a change.
    typealias Judge = (Change) -> Arrival.Verdict

    /// Pushes everything that the parent lacks, and takes its acknowledgement in.
    @discardableResult
    static func push(
        _ child: Office, to parent: Office, limit: Int = 1_000, scope: Scope? = nil,
        judge: Judge = { _ in .merge }
    ) throws -> [ArrivalResult] {
        var results: [ArrivalResult] = []
        for head in try child.heads {
            let known = try parent.store.read { snapshot throws(StorageError) in
                try snapshot.head(head.replica)?.sequence ?? 0
            }
            var next = known + 1
            while next <= head.sequence {
                let arrivals = try run(child, head.replica, next, limit, scope: scope)
                    .map { arrival($0, from: child, judge) }
                guard let last = arrivals.last else { break }
                results += try parent.store.write { transaction throws(StorageError) in
                    try transaction.receive(arrivals)
                }
                next = last.sequence + 1
            }
        }
        try acknowledge(child, by: parent)
        return results
    }

    static func run(
        _ child: Office, _ replica: ReplicaID, _ from: UInt64, _ limit: Int = 1_000,
        scope: Scope? = nil
    ) throws -> [LogEntry] {
        try child.store.read { snapshot throws(StorageError) in
            try snapshot.log(replica, from: from, limit: limit, bytesMax: 1 << 20)
        }
    }

    static func arrival(
        _ entry: LogEntry, from child: Office, _ judge: Judge = { _ in .merge }
    ) -> Arrival {
        var item = Arrival.Item.hash(entry.hash)
        var verdict = Arrival.Verdict.merge
        let travels = child.scope.contains(home: entry.home, reach: entry.reach)
        if let body = entry.body, travels, entry.standing == .merged {
            if let change = try? ChangeCodec.decode(body) {
                item = .change(body: body, change)
                verdict = judge(change)
            } else {
                item = .unread(body: body, facet: entry.facet)
                verdict = .hold(code: 5, detail: "")
            }
        }
        return Arrival(
            replica: entry.replica, sequence: entry.sequence, chain: entry.chain ?? [],
            item: item, verdict: verdict, node: child.node)
    }

    /// What the parent has of a child, in the words of the protocol.
    static func marks(_ parent: Office, for child: Office) throws -> [AcknowledgementMark] {
        try parent.store.read { snapshot throws(StorageError) in
            var marks: [AcknowledgementMark] = []
            for head in try snapshot.heads(under: child.node) {
                let rows = try snapshot.exceptions(of: head.replica)
                marks.append(
                    AcknowledgementMark(
                        incarnation: head.replica, upTo: head.sequence, chain: head.chain,
                        exceptions: rows.compactMap { row in
                            guard let sequence = row.sequence,
                                let code = ExceptionCode(rawValue: row.code)
                            else { return nil }
                            return ExceptionMark(
                                sequence: sequence,
                                standing: row.standing == .held ? .held : .refused,
                                code: code, caseID: row.caseID, detail: row.detail)
                        }))
            }
            return marks
        }
    }

    static func acknowledge(_ child: Office, by parent: Office) throws {
        let marks = try marks(parent, for: child)
        try child.store.write { transaction throws(StorageError) in
            try transaction.acknowledge(marks, from: parent.node, envelope: [1, 2, 3])
        }
    }

    /// Pulls what the feeds of the child's scope hold after a position.
    ///
    /// - Returns: where to go on.
    @discardableResult
    static func pull(
        _ child: Office, from parent: Office, after position: Int64 = 0, limit: Int = 1_000,
        bytesMax: Int = 1 << 20
    ) throws -> Int64 {
        let own = try child.store.read { snapshot throws(StorageError) in
            Set(try snapshot.ownIncarnations())
        }
        var position = position
        var isLast = false
        while !isLast {
            let (page, items) = try parent.store.read { snapshot throws(StorageError) in
                let page = try snapshot.feed(
                    child.scope, after: position, leavingOut: own, limit: limit,
                    bytesMax: bytesMax)
                let items = try page.items.map { item throws(StorageError) in
                    try pulled(item, in: snapshot)
                }
                return (page, items)
            }
            try child.store.write { transaction throws(StorageError) in
                try transaction.receivePulled(items)
            }
            (position, isLast) = (page.position, page.isLast)
        }
        return position
    }

    private static func pulled(
        _ item: FeedItem, in snapshot: Snapshot
    ) throws(StorageError) -> Pulled {
        switch item {
        case .change(_, let body):
            guard let change = try? ChangeCodec.decode(body) else { return .unread(body) }
            return .change(body: body, change)
        case .state(_, let facet):
            guard let record = try snapshot.record(facet) else {
                throw .damaged("the feed names \(facet)")
            }
            return .state(travelled(record))
        case .movedOut(_, let facet, _, let home):
            return .movedOut(facet, newHome: home)
        }
    }

    /// A record as it comes out of the bytes of the wire.
    static func travelled(_ record: Record) -> Record {
        do {
            return try StateCodec.record(state: StateCodec.state(record.shared))
        } catch {
            preconditionFailure("a state can be read again: \(error)")
        }
    }

    /// Loads the whole scope as states.
    static func load(_ child: Office, from parent: Office, limit: Int = 1_000) throws {
        var after: FacetID?
        var isLast = false
        while !isLast {
            let page = try parent.store.read { snapshot throws(StorageError) in
                try snapshot.load(child.scope, after: after, limit: limit, bytesMax: 1 << 20)
            }
            try child.store.write { transaction throws(StorageError) in
                try transaction.receivePulled(page.records.map { .state(travelled($0)) })
            }
            (after, isLast) = (page.last, page.isLast)
        }
    }
}
