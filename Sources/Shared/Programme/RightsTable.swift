public import Replication

/// A line of the rights table, as documents print it and tests generate their cells from it.
public struct RightsLine: Hashable, Sendable {
    /// The record type's name.
    public let type: String
    /// The register's name.
    public let register: String
    /// The tiers that write it.
    public let writers: [Tier]
    /// The tiers that may set it when the record is made.
    public let initial: [Tier]
    /// The roles, one of which is needed; empty for all that enter data.
    public let roles: [Role]
    /// Whose record it must be.
    public let owner: OwnerRule
    /// The reach.
    public let reach: Reach
}

extension Rights {
    /// The table of all types and registers.
    public static let table: [RightsLine] = Catalogue.types.flatMap { type in
        type.registers.map { register in
            RightsLine(
                type: type.name, register: register.name,
                writers: register.writers.sorted(by: >),
                initial: register.initial.sorted(by: >),
                roles: (register.roles.isEmpty ? type.roles : register.roles)
                    .sorted { $0.rawValue < $1.rawValue },
                owner: register.owner, reach: register.reach)
        }
    }
}
