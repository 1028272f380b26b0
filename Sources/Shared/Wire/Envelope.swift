internal import CBOR
public import Replication

/// A message under the signature of the node that sends it.
///
///     [1, signer, payload, signature]
///
/// The payload travels as the bytes that were signed and is never written anew. This room neither
/// signs nor verifies: whoever opens an envelope looks up the key of its signer first.
public struct Envelope: Equatable, Sendable {
    /// The node that signed: the first 16 bytes of SHA-256(`happiness-sync/1/node` ‖ its key).
    public var signer: Identifier
    /// The bytes of one ``Message``.
    public var payload: [UInt8]
    /// 64 bytes of Ed25519 over ``signedBytes(_:)``.
    public var signature: [UInt8]

    /// An envelope from its parts.
    public init(signer: Identifier, payload: [UInt8], signature: [UInt8]) {
        self.signer = signer
        self.payload = payload
        self.signature = signature
    }

    /// What is signed: the domain, a zero byte, the payload.
    public static func signedBytes(_ payload: [UInt8]) -> [UInt8] {
        Array("happiness-sync/1/message".utf8) + [0] + payload
    }

    /// An envelope from its bytes; its payload is not looked into.
    public init(decoding bytes: [UInt8]) throws(WireError) {
        do throws(WireError) {
            guard bytes.count <= Limits.envelopeBytesMax else {
                throw WireError("", .count(bytes.count, allowed: 0...Limits.envelopeBytesMax))
            }
            var reader = try FieldReader(bytes[...])
            try reader.fields("", 4)
            let format = try reader.unsigned("format")
            guard format == 1 else { throw WireError("format", .unknownFormat(format)) }
            signer = try reader.identifier("signer")
            payload = try reader.bytes("payload", 1...Limits.handBackBytesMax)
            signature = try reader.bytes("signature", 64)
            try reader.finish()
        } catch {
            throw error.within("Envelope")
        }
    }

    /// The bytes.
    public func encoded() -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: payload.count + 96)
        writer.array(count: 4)
        writer.unsigned(1)
        writer.identifier(signer)
        writer.bytes(payload)
        writer.bytes(signature)
        return writer.bytes
    }
}
