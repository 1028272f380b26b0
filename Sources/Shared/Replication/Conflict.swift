/// Something about a record that a person should know.
public enum Case: Hashable, Sendable {
    /// Writes are known to exist that have not arrived; the first of them.
    case incomplete(first: Dot)
    /// Unequal values that no policy can choose from.
    case conflict(RegisterName)
    /// Unequal values of which the policy shows one.
    case settled(RegisterName)
    /// A draft was withdrawn while somebody edited it: the edit revives it.
    case revived
    /// Two offices own it at the same time.
    case twoHomes
}

extension Record {
    /// What is to be said about a record: a pure function of its state, the same everywhere.
    ///
    /// - Parameter policy: the merge policy of a register; of an unknown one `multiValue`.
    public func cases(policy: (RegisterName) -> MergePolicy) -> [Case] {
        var cases: [Case] = []
        if let first = gap(limit: 1).first { cases.append(.incomplete(first: first)) }
        for register in registers where register.siblings.count > 1 && !register.name.isEngine {
            if register.name.event != nil {
                if register.hasSeveralContents { cases.append(.conflict(register.name)) }
                continue
            }
            switch policy(register.name).outcome(of: register.siblings).standing {
            case .agreed: break
            case .settled: cases.append(.settled(register.name))
            case .conflict: cases.append(.conflict(register.name))
            }
        }
        if life == .revived { cases.append(.revived) }
        if homes.count > 1 { cases.append(.twoHomes) }
        return cases
    }

    /// Whether a draft still stands.
    public enum Life: Sendable {
        /// Never withdrawn.
        case standing
        /// Withdrawn, and nobody who had not seen it has written since.
        case withdrawn
        /// Withdrawn while somebody edited.
        case revived
    }

    /// Whether the record was withdrawn (INV-15).
    public var life: Life {
        let withdrawals = siblings(.life).compactMap { Self.seen($0.value) }
        guard !withdrawals.isEmpty else { return .standing }
        let edits = registers.lazy.filter { !$0.name.isEngine }.flatMap(\.siblings)
        let isRevived = edits.contains { edit in
            !withdrawals.contains { $0.contains(edit.dot) }
        }
        return isRevived ? .revived : .withdrawn
    }

    /// The past that a withdrawal names; `nil` if the value is none.
    static func seen(_ value: Value) -> VersionVector? { EventValue.vector(value) }
}

extension Register {
    /// Whether two wrote different things under the name of one event; what each had before him
    /// makes no difference.
    fileprivate var hasSeveralContents: Bool {
        Set(siblings.map { EventValue.parts($0.value)?.content ?? $0.value }).count > 1
    }
}

extension RegisterName {
    /// Whether the register belongs to the engine and not to the programme.
    ///
    /// Of an event the engine keeps what its author had seen; what it means is the programme's.
    public var isEngine: Bool { number < Self.firstOfProgramme && number != Self.eventNumber }
}
