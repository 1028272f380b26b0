public import Programme
public import Replication
internal import Storage

/// The one way in for what happens to a record without a paper.
extension Replica {
    /// Enters what happened to a record.
    ///
    /// - Parameter isUnchecked: skips rights and states; practice worlds only, marked in the audit.
    /// - Throws: `event` for what cannot be said of the record, by this person or now; `nothing` for
    ///   an event of that id that has happened already.
    public func enter(
        _ entry: EventEntry, by actor: Actor, isUnchecked: Bool = false
    ) throws(EntryError) -> EnteredEvent {
        if isUnchecked, !store.identity.isPractice { throw .practiceOnly }
        return try writing { transaction in
            let drafting = EventDraft(
                replica: self, actor: actor, isUnchecked: isUnchecked, transaction: transaction)
            guard let target = try drafting.target(entry.record) else {
                throw EntryError.noEvents(entry.record)
            }
            try self.judge(entry, on: target, by: drafting)
            let id =
                entry.id
                ?? .timeOrdered(milliseconds: self.clock.now(), entropy: self.entropy)
            if target.events.contains(where: { $0.id == id }) { throw EntryError.nothing }
            let outcome = try drafting.outcome(
                entry.content, id: id, on: target, shown: entry.shown)
            let written = try transaction.author(
                [outcome.draft], stamp: self.stamp(of: actor), schema: Catalogue.schemaNumber,
                rights: try transaction.rightsNumber())
            try transaction.noteRights(written)
            try transaction.recheck(entry.record, target.type)
            try transaction.audit(
                AuditEntry(
                    at: self.clock.now(), user: "\(actor.user)", act: "event",
                    object: "\(entry.record)", outcome: isUnchecked ? "unchecked" : "saved",
                    detail: entry.content.word))
            return outcome.entered
        }
    }

    /// What a paper says is said by entering it; what stops or holds needs a reason.
    private func judge(
        _ entry: EventEntry, on target: EventDraft.Target, by drafting: EventDraft
    ) throws {
        guard !drafting.isUnchecked else { return }
        let papers = Catalogue.papers(of: entry.content.word, on: target.type)
        guard papers.isEmpty else {
            throw drafting.refusal(entry.content.word, target, .paper(papers))
        }
        let force = target.workflow.step(entry.content.word)?.force
        if [.stop, .hold, .release].contains(force), entry.content.reason == nil,
            !drafting.actor.isSystem
        {
            throw EntryError.field(FieldFault("reason", .required))
        }
    }

    /// Runs an act in one transaction; whatever it throws undoes all of it.
    func writing<Answer>(_ body: (Transaction) throws -> Answer) throws(EntryError) -> Answer {
        do {
            return try store.write { transaction throws(StorageError) in
                do {
                    return try body(transaction)
                } catch let error as StorageError {
                    throw error
                } catch {
                    throw .stopped(error)
                }
            }
        } catch {
            if case .stopped(let cause) = error, let cause = cause as? EntryError { throw cause }
            throw .storage(error)
        }
    }

    /// What a person may say of a record without a paper, and why he may not now.
    ///
    /// - Returns: none if nothing can happen to records of its type.
    public func steps(
        of record: RecordID, by actor: Actor
    ) throws(EntryError) -> [(step: Workflow.Step, obstacle: Workflow.Obstacle?)] {
        do {
            return try store.read { snapshot throws(StorageError) in
                guard let facet = try snapshot.facets(of: record).first,
                    let type = Catalogue.type(facet.type), let workflow = type.workflow
                else { return [] }
                let events = snapshot.events(of: record)
                let home = facet.homes.first ?? facet.claimedHome
                let stamp = self.stamp(of: actor)
                return workflow.steps.filter {
                    EventDraft.mayType($0, of: type, at: home, by: actor)
                }.map { step in
                    let content = EventContent(step.event, on: snapshot.today)
                    let prospect = workflow.prospect(
                        of: content, id: .zero, by: stamp, after: events)
                    return (step, prospect.obstacle)
                }
            }
        } catch {
            throw .storage(error)
        }
    }
}

extension Transaction {
    /// Looks at a record again to which something has happened in this act.
    func recheck(_ record: RecordID, _ type: RecordType) throws(StorageError) {
        let facets = Dictionary(
            try facets(of: record).map { ($0.facet.reach, $0) }
        ) { first, _ in first }
        let values = FieldValues.shown(type, facets: facets)
        try setHolds(
            record, Checks.findings(type: type, record: record, values: values, lookup: self))
    }
}
