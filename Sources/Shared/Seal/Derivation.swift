import CCrypto

/// Derives bytes from a secret with HKDF-SHA-256 (RFC 5869).
///
/// `info` says what the bytes are for, and binds them to it: two uses never share their bytes. As at most 32 bytes
/// are one HMAC-SHA-256 of `info`, it also is the way to prove knowledge of a secret over a message.
/// - Parameter count: 1 to 8,160 bytes.
public func derive(
    _ secret: [UInt8], salt: [UInt8], info: [UInt8], count: Int
) -> [UInt8] {
    precondition((1...8160).contains(count), "HKDF-SHA-256 derives 1 to 8,160 bytes.")
    let context = required(EVP_KDF_CTX_new(Algorithm.hkdf.pointer))
    defer { EVP_KDF_CTX_free(context) }
    var output = [UInt8](repeating: 0, count: count)
    required(
        shim_hkdf(
            context, secret, secret.count, salt, salt.count, info, info.count, &output, count))
    return output
}

/// What hashing a password costs, so that guessing costs as much (scrypt, RFC 7914).
public struct PasswordCost: Equatable, Sendable {
    /// The logarithm of N: memory and time double with each step.
    public let log2N: Int
    /// The block size; memory is 128 · r · N bytes.
    public let r: Int
    /// How many times the work is done over.
    public let p: Int

    /// 32 MiB and about 0.2 seconds: N = 2¹⁵, r = 8, p = 3, a row of OWASP ASVS appendix C.
    public static let standard = PasswordCost(unchecked: 15, 8, 3)

    /// A cost as it stands beside a stored hash; throws above 128 MiB or p = 64, or if it costs nothing.
    public init(log2N: Int, r: Int, p: Int) throws(SealError) {
        guard (1...20).contains(log2N), (1...64).contains(r), (1...64).contains(p),
            128 * r << log2N <= 128 << 20,
            // RFC 7914 §2: N < 2^(128 · r / 8).
            log2N < 16 * r
        else { throw .unusableCost }
        self.init(unchecked: log2N, r, p)
    }

    private init(unchecked log2N: Int, _ r: Int, _ p: Int) {
        self.log2N = log2N
        self.r = r
        self.p = p
    }
}

/// Derives bytes from a password with scrypt.
///
/// Each call holds the memory that its cost says; the caller limits how many run at once.
/// - Parameters:
///   - salt: 16 bytes of chance, stored beside the hash.
///   - count: How many bytes; 32 for a stored hash.
public func derivePassword(
    _ password: [UInt8], salt: [UInt8], cost: PasswordCost = .standard, count: Int = 32
) -> [UInt8] {
    precondition((1...1024).contains(count), "A password derives 1 to 1,024 bytes.")
    var output = [UInt8](repeating: 0, count: count)
    // Room for the table and for the blocks beside it.
    let memoryMax = UInt64(128 * cost.r) << UInt64(cost.log2N) + UInt64(1 << 20)
    let code = password.withUnsafeBytes {
        let bytes = $0.assumingMemoryBound(to: CChar.self)
        return EVP_PBE_scrypt(
            bytes.baseAddress, bytes.count, salt, salt.count, 1 << UInt64(cost.log2N),
            UInt64(cost.r), UInt64(cost.p), memoryMax, &output, count)
    }
    required(code)
    return output
}
