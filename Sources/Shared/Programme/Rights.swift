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
        Actor(user: .zero, office: office, tier: office.tier, roles: Set(Role.allCases))
    }
}

/// An act on one register of one record, as rights see it.
public struct RegisterAct: Sendable {
    /// Who.
    public let actor: Actor
    /// The type of the record; `nil` if this program does not know it.
    public let type: RecordType?
    /// Which register.
    public let register: RegisterName
    /// The division that owns the record.
    public let home: DivisionCode
    /// Whether the act makes the record, or this facet of it.
    public let isCreation: Bool
    /// The division that the record is about, if its field `division` says so.
    public let subject: DivisionCode?

    /// An act.
    public init(
        actor: Actor, type: RecordType?, register: RegisterName, home: DivisionCode,
        isCreation: Bool, subject: DivisionCode? = nil
    ) {
        self.actor = actor
        self.type = type
        self.register = register
        self.home = home
        self.isCreation = isCreation
        self.subject = subject
    }
}

/// Why an act is not permitted.
public enum RightsFault: String, CaseIterable, Hashable, Sendable {
    /// The record belongs to another office.
    case foreignRecord
    /// The register belongs to another tier; a proposal is possible.
    case otherTier
    /// The person has none of the roles that the act asks for.
    case role
    /// This tier does not make records of the type.
    case creation
    /// The register is the engine's, and the act is not one of the engine's.
    case engine
}

/// The one predicate of rights (decision 15): the same at entry and at every receiver, on every
/// channel.
public enum Rights {
    /// Why an act is not permitted; `nil` if it is.
    public static func fault(in act: RegisterAct) -> RightsFault? {
        if act.register.isEngine { return engineFault(in: act) }
        guard let type = act.type, let register = type.register(act.register.number) else {
            // What a newer program declared cannot be judged here; its area can (decision 9).
            return act.actor.office.contains(act.home) ? nil : .foreignRecord
        }
        if let fault = areaFault(in: act, register: register) { return fault }
        if act.isCreation, !type.creators.contains(act.actor.tier), register.writers.isEmpty {
            return .creation
        }
        guard mayWrite(act, type: type, register: register) else {
            return act.isCreation && !type.creators.contains(act.actor.tier)
                ? .creation : .otherTier
        }
        return roleFault(in: act, type: type, register: register)
    }

    private static func areaFault(
        in act: RegisterAct, register: RegisterDeclaration
    ) -> RightsFault? {
        switch register.owner {
        case .area:
            return act.actor.office.contains(act.home) ? nil : .foreignRecord
        case .subject:
            if act.subject == act.actor.office { return nil }
            return act.isCreation && act.actor.office.contains(act.home) ? nil : .foreignRecord
        }
    }

    private static func mayWrite(
        _ act: RegisterAct, type: RecordType, register: RegisterDeclaration
    ) -> Bool {
        let tier = act.actor.tier
        if register.writers.contains(tier) { return true }
        if act.isCreation, register.initial.contains(tier) { return true }
        // The county decides conflicts of what its villages and townships may write.
        return tier == .county && act.actor.roles.contains(.conflictAdmin)
            && register.policy == .multiValue
            && !register.writers.isDisjoint(with: [.village, .township])
    }

    private static func roleFault(
        in act: RegisterAct, type: RecordType, register: RegisterDeclaration
    ) -> RightsFault? {
        if act.actor.isSystem { return nil }
        var needed = register.roles
        if act.isCreation, needed.isEmpty { needed = type.roles }
        if needed.isEmpty { needed = Role.entering.union([.conflictAdmin]) }
        return needed.isDisjoint(with: act.actor.roles) ? .role : nil
    }

    /// Engine registers: a home is moved by a county, a draft withdrawn by its creators' tiers, a
    /// write voided by a server's program alone.
    private static func engineFault(in act: RegisterAct) -> RightsFault? {
        let tier = act.actor.tier
        switch act.register.number {
        case RegisterName.home.number:
            if act.isCreation { return nil }
            return tier > .township && act.actor.office.contains(act.home) ? nil : .otherTier
        case RegisterName.voidNumber:
            return act.actor.isSystem && tier > .township ? nil : .engine
        case RegisterName.life.number:
            guard act.actor.office.contains(act.home) else { return .foreignRecord }
            guard let type = act.type, type.isDraftable else { return .engine }
            return type.creators.contains(tier) ? nil : .otherTier
        default:
            return .engine
        }
    }
}

extension RightsFault {
    /// What is not permitted, and what to do.
    public var phrase: Phrase {
        switch self {
        case .foreignRecord:
            Phrase("这条记录属于别的机构,不能在这里修改", "this record belongs to another office")
        case .otherTier:
            Phrase(
                "这一项由上级填写;可以提出修改建议(propose)",
                "another tier writes this; you may propose a change (propose)")
        case .role:
            Phrase("您的角色不能做这件事", "your role may not do this")
        case .creation:
            Phrase("本级不能新建这类记录", "this tier does not make records of this type")
        case .engine:
            Phrase("这一项由系统填写", "the program itself writes this")
        }
    }
}
