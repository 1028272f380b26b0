public import Programme
public import Replication
internal import Storage
internal import Wire

/// What an administrator decides: conflicts, and what is in quarantine.
extension Replica {
    /// How a conflict ends.
    public enum Choice: Sendable {
        /// One of the values that stand.
        case sibling(Dot)
        /// A new value of the register.
        case value(Value)
    }

    /// Decides a conflict: an ordinary write whose screen showed the siblings (decision 5).
    ///
    /// A sibling that arrives later and had not been seen reopens the case.
    /// - Parameters:
    ///   - shown: the siblings that were on the administrator's screen.
    ///   - reason: for the audit; required.
    public func resolve(
        _ record: RecordID, _ register: RegisterName, choose: Choice, shown: [Dot],
        reason: String, by actor: Actor
    ) throws(EntryError) {
        try act { transaction in
            let facets = try transaction.facets(of: record)
            guard let facet = facets.first(where: { !$0.siblings(register).isEmpty }),
                let type = Catalogue.type(facet.type)
            else { throw EntryError.notFound(record) }
            let refusal = { (fault: RightsFault) in
                EntryError.rights(
                    fault, register: register.fieldName(type), mayPropose: false)
            }
            guard actor.roles.contains(.conflictAdmin) else { throw refusal(.role) }
            let value = try self.value(choose, among: facet.siblings(register), type, register)
            let rights = RegisterAct(
                actor: actor, type: type, record: record, register: register, value: value,
                home: facet.homes.first ?? facet.claimedHome, isCreation: false)
            if let fault = Rights.fault(in: rights) { throw refusal(fault) }
            let draft = Draft(
                facet: facet.facet, type: facet.type, home: rights.home,
                assignments: [Assignment(register, value, shown: shown)])
            _ = try transaction.author(
                [draft] + (try self.reasons(reason, of: record, register, type, rights)),
                stamp: self.stamp(of: actor), schema: Catalogue.schemaNumber,
                rights: try transaction.rightsNumber())
            try transaction.audit(
                AuditEntry(
                    at: self.clock.now(), user: "\(actor.user)", act: "resolve",
                    object: "\(record)", outcome: register.fieldName(type), detail: reason))
        }
    }

    private func value(
        _ choice: Choice, among siblings: [Sibling], _ type: RecordType, _ register: RegisterName
    ) throws -> Value {
        switch choice {
        case .sibling(let dot):
            guard let sibling = siblings.first(where: { $0.dot == dot }) else {
                throw EntryError.nothing
            }
            return sibling.value
        case .value(let value):
            if let declared = type.register(register.number),
                let fault = declared.fault(in: value, key: register.key)
            {
                throw EntryError.field(FieldFault(fault.field.name, fault.error))
            }
            return value
        }
    }

    /// Lets a held change enter, with all that is held of its act, under their own dots.
    public func admit(
        _ id: Identifier, reason: String, by actor: Actor
    ) throws(EntryError) {
        try decide(id, act: "admit", reason: reason, by: actor) { row, transaction in
            try transaction.release(case: row.caseID)
        }
    }

    /// Refuses a held change for good, with all that is held of its act: their dots are voided.
    public func refuse(
        _ id: Identifier, reason: String, by actor: Actor
    ) throws(EntryError) {
        try decide(id, act: "refuse", reason: reason, by: actor) { row, transaction in
            // Bytes that are no change of anybody have no dots: nothing is to be voided.
            guard row.sequence != nil else {
                return try transaction.refuse(
                    case: row.caseID, code: row.code, detail: reason)
            }
            for part in try transaction.heldAct(of: row) {
                guard let change = try? ChangeCodec.decode(part.body) else {
                    throw EntryError.nothing
                }
                let code: ExceptionCode = part.caseID == id ? .notPermitted : .companion
                try transaction.refuse(case: part.caseID, code: code.rawValue, detail: reason)
                try Voiding.void(change, by: self, in: transaction)
            }
        }
    }

    private func decide(
        _ id: Identifier, act name: String, reason: String, by actor: Actor,
        _ body: (QuarantineRow, Transaction) throws -> Void
    ) throws(EntryError) {
        try act { transaction in
            guard actor.roles.contains(.conflictAdmin) else {
                throw EntryError.rights(.role, register: "quarantine", mayPropose: false)
            }
            guard let row = try transaction.quarantine(case: id), row.standing == .held
            else { throw EntryError.notFound(id) }
            try body(row, transaction)
            try transaction.audit(
                AuditEntry(
                    at: self.clock.now(), user: "\(actor.user)", act: name, object: "\(id)",
                    outcome: name, detail: reason))
        }
    }

    /// Runs an act in one transaction; whatever it throws undoes all of it.
    func act(_ body: (Transaction) throws -> Void) throws(EntryError) { try writing(body) }

    /// A person's stamp; the store sets the time.
    func stamp(of actor: Actor) -> Stamp {
        Stamp(author: actor.user, office: actor.office, tier: actor.tier, time: .zero)
    }
}

extension RegisterName {
    /// The register's name for people and messages.
    func fieldName(_ type: RecordType) -> String {
        type.register(number)?.name ?? "\(number)"
    }
}
