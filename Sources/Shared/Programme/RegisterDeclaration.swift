public import Replication

/// A register of a record type: the fields that stand or fall together, and who may write them.
public struct RegisterDeclaration: Sendable {
    /// The number on the wire, from 16; never used twice within the type.
    public let number: UInt32
    /// The word in data; of a register of one field that field's.
    public let name: String
    /// The word for people.
    public let label: Phrase
    /// How far it travels (decision 16).
    public let reach: Reach
    /// What becomes of concurrent values.
    public let policy: MergePolicy
    /// What its elements are.
    public let shape: Shape
    /// The fields, by position; one field is held bare, several as a list.
    public let fields: [Field]
    /// Which tiers may write it at any time.
    public let writers: Set<Tier>
    /// Which tiers may set it in the change that makes the facet, beside the writers; what is
    /// written once has no other writers.
    public let initial: Set<Tier>
    /// Which tiers may propose a value instead of writing it.
    public let proposers: Set<Tier>
    /// Who may write it: any of these roles; empty for everybody who enters data.
    public let roles: Set<Role>
    /// Whose record it must be.
    public let owner: OwnerRule

    /// What the elements of a register are.
    public enum Shape: String, Sendable {
        /// It has none: one value.
        case single
        /// One element per key: the value of its first field is the key, and the element holds
        /// whether it is present.
        case set
        /// One element per event, written once: the engine keeps what its author had seen.
        case events
    }

    /// A register from its parts.
    init(
        _ number: UInt32, _ name: String, _ label: Phrase, reach: Reach,
        policy: MergePolicy = .multiValue, shape: Shape = .single, fields: [Field],
        writers: Set<Tier> = [], initial: Set<Tier> = [], proposers: Set<Tier> = [],
        roles: Set<Role> = [], owner: OwnerRule = .area
    ) {
        precondition(
            (number >= RegisterName.firstOfProgramme) != (shape == .events)
                && (number == RegisterName.eventNumber) == (shape == .events),
            "numbers below 16 belong to the engine, one of them to events")
        self.number = number
        self.name = name
        self.label = label
        self.reach = reach
        self.policy = policy
        self.shape = shape
        self.fields = fields
        self.writers = writers
        self.initial = initial
        self.proposers = proposers
        self.roles = roles
        self.owner = owner
    }

    /// A register of one field, named and labelled like it.
    init(
        _ number: UInt32, reach: Reach, policy: MergePolicy = .multiValue, shape: Shape = .single,
        _ field: Field, writers: Set<Tier> = [], initial: Set<Tier> = [],
        proposers: Set<Tier> = [], roles: Set<Role> = [], owner: OwnerRule = .area
    ) {
        self.init(
            number, field.name, field.label, reach: reach, policy: policy, shape: shape,
            fields: [field], writers: writers, initial: initial, proposers: proposers,
            roles: roles, owner: owner)
    }

    /// Whether it has one element per key.
    public var isSet: Bool { shape == .set }

    /// Whether a record without it is not finished.
    public var isRequired: Bool { shape == .single && fields.contains { $0.isRequired } }

    /// The register's name in the engine, with the key of an element.
    public func registerName(key: Value = .absent) -> RegisterName {
        RegisterName(number, key: isSet ? Self.key(of: key) : [])
    }

    /// The bytes that name an element: its text, or its bytes.
    private static func key(of value: Value) -> [UInt8] {
        switch value {
        case .text(let text): Array(text.utf8)
        case .bytes(let bytes): bytes
        case .integer(let number): Array(String(number).utf8)
        default: []
        }
    }

    /// The value that an element's key stands for.
    public func element(_ key: [UInt8]) -> Value {
        switch fields.first?.kind {
        case .bytes, .reference: .bytes(key)
        default: .text(String(decoding: key, as: UTF8.self))
        }
    }

    /// The value of the register that holds these fields.
    public func value(of fields: [String: Value]) -> Value {
        let values = self.fields.map { fields[$0.name] ?? .absent }
        guard values.count > 1 else { return values.first ?? .absent }
        return values.allSatisfy { $0 == .absent } ? .absent : .list(values)
    }

    /// The field's part of a register's value, of an event with its context or without.
    public func part(_ index: Int, of value: Value) -> Value {
        guard fields.count > 1 else { return value }
        guard case .list(let values) = content(of: value), index < values.count else {
            return .absent
        }
        return values[index]
    }

    /// What the programme put into a value: of an event all but its context.
    private func content(of value: Value) -> Value {
        shape == .events ? EventValue.parts(value)?.content ?? value : value
    }

    /// The first field that does not fit, and why; of a set, judged by the element's key.
    public func fault(in value: Value, key: [UInt8] = []) -> (field: Field, error: FieldError)? {
        if isSet {
            guard let field = fields.first else { return nil }
            if let error = field.kind.fault(in: element(key)) { return (field, error) }
            switch value {
            case .absent, .bool(true): return nil
            default: return (field, .wrongShape)
            }
        }
        if shape == .events, value == .absent { return fields.first.map { ($0, .required) } }
        if fields.count > 1, value != .absent {
            guard case .list(let values) = content(of: value), values.count <= fields.count else {
                return fields.first.map { ($0, .wrongShape) }
            }
        }
        for (index, field) in fields.enumerated() {
            let part = part(index, of: value)
            if let error = field.kind.fault(in: part) { return (field, error) }
            if part == .absent, isNeeded(field, in: value) { return (field, .required) }
        }
        return nil
    }

    /// Whether a field must not be empty in a value of the register.
    private func isNeeded(_ field: Field, in value: Value) -> Bool {
        if field.isRequired { return true }
        guard let condition = field.isRequiredWhen,
            let index = fields.firstIndex(where: { $0.name == condition.field }),
            case .text(let word) = part(index, of: value)
        else { return false }
        return condition.words.contains(word)
    }
}

/// Whose record a writer must have before him.
public enum OwnerRule: String, Hashable, Sendable {
    /// A record whose home is the writer's division or lies within it.
    case area
    /// A record whose home is the writer's division.
    case own
    /// A record whose home lies within the writer's division and is another.
    case below
}
