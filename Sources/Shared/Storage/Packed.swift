internal import Replication
internal import Wire

/// Lists of small fixed entries in one blob: an identifier and a number, 24 bytes each.
enum Packed {
    /// The bytes of pairs.
    static func bytes(_ pairs: [(Identifier, UInt64)]) -> [UInt8] {
        pairs.flatMap { pair in
            pair.0.bytes + (0..<8).map { UInt8(truncatingIfNeeded: pair.1 >> (56 - 8 * $0)) }
        }
    }

    /// The pairs in bytes; a tail that is no pair is left out.
    static func pairs(_ bytes: [UInt8]) -> [(Identifier, UInt64)] {
        stride(from: 0, to: bytes.count - bytes.count % 24, by: 24).compactMap { start in
            guard let identifier = Identifier(bytes: bytes[start..<start + 16]) else { return nil }
            let number = bytes[start + 16..<start + 24].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            return (identifier, number)
        }
    }

    /// The bytes of a place in a log; `nil` for none.
    static func bytes(_ checkpoint: Checkpoint?) -> [UInt8]? {
        checkpoint.map { bytes([($0.logID, $0.position)]) }
    }

    /// The places in logs.
    static func checkpoints(_ bytes: [UInt8]) -> [Checkpoint] {
        pairs(bytes).map { Checkpoint(logID: $0.0, position: $0.1) }
    }

    /// The bytes of a rights number; `nil` for none.
    static func bytes(_ number: RightsNumber?) -> [UInt8]? {
        number.map { bytes([($0.replica, $0.sequence)]) }
    }

    /// A rights number.
    static func rights(_ bytes: [UInt8]) -> RightsNumber? {
        pairs(bytes).first.map { RightsNumber($0.0, $0.1) }
    }
}
