public import Replication
internal import SQLite

/// A proof that both ends of a link held the same: equal digests at a position, with both
/// signatures.
public struct ReceiptRecord: Equatable, Sendable {
    /// The neighbour.
    public var node: Identifier
    /// The digest of the link's scope, less what was held.
    public var digest: Digest
    /// How many records were held out of it.
    public var heldCount: Int
    /// The child's head.
    public var head: Head
    /// The position of the server's log.
    public var position: Int64
    /// The server's clock, Unix milliseconds.
    public var time: UInt64
    /// This node's signed envelope.
    public var ownEnvelope: [UInt8]
    /// The neighbour's signed envelope.
    public var theirEnvelope: [UInt8]

    /// A receipt from its parts.
    public init(
        node: Identifier, digest: Digest, heldCount: Int, head: Head, position: Int64,
        time: UInt64, ownEnvelope: [UInt8], theirEnvelope: [UInt8]
    ) {
        self.node = node
        self.digest = digest
        self.heldCount = heldCount
        self.head = head
        self.position = position
        self.time = time
        self.ownEnvelope = ownEnvelope
        self.theirEnvelope = theirEnvelope
    }

    /// What its reader selects.
    static let columns = """
        node, count, sum, held, head_replica, head_sequence, head_chain, position, time,
        own_envelope, their_envelope
        """

    /// The contents of a row.
    init(_ row: Row) throws(StorageError) {
        node = try row.identifier(at: 0)
        digest = try row.digest(at: 1)
        heldCount = Int(clamping: try row.number(at: 3))
        head = Head(
            replica: try row.identifier(at: 4), sequence: try row.unsigned(at: 5),
            chain: try row.blob(at: 6), node: nil)
        position = try row.number(at: 7)
        time = try row.unsigned(at: 8)
        ownEnvelope = try row.blob(at: 9)
        theirEnvelope = try row.blob(at: 10)
    }
}

extension Snapshot {
    /// The receipts of a link, newest first.
    public func receipts(
        of node: Identifier, limit: Int = 1
    ) throws(StorageError) -> [ReceiptRecord] {
        try connection.all(
            """
            SELECT \(ReceiptRecord.columns) FROM _receipt WHERE node = ?
            ORDER BY number DESC LIMIT ?
            """, [SQLiteValue(node), .integer(Int64(clamping: limit))]
        ) { row throws(StorageError) in try ReceiptRecord(row) }
    }
}

extension Transaction {
    /// Receipts kept per link: the newest proves everything that older ones did.
    private static let receiptsKept = 100

    /// Keeps a receipt.
    public func save(_ receipt: ReceiptRecord) throws(StorageError) {
        let head = receipt.head
        try run(
            """
            INSERT INTO _receipt (\(ReceiptRecord.columns))
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                SQLiteValue(receipt.node), SQLiteValue(receipt.digest.count),
                .blob(receipt.digest.sum), .integer(Int64(receipt.heldCount)),
                SQLiteValue(head.replica), SQLiteValue(head.sequence), .blob(head.chain),
                .integer(receipt.position), SQLiteValue(receipt.time),
                .blob(receipt.ownEnvelope), .blob(receipt.theirEnvelope),
            ])
        try run(
            """
            DELETE FROM _receipt WHERE node = ?1 AND number <= (
                SELECT number FROM _receipt WHERE node = ?1 ORDER BY number DESC
                LIMIT 1 OFFSET ?2)
            """, [SQLiteValue(receipt.node), .integer(Int64(Self.receiptsKept))])
    }
}
