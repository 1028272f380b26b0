import CCrypto

/// What a call returned that fails for no input, only without memory or with a broken installation.
func required(_ pointer: OpaquePointer?) -> OpaquePointer {
    guard let pointer else { preconditionFailure("libcrypto has no memory or is incomplete.") }
    return pointer
}

/// Stops unless a call that fails for no input has succeeded.
func required(_ code: Int32) {
    precondition(code == 1, "libcrypto failed where no input can make it fail.")
}

/// An algorithm looked up once for the whole process.
///
/// libcrypto counts references to it atomically and never changes it, so that every thread may use it. Without
/// this, each call would search the providers again, which costs more than hashing a small message.
struct Algorithm: @unchecked Sendable {
    /// The fetched EVP object.
    let pointer: OpaquePointer

    /// SHA-256.
    static let sha256 = Algorithm(pointer: required(EVP_MD_fetch(nil, "SHA256", nil)))
    /// ChaCha20-Poly1305 (RFC 8439).
    static let chaCha = Algorithm(
        pointer: required(EVP_CIPHER_fetch(nil, "ChaCha20-Poly1305", nil)))
    /// HKDF (RFC 5869).
    static let hkdf = Algorithm(pointer: required(EVP_KDF_fetch(nil, "HKDF", nil)))
}

/// A key inside libcrypto, which cleanses private parts when it is freed.
///
/// Sendable because libcrypto only reads it here; what it caches inside is behind its own lock.
final class KeyHandle: @unchecked Sendable {
    /// The EVP_PKEY.
    let pointer: OpaquePointer

    /// Takes ownership of a key.
    init(owning pointer: OpaquePointer) { self.pointer = pointer }

    /// A private key of 32 bytes.
    init(privateKey seed: [UInt8], type: Int32) throws(SealError) {
        guard seed.count == 32 else { throw .unusableKey }
        pointer = required(EVP_PKEY_new_raw_private_key(type, nil, seed, seed.count))
    }

    /// A public key of 32 bytes.
    init(publicKey: [UInt8], type: Int32) {
        precondition(publicKey.count == 32, "A public key has 32 bytes.")
        pointer = required(EVP_PKEY_new_raw_public_key(type, nil, publicKey, publicKey.count))
    }

    deinit { EVP_PKEY_free(pointer) }

    /// The 32 bytes of the public key.
    var publicKey: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 32)
        var count = bytes.count
        required(EVP_PKEY_get_raw_public_key(pointer, &bytes, &count))
        return bytes
    }
}

/// Whether two byte strings are equal, in a time that depends on their lengths only.
public func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
}

/// Overwrites a secret in memory in a way the compiler keeps.
///
/// It reaches this array only: a secret that has been copied is still in its copies.
public func cleanse(_ secret: inout [UInt8]) {
    secret.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) }
}
