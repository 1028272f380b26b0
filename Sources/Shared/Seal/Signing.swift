import CCrypto

/// 64 bytes of Ed25519 (RFC 8032).
public typealias Signature = [UInt8]

/// The private key with which a node signs (Ed25519).
public final class SigningKey: Sendable {
    fileprivate let handle: KeyHandle
    /// The key with which everybody else verifies.
    public let verifyingKey: VerifyingKey

    /// The key of a seed of 32 bytes, which come from chance once and from the key file after that.
    public init(seed: [UInt8]) throws(SealError) {
        handle = try KeyHandle(privateKey: seed, type: EVP_PKEY_ED25519)
        verifyingKey = try VerifyingKey(handle.publicKey)
    }
}

/// The public key of a node (Ed25519), 32 bytes.
public struct VerifyingKey: Hashable, Sendable {
    /// The 32 bytes.
    public let bytes: [UInt8]

    /// A key of 32 bytes; whether they are a point shows when a signature is verified.
    public init(_ bytes: [UInt8]) throws(SealError) {
        guard bytes.count == 32 else { throw .unusableKey }
        self.bytes = bytes
    }
}

/// Signs a message.
public func sign(_ message: [UInt8], with key: SigningKey) -> Signature {
    sign(message[...], with: key)
}

/// Signs a message.
public func sign(_ message: ArraySlice<UInt8>, with key: SigningKey) -> Signature {
    let context = required(EVP_MD_CTX_new())
    defer { EVP_MD_CTX_free(context) }
    required(EVP_DigestSignInit(context, nil, nil, nil, key.handle.pointer))
    var signature = [UInt8](repeating: 0, count: 64)
    var count = signature.count
    message.withUnsafeBytes {
        let bytes = $0.assumingMemoryBound(to: UInt8.self)
        required(EVP_DigestSign(context, &signature, &count, bytes.baseAddress, bytes.count))
    }
    return signature
}

/// Whether a signature is that of a message by the owner of a key.
///
/// False for every signature of another length, and for the second form that some libraries accept of one
/// (S not below the order of the group).
public func verify(
    _ signature: Signature, of message: [UInt8], by key: VerifyingKey
) -> Bool {
    verify(signature, of: message[...], by: key)
}

/// Whether a signature is that of a message by the owner of a key.
public func verify(
    _ signature: Signature, of message: ArraySlice<UInt8>, by key: VerifyingKey
) -> Bool {
    guard signature.count == 64 else { return false }
    let handle = KeyHandle(publicKey: key.bytes, type: EVP_PKEY_ED25519)
    let context = required(EVP_MD_CTX_new())
    defer { EVP_MD_CTX_free(context) }
    required(EVP_DigestVerifyInit(context, nil, nil, nil, handle.pointer))
    let verdict = message.withUnsafeBytes {
        let bytes = $0.assumingMemoryBound(to: UInt8.self)
        return EVP_DigestVerify(
            context, signature, signature.count, bytes.baseAddress, bytes.count)
    }
    // A refusal leaves its reason in a queue of this thread, where the next reader would take it for his own.
    if verdict != 1 { ERR_clear_error() }
    return verdict == 1
}
