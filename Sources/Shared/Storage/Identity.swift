public import Replication

/// Who a replica is: its node, its office, its keys.
///
/// Given once at `create` and kept in the database. The keys belong to the node, not to an
/// incarnation; their seeds never leave the machine, not even in a backup that is sealed for others.
public struct Identity: Hashable, Sendable {
    /// The name of the node: a hash of its verifying key.
    public let node: Identifier
    /// The division that the office works for.
    public let office: DivisionCode
    /// The tier of the office.
    public let tier: Tier
    /// The name of the office, for people.
    public let name: String
    /// Whether everything here is practice, and refuses real nodes.
    public let isPractice: Bool
    /// The seed of the signing key, 32 bytes.
    public let signingSeed: [UInt8]
    /// The seed of the key that bundles are sealed to, 32 bytes.
    public let sealingSeed: [UInt8]
    /// The node of the tier above; `nil` where nobody stands above.
    public let parent: Identifier?

    /// An identity from its parts.
    public init(
        node: Identifier, office: DivisionCode, tier: Tier, name: String, isPractice: Bool,
        signingSeed: [UInt8], sealingSeed: [UInt8], parent: Identifier?
    ) {
        self.node = node
        self.office = office
        self.tier = tier
        self.name = name
        self.isPractice = isPractice
        self.signingSeed = signingSeed
        self.sealingSeed = sealingSeed
        self.parent = parent
    }

    /// Whether children pull from this replica, so that it keeps feeds for them.
    ///
    /// Villages and townships are both direct children of the county's server.
    public var isServer: Bool { tier >= .county }
}
