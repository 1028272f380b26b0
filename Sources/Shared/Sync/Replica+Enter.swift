public import Programme
internal import Replication
internal import Seal
internal import Storage

/// The one way in: what a person enters becomes changes, in one transaction with everything that
/// follows from them.
extension Replica {
    /// Enters one act: all of it is saved, or nothing.
    ///
    /// - Parameters:
    ///   - isUnchecked: skips rights and checks; practice worlds only, marked in the audit.
    public func enter(
        _ entry: Entry, by actor: Actor, isUnchecked: Bool = false
    ) throws(EntryError) -> Entered {
        if isUnchecked, !store.identity.isPractice { throw .practiceOnly }
        return try writing { transaction in
            try EntryDraft(
                self, entry: entry, actor: actor, isUnchecked: isUnchecked,
                transaction: transaction
            ).save()
        }
    }
}

/// An entry on its way: its record, its home, its registers.
struct EntryDraft {
    /// Where it is entered.
    let replica: Replica
    /// What is entered.
    let entry: Entry
    /// Who enters it.
    let actor: Actor
    /// Whether rights and checks are skipped.
    let isUnchecked: Bool
    /// The act that it is saved in.
    let transaction: Transaction

    /// An entry on its way.
    init(
        _ replica: Replica, entry: Entry, actor: Actor, isUnchecked: Bool, transaction: Transaction
    ) {
        self.replica = replica
        self.entry = entry
        self.actor = actor
        self.isUnchecked = isUnchecked
        self.transaction = transaction
    }

    /// The type of the record.
    var type: RecordType { entry.type }

    /// Checks the entry and writes it.
    func save() throws -> Entered {
        let filled = type.filled(
            entry.values, office: actor.office, isCreation: entry.record == nil,
            lookup: transaction)
        let record = try record(filled)
        let facets = Dictionary(
            try transaction.facets(of: record).map { ($0.facet.reach, $0) }
        ) { first, _ in first }
        if entry.record == nil, !facets.isEmpty { throw stands(record, facets, filled) }
        if entry.record != nil, facets.isEmpty { throw EntryError.notFound(record) }
        let before = FieldValues.shown(type, facets: facets)
        let after = before.merging(filled) { _, new in new }
        if entry.record == nil, let fault = type.missing(in: after) {
            throw EntryError.field(fault)
        }
        let home = try home(facets: facets, values: after)
        let writes = writes(filled, facets: facets)
        guard !writes.isEmpty else { throw EntryError.nothing }
        for write in writes { try permit(write, record: record, home: home, facets: facets) }
        let findings = try check(record: record, values: after, home: home)
        let moves = try moves(of: record, to: after, before: before, home: home, facets: facets)
        let events = try events(
            of: record, home: home, before: before, after: after, facets: facets,
            written: Set(writes.map(\.declaration.reach)))
        try author(
            writes, record: record, home: home, facets: facets,
            with: moves + events.map(\.draft))
        try transaction.setHolds(record, findings)
        for event in events { try transaction.recheck(event.entered.record, event.entered.type) }
        try Recheck.around(record, type, before: before, after: after, in: transaction)
        try audit(record)
        return Entered(
            record: record, fields: changes(before: before, after: after), findings: findings,
            events: events.map(\.entered))
    }

    /// Why a record of a natural key that stands already is not entered again.
    private func stands(
        _ record: RecordID, _ facets: [Reach: Record], _ values: [String: Value]
    ) -> EntryError {
        let shown = FieldValues.shown(type, facets: facets)
        let changes = changes(before: shown, after: shown.merging(values) { _, new in new })
        return changes.isEmpty ? .exists(record) : .differs(record, changes)
    }

    /// A register to write.
    private struct RegisterWrite {
        let declaration: RegisterDeclaration
        let name: RegisterName
        let value: Value
    }

    /// The record that the entry is about; a new one by its natural key or by time.
    private func record(_ values: [String: Value]) throws -> RecordID {
        if let record = entry.record { return record }
        guard let naturalKey = type.naturalKey else {
            return .timeOrdered(milliseconds: replica.clock.now(), entropy: replica.entropy)
        }
        guard let derived = type.derivedID(values, hash: { hash($0) }) else {
            let missing = naturalKey.fields.first { values[$0] ?? .absent == .absent }
            throw EntryError.field(FieldFault(missing ?? "", .required))
        }
        return derived
    }

    private func home(
        facets: [Reach: Record], values: [String: Value]
    ) throws -> DivisionCode {
        if let known = facets.values.first { return known.homes.first ?? known.claimedHome }
        let home = try type.home(of: values, office: actor.office) { record throws(StorageError) in
            try transaction.facets(of: record).first?.homes.first
        }
        guard let home else { throw EntryError.unknownHome }
        return home
    }

    /// The registers whose value changes, and those in conflict that a person writes again.
    private func writes(
        _ values: [String: Value], facets: [Reach: Record]
    ) -> [RegisterWrite] {
        func standing(_ name: RegisterName) -> [Sibling] {
            let reach = type.register(name.number)?.reach
            return reach.flatMap { facets[$0]?.siblings(name) } ?? []
        }
        return type.writes(
            values,
            current: { name in
                let siblings = standing(name)
                // What is in conflict shows a provisional value; to write that very value decides.
                if Set(siblings.map(\.value)).count > 1 { return .absent }
                return type.policy(of: name).outcome(of: siblings).value
            },
            elements: { register in
                facets[register.reach]?.elements(register.number).filter {
                    register.policy.outcome(of: $0.siblings).value != .absent
                }.map(\.name.key) ?? []
            }
        ).map { RegisterWrite(declaration: $0.register, name: $0.name, value: $0.value) }
    }

    private func permit(
        _ write: RegisterWrite, record: RecordID, home: DivisionCode, facets: [Reach: Record]
    ) throws {
        guard !isUnchecked else { return }
        if let fault = write.declaration.fault(in: write.value, key: write.name.key) {
            throw EntryError.field(FieldFault(fault.field.name, fault.error))
        }
        let act = RegisterAct(
            actor: actor, type: type, record: record, register: write.name, value: write.value,
            home: home, isCreation: facets[write.declaration.reach] == nil)
        switch Rights.decide(act) {
        case .allowed: return
        case .propose(let fault):
            throw EntryError.rights(fault, register: write.declaration.name, mayPropose: true)
        case .refused(let fault):
            throw EntryError.rights(fault, register: write.declaration.name, mayPropose: false)
        }
    }

    private func check(
        record: RecordID, values: [String: Value], home: DivisionCode
    ) throws -> [Finding] {
        guard !isUnchecked else { return [] }
        let findings = Checks.findings(
            type: type, record: record, values: values, home: home, by: actor,
            lookup: transaction)
        let blocks = findings.filter { $0.severity == .block }
        guard blocks.isEmpty else { throw EntryError.blocked(blocks) }
        return findings
    }

    /// Writes one act: a change for each facet, for each that moves, for each event.
    private func author(
        _ writes: [RegisterWrite], record: RecordID, home: DivisionCode, facets: [Reach: Record],
        with others: [Draft]
    ) throws {
        let drafts = Set(writes.map(\.declaration.reach)).sorted().map { reach in
            let isNew = facets[reach]?.siblings(.home).isEmpty ?? true
            let assignments = writes.filter { $0.declaration.reach == reach }.map { write in
                Assignment(
                    write.name, write.value,
                    shown: replaced(by: write, among: facets[reach]?.siblings(write.name) ?? []))
            }
            return Draft(
                facet: FacetID(record, reach), type: type.number, home: home,
                assignments: (isNew ? [Assignment(.home, .text(home.description))] : [])
                    + assignments,
                isSensitive: type.isSensitive(reach))
        }
        let written = try transaction.author(
            drafts + others, stamp: replica.stamp(of: actor), schema: Catalogue.schemaNumber,
            rights: try transaction.rightsNumber())
        try transaction.noteRights(written)
    }

    /// What a write replaces: what was on the screen.
    ///
    /// Of values that disagree only what this office had written itself: the others stand until an
    /// administrator decides (decision 5).
    private func replaced(by write: RegisterWrite, among siblings: [Sibling]) -> [Dot]? {
        let shown = entry.shown.map { $0[write.name] ?? [] }
        guard write.declaration.policy.outcome(of: siblings).standing == .conflict else {
            return shown
        }
        return siblings.filter { $0.stamp.office == actor.office }.map(\.dot)
            .filter { shown?.contains($0) ?? true }
    }

    private func audit(_ record: RecordID) throws {
        try transaction.audit(
            AuditEntry(
                at: replica.clock.now(), user: "\(actor.user)",
                act: entry.record == nil ? "add" : "set", object: "\(record)",
                outcome: isUnchecked ? "unchecked" : "saved", detail: type.name))
    }

    private func changes(
        before: [String: Value], after: [String: Value]
    ) -> [FieldChange] {
        type.registers.filter { $0.shape == .single }.flatMap(\.fields).compactMap { field in
            let (old, new) = (before[field.name] ?? .absent, after[field.name] ?? .absent)
            return old == new ? nil : FieldChange(field: field, before: old, after: new)
        }
    }
}

extension RecordType {
    /// Whether a facet holds what an outsider must not guess from a hash.
    fileprivate func isSensitive(_ reach: Reach) -> Bool {
        registers.contains { register in
            register.reach == reach && register.fields.contains { $0.privacy == .sensitive }
        }
    }
}
