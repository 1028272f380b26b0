public import Programme
internal import Replication
public import Storage

/// The county's nightly run (W-13): every record is looked at again, notices are drafted, and what
/// needs a person is left as a short list.
///
/// It may be killed at any moment: each step is done in small acts that note how far they came, and
/// it goes on there. Run twice on the same records it changes nothing.
public struct NightRun: Sendable {
    /// The steps, in their order.
    public enum Step: UInt8, CaseIterable, Sendable {
        /// The log is cut: what comes later is for the next night.
        case collecting = 1
        /// Signatures, roles and areas were judged when each run came.
        case checking
        /// So were runs merged.
        case merging
        /// Are two persons one?
        case matching
        /// What events amount to.
        case folding
        /// The books.
        case balancing
        /// What is due.
        case dating
        /// Whether papers are whole.
        case scoring
        /// Figures.
        case aggregating
        /// What may travel, to the tier above.
        case forwarding
        /// The list for people.
        case reporting

        /// The types whose records the step looks at again.
        var types: [String] {
            switch self {
            case .matching: ["person"]
            case .folding: ["application", "contract"]
            case .balancing: ["batch", "fund_source", "ledger_entry"]
            case .dating: ["contract"]
            case .scoring: ["village_review", "public_notice", "guarantor"]
            default: []
            }
        }
    }

    /// The day whose night it is.
    public internal(set) var day: CivilDate
    /// When it began, Unix milliseconds.
    public internal(set) var startedAt: UInt64
    /// When it ended; `nil` if it has not.
    public internal(set) var endedAt: UInt64?
    /// The step that is next, or the last.
    public internal(set) var step: Step
    /// How many records were looked at.
    public internal(set) var checked: Int
    /// How many notices were drafted.
    public internal(set) var drafted: Int
    /// Which type of the step is next.
    var type: Int
    /// The record behind which it goes on.
    var after: RecordID?

    /// A run that begins.
    init(day: CivilDate, at now: UInt64) {
        self.day = day
        startedAt = now
        step = .collecting
        (checked, drafted, type) = (0, 0, 0)
    }

    /// The run that goes on, or the last one; `nil` if there was none yet.
    public static func last(in snapshot: Snapshot) throws(StorageError) -> NightRun? {
        guard let bytes = try snapshot.setting(setting) else { return nil }
        return NightRun(text: String(decoding: bytes, as: UTF8.self))
    }

    /// How many records one act looks at.
    private static let together = 200
    /// Where the run notes how far it came.
    private static let setting = "night.run"

    // MARK: Steps

    /// Goes on by one act.
    mutating func advance(
        on replica: Replica, in transaction: Transaction
    ) throws(StorageError) {
        let types = step.types
        if type < types.count, let found = Catalogue.type(named: types[type]) {
            let rows = try transaction.rows(
                of: found, under: replica.office, limit: Self.together, after: after)
            for row in rows { try look(at: row, of: found, by: replica, in: transaction) }
            checked += rows.count
            after = rows.last?.record
            if rows.count < Self.together { (type, after) = (type + 1, nil) }
        } else if let next = Step(rawValue: step.rawValue + 1) {
            (step, type, after) = (next, 0, nil)
        } else {
            endedAt = replica.clock.now()
        }
        try transaction.setSetting(Self.setting, Array(text.utf8))
    }

    private mutating func look(
        at row: TypedRow, of type: RecordType, by replica: Replica, in transaction: Transaction
    ) throws(StorageError) {
        guard step == .dating else {
            try Recheck.look(at: row.record, type, by: replica, in: transaction)
            return
        }
        guard let notice = Catalogue.type(named: "collection_notice") else { return }
        for values in CollectionNotices.drafts(for: row.record, on: day, lookup: transaction) {
            let draft = EntryDraft(
                replica, entry: Entry(notice, values: values), actor: .system(replica.office),
                isUnchecked: false, transaction: transaction)
            do {
                _ = try draft.save()
                drafted += 1
            } catch let error as StorageError {
                throw error
            } catch {
                // A notice that stands already, or a record in the midst of a move: the next
                // night looks again.
            }
        }
    }

    // MARK: How it is kept

    private var text: String {
        [
            "\(day)", "\(startedAt)", endedAt.map(String.init) ?? "-", "\(step.rawValue)",
            "\(type)", after?.description ?? "-", "\(checked)", "\(drafted)",
        ].joined(separator: " ")
    }

    private init?(text: String) {
        let parts = text.split(separator: " ").map(String.init)
        guard parts.count == 8, let day = CivilDate(parts[0]), let began = UInt64(parts[1]),
            let step = UInt8(parts[3]).flatMap(Step.init(rawValue:)), let type = Int(parts[4]),
            let checked = Int(parts[6]), let drafted = Int(parts[7])
        else { return nil }
        self.init(day: day, at: began)
        (self.step, self.type, self.checked, self.drafted) = (step, type, checked, drafted)
        endedAt = UInt64(parts[2])
        after = parts[5] == "-" ? nil : RecordID(parts[5])
    }
}

extension Replica {
    /// Runs what is left of the nightly run that was interrupted, or a whole one.
    ///
    /// What lies between the steps `forwarding` and `reporting` needs a line: who has one talks with
    /// the parent afterwards.
    /// - Parameter progress: told after each act.
    public func reconcile(
        progress: (NightRun) -> Void = { _ in }
    ) throws(StorageError) -> NightRun {
        let now = clock.now()
        var run =
            try store.read { snapshot throws(StorageError) in
                try NightRun.last(in: snapshot)
            }.flatMap { $0.endedAt == nil ? $0 : nil }
            ?? NightRun(day: CivilDate(milliseconds: now), at: now)
        while run.endedAt == nil {
            let before = run
            run = try store.write { transaction throws(StorageError) in
                var next = before
                try next.advance(on: self, in: transaction)
                return next
            }
            progress(run)
        }
        return run
    }
}
