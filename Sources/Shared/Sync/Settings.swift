internal import Programme
public import Replication
public import Storage

/// What a replica keeps beside its records, by name.
extension Snapshot {
    /// The number of the programme that this program has.
    var schemaNumber: UInt32 { Catalogue.schemaNumber }

    /// The newest change of rights that this replica has: its own server's, or its parent's.
    public func rightsNumber() throws(StorageError) -> RightsNumber {
        let bytes = try setting("rights") ?? []
        guard bytes.count == 24, let replica = ReplicaID(bytes: bytes.prefix(16)) else {
            return .none
        }
        return RightsNumber(replica, bytes.suffix(8).reduce(0) { $0 << 8 | UInt64($1) })
    }

    /// The addresses at which this server is reached; they stand in invitations and credentials.
    public func addresses() throws(StorageError) -> [String] {
        let text = String(decoding: try setting("addresses") ?? [], as: UTF8.self)
        return text.split(separator: "\n").map(String.init)
    }

    /// SHA-256 of the keys that this server's certificate may have.
    public func pins() throws(StorageError) -> [[UInt8]] {
        let bytes = try setting("pins") ?? []
        return stride(from: 0, to: bytes.count, by: 32).map { Array(bytes[$0..<$0 + 32]) }
    }
}

extension Transaction {
    /// Keeps the newest number of rights.
    func setRightsNumber(_ rights: RightsNumber) throws(StorageError) {
        let counter = (0..<8).map { UInt8(truncatingIfNeeded: rights.sequence >> (56 - 8 * $0)) }
        try setSetting("rights", rights.replica.bytes + counter)
    }

    /// Keeps the addresses and the key pins of this server.
    public func setAddresses(_ addresses: [String], pins: [[UInt8]]) throws(StorageError) {
        try setSetting("addresses", Array(addresses.joined(separator: "\n").utf8))
        try setSetting("pins", pins.flatMap { $0 })
    }

    /// Takes own changes of rights for the newest number, where this server gives rights.
    func noteRights(_ changes: [Change]) throws(StorageError) {
        let types: Set<UInt32> = [
            Catalogue.node.number, Catalogue.staffUser.number, Catalogue.office.number,
        ]
        guard let last = changes.last(where: { types.contains($0.type) }) else { return }
        try setRightsNumber(RightsNumber(last.replica, last.sequence))
    }
}
