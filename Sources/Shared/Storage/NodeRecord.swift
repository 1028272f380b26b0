public import Replication
internal import SQLite

/// A node that this replica knows: its keys, its incarnations, whether it may still speak.
public struct NodeRecord: Equatable, Sendable {
    /// How it stands to this node.
    public enum Kind: Int64, Sendable {
        /// Somewhere below a child.
        case descendant = 0
        /// The node above.
        case parent = 1
        /// Directly below.
        case child = 2
    }

    /// Whether it may speak.
    public enum Status: Int64, Sendable {
        /// It may.
        case active = 0
        /// It was revoked: nothing of it is taken any more beyond ``NodeRecord/revokedAt``.
        case revoked = 1
        /// It may, and waits for a person to look, because two machines used its name.
        case doubled = 2
    }

    /// The place in a chain at which a node was cut off.
    public struct Cut: Hashable, Sendable {
        /// The incarnation.
        public var replica: ReplicaID
        /// The last change that stands.
        public var sequence: UInt64

        /// A cut after a change.
        public init(_ replica: ReplicaID, _ sequence: UInt64) {
            self.replica = replica
            self.sequence = sequence
        }
    }

    /// Its name: a hash of its verifying key.
    public var node: Identifier
    /// How it stands to this node.
    public var kind: Kind
    /// Its division.
    public var office: DivisionCode
    /// The name of its office.
    public var name: String
    /// What verifies its signatures, 32 bytes.
    public var signingKey: [UInt8]
    /// What bundles to it are sealed with, 32 bytes.
    public var sealingKey: [UInt8]
    /// Whether it may speak.
    public var status: Status
    /// Where each incarnation was cut off when it was revoked.
    public var revokedAt: [Cut]
    /// From which change of rights on it may speak.
    public var rightsFrom: RightsNumber?
    /// Up to which change of rights it might speak.
    public var rightsTo: RightsNumber?
    /// Under which addresses it can be reached.
    public var addresses: [String]
    /// The pinned keys of its certificates, 32 bytes each.
    public var pins: [[UInt8]]
    /// The incarnations bound to its key, in the order of binding.
    public var incarnations: [ReplicaID]

    /// A node from its parts.
    public init(
        node: Identifier, kind: Kind, office: DivisionCode, name: String, signingKey: [UInt8],
        sealingKey: [UInt8], status: Status = .active, revokedAt: [Cut] = [],
        rightsFrom: RightsNumber? = nil, rightsTo: RightsNumber? = nil, addresses: [String] = [],
        pins: [[UInt8]] = [], incarnations: [ReplicaID] = []
    ) {
        self.node = node
        self.kind = kind
        self.office = office
        self.name = name
        self.signingKey = signingKey
        self.sealingKey = sealingKey
        self.status = status
        self.revokedAt = revokedAt
        self.rightsFrom = rightsFrom
        self.rightsTo = rightsTo
        self.addresses = addresses
        self.pins = pins
        self.incarnations = incarnations
    }

    /// The tier of its office.
    public var tier: Tier { office.tier }

    /// Whether it stands above.
    public var isParent: Bool { kind == .parent }

    /// What its reader selects.
    static let columns = """
        id, kind, office, name, signing_key, sealing_key, status, revoked_at, rights_from,
        rights_to, addresses, pins
        """

    /// The contents of a row.
    init(_ row: Row, in snapshot: Snapshot) throws(StorageError) {
        node = try row.identifier(at: 0)
        guard let kind = Kind(rawValue: try row.number(at: 1)),
            let status = Status(rawValue: try row.number(at: 6))
        else { throw row.wrong(6, "the standing of a node") }
        self.kind = kind
        self.status = status
        office = try row.division(at: 2)
        name = try row.words(at: 3)
        signingKey = try row.blob(at: 4)
        sealingKey = try row.blob(at: 5)
        revokedAt = Packed.pairs(try row.blob(at: 7)).map { Cut($0.0, $0.1) }
        rightsFrom = try row.blobIfAny(at: 8).flatMap(Packed.rights)
        rightsTo = try row.blobIfAny(at: 9).flatMap(Packed.rights)
        addresses = try row.words(at: 10).split(separator: "\n").map(String.init)
        let pins = try row.blob(at: 11)
        self.pins = stride(from: 0, to: pins.count, by: 32).map {
            Array(pins[$0..<min($0 + 32, pins.count)])
        }
        incarnations = try snapshot.connection.all(
            "SELECT replica FROM _node_incarnation WHERE node = ? ORDER BY rank",
            [SQLiteValue(node)]
        ) { row throws(StorageError) in try row.identifier(at: 0) }
    }
}

extension Snapshot {
    /// A node by its name.
    public func node(_ node: Identifier) throws(StorageError) -> NodeRecord? {
        try connection.first(
            "SELECT \(NodeRecord.columns) FROM _node WHERE id = ?", [SQLiteValue(node)]
        ) { row throws(StorageError) in try NodeRecord(row, in: self) }
    }

    /// All nodes, by division.
    public func nodes() throws(StorageError) -> [NodeRecord] {
        // Two steps, because each node asks for its incarnations.
        let names = try connection.all("SELECT id FROM _node ORDER BY office, id") {
            row throws(StorageError) in try row.identifier(at: 0)
        }
        var nodes: [NodeRecord] = []
        for name in names { if let node = try node(name) { nodes.append(node) } }
        return nodes
    }

    /// The node to whose key an incarnation is bound.
    public func node(ofReplica replica: ReplicaID) throws(StorageError) -> NodeRecord? {
        let name = try connection.first(
            "SELECT node FROM _node_incarnation WHERE replica = ?", [SQLiteValue(replica)]
        ) { row throws(StorageError) in try row.identifier(at: 0) }
        guard let name else { return nil }
        return try node(name)
    }

    /// The node above.
    public func parent() throws(StorageError) -> NodeRecord? {
        guard let parent = world.identity.parent else { return nil }
        return try node(parent)
    }
}

extension Transaction {
    /// Saves a node whole.
    ///
    /// An incarnation that is bound to another node already stays bound to that one: names are
    /// given once.
    public func save(_ node: NodeRecord) throws(StorageError) {
        let cuts = Packed.bytes(node.revokedAt.map { ($0.replica, $0.sequence) })
        try run(
            """
            INSERT OR REPLACE INTO _node (\(NodeRecord.columns))
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                SQLiteValue(node.node), .integer(node.kind.rawValue), SQLiteValue(node.office),
                .text(node.name), .blob(node.signingKey), .blob(node.sealingKey),
                .integer(node.status.rawValue), .blob(cuts),
                SQLiteValue(Packed.bytes(node.rightsFrom)),
                SQLiteValue(Packed.bytes(node.rightsTo)),
                .text(node.addresses.joined(separator: "\n")),
                .blob(node.pins.flatMap { $0 }),
            ])
        for (rank, incarnation) in node.incarnations.enumerated() {
            try run(
                """
                INSERT INTO _node_incarnation (replica, node, rank) VALUES (?, ?, ?)
                ON CONFLICT DO NOTHING
                """,
                [SQLiteValue(incarnation), SQLiteValue(node.node), .integer(Int64(rank))])
        }
    }
}
