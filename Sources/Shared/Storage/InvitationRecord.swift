public import Replication
internal import SQLite

/// A one-time invitation to enroll a node; of its code only a hash is kept.
public struct InvitationRecord: Equatable, Sendable {
    /// Its public name.
    public var slot: [UInt8]
    /// The division that the new node will work for.
    public var office: DivisionCode
    /// The name of the office.
    public var name: String
    /// What the secret of the code hashes to.
    public var codeHash: [UInt8]
    /// Until when it is good, Unix milliseconds.
    public var expires: UInt64
    /// The node that used it.
    public var usedBy: Identifier?
    /// How many wrong proofs were offered.
    public var tries: Int

    /// An invitation from its parts.
    public init(
        slot: [UInt8], office: DivisionCode, name: String, codeHash: [UInt8], expires: UInt64,
        usedBy: Identifier? = nil, tries: Int = 0
    ) {
        self.slot = slot
        self.office = office
        self.name = name
        self.codeHash = codeHash
        self.expires = expires
        self.usedBy = usedBy
        self.tries = tries
    }

    /// What its reader selects.
    static let columns = "slot, office, name, code_hash, expires, used_by, tries"

    /// The contents of a row.
    init(_ row: Row) throws(StorageError) {
        slot = try row.blob(at: 0)
        office = try row.division(at: 1)
        name = try row.words(at: 2)
        codeHash = try row.blob(at: 3)
        expires = try row.unsigned(at: 4)
        usedBy = try row.identifierIfAny(at: 5)
        tries = Int(clamping: try row.number(at: 6))
    }
}

extension Snapshot {
    /// An invitation by its public name.
    public func invitation(_ slot: [UInt8]) throws(StorageError) -> InvitationRecord? {
        try connection.first(
            "SELECT \(InvitationRecord.columns) FROM _invitation WHERE slot = ?", [.blob(slot)]
        ) { row throws(StorageError) in try InvitationRecord(row) }
    }

    /// All invitations, by division.
    public func invitations() throws(StorageError) -> [InvitationRecord] {
        try connection.all(
            "SELECT \(InvitationRecord.columns) FROM _invitation ORDER BY office, expires"
        ) { row throws(StorageError) in try InvitationRecord(row) }
    }
}

extension Transaction {
    /// Saves an invitation whole.
    public func save(_ invitation: InvitationRecord) throws(StorageError) {
        try run(
            """
            INSERT OR REPLACE INTO _invitation (\(InvitationRecord.columns))
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .blob(invitation.slot), SQLiteValue(invitation.office), .text(invitation.name),
                .blob(invitation.codeHash), SQLiteValue(invitation.expires),
                SQLiteValue(invitation.usedBy), .integer(Int64(invitation.tries)),
            ])
    }
}
