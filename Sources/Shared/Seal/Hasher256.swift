import CCrypto

/// SHA-256 of bytes that come piece by piece.
///
/// `finish` returns the digest and leaves the hasher as new, so that one hasher serves many messages.
public struct Hasher256: ~Copyable {
    private let context: OpaquePointer

    /// A hasher that has seen nothing.
    public init() {
        context = required(EVP_MD_CTX_new())
        required(EVP_DigestInit_ex2(context, Algorithm.sha256.pointer, nil))
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Takes the next bytes.
    public mutating func update(_ bytes: [UInt8]) {
        required(EVP_DigestUpdate(context, bytes, bytes.count))
    }

    /// Takes the next bytes.
    public mutating func update(_ bytes: ArraySlice<UInt8>) {
        bytes.withUnsafeBytes { required(EVP_DigestUpdate(context, $0.baseAddress, $0.count)) }
    }

    /// The 32 bytes of the digest of all that was taken since the beginning or the last digest.
    public mutating func finish() -> [UInt8] {
        let digest = [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
            required(EVP_DigestFinal_ex(context, buffer.baseAddress, nil))
            count = 32
        }
        required(EVP_DigestInit_ex2(context, nil, nil))
        return digest
    }
}

/// The 32 bytes of SHA-256.
public func hash(_ bytes: [UInt8]) -> [UInt8] { hash(bytes[...]) }

/// The 32 bytes of SHA-256.
public func hash(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var hasher = Hasher256()
    hasher.update(bytes)
    return hasher.finish()
}

/// The 32 bytes of SHA-256 of several pieces one after another, without joining them.
///
/// Where the pieces end is not part of the digest: the caller's encoding must tell.
public func hash(pieces: [ArraySlice<UInt8>]) -> [UInt8] {
    var hasher = Hasher256()
    for piece in pieces { hasher.update(piece) }
    return hasher.finish()
}
