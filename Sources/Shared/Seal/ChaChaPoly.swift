import CCrypto

/// Authenticated encryption of pieces under one key: ChaCha20-Poly1305 (RFC 8439), a tag of 16 bytes behind each.
///
/// The key lives in libcrypto's context, which cleanses it when it is freed.
package final class ChaChaPoly {
    /// Bytes by which a sealed piece is longer than the plain one.
    package static let tagBytes = 16

    /// 96 bits that never come twice under one key.
    package struct Nonce {
        fileprivate let bytes: [UInt8]

        /// A nonce, or nil if the bytes are not 12.
        package init?(_ bytes: [UInt8]) {
            guard bytes.count == 12 else { return nil }
            self.bytes = bytes
        }

        /// The nonce of a chunk in the STREAM construction: 11 bytes of its number, and whether it is the last.
        init(chunk: UInt64, isLast: Bool) {
            var bytes = [UInt8](repeating: 0, count: 12)
            for index in 0..<8 {
                bytes[3 + index] = UInt8(truncatingIfNeeded: chunk >> UInt64(56 - 8 * index))
            }
            bytes[11] = isLast ? 1 : 0
            self.bytes = bytes
        }
    }

    private let context: OpaquePointer

    /// A cipher for a key of 32 bytes.
    package init(key: [UInt8]) {
        precondition(key.count == 32, "A key of ChaCha20-Poly1305 has 32 bytes.")
        context = required(EVP_CIPHER_CTX_new())
        required(EVP_CipherInit_ex2(context, Algorithm.chaCha.pointer, key, nil, 1, nil))
    }

    deinit { EVP_CIPHER_CTX_free(context) }

    /// Appends the sealed form of a piece.
    package func seal(
        _ plain: ArraySlice<UInt8>, nonce: Nonce, associated: [UInt8],
        into output: inout [UInt8]
    ) {
        begin(nonce, associated, seals: 1)
        process(plain, into: &output)
        var count: Int32 = 0
        required(EVP_CipherFinal_ex(context, nil, &count))
        var tag = [UInt8](repeating: 0, count: Self.tagBytes)
        required(
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(Self.tagBytes), &tag))
        output.append(contentsOf: tag)
    }

    /// Appends the plain form of a sealed piece, or appends nothing and throws if it is not authentic.
    package func open(
        _ sealed: ArraySlice<UInt8>, nonce: Nonce, associated: [UInt8],
        into output: inout [UInt8]
    ) throws(SealError) {
        guard sealed.count >= Self.tagBytes else { throw .truncated }
        var tag = Array(sealed.suffix(Self.tagBytes))
        let before = output.count
        begin(nonce, associated, seals: 0)
        required(
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(Self.tagBytes), &tag))
        process(sealed.dropLast(Self.tagBytes), into: &output)
        var count: Int32 = 0
        guard EVP_CipherFinal_ex(context, nil, &count) == 1 else {
            ERR_clear_error()
            output.removeSubrange(before...)
            throw .damaged
        }
    }

    private func begin(_ nonce: Nonce, _ associated: [UInt8], seals: Int32) {
        required(EVP_CipherInit_ex2(context, nil, nil, nonce.bytes, seals, nil))
        guard !associated.isEmpty else { return }
        var count: Int32 = 0
        required(EVP_CipherUpdate(context, nil, &count, associated, Int32(associated.count)))
    }

    private func process(_ input: ArraySlice<UInt8>, into output: inout [UInt8]) {
        guard !input.isEmpty else { return }
        let before = output.count
        output.append(contentsOf: repeatElement(0, count: input.count))
        output.withUnsafeMutableBufferPointer { output in
            input.withUnsafeBufferPointer { input in
                var count: Int32 = 0
                required(
                    EVP_CipherUpdate(
                        context, output.baseAddress.map { $0 + before }, &count,
                        input.baseAddress, Int32(input.count)))
                precondition(count == input.count, "A stream cipher keeps lengths.")
            }
        }
    }
}
