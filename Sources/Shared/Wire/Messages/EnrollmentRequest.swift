internal import CBOR
public import Replication

/// Asks for a place with a one-time invitation; signed with the key that it brings.
public struct EnrollmentRequest: Equatable, Sendable {
    /// The number of the invitation, which is no secret.
    public var slot: [UInt8]
    /// The new node's verifying key (Ed25519).
    public var signingKey: [UInt8]
    /// The new node's sealing key (X25519).
    public var sealingKey: [UInt8]
    /// The new node's first incarnation.
    public var incarnation: ReplicaID
    /// Sixteen bytes of chance: the salt of the proof.
    public var nonce: [UInt8]
    /// Whether the node belongs to a practice world.
    public var isPractice: Bool
    /// Name and version of the program, for people.
    public var program: String
    /// HKDF-SHA-256 of the hash of the code, salted with the nonce, over ``proofInfo``.
    public var proof: [UInt8]

    /// A message from its fields.
    public init(
        slot: [UInt8], signingKey: [UInt8], sealingKey: [UInt8], incarnation: ReplicaID,
        nonce: [UInt8], isPractice: Bool, program: String, proof: [UInt8]
    ) {
        self.slot = slot
        self.signingKey = signingKey
        self.sealingKey = sealingKey
        self.incarnation = incarnation
        self.nonce = nonce
        self.isPractice = isPractice
        self.program = program
        self.proof = proof
    }

    /// A message from the bytes of a payload; any other message is refused.
    public init(decoding payload: [UInt8]) throws(WireError) {
        self = try Message.decode(payload)
    }

    /// The bytes of the payload.
    public func encoded() -> [UInt8] { Message.enrollmentRequest(self).encoded() }
}

extension EnrollmentRequest: MessageFields {
    static var kind: MessageKind { .enrollmentRequest }
    static var count: Int { 8 }

    init(reading reader: inout FieldReader) throws(WireError) {
        slot = try reader.bytes("slot", 8)
        signingKey = try reader.bytes("signingKey", 32)
        sealingKey = try reader.bytes("sealingKey", 32)
        incarnation = try reader.identifier("incarnation")
        nonce = try reader.bytes("nonce", 16)
        isPractice = try reader.bool("isPractice")
        program = try reader.text("program")
        proof = try reader.bytes("proof", 32)
    }

    func write(to writer: inout CBORWriter) {
        writer.bytes(slot)
        writer.bytes(signingKey)
        writer.bytes(sealingKey)
        writer.identifier(incarnation)
        writer.bytes(nonce)
        writer.bool(isPractice)
        writer.text(program)
        writer.bytes(proof)
    }
}

extension EnrollmentRequest {
    /// What the proof binds: whoever knows the code vouches for these keys and no others.
    ///
    /// The code itself does not travel, so that a listener cannot enroll in the node's place.
    public var proofInfo: [UInt8] {
        Array("happiness-sync/1/enroll".utf8) + signingKey + sealingKey + incarnation.bytes
    }
}
