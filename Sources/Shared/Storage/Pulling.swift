internal import Replication
internal import SQLite
internal import Wire

/// What a child takes from its parent: changes, states and move-outs of a signed frame.
extension Transaction {
    /// Takes items in, any order, any number of times.
    ///
    /// Their lines in the log have no chain. Own changes of an earlier incarnation come back this
    /// way too, after a restore.
    public func receivePulled(_ items: [Pulled]) throws(StorageError) {
        try part { () throws(StorageError) in
            let bench = try Workbench(self, expecting: items.count)
            for act in items.acts {
                let isWhole = try isWhole(act, on: bench)
                for item in act { try pull(item, isWhole: isWhole, on: bench) }
            }
            try bench.finish()
        }
    }

    private func pull(
        _ item: Pulled, isWhole: Bool, on bench: Workbench
    ) throws(StorageError) {
        switch item {
        case .change(let body, let change):
            try pull(change, body, isWhole: isWhole, on: bench)
        case .state(let record): try pull(record, on: bench)
        case .movedOut(let facet, let home): try moveOut(facet, to: home, on: bench)
        case .unread(let bytes): try keepUnread(bytes, on: bench)
        }
    }

    private func pull(
        _ change: Change, _ body: [UInt8], isWhole: Bool, on bench: Workbench
    ) throws(StorageError) {
        let replica = try bench.replica(change.replica)
        let row = bench[replica: replica]
        if change.sequence <= row.seen, let line = try line(row.number, change.sequence) {
            return try compare(change, body, line, replica, isWhole: isWhole, on: bench)
        }
        let index = try bench.cell(change.facet, type: change.type, home: change.home)
        let obstacle = try bench.obstacle(to: change, at: index) ?? (isWhole ? nil : .companion)
        if let obstacle {
            _ = try bench.add(
                Workbench.NewLine(
                    replica: replica, sequence: change.sequence, standing: .held,
                    hash: bench.hash(body)))
            return try quarantineFromParent(
                body, facet: change.facet, name: Origin(change.replica, change.sequence),
                code: obstacle)
        }
        observe(change.stamp.time)
        let position = try bench.add(
            Workbench.NewLine(
                replica: replica, sequence: change.sequence, record: bench.cells[index].number,
                body: body))
        bench.apply(
            change, body: body, at: index, position: position, log: position, replica: replica)
    }

    /// A change of a name that stands in the log already.
    private func compare(
        _ change: Change, _ body: [UInt8], _ line: LogLine, _ replica: Int, isWhole: Bool,
        on bench: Workbench
    ) throws(StorageError) {
        guard bench.hash(body) == line.hash else {
            return try quarantineFromParent(
                body, facet: change.facet, name: Origin(change.replica, change.sequence),
                code: .dotCollision)
        }
        // What only its hash was known of, or what was held here: the parent has merged it.
        guard line.standing != .merged, line.standing != .refused else { return }
        let index = try bench.cell(change.facet, type: change.type, home: change.home)
        guard isWhole, try bench.obstacle(to: change, at: index) == nil else { return }
        try settleCase(of: change.replica, change.sequence, by: "parent")
        try fill(line.position, body: body, record: bench.cells[index].number)
        bench.apply(
            change, body: body, at: index, position: nextPosition(), log: line.position,
            replica: replica)
    }

    private func pull(_ state: Record, on bench: Workbench) throws(StorageError) {
        let index = try bench.cell(state.facet, type: state.type, home: state.claimedHome)
        guard bench.cells[index].record.type == state.type else {
            let bytes = StateCodec.state(state)
            return try quarantineFromParent(
                bytes, facet: state.facet, name: nil,
                code: Obstacle.typeClash)
        }
        bench.update(index) { cell in
            let before = cell.record
            cell.record.apply(state)
            let isBack = cell.presence != .here
            cell.presence = .here
            cell.movedTo = nil
            guard isBack || !cell.isStored || cell.record != before else { return }
            cell.isTouched = true
            cell.cameAsState = true
        }
    }

    private func keepUnread(_ bytes: [UInt8], on bench: Workbench) throws(StorageError) {
        guard let head = ChangeCodec.peek(bytes) else {
            return try quarantineFromParent(bytes, facet: nil, name: nil, code: .unreadable)
        }
        let replica = try bench.replica(head.replica)
        let row = bench[replica: replica]
        if head.sequence <= row.seen, try line(row.number, head.sequence) != nil { return }
        _ = try bench.add(
            Workbench.NewLine(
                replica: replica, sequence: head.sequence, standing: .held,
                hash: bench.hash(bytes)))
        try quarantineFromParent(
            bytes, facet: head.facet, name: Origin(head.replica, head.sequence), code: .unreadable)
    }
}
