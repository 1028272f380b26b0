public import Programme
public import Replication
internal import Seal
internal import Storage

/// A yearly submission on its way (W-07): the figures of an office are frozen, hashed and signed.
public struct Sealing: Sendable {
    /// The programme year, that of its 31 October.
    public let year: Int64
    /// Townships that are left out and named as missing; they come in an amendment.
    public let without: Set<DivisionCode>
    /// Why it is sealed again; needed from the second revision on.
    public let reason: String?

    /// What an office wants to seal.
    public init(year: Int64, without: Set<DivisionCode> = [], reason: String? = nil) {
        self.year = year
        self.without = without
        self.reason = reason
    }
}

/// What an office would seal now, and what stands in the way.
public struct SealingDraft: Sendable {
    /// The number of the revision.
    public let revision: Int64
    /// The revision before; `nil` for the first.
    public let amends: RecordID?
    /// The figures.
    public let sheet: Sheet
    /// What they were made of.
    public let manifest: Manifest
    /// The townships that are in it.
    public let towns: [DivisionCode]
    /// The townships whose own submission was not accepted, and that nobody has left out.
    public let awaited: [DivisionCode]
    /// What does not add up (CK-97).
    public let faults: [Sheet.Fault]
    /// Figures that differ much from the year before (CK-98).
    public let changes: [String]
}

/// A submission that was sealed; it is saved when this is returned.
public struct Sealed: Sendable {
    /// The record.
    public let record: RecordID
    /// What was sealed.
    public let draft: SealingDraft
}

/// Why a submission was not sealed; nothing was saved.
public enum SealingError: Error, Sendable {
    /// Villages and the nation submit nothing.
    case tier(Tier)
    /// These townships have not been accepted: left out by name, or awaited.
    case awaited([DivisionCode])
    /// The figures do not add up.
    case faults([Sheet.Fault])
    /// Another revision needs a reason.
    case reason(revision: Int64)
    /// The very same was sealed before.
    case same(RecordID)
    /// More places than a sheet holds.
    case tooLarge
    /// The entry of the record itself.
    case entry(EntryError)
}

extension Replica {
    /// What would be sealed now.
    public func draft(_ sealing: Sealing) throws(SealingError) -> SealingDraft {
        guard let kind = Submission.kind(of: office.tier) else { throw .tier(office.tier) }
        do {
            return try store.read { snapshot throws(StorageError) in
                try SealingDesk(self, snapshot, kind: kind).draft(sealing)
            }
        } catch {
            throw .entry(.storage(error))
        }
    }

    /// Freezes the figures of the office, in the name of its head.
    public func seal(_ sealing: Sealing, by actor: Actor) throws(SealingError) -> Sealed {
        guard let kind = Submission.kind(of: office.tier) else { throw .tier(office.tier) }
        do {
            return try writing { transaction in
                let desk = SealingDesk(self, transaction, kind: kind)
                let draft = try desk.draft(sealing)
                try desk.check(draft, sealing)
                let entry = desk.entry(of: draft, sealing)
                let entered = try EntryDraft(
                    self, entry: entry, actor: actor, isUnchecked: false, transaction: transaction
                ).save()
                return Sealed(record: entered.record, draft: draft)
            }
        } catch {
            if case .storage(.stopped(let cause)) = error, let cause = cause as? SealingError {
                throw cause
            }
            throw .entry(error)
        }
    }
}

/// Where a submission is put together.
private struct SealingDesk {
    private let replica: Replica
    private let snapshot: Snapshot
    private let kind: String

    init(_ replica: Replica, _ snapshot: Snapshot, kind: String) {
        self.replica = replica
        self.snapshot = snapshot
        self.kind = kind
    }

    func draft(_ sealing: Sealing) throws(StorageError) -> SealingDraft {
        let office = replica.office
        let before = try Submission.revisions(of: office, year: sealing.year, in: snapshot)
        var towns: [DivisionCode] = []
        var awaited: [DivisionCode] = []
        if office.tier == .county {
            for town in try Submission.offices(of: .township, under: office, in: snapshot)
            where !sealing.without.contains(town) {
                let isAccepted = try Submission.revisions(
                    of: town, year: sealing.year, in: snapshot
                )
                .contains { ["accepted", "closed"].contains($0.standing.course.state) }
                if isAccepted { towns.append(town) } else { awaited.append(town) }
            }
        }
        let places = Set(towns + [office])
        let sheet = try sheet(of: sealing.year, places: places)
        let manifest = Manifest(
            try snapshot.manifest(under: office, by: .township).lines
                .filter { places.contains($0.place) })
        let last = try Submission.revisions(of: office, year: sealing.year - 1, in: snapshot).last
        return SealingDraft(
            revision: (before.last?.revision ?? 0) + 1, amends: before.last?.record, sheet: sheet,
            manifest: manifest, towns: towns, awaited: awaited, faults: sheet.faults,
            changes: last?.sheet.map { sheet.changes(since: $0) } ?? [])
    }

    private func sheet(
        of year: Int64, places: Set<DivisionCode>
    ) throws(StorageError) -> Sheet {
        guard let period = ReportPeriod.programmeYear(Int(clamping: year)) else { return Sheet([]) }
        let office = replica.office
        // A township's own sheet is one place; so is what a province holds itself.
        let totals = try snapshot.totals(under: office, by: .township, period: period)
        return Sheet(
            totals.filter { places.contains($0.division) }.map { total in
                Sheet.Line(
                    place: total.division, figure: total.figure.word, inYear: total.inPeriod,
                    toDate: total.toDate)
            })
    }

    func check(_ draft: SealingDraft, _ sealing: Sealing) throws(SealingError) {
        guard draft.awaited.isEmpty else { throw .awaited(draft.awaited) }
        guard draft.faults.isEmpty else { throw .faults(draft.faults) }
        guard draft.revision == 1 || sealing.reason != nil else {
            throw .reason(revision: draft.revision)
        }
        if let before = draft.amends,
            case .text(let sheet) = snapshot.value(of: before, "sheet"), sheet == draft.sheet.text,
            case .text(let manifest) = snapshot.value(of: before, "manifest"),
            manifest == draft.manifest.text
        {
            throw .same(before)
        }
        guard draft.sheet.text.utf8.count <= 60_000, draft.manifest.text.utf8.count <= 60_000 else {
            throw .tooLarge
        }
    }

    func entry(of draft: SealingDraft, _ sealing: Sealing) -> Entry {
        let hash = Submission.contentHash(
            sheet: draft.sheet.text, manifest: draft.manifest.text)
        let signature = sign(
            Submission.signedBytes(
                office: replica.office, year: sealing.year, revision: draft.revision, hash: hash),
            with: replica.keys.signing)
        let now = replica.clock.now()
        var values: [String: Value] = [
            "office": .text(replica.office.description), "kind": .text(kind),
            "programme_year": .integer(sealing.year), "revision": .integer(draft.revision),
            "sheet": .text(draft.sheet.text), "manifest": .text(draft.manifest.text),
            "content_hash": .bytes(hash),
            "sealed_on": .text("\(CivilDate(milliseconds: now))"),
            "sealed_at": .text(Submission.time(now)), "towns": .integer(Int64(draft.towns.count)),
            "missing": sealing.without.isEmpty
                ? .absent
                : .text(sealing.without.sorted().map(\.description).joined(separator: " ")),
            "signer": .bytes(replica.keys.node.bytes), "signature": .bytes(signature),
        ]
        if let amends = draft.amends { values["amends"] = .bytes(amends.bytes) }
        if let reason = sealing.reason { values["reason"] = .text(reason) }
        return Entry(Catalogue.submission, values: values)
    }
}
