internal import Programme
internal import Replication

/// What every act of a replica needs beside its database: who it is, clock, chance, policies.
struct World: Sendable {
    /// Who the replica is.
    let identity: Identity
    /// The time, right or wrong.
    let clock: any Clock
    /// Chance.
    let entropy: any Entropy

    /// The merge policy of a register of a type.
    ///
    /// Of a type that this program does not know, the engine's own registers keep theirs.
    func policy(_ type: UInt32, _ register: RegisterName) -> MergePolicy {
        if let type = Catalogue.type(type) { return type.policy(of: register) }
        switch register.number {
        case RegisterName.home.number: return .authority
        case RegisterName.voidNumber, RegisterName.eventNumber: return .appendOnly
        default: return .multiValue
        }
    }
}
