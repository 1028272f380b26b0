public import Replication

/// The chain of an incarnation: one hash per change, each over the one before.
///
/// Whoever knows the hash after n knows that everybody who names the same one has the same n
/// changes. The hash function is an argument, because this room computes nothing secret.
public enum Chain {
    /// The hash before the first change: 32 zero bytes.
    public static let start = [UInt8](repeating: 0, count: 32)

    /// What is hashed at a step: `0x01 ‖ h(n − 1) ‖ replica ‖ n ‖ SHA-256(body)`, 89 bytes.
    ///
    /// The body enters as its hash, so that a change whose body may not travel is replaced by 32
    /// bytes and the chain still holds.
    public static func input(
        _ before: [UInt8], replica: ReplicaID, sequence: UInt64, bodyHash: [UInt8]
    ) -> [UInt8] {
        precondition(before.count == 32 && bodyHash.count == 32, "hashes have 32 bytes")
        var input: [UInt8] = []
        input.reserveCapacity(89)
        input.append(0x01)
        input += before
        input += replica.high.bigEndianBytes
        input += replica.low.bigEndianBytes
        input += sequence.bigEndianBytes
        input += bodyHash
        return input
    }

    /// The hash after a change.
    ///
    /// - Parameter hash: SHA-256.
    public static func next(
        _ before: [UInt8], replica: ReplicaID, sequence: UInt64, bodyHash: [UInt8],
        hash: ([UInt8]) -> [UInt8]
    ) -> [UInt8] {
        hash(input(before, replica: replica, sequence: sequence, bodyHash: bodyHash))
    }
}
