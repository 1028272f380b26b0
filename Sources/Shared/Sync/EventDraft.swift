internal import Programme
internal import Replication
internal import Storage

/// An event on its way into the record to which it happens.
struct EventDraft {
    /// Where it is entered.
    let replica: Replica
    /// Who enters it.
    let actor: Actor
    /// Whether rights and states are skipped.
    let isUnchecked: Bool
    /// The act that it is saved in.
    let transaction: Transaction

    /// What is to be written, and what becomes of the record.
    struct Outcome {
        /// The change.
        let draft: Draft
        /// What the person is told.
        let entered: EnteredEvent
    }

    /// A record with its events, those of the act that is entered included.
    struct Target {
        /// The record.
        let record: RecordID
        /// Its type.
        let type: RecordType
        /// Its workflow.
        let workflow: Workflow
        /// The register of its events.
        let register: RegisterDeclaration
        /// The division that owns it.
        let home: DivisionCode
        /// Whether it has no facet for events yet.
        let isNew: Bool
        /// What has happened.
        var events: [Event]
    }

    /// The record to which something is to happen.
    ///
    /// - Throws: `notFound` if it is not here.
    func target(_ record: RecordID) throws -> Target? {
        let facets = try transaction.facets(of: record)
        guard let first = facets.first else { throw EntryError.notFound(record) }
        guard let type = Catalogue.type(first.type), let workflow = type.workflow,
            let register = type.register(RegisterName.eventNumber)
        else { return nil }
        let facet = facets.first { $0.facet.reach == register.reach }
        return Target(
            record: record, type: type, workflow: workflow, register: register,
            home: first.homes.first ?? first.claimedHome,
            isNew: facet?.siblings(.home).isEmpty ?? true, events: facet?.events ?? [])
    }

    /// The change that makes an event, judged like any write of the person.
    func outcome(
        _ content: EventContent, id: Identifier, on target: Target, shown: [Dot]? = nil
    ) throws -> Outcome {
        guard let step = target.workflow.step(content.word) else {
            throw refusal(content.word, target, .unknown(steps(for: target)))
        }
        try permit(content, id: id, on: target)
        let stamp = replica.stamp(of: actor)
        let prospect = target.workflow.prospect(
            of: content, id: id, by: stamp, after: target.events)
        if !isUnchecked, let obstacle = prospect.obstacle,
            !transaction.isTakenOver(target.record, of: target.type)
        {
            throw refusal(content.word, target, .obstacle(obstacle, prospect.before))
        }
        try check(content, on: target)
        let event = Event.expected(content, id: id, by: stamp, after: target.events)
        let home = Assignment(.home, .text(target.home.description))
        let draft = Draft(
            facet: FacetID(target.record, target.register.reach), type: target.type.number,
            home: target.home,
            assignments: (target.isNew ? [home] : [])
                + [Assignment(.event(id), content.value, shown: shown)])
        return Outcome(
            draft: draft,
            entered: EnteredEvent(
                record: target.record, type: target.type, event: event, step: step,
                before: prospect.before, after: prospect.after))
    }

    /// What the programme's checks say before the event.
    private func check(_ content: EventContent, on target: Target) throws {
        guard !isUnchecked, !actor.isSystem else { return }
        let facets = Dictionary(
            try transaction.facets(of: target.record).map { ($0.facet.reach, $0) }
        ) { first, _ in first }
        let findings = Checks.findings(
            before: content.word, type: target.type, record: target.record,
            values: FieldValues.shown(target.type, facets: facets), by: actor,
            lookup: transaction)
        let blocks = findings.filter { $0.severity == .block }
        guard blocks.isEmpty || transaction.isTakenOver(target.record, of: target.type) else {
            throw EntryError.blocked(blocks)
        }
    }

    private func permit(_ content: EventContent, id: Identifier, on target: Target) throws {
        guard !isUnchecked else { return }
        let value = content.value
        if let fault = target.register.fault(in: value) {
            throw EntryError.field(FieldFault(fault.field.name, fault.error))
        }
        let act = RegisterAct(
            actor: actor, type: target.type, record: target.record, register: .event(id),
            value: value, home: target.home, isCreation: target.isNew)
        if let fault = Rights.fault(in: act) {
            throw refusal(content.word, target, .rights(fault))
        }
    }

    /// What the person may say of a record without a paper.
    func steps(for target: Target) -> [Workflow.Step] {
        target.workflow.steps.filter { step in
            Self.mayType(step, of: target.type, at: target.home, by: actor)
        }
    }

    /// Whether a person may say that something happened to a record, without a paper.
    static func mayType(
        _ step: Workflow.Step, of type: RecordType, at home: DivisionCode, by actor: Actor
    ) -> Bool {
        guard Catalogue.papers(of: step.event, on: type).isEmpty else { return false }
        let act = RegisterAct(
            actor: actor, type: type, record: .zero, register: .event(.zero),
            value: .list([.text(step.event)]), home: home, isCreation: false)
        return Rights.fault(in: act) == nil
    }

    /// Why an event is not entered, in an error that names the record.
    func refusal(_ word: String, _ target: Target, _ cause: EventRefusal.Cause) -> EntryError {
        var name = "\(target.record)"
        if let handle = target.type.handle, let field = target.type.field(handle)?.field {
            let value = transaction.value(of: target.record, handle)
            if value != .absent { name = field.kind.format(value) }
        }
        return .event(
            EventRefusal(
                record: target.record, type: target.type, name: name, word: word, cause: cause))
    }
}
