public import Replication

/// A type of record, as data: its tables, forms, checks, rights and documents come out of this.
public struct RecordType: Sendable {
    /// The number on the wire; never used twice.
    public let number: UInt32
    /// The word in data, on the command line and in SQL: `income_record`.
    public let name: String
    /// The word for people.
    public let label: Phrase
    /// Which tiers may make one.
    public let creators: Set<Tier>
    /// Who may make one: any of these roles; empty for everybody who enters data.
    public let roles: Set<Role>
    /// Which division owns a new one.
    public let home: HomeRule
    /// The key that makes two offices that enter the same thing make one record; `nil` if there
    /// is none and every entry is a record of its own.
    public let naturalKey: NaturalKey?
    /// The field by which people name a record of the type, where a reference to one is typed.
    public let handle: String?
    /// Whether its creator may withdraw it while it is a draft.
    public let isDraftable: Bool
    /// Whether the county may give it to another division.
    public let isMovable: Bool
    /// What the program itself may write, without a person.
    public let program: ProgramRule
    /// How its records go from state to state; `nil` if they have none.
    public let workflow: Workflow?
    /// What a record of the type means for the records that it is about.
    public let consequences: [Consequence]
    /// The registers, in the order of forms.
    public let registers: [RegisterDeclaration]

    /// A type from its parts.
    init(
        _ number: UInt32, _ name: String, _ label: Phrase, creators: Set<Tier>,
        roles: Set<Role> = [], home: HomeRule = .office, naturalKey: NaturalKey? = nil,
        handle: String? = nil, isDraftable: Bool = false, isMovable: Bool = true,
        program: ProgramRule = .nothing, workflow: Workflow? = nil,
        consequences: [Consequence] = [], registers: [RegisterDeclaration]
    ) {
        self.number = number
        self.name = name
        self.label = label
        self.creators = creators
        self.roles = roles
        self.home = home
        self.naturalKey = naturalKey
        self.handle = handle
        self.isDraftable = isDraftable
        self.isMovable = isMovable
        self.program = program
        self.workflow = workflow
        self.consequences = consequences
        self.registers = registers
    }

    /// A register by its number.
    public func register(_ number: UInt32) -> RegisterDeclaration? {
        registers.first { $0.number == number }
    }

    /// The register and the place in it that hold a field; those of events are none of a form.
    public func field(
        _ name: String
    ) -> (register: RegisterDeclaration, index: Int, field: Field)? {
        for register in registers where register.shape != .events {
            if let index = register.fields.firstIndex(where: { $0.name == name }) {
                return (register, index, register.fields[index])
            }
        }
        return nil
    }

    /// Whether a record of the type lies where the record lies that it names, and goes with it.
    public var follows: Bool {
        if case .homeOf = home { return isMovable }
        return false
    }

    /// The reaches of its registers: one facet each.
    public var reaches: [Reach] { Set(registers.map(\.reach)).sorted() }

    /// The merge policy of a register, the engine's own and unknown ones included.
    public func policy(of register: RegisterName) -> MergePolicy {
        switch register.number {
        case RegisterName.home.number: .authority
        case RegisterName.voidNumber, RegisterName.eventNumber: .appendOnly
        default: self.register(register.number)?.policy ?? .multiValue
        }
    }
}

/// Which division owns a new record.
public enum HomeRule: Hashable, Sendable {
    /// The office that makes it.
    case office
    /// The division that a field names.
    case field(String)
    /// The home of the record that the first filled one of these fields names; the office that
    /// makes it if all are empty.
    case homeOf([String])
}

/// What the program itself may write of a type, without a person.
public enum ProgramRule: String, Sendable {
    /// Nothing.
    case nothing
    /// The records of its own office, when a server is founded.
    case founding
    /// Anything in its area: what it alone can know.
    case area
}

/// The fields that together name a record, so that it has one id wherever it is made.
///
/// The id is the first six bytes of the parent's (six zero bytes without one), then the first ten
/// of SHA-256 over the type's name and, for each field, a zero byte and the text of its value as
/// `FieldKind.format` gives it: no text contains a zero byte, so that no two keys are alike.
public struct NaturalKey: Hashable, Sendable {
    /// A reference whose first six bytes begin the id, so that ids stay near their parents'.
    public let parent: String?
    /// All fields of the key.
    public let fields: [String]

    /// A key of these fields.
    init(parent: String? = nil, _ fields: [String]) {
        self.parent = parent
        self.fields = fields
    }
}

extension RecordType {
    /// The id that the natural key gives (decision 1); `nil` if there is no key or it is not whole.
    ///
    /// - Parameters:
    ///   - values: per field.
    ///   - hash: SHA-256.
    public func derivedID(
        _ values: [String: Value], hash: ([UInt8]) -> [UInt8]
    ) -> RecordID? {
        guard let naturalKey else { return nil }
        var key = Array(name.utf8)
        for name in naturalKey.fields {
            guard let value = values[name], value != .absent, let found = field(name) else {
                return nil
            }
            key += [0] + Array(found.field.kind.format(value).utf8)
        }
        var first = [UInt8](repeating: 0, count: 6)
        if let parent = naturalKey.parent {
            guard case .bytes(let bytes) = values[parent] ?? .absent, bytes.count == 16 else {
                return nil
            }
            first = Array(bytes.prefix(6))
        }
        return RecordID(bytes: first + hash(key).prefix(10))
    }
}
