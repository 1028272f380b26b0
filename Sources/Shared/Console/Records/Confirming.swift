internal import Programme
internal import Replication
internal import Storage
internal import Sync

/// The entries that nobody has confirmed or disputed yet.
struct Provisional {
    private let snapshot: Snapshot
    private let division: DivisionCode

    /// Those that lie within a division.
    init(_ snapshot: Snapshot, under division: DivisionCode) {
        self.snapshot = snapshot
        self.division = division
    }

    /// The entries of a batch, or those that are named.
    func entries(batch: Int64?, named texts: [String]) throws -> [RecordID] {
        guard let batch else {
            return try texts.map { try RecordFinder(snapshot).record($0).id }
        }
        let contract = try RecordFinder.type("contract")
        let entry = try RecordFinder.type("ledger_entry")
        let contracts = try snapshot.rows(
            of: contract, where: [("batch", .integer(batch))], under: division, limit: 100_000)
        return try contracts.flatMap { row in
            try snapshot.rows(
                of: entry,
                where: [("contract", .bytes(row.record.bytes)), ("standing", .absent)]
            ).map(\.record)
        }
    }
}

/// Confirms entries in the name of a person, many in one durable write.
struct Confirming {
    /// How many are written together.
    private static let together = 200

    private let context: CommandContext
    private let actor: Actor

    /// Confirming in somebody's name.
    init(_ context: CommandContext, by actor: Actor) {
        self.context = context
        self.actor = actor
    }

    /// Confirms all that no check holds, and says what was left and why.
    func confirm(_ entries: [RecordID]) throws -> ExitCode {
        let output = context.output
        let type = try RecordFinder.type("ledger_entry")
        let today = CivilDate(milliseconds: context.services.clock.now())
        var (done, amount): (Int, Int64) = (0, 0)
        var left: [(RecordID, Phrase)] = []
        var rest = entries[...]
        while !rest.isEmpty {
            let part = rest.prefix(Self.together)
            rest = rest.dropFirst(Self.together)
            let held = try context.replica.store.reading { snapshot in
                try part.map { try Self.hold(on: $0, snapshot) }
            }
            let free = zip(part, held).filter { $0.1 == nil }.map(\.0)
            left += zip(part, held).compactMap { record, hold in hold.map { (record, $0.phrase) } }
            let results = try context.replica.enter(
                each: free.map { record in
                    Entry(
                        type, record: record,
                        values: [
                            "standing": .text("confirmed"), "standing_on": .text("\(today)"),
                        ])
                }, by: actor)
            for (record, result) in zip(free, results) {
                switch result {
                case .success:
                    done += 1
                    amount += try context.replica.store.reading { Self.amount(of: record, $0) }
                case .failure(let error): left.append((record, Explanation(of: error).happened))
                }
            }
            output.progress(Phrase("已确认 \(done)", "\(done) confirmed"))
        }
        tell(done, amount, left)
        return left.isEmpty ? .done : .refused
    }

    /// The finding that keeps an entry from being confirmed.
    private static func hold(on record: RecordID, _ snapshot: Snapshot) throws -> Finding? {
        try snapshot.holds(on: record).map(\.finding).first {
            $0.severity == .hold || $0.severity == .block
        }
    }

    private static func amount(of record: RecordID, _ snapshot: Snapshot) -> Int64 {
        if case .integer(let fen) = snapshot.value(of: record, "amount") { return fen }
        return 0
    }

    private func tell(_ done: Int, _ amount: Int64, _ left: [(RecordID, Phrase)]) {
        let output = context.output
        output.fact("confirmed", Phrase("已确认", "confirmed"), .count(done))
        output.fact("amount", Phrase("金额（元）", "amount, yuan"), .text(Money(fen: amount).yuan))
        output.fact("left", Phrase("没有确认", "left"), .count(left.count))
        for (record, reason) in left {
            output.say(
                Phrase("  \(record)：\(reason.chinese)", "  \(record): \(reason.english)"))
        }
        output.set(
            "left_entries",
            .list(
                left.map { record, reason in
                    .object([
                        "id": .text(record.description),
                        "reason": .text(reason.text(output.reader.language)),
                    ])
                }))
    }
}
