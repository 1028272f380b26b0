/// The bytes of a sealed message: header, chunks.
///
///     header   "hs-seal1" · first 8 bytes of SHA-256(recipient's key) · ephemeral key (32)
///     chunk i  ChaCha20-Poly1305 of up to 65,536 bytes · tag (16)
///
/// key    = HKDF-SHA-256(X25519(ephemeral, recipient), salt: ephemeral ‖ recipient, info: "hs-seal1", 32)
/// nonce  = i as 11 bytes, most significant first · 1 for the last chunk, 0 for the others
/// associated data of every chunk = the header
///
/// All chunks but the last are full, and the last is empty only if the message is. This is the STREAM construction
/// (as in age): a chunk that is changed, moved or repeated does not open under its number, and a message without
/// its last chunk, or with bytes behind it, has a chunk whose flag is wrong. Nobody but the owner of the recipient's
/// key can open, not even who sealed, because the ephemeral private key is gone. Who sealed is not said: what is
/// inside is signed.
enum SealedFormat {
    /// Plain bytes in every chunk but the last.
    static let chunkBytes = 65_536
    /// Bytes of a full chunk with its tag.
    static let sealedChunkBytes = chunkBytes + ChaChaPoly.tagBytes
    /// Bytes before the first chunk.
    static let headerBytes = 48
    /// How every sealed message begins.
    static let magic = Array("hs-seal1".utf8)

    /// What a header says before any key is at hand.
    struct Header {
        /// The beginning of the hash of the recipient's key.
        let recipientHint: [UInt8]
        /// The ephemeral key.
        let ephemeralKey: SealingPublicKey
        /// All 48 bytes.
        let bytes: [UInt8]

        /// The header of a new message.
        init(ephemeralKey: SealingPublicKey, recipient: SealingPublicKey) {
            recipientHint = SealedFormat.hint(recipient)
            self.ephemeralKey = ephemeralKey
            bytes = magic + recipientHint + ephemeralKey.bytes
        }

        /// Reads a header.
        init(reading bytes: [UInt8]) throws(SealError) {
            precondition(bytes.count == headerBytes, "A header has 48 bytes.")
            guard bytes.starts(with: magic) else { throw .notSealed }
            recipientHint = Array(bytes[8..<16])
            ephemeralKey = try SealingPublicKey(Array(bytes[16..<48]))
            self.bytes = bytes
        }
    }

    /// By which a recipient sees that a message is not for him, without learning for whom it is.
    static func hint(_ recipient: SealingPublicKey) -> [UInt8] {
        Array(hash(recipient.bytes).prefix(8))
    }

    /// The cipher of a message.
    static func cipher(
        _ own: SealingKey, _ other: SealingPublicKey, ephemeral: SealingPublicKey,
        recipient: SealingPublicKey
    ) throws(SealError) -> ChaChaPoly {
        var secret = try own.sharedSecret(with: other)
        defer { cleanse(&secret) }
        var key = derive(
            secret, salt: ephemeral.bytes + recipient.bytes, info: magic, count: 32)
        defer { cleanse(&key) }
        return ChaChaPoly(key: key)
    }
}
