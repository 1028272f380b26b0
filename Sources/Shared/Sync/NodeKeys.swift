public import Replication
public import Seal
internal import Storage
public import Wire

/// The two key pairs of a node, and what it does with them.
///
/// The keys belong to the node, not to an incarnation: a restored replica keeps them.
public struct NodeKeys: Sendable {
    /// Signs requests, runs, frames downward, acknowledgements and bundles.
    public let signing: SigningKey
    /// Opens bundles sealed to this node.
    public let sealing: SealingKey
    /// The name of the node: a hash of its verifying key.
    public let node: Identifier

    /// Keys from their two seeds of 32 bytes.
    public init(signingSeed: [UInt8], sealingSeed: [UInt8]) throws(SealError) {
        signing = try SigningKey(seed: signingSeed)
        sealing = try SealingKey(seed: sealingSeed)
        node = Self.node(of: signing.verifyingKey)
    }

    /// The node that holds a key.
    public static func node(of key: VerifyingKey) -> Identifier {
        let digest = hash(Array("happiness-sync/1/node".utf8) + key.bytes)
        guard let node = Identifier(bytes: digest.prefix(16)) else {
            preconditionFailure("sixteen bytes make an identifier")
        }
        return node
    }

    /// A message under this node's signature.
    public func envelope(_ message: Message) -> Envelope {
        let payload = message.encoded()
        return Envelope(
            signer: node, payload: payload,
            signature: sign(Envelope.signedBytes(payload), with: signing))
    }

    /// A run under this node's signature: consecutive changes of one of its incarnations.
    func run(
        _ replica: ReplicaID, first: UInt64, chainBefore: [UInt8], items: [RunItem],
        chainAfter: [UInt8]
    ) -> Run {
        let last = first + UInt64(items.count) - 1
        let signed = Run.signedBytes(replica: replica, last: last, chainAfter: chainAfter)
        return Run(
            replica: replica, firstSequence: first, chainBefore: chainBefore, items: items,
            chainAfter: chainAfter, signature: sign(signed, with: signing))
    }
}

extension Envelope {
    /// The message, if the key belongs to the signer and the signature is its own.
    func message(by key: VerifyingKey) throws(Denial) -> Message {
        guard NodeKeys.node(of: key) == signer,
            verify(signature, of: Envelope.signedBytes(payload), by: key)
        else { throw Denial(.unauthentic) }
        do {
            return try Message(decoding: payload)
        } catch {
            throw Denial(.malformed, ["\(error)"])
        }
    }
}
