public import Replication
internal import SQLite
public import Wire

/// What a node remembers of one neighbour: positions, ratchets, the last contact.
///
/// Read whole and saved whole, in the transaction of the data that moves it.
public struct Link: Equatable, Sendable {
    /// The neighbour.
    public var node: Identifier
    /// Whether it stands above.
    public var isParent: Bool
    /// Its division.
    public var office: DivisionCode
    /// How far its log has been taken in; of a child, how far it says that it has taken in ours.
    public var cursor: Checkpoint?
    /// The last facet of a first load that is under way.
    public var loadAfter: FacetID?
    /// What the neighbour must show, or what to show it.
    public var ratchet: [UInt8] = []
    /// What it was given to show next time.
    public var ratchetNext: [UInt8] = []
    /// How many contacts there were.
    public var contact: UInt64 = 0
    /// The newest places that both ends may fall back to, newest first; 50 at most are kept.
    public var checkpoints: [Checkpoint] = []
    /// When the last contact ended, Unix milliseconds by this machine's clock; `nil` before one.
    public var lastContact: UInt64?
    /// The other clock less this one, milliseconds.
    public var clockOffset: Int64 = 0
    /// What program the neighbour runs.
    public var program = ""
    /// Words of the program above: what the link waits for.
    public var state = ""
    /// Whether the neighbour was restored and has not yet got everything back.
    public var isRecovering = false

    /// A link to the node above.
    public init(parent: NodeRecord) {
        node = parent.node
        isParent = true
        office = parent.office
    }

    /// A link to a node below.
    public init(child: NodeRecord) {
        node = child.node
        isParent = false
        office = child.office
    }

    /// Moves on in the neighbour's log.
    ///
    /// - Parameter load: the last facet of a first load; `nil` when it is over or never was.
    public mutating func advance(to cursor: Checkpoint, load: FacetID?) {
        self.cursor = cursor
        loadAfter = load
        guard checkpoints.first != cursor else { return }
        checkpoints = Array(([cursor] + checkpoints).prefix(Limits.checkpointsMax))
    }

    /// What its reader selects.
    static let columns = """
        node, is_parent, office, cursor, load_after, ratchet, ratchet_next, contact, checkpoints,
        last_contact, clock_offset, program, state, is_recovering
        """

    /// The contents of a row.
    init(_ row: Row) throws(StorageError) {
        node = try row.identifier(at: 0)
        isParent = try row.number(at: 1) != 0
        office = try row.division(at: 2)
        cursor = try row.blobIfAny(at: 3).flatMap { Packed.checkpoints($0).first }
        loadAfter = try row.facetIfAny(at: 4)
        ratchet = try row.blob(at: 5)
        ratchetNext = try row.blob(at: 6)
        contact = try row.unsigned(at: 7)
        checkpoints = Packed.checkpoints(try row.blob(at: 8))
        lastContact = try row.numberIfAny(at: 9).map { UInt64(clamping: $0) }
        clockOffset = try row.number(at: 10)
        program = try row.words(at: 11)
        state = try row.words(at: 12)
        isRecovering = try row.number(at: 13) != 0
    }
}

extension Snapshot {
    /// The link to a neighbour; `nil` before the first contact.
    public func link(_ node: Identifier) throws(StorageError) -> Link? {
        try connection.first(
            "SELECT \(Link.columns) FROM _link WHERE node = ?", [SQLiteValue(node)]
        ) { row throws(StorageError) in try Link(row) }
    }

    /// All links, the parent's first, then by division.
    public func links() throws(StorageError) -> [Link] {
        try connection.all(
            "SELECT \(Link.columns) FROM _link ORDER BY is_parent DESC, office, node"
        ) { row throws(StorageError) in try Link(row) }
    }

    /// The link to the node above.
    public func parentLink() throws(StorageError) -> Link? {
        guard let parent = world.identity.parent else { return nil }
        return try link(parent)
    }
}

extension Transaction {
    /// Saves a link whole.
    public func save(_ link: Link) throws(StorageError) {
        let checkpoints = link.checkpoints.prefix(Limits.checkpointsMax)
        try run(
            """
            INSERT OR REPLACE INTO _link (\(Link.columns))
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                SQLiteValue(link.node), .integer(link.isParent ? 1 : 0), SQLiteValue(link.office),
                SQLiteValue(Packed.bytes(link.cursor)), SQLiteValue(link.loadAfter?.bytes),
                .blob(link.ratchet), .blob(link.ratchetNext), SQLiteValue(link.contact),
                .blob(Packed.bytes(checkpoints.map { ($0.logID, $0.position) })),
                link.lastContact.map { SQLiteValue($0) } ?? .null, .integer(link.clockOffset),
                .text(link.program), .text(link.state), .integer(link.isRecovering ? 1 : 0),
            ])
    }
}
