public import Replication
public import Seal
public import Storage
public import Wire

/// How an office gets its node: a one-time invitation against a credential (decision 14).
///
/// The office makes its keys itself; the server never sees them. The same request and answer go
/// over a line or in two files on a stick.
public struct Enrollment: Sendable {
    /// The keys and the incarnation that the new node will have.
    public struct Candidate: Sendable {
        /// 32 bytes each.
        let signingSeed, sealingSeed, nonce: [UInt8]
        /// The first incarnation.
        public let incarnation: ReplicaID

        /// A candidate made of chance.
        public init(entropy: any Entropy) {
            signingSeed = entropy.bytes(32)
            sealingSeed = entropy.bytes(32)
            nonce = entropy.bytes(16)
            incarnation = entropy.identifier()
        }

        /// A candidate kept in a file between request and answer: 112 bytes.
        public init?(bytes: [UInt8]) {
            guard bytes.count == 112, let incarnation = ReplicaID(bytes: bytes[96..<112]) else {
                return nil
            }
            signingSeed = Array(bytes[0..<32])
            sealingSeed = Array(bytes[32..<64])
            nonce = Array(bytes[64..<80])
            guard bytes[80..<96].allSatisfy({ $0 == 0 }) else { return nil }
            self.incarnation = incarnation
        }

        /// The bytes to keep; they are secret.
        public var bytes: [UInt8] {
            signingSeed + sealingSeed + nonce + [UInt8](repeating: 0, count: 16)
                + incarnation.bytes
        }
    }

    /// Who asks.
    let candidate: Candidate
    /// What the invitation says.
    let code: InvitationCode
    /// The candidate's keys.
    let keys: NodeKeys
    /// Whether it is for a practice world.
    let isPractice: Bool
    /// The program that asks.
    let program: String

    /// An enrollment with a code.
    public init(
        _ candidate: Candidate, code: InvitationCode, isPractice: Bool, program: String
    ) throws(SealError) {
        self.candidate = candidate
        self.code = code
        self.isPractice = isPractice
        self.program = program
        keys = try NodeKeys(
            signingSeed: candidate.signingSeed, sealingSeed: candidate.sealingSeed)
    }

    /// The packed request.
    public var request: [UInt8] {
        var message = EnrollmentRequest(
            slot: code.slot, signingKey: keys.signing.verifyingKey.bytes,
            sealingKey: keys.sealing.publicKey.bytes, incarnation: candidate.incarnation,
            nonce: candidate.nonce, isPractice: isPractice, program: program,
            proof: [UInt8](repeating: 0, count: 32))
        message.proof = Self.proof(of: message, secretHash: code.secretHash)
        return Packing.pack(keys.envelope(.enrollmentRequest(message)).encoded())
    }

    /// The credential in a packed answer, if the server of the invitation gave it to this node.
    public func credential(in answer: [UInt8]) throws -> Credential {
        let envelope = try Envelope.received(try Packing.unpack(answer))
        guard
            Array(envelope.signer.bytes.prefix(InvitationCode.fingerprintBytes))
                == code.fingerprint
        else { throw SyncError.unexpectedSigner }
        switch try? Message(decoding: envelope.payload) {
        case .credential(let credential):
            _ = try envelope.message(by: try VerifyingKey(credential.parentSigningKey))
            guard credential.node == keys.node else { throw SyncError.unexpectedAnswer }
            return credential
        case .refusal(let refusal): throw SyncError.refused(refusal)
        default: throw SyncError.unexpectedAnswer
        }
    }

    /// The identity that a credential gives to the candidate.
    public func identity(from credential: Credential) -> Identity {
        Identity(
            node: keys.node, office: credential.office, tier: credential.tier,
            name: credential.name, isPractice: credential.isPractice,
            signingSeed: candidate.signingSeed, sealingSeed: candidate.sealingSeed,
            parent: credential.parentNode)
    }

    /// The proof that a node knows the secret of its invitation.
    static func proof(of request: EnrollmentRequest, secretHash: [UInt8]) -> [UInt8] {
        derive(secretHash, salt: request.nonce, info: request.proofInfo, count: 32)
    }
}
