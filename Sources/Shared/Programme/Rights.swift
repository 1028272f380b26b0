public import Replication

/// Who acts: a person in an office, or the program itself.
public struct Actor: Hashable, Sendable {
    /// The person; `RecordID.zero` for the program.
    public let user: RecordID
    /// The office that he acts for.
    public let office: DivisionCode
    /// Its tier.
    public let tier: Tier
    /// What he may do there.
    public let roles: Set<Role>

    /// An actor.
    public init(user: RecordID, office: DivisionCode, tier: Tier, roles: Set<Role>) {
        self.user = user
        self.office = office
        self.tier = tier
        self.roles = roles
    }

    /// Whether the program itself acts.
    public var isSystem: Bool { user == .zero }

    /// The program at an office.
    public static func system(_ office: DivisionCode) -> Actor {
        Actor(user: .zero, office: office, tier: office.tier, roles: [])
    }
}

/// An act on one register of one record, as rights see it.
public struct RegisterAct: Sendable {
    /// Who.
    public let actor: Actor
    /// The type of the record; `nil` if this program does not know it.
    public let type: RecordType?
    /// The record.
    public let record: RecordID
    /// Which register.
    public let register: RegisterName
    /// What is written: some words of a field belong to some tiers alone.
    public let value: Value
    /// The division that owns the record.
    public let home: DivisionCode
    /// Whether the act makes the record, or this facet of it.
    public let isCreation: Bool

    /// An act.
    public init(
        actor: Actor, type: RecordType?, record: RecordID, register: RegisterName, value: Value,
        home: DivisionCode, isCreation: Bool
    ) {
        self.actor = actor
        self.type = type
        self.record = record
        self.register = register
        self.value = value
        self.home = home
        self.isCreation = isCreation
    }

    /// The same act of another actor.
    public func by(_ actor: Actor) -> RegisterAct {
        RegisterAct(
            actor: actor, type: type, record: record, register: register, value: value,
            home: home, isCreation: isCreation)
    }

    /// Where the record's home lies, seen from the office that acts.
    public var relation: Relation { Relation(of: home, to: actor.office) }
}

/// Where a record's home lies, seen from an office.
public enum Relation: String, CaseIterable, Sendable {
    /// It is the office's own division.
    case own
    /// It lies within it.
    case child
    /// It lies around it.
    case parent
    /// It lies beside it.
    case sibling

    /// How the home of a record lies to the division of an office.
    public init(of home: DivisionCode, to office: DivisionCode) {
        if home == office {
            self = .own
        } else if office.contains(home) {
            self = .child
        } else {
            self = home.contains(office) ? .parent : .sibling
        }
    }
}

/// Why an act is not permitted.
public enum RightsFault: String, CaseIterable, Hashable, Sendable {
    /// The record belongs to another office.
    case foreignRecord
    /// The register belongs to another tier.
    case otherTier
    /// The value is written once, when the record is made.
    case fixed
    /// The person has none of the roles that the act asks for.
    case role
    /// This tier does not make records of the type.
    case creation
    /// This tier does not write this word of the field.
    case word
    /// Nobody gives roles to himself.
    case oneself
    /// The register is the engine's or the program's, and the act is none of theirs.
    case engine
}

/// What becomes of an act.
public enum Verdict: Hashable, Sendable {
    /// It is permitted.
    case allowed
    /// It is not; what it wants may be proposed to those who decide.
    case propose(RightsFault)
    /// It is not.
    case refused(RightsFault)
}

/// The one predicate of rights (decision 15): the same at entry and at every receiver, on every
/// channel.
///
/// It is a walk over one table: what a register, or a word of its field, says of tiers, roles and
/// whose record it must be. A record is in an office's area if its home is the office's division
/// or lies within it; nobody writes outside his area.
public enum Rights {
    /// What becomes of an act: at entry; a receiver takes only what is allowed.
    public static func decide(_ act: RegisterAct) -> Verdict {
        guard let fault = fault(in: act) else { return .allowed }
        guard [.otherTier, .foreignRecord].contains(fault), !act.actor.isSystem,
            let register = act.type?.register(act.register.number), act.relation != .sibling,
            register.proposers.contains(act.actor.tier),
            !act.actor.roles.isDisjoint(with: Role.entering)
        else { return .refused(fault) }
        return .propose(fault)
    }

    /// Why an act is not permitted; `nil` if it is.
    public static func fault(in act: RegisterAct) -> RightsFault? {
        if act.register.isEngine { return engineFault(in: act) }
        guard let type = act.type, let register = type.register(act.register.number) else {
            // Nothing happens to records of a type without a workflow.
            if act.type != nil, act.register.number == RegisterName.eventNumber { return .engine }
            // What a newer program declared cannot be judged here; its area can (decision 9).
            return isInArea(act) ? nil : .foreignRecord
        }
        if act.actor.isSystem { return programFault(in: act, type: type, register: register) }
        guard isInArea(act, register.owner) else { return .foreignRecord }
        if let fault = tierFault(in: act, type: type, register: register) { return fault }
        if let fault = wordFault(in: act, register: register) { return fault }
        let needed = roles(of: register, in: type)
        if needed.isDisjoint(with: act.actor.roles) { return .role }
        return needed == Role.administering && act.record == act.actor.user ? .oneself : nil
    }

    /// The roles of which one is needed to write a register.
    static func roles(of register: RegisterDeclaration, in type: RecordType) -> Set<Role> {
        [register.roles, type.roles].first { !$0.isEmpty } ?? Role.entering
    }

    /// Whether the record's home lies where the rule wants it.
    private static func isInArea(_ act: RegisterAct, _ owner: OwnerRule = .area) -> Bool {
        switch owner {
        case .area: act.actor.office.contains(act.home)
        case .own: act.actor.office == act.home
        case .below: act.actor.office != act.home && act.actor.office.contains(act.home)
        }
    }

    private static func tierFault(
        in act: RegisterAct, type: RecordType, register: RegisterDeclaration
    ) -> RightsFault? {
        let tier = act.actor.tier
        if act.isCreation, !type.creators.contains(tier) { return .creation }
        if register.writers.contains(tier) { return nil }
        guard register.initial.contains(tier) else { return .otherTier }
        if act.isCreation { return nil }
        return register.writers.isEmpty ? .fixed : .otherTier
    }

    /// Words that belong to some tiers, roles and records alone.
    private static func wordFault(
        in act: RegisterAct, register: RegisterDeclaration
    ) -> RightsFault? {
        for guardian in guardians(in: act, register: register) {
            guard !guardian.isProgram else { return .engine }
            guard isInArea(act, guardian.owner) else { return .foreignRecord }
            guard guardian.tiers.contains(act.actor.tier) else { return .word }
            if guardian.roles.isDisjoint(with: act.actor.roles) { return .role }
        }
        return nil
    }

    /// The guardians of the words that are written.
    private static func guardians(
        in act: RegisterAct, register: RegisterDeclaration
    ) -> [Choice.Guardian] {
        register.fields.indices.compactMap { index in
            guard case .choice(let choices) = register.fields[index].kind,
                case .text(let word) = register.part(index, of: act.value)
            else { return nil }
            return choices.first { $0.name == word }?.guardian
        }
    }

    /// What the program writes without a person: at servers only, and only what its type names; of
    /// events only those that no person writes.
    private static func programFault(
        in act: RegisterAct, type: RecordType, register: RegisterDeclaration
    ) -> RightsFault? {
        guard act.actor.tier > .township else { return .engine }
        if register.shape == .events {
            guard let guardian = guardians(in: act, register: register).first,
                guardian.isProgram
            else { return .engine }
            return isInArea(act, guardian.owner) ? nil : .foreignRecord
        }
        switch type.program {
        case .nothing: return .engine
        case .founding:
            guard act.isCreation else { return .engine }
            return act.home == act.actor.office ? nil : .foreignRecord
        case .area: return isInArea(act) ? nil : .foreignRecord
        }
    }

    /// Engine registers: a home is moved by a county within the county, a draft withdrawn by a tier
    /// that makes such records, a write voided by a server's program alone.
    ///
    /// What lies at the home of another record follows it by itself: the county's program moves it.
    private static func engineFault(in act: RegisterAct) -> RightsFault? {
        switch act.register.number {
        case RegisterName.home.number: return homeFault(in: act)
        case RegisterName.voidNumber:
            return act.actor.isSystem && act.actor.tier > .township ? nil : .engine
        case RegisterName.life.number:
            guard isInArea(act) else { return .foreignRecord }
            guard let type = act.type, type.isDraftable, !act.actor.isSystem else { return .engine }
            guard type.creators.contains(act.actor.tier) else { return .otherTier }
            return Role.entering.isDisjoint(with: act.actor.roles) ? .role : nil
        default:
            return .engine
        }
    }

    private static func homeFault(in act: RegisterAct) -> RightsFault? {
        guard isInArea(act), case .text(let code) = act.value, let home = DivisionCode(code),
            act.actor.office.contains(home)
        else { return .foreignRecord }
        if act.isCreation { return home == act.home ? makingFault(in: act) : .foreignRecord }
        guard act.type?.isMovable ?? true else { return .engine }
        if act.actor.isSystem {
            return act.actor.tier == .county && act.type?.follows == true ? nil : .engine
        }
        guard act.actor.tier == .county else { return .otherTier }
        return Role.moving.isDisjoint(with: act.actor.roles) ? .role : nil
    }
}

extension Rights {
    /// The home of a new record is set by whoever may write anything else of it; what happens to a
    /// record makes none.
    private static func makingFault(in act: RegisterAct) -> RightsFault? {
        guard let type = act.type else { return nil }
        var found: RightsFault?
        for register in type.registers where register.shape != .events {
            let part = RegisterAct(
                actor: act.actor, type: type, record: act.record,
                register: register.registerName(), value: .absent, home: act.home,
                isCreation: true)
            guard let fault = fault(in: part) else { return nil }
            if found == nil || fault == .role { found = fault }
        }
        return found
    }
}

extension RightsFault {
    /// What is not permitted, and what to do.
    public var phrase: Phrase {
        switch self {
        case .foreignRecord:
            Phrase(
                "这条记录属于别的机构，不能在这里修改",
                "this record belongs to another office and cannot be changed here")
        case .otherTier:
            Phrase(
                "这一项由别的层级填写；可以提出修改建议（propose）",
                "another tier writes this; you may propose a change (propose)")
        case .fixed:
            Phrase(
                "这一项写入后不再修改；账目有误请由县级冲销",
                "this is written once; a wrong entry is reversed by the county")
        case .role: Phrase("您的角色不能做这件事", "your role may not do this")
        case .creation:
            Phrase("本级不能新建这类记录", "this tier does not make records of this type")
        case .word: Phrase("本级不能填写这个类别", "this tier does not write this word")
        case .oneself:
            Phrase("不能给自己授权，请由他人办理", "nobody gives rights to himself: ask another person")
        case .engine: Phrase("这一项由系统填写", "the program itself writes this")
        }
    }
}
