public import Replication

/// A line of the rights table, as documents print it and tests generate their cells from it.
///
/// There is one for every register of every type, one for every word of a field that has a guardian
/// of its own, and one per type for each register of the engine.
public struct RightsLine: Hashable, Sendable {
    /// The record type's name.
    public let type: String
    /// The register's number.
    public let number: UInt32
    /// The register's name.
    public let register: String
    /// The word of a field that the line is about; `nil` for all words that have no line.
    public let word: String?
    /// The tiers that make records of the type: in the change that makes a facet, others write
    /// nothing.
    public let creators: [Tier]
    /// The tiers that write it at any time.
    public let writers: [Tier]
    /// The tiers that may set it when the facet is made.
    public let initial: [Tier]
    /// The tiers that may propose a value instead.
    public let proposers: [Tier]
    /// The roles, one of which is needed.
    public let roles: [Role]
    /// Whose record it must be.
    public let owner: OwnerRule
    /// What the program writes without a person.
    public let program: ProgramRule
    /// The reach; `nil` for the engine's registers, which are in every facet.
    public let reach: Reach?

    /// The names of the columns.
    public static let header = [
        "type", "number", "register", "word", "reach", "creators", "writers", "initial",
        "proposers", "roles", "owner", "program",
    ]

    /// The line as documents print it; empty cells are `-`.
    public var columns: [String] {
        func list(_ tiers: [Tier]) -> String { Self.cell(tiers.map(\.name)) }
        return [
            type, "\(number)", register, word ?? "-", reach.map { "\($0)" } ?? "all",
            list(creators), list(writers), list(initial), list(proposers),
            Self.cell(roles.map(\.rawValue)), owner.rawValue, program.rawValue,
        ]
    }

    private static func cell(_ words: [String]) -> String {
        words.isEmpty ? "-" : words.joined(separator: " ")
    }
}

/// A case that the rights decide: who acts on what, where.
public struct RightsCell: Hashable, Sendable {
    /// The tier of the office that acts.
    public let tier: Tier
    /// The record type's number.
    public let type: UInt32
    /// The register's number.
    public let register: UInt32
    /// The word that is written, in a field whose words have guardians.
    public let word: String?
    /// Where the record's home lies.
    public let relation: Relation
    /// Whether the act makes the facet.
    public let isCreation: Bool
    /// The roles with which the verdict stands; any one of them.
    public let roles: Set<Role>
    /// What becomes of it.
    public let verdict: Verdict
}

extension Rights {
    /// The table of all types and registers, the engine's included.
    public static let table: [RightsLine] = Catalogue.types.flatMap { type in
        type.registers.flatMap { lines(of: $0, in: type) } + engineLines(of: type)
    }

    private static func lines(
        of register: RegisterDeclaration, in type: RecordType
    ) -> [RightsLine] {
        let plain = RightsLine(
            type: type.name, number: register.number, register: register.name, word: nil,
            creators: sorted(type.creators), writers: sorted(register.writers),
            initial: sorted(register.initial), proposers: sorted(register.proposers),
            roles: roles(of: register, in: type).sorted(), owner: register.owner,
            program: register.shape == .events ? .nothing : type.program, reach: register.reach)
        return [plain]
            + register.guarded.map { word, guardian in
                RightsLine(
                    type: type.name, number: register.number, register: register.name, word: word,
                    creators: sorted(type.creators.intersection(guardian.tiers)),
                    writers: sorted(register.writers.intersection(guardian.tiers)),
                    initial: sorted(register.initial.intersection(guardian.tiers)), proposers: [],
                    roles: roles(of: register, in: type).intersection(guardian.roles).sorted(),
                    owner: guardian.owner,
                    program: guardian.isProgram ? .area : plain.program, reach: register.reach)
            }
    }

    private static func engineLines(of type: RecordType) -> [RightsLine] {
        let servers = Tier.allCases.filter { $0 > .township }
        func line(
            _ number: UInt32, _ name: String, _ tiers: [Tier], _ roles: Set<Role>,
            initial: Set<Tier> = [], _ program: ProgramRule = .nothing
        ) -> RightsLine {
            RightsLine(
                type: type.name, number: number, register: name, word: nil,
                creators: sorted(type.creators), writers: tiers, initial: sorted(initial),
                proposers: [], roles: roles.sorted(), owner: .area, program: program, reach: nil)
        }
        return [
            line(
                1, "home", type.isMovable ? [.county] : [], Role.moving, initial: type.creators,
                type.follows ? .area : type.program),
            line(2, "void", servers, [], .area),
            line(
                3, "life", type.isDraftable ? sorted(type.creators) : [],
                Role.entering),
        ]
    }

    private static func sorted(_ tiers: Set<Tier>) -> [Tier] { tiers.sorted(by: >) }

    /// Offices that stand for the tiers when cells are generated: one line from top to bottom.
    public static let sampleOffices: [Tier: DivisionCode] = Dictionary(
        uniqueKeysWithValues: ["0", "35", "3506", "350603", "350603101", "350603101201"]
            .compactMap { DivisionCode($0) }.map { ($0.tier, $0) })

    /// A home that lies so to the sample office of a tier; `nil` if none does.
    public static func sampleHome(_ relation: Relation, of tier: Tier) -> DivisionCode? {
        let siblings = ["36", "3507", "350604", "350603103", "350603101202"]
        switch relation {
        case .own: return sampleOffices[tier]
        case .child: return tier == .village ? nil : sampleOffices[.village]
        case .parent: return tier == .nation ? nil : sampleOffices[.nation]
        case .sibling: return siblings.compactMap { DivisionCode($0) }.first { $0.tier == tier }
        }
    }

    /// Every cell: tier × type × register (× guarded word) × relation × making or changing.
    ///
    /// The program's own registers are left out: no person has a right to them.
    public static let cells: [RightsCell] = Catalogue.types.flatMap { type in
        type.registers.flatMap { register in
            ([nil] + register.guarded.map { $0.word as String? }).flatMap { word in
                Tier.allCases.flatMap { tier in
                    Relation.allCases.flatMap { relation in
                        [true, false].compactMap {
                            cell(type, register, word, tier, relation, isCreation: $0)
                        }
                    }
                }
            }
        }
    }

    private static func cell(
        _ type: RecordType, _ register: RegisterDeclaration, _ word: String?, _ tier: Tier,
        _ relation: Relation, isCreation: Bool
    ) -> RightsCell? {
        guard let office = sampleOffices[tier], let home = sampleHome(relation, of: tier) else {
            return nil
        }
        var needed = roles(of: register, in: type)
        var value = Value.absent
        if let word, let guardian = register.guarded.first(where: { $0.word == word })?.guardian {
            if !guardian.isProgram { needed.formIntersection(guardian.roles) }
            let fields = register.fields.filter { $0.kind.words.contains(word) }
            value = register.value(
                of: Dictionary(uniqueKeysWithValues: fields.map { ($0.name, .text(word)) }))
        }
        let actor = Actor(
            user: RecordID(high: 0, low: 1), office: office, tier: tier, roles: needed)
        let act = RegisterAct(
            actor: actor, type: type, record: RecordID(high: 0, low: 2),
            register: register.registerName(), value: value, home: home, isCreation: isCreation)
        return RightsCell(
            tier: tier, type: type.number, register: register.number, word: word,
            relation: relation, isCreation: isCreation, roles: needed, verdict: decide(act))
    }
}

extension RegisterDeclaration {
    /// The words of its fields that have guardians.
    var guarded: [(word: String, guardian: Choice.Guardian)] {
        fields.flatMap { field -> [(String, Choice.Guardian)] in
            guard case .choice(let choices) = field.kind else { return [] }
            return choices.compactMap { choice in choice.guardian.map { (choice.name, $0) } }
        }
    }
}

extension FieldKind {
    /// The words that a choice has; none for other kinds.
    var words: [String] {
        if case .choice(let choices) = self { return choices.map(\.name) }
        return []
    }
}
