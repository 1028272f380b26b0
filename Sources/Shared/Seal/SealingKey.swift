import CCrypto

/// The private key that opens what is sealed to its owner (X25519, RFC 7748).
public final class SealingKey: Sendable {
    private let handle: KeyHandle
    /// The key to which others seal.
    public let publicKey: SealingPublicKey

    /// The key of a seed of 32 bytes, which come from chance once and from the key file after that.
    public init(seed: [UInt8]) throws(SealError) {
        handle = try KeyHandle(privateKey: seed, type: EVP_PKEY_X25519)
        publicKey = try SealingPublicKey(handle.publicKey)
    }

    /// The 32 bytes that only the owners of both keys can compute.
    ///
    /// Throws for the public keys of small order, with which everybody could (RFC 7748 §6.1). The bytes are not
    /// evenly distributed; keys are derived from them.
    package func sharedSecret(with other: SealingPublicKey) throws(SealError) -> [UInt8] {
        let peer = KeyHandle(publicKey: other.bytes, type: EVP_PKEY_X25519)
        let context = required(EVP_PKEY_CTX_new(handle.pointer, nil))
        defer { EVP_PKEY_CTX_free(context) }
        required(EVP_PKEY_derive_init(context))
        // Without the check of the peer, which for this curve only repeats what is checked here.
        required(EVP_PKEY_derive_set_peer_ex(context, peer.pointer, 0))
        var secret = [UInt8](repeating: 0, count: 32)
        var count = secret.count
        guard EVP_PKEY_derive(context, &secret, &count) == 1 else {
            ERR_clear_error()
            throw .unusableKey
        }
        return secret
    }
}

/// The public key to which a message is sealed (X25519), 32 bytes.
public struct SealingPublicKey: Hashable, Sendable {
    /// The 32 bytes.
    public let bytes: [UInt8]

    /// A key of 32 bytes; whether it is a usable one shows when something is sealed to it.
    public init(_ bytes: [UInt8]) throws(SealError) {
        guard bytes.count == 32 else { throw .unusableKey }
        self.bytes = bytes
    }
}
