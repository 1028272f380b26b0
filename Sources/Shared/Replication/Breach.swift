/// What a write may not replace, whatever its author saw.
public enum Breach: Hashable, Sendable {
    /// A value of a higher tier, under the policy `authority`: it should have become a proposal.
    case authority(RegisterName)
    /// A value that is written once: of an event, and of an element that is never removed, too.
    case immutable(RegisterName)

    /// The register that it is about.
    public var register: RegisterName {
        switch self {
        case .authority(let register), .immutable(let register): register
        }
    }
}

extension Record {
    /// The first write of a change that replaces what it may not; `nil` if there is none.
    ///
    /// - Parameter policy: the merge policy of a register.
    public func breach(by change: Change, policy: (RegisterName) -> MergePolicy) -> Breach? {
        for write in change.writes {
            let context = change.context(of: write)
            let replaced = siblings(write.register).filter { context.covers($0.dot) }
            switch policy(write.register) {
            case .authority where replaced.contains { $0.stamp.tier > change.stamp.tier }:
                return .authority(write.register)
            case .immutable where replaced.contains { $0.value != write.value },
                .appendOnly where replaced.contains { $0.value != write.value }:
                return .immutable(write.register)
            default: break
            }
        }
        return nil
    }
}
