internal import Replication
internal import SQLite
internal import Wire

/// What a server takes from its children: changes of signed runs, each with the judge's verdict.
extension Transaction {
    /// Takes changes in, in the order of their chain.
    ///
    /// The caller has checked signatures and chains. Whatever the verdict, the line is in the log
    /// with hash and chain, so that the run can be forwarded whole; what is held or refused is kept
    /// in quarantine and stays out of the merge.
    /// - Parameter arrivals: per incarnation ascending, beginning at most one after what is known.
    /// - Returns: what became of each.
    public func receive(_ arrivals: [Arrival]) throws(StorageError) -> [ArrivalResult] {
        try part { () throws(StorageError) in
            let bench = try Workbench(self, expecting: arrivals.count)
            var results: [ArrivalResult] = []
            results.reserveCapacity(arrivals.count)
            for act in arrivals.acts {
                for arrival in try whole(act, on: bench) {
                    results.append(try receive(arrival, on: bench))
                }
            }
            try bench.finish()
            return results
        }
    }

    private func receive(
        _ arrival: Arrival, on bench: Workbench
    ) throws(StorageError) -> ArrivalResult {
        let replica = try bench.replica(arrival.replica)
        if !bench[replica: replica].isOwn { bench[replica: replica].via = arrival.node }
        let row = bench[replica: replica]
        let isNext = arrival.sequence == row.head + 1
        guard isNext || arrival.sequence <= row.head else {
            throw .notFound("change \(row.head + 1) of \(row.id), before \(arrival.sequence)")
        }
        guard arrival.sequence > row.seen else {
            return try compare(arrival, replica, isNext: isNext, on: bench)
        }
        switch arrival.item {
        case .hash(let hash):
            _ = try bench.add(
                Workbench.NewLine(
                    replica: replica, sequence: arrival.sequence, standing: .hashOnly,
                    hash: hash, chain: arrival.chain))
        case .change(let body, let change):
            try enter(arrival, replica, change, body, on: bench)
        case .unread(let body, let facet):
            let code = arrival.verdict.code ?? (Obstacle.unreadable.rawValue, "")
            try hold(arrival, replica, body, facet, code: code, on: bench)
        }
        return .new
    }

    /// A change of a name that stands in the log already.
    private func compare(
        _ arrival: Arrival, _ replica: Int, isNext: Bool, on bench: Workbench
    ) throws(StorageError) -> ArrivalResult {
        let row = bench[replica: replica]
        guard let line = try line(row.number, arrival.sequence) else {
            guard isNext else {
                throw .damaged("change \(arrival.sequence) of \(row.id) is missing in the log")
            }
            // Before changes that came from the parent: as good as new.
            bench[replica: replica].seen = arrival.sequence - 1
            defer { bench[replica: replica].seen = row.seen }
            return try receive(arrival, on: bench)
        }
        let hash = arrival.item.hash(on: bench)
        guard hash == line.hash else {
            return try collide(arrival, line, replica, isNext: isNext, on: bench)
        }
        if isNext {
            bench.advance(replica, to: arrival.sequence, chain: arrival.chain)
            try keepChain(arrival.chain, of: line, at: arrival.sequence)
        }
        guard line.standing == .hashOnly else { return .duplicate }
        switch arrival.item {
        case .hash: return .duplicate
        case .change(let body, let change):
            try open(arrival, line, replica, change, body, on: bench)
        case .unread(let body, let facet):
            let code = arrival.verdict.code ?? (Obstacle.unreadable.rawValue, "")
            try quarantine(arrival, body, facet, standing: .held, code: code)
            try mark(line.position, as: .held, record: nil)
        }
        return .opened
    }

    // MARK: New changes

    private func enter(
        _ arrival: Arrival, _ replica: Int, _ change: Change, _ body: [UInt8],
        on bench: Workbench
    ) throws(StorageError) {
        if let refusal = arrival.verdict.refusal {
            return try hold(
                arrival, replica, body, change.facet, standing: .refused, code: refusal, on: bench)
        }
        if let code = arrival.verdict.code {
            return try hold(arrival, replica, body, change.facet, code: code, on: bench)
        }
        let index = try bench.cell(change.facet, type: change.type, home: change.home)
        if let obstacle = try bench.obstacle(to: change, body: body, at: index) {
            let code = (obstacle.rawValue, "\(obstacle)")
            return try hold(arrival, replica, body, change.facet, code: code, on: bench)
        }
        observe(change.stamp.time)
        let position = try bench.add(
            Workbench.NewLine(
                replica: replica, sequence: arrival.sequence, record: bench.cells[index].number,
                body: body, chain: arrival.chain))
        bench.apply(
            change, body: body, at: index, position: position, log: position, replica: replica)
    }

    /// Keeps a change out of the merge: its line has only its hash, its bytes are in quarantine.
    private func hold(
        _ arrival: Arrival, _ replica: Int, _ body: [UInt8], _ facet: FacetID?,
        standing: LogEntry.Standing = .held, code: (UInt16, String), on bench: Workbench
    ) throws(StorageError) {
        _ = try bench.add(
            Workbench.NewLine(
                replica: replica, sequence: arrival.sequence, standing: standing,
                hash: bench.hash(body), chain: arrival.chain))
        try quarantine(arrival, body, facet, standing: standing, code: code)
    }

    // MARK: Changes of which only the hash was known

    private func open(
        _ arrival: Arrival, _ line: LogLine, _ replica: Int, _ change: Change, _ body: [UInt8],
        on bench: Workbench
    ) throws(StorageError) {
        if let refusal = arrival.verdict.refusal {
            try quarantine(arrival, body, change.facet, standing: .refused, code: refusal)
            return try mark(line.position, as: .refused, record: nil)
        }
        let index = try bench.cell(change.facet, type: change.type, home: change.home)
        let obstacle = try bench.obstacle(to: change, body: body, at: index)
            .map { ($0.rawValue, "\($0)") }
        if let code = arrival.verdict.code ?? obstacle {
            try quarantine(arrival, body, change.facet, standing: .held, code: code)
            return try mark(line.position, as: .held, record: nil)
        }
        try fill(line.position, body: body, record: bench.cells[index].number)
        bench.apply(
            change, body: body, at: index, position: nextPosition(), log: line.position,
            replica: replica)
    }

    // MARK: Collisions

    /// Two contents under one name: the first stays, the second is kept where a person sees it.
    private func collide(
        _ arrival: Arrival, _ line: LogLine, _ replica: Int, isNext: Bool, on bench: Workbench
    ) throws(StorageError) -> ArrivalResult {
        if isNext {
            // The chain names the newcomer: the line takes its hash and keeps its body unsent.
            try run(
                "UPDATE _log SET hash = ? WHERE position = ?",
                [.blob(arrival.item.hash(on: bench)), .integer(line.position)])
            bench.advance(replica, to: arrival.sequence, chain: arrival.chain)
            try keepChain(arrival.chain, of: line, at: arrival.sequence)
        }
        let (body, facet) = arrival.item.bytes
        let code = (Obstacle.dotCollision.rawValue, "\(Obstacle.dotCollision)")
        return .collision(
            case: try quarantine(arrival, body, facet, standing: .held, code: code))
    }
}

extension Arrival.Item {
    /// The hash that stands in the chain.
    func hash(on bench: Workbench) -> [UInt8] {
        switch self {
        case .hash(let hash): hash
        case .change(let body, _), .unread(let body, _): bench.hash(body)
        }
    }

    /// The bytes that came, and the facet that they speak of.
    var bytes: ([UInt8], FacetID?) {
        switch self {
        case .hash(let hash): (hash, nil)
        case .change(let body, let change): (body, change.facet)
        case .unread(let body, let facet): (body, facet)
        }
    }
}

extension Arrival.Verdict {
    /// Why the change is held.
    var code: (UInt16, String)? {
        guard case .hold(let code, let detail) = self else { return nil }
        return (code, detail)
    }

    /// Why the change is refused.
    var refusal: (UInt16, String)? {
        guard case .refuse(let code, let detail) = self else { return nil }
        return (code, detail)
    }
}
