internal import Programme
internal import Replication
internal import Seal
internal import Storage

/// What a paper means for the records that it is about: events there, in one act with it.
extension EntryDraft {
    /// The events that follow from a paper, judged, in the order in which they happen.
    ///
    /// One that has happened already, because another office entered the same paper, is left out.
    /// - Parameter written: the facets that the entry itself writes.
    /// - Throws: `event` for what cannot happen to the record now, by this person; `noSubject` if
    ///   the record is not here.
    func events(
        of paper: RecordID, home: DivisionCode, before: [String: Value],
        after: [String: Value], facets: [Reach: Record], written: Set<Reach>
    ) throws -> [EventDraft.Outcome] {
        guard !type.consequences.isEmpty else { return [] }
        let events = type.events(
            of: paper, before: before, after: after, home: home, lookup: transaction,
            hash: { hash($0) })
        let drafting = EventDraft(
            replica: replica, actor: actor, isUnchecked: isUnchecked, transaction: transaction)
        var targets: [RecordID: EventDraft.Target] = [:]
        return try events.compactMap { event in
            let found =
                try targets[event.subject]
                ?? (event.field == nil
                    ? itself(paper, home: home, facets: facets, written: written)
                    : target(of: event, drafting))
            guard var target = found, !target.events.contains(where: { $0.id == event.id })
            else { return nil }
            let outcome = try drafting.outcome(event.content, id: event.id, on: target)
            target.events.append(outcome.entered.event)
            targets[event.subject] = target
            return outcome
        }
    }

    /// The paper as a record to which something happens in the act that enters it.
    private func itself(
        _ paper: RecordID, home: DivisionCode, facets: [Reach: Record], written: Set<Reach>
    ) -> EventDraft.Target? {
        guard let workflow = type.workflow, let register = type.register(RegisterName.eventNumber)
        else { return nil }
        let facet = facets[register.reach]
        let isNew = facet?.siblings(.home).isEmpty ?? !written.contains(register.reach)
        return EventDraft.Target(
            record: paper, type: type, workflow: workflow, register: register, home: home,
            isNew: isNew, events: facet?.events ?? [])
    }

    private func target(
        of event: PaperEvent, _ drafting: EventDraft
    ) throws -> EventDraft.Target? {
        do {
            return try drafting.target(event.subject)
        } catch EntryError.notFound {
            throw EntryError.noSubject(type, field: event.field ?? "")
        }
    }
}
