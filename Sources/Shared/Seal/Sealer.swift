/// Seals a message to one recipient, piece by piece, in memory for two chunks (``SealedFormat``).
///
/// `update` as often as there is plaintext, then `finish` once; what they return, one after another, is the sealed
/// message.
public final class Sealer {
    private let cipher: ChaChaPoly
    private let header: [UInt8]
    private var chunk: UInt64 = 0
    private var pending: [UInt8] = []
    private var isFinished = false

    /// A sealer for one message.
    ///
    /// Throws ``SealError/unusableKey`` if the seed has not 32 bytes or the recipient's key is of small order.
    /// - Parameter ephemeralSeed: 32 bytes of chance that are used for nothing else, ever.
    public init(to recipient: SealingPublicKey, ephemeralSeed: [UInt8]) throws(SealError) {
        let ephemeral = try SealingKey(seed: ephemeralSeed)
        header =
            SealedFormat.Header(ephemeralKey: ephemeral.publicKey, recipient: recipient).bytes
        cipher = try SealedFormat.cipher(
            ephemeral, recipient, ephemeral: ephemeral.publicKey, recipient: recipient)
        pending.reserveCapacity(SealedFormat.chunkBytes)
    }

    /// Takes plaintext and returns the sealed bytes that are ready.
    public func update(_ plain: ArraySlice<UInt8>) -> [UInt8] {
        precondition(!isFinished, "A sealer seals one message.")
        var output: [UInt8] = []
        output.reserveCapacity(plain.count + plain.count / 4096 + 128)
        var rest = plain
        while !rest.isEmpty {
            // A full chunk waits until more comes, because it may be the last one.
            if pending.count == SealedFormat.chunkBytes { emit(isLast: false, into: &output) }
            let part = rest.prefix(SealedFormat.chunkBytes - pending.count)
            pending.append(contentsOf: part)
            rest = rest.dropFirst(part.count)
        }
        return output
    }

    /// Takes plaintext and returns the sealed bytes that are ready.
    public func update(_ plain: [UInt8]) -> [UInt8] { update(plain[...]) }

    /// Ends the message and returns its last bytes.
    public func finish() -> [UInt8] {
        precondition(!isFinished, "A sealer seals one message.")
        isFinished = true
        var output: [UInt8] = []
        emit(isLast: true, into: &output)
        return output
    }

    private func emit(isLast: Bool, into output: inout [UInt8]) {
        if chunk == 0 { output.append(contentsOf: header) }
        cipher.seal(
            pending[...], nonce: .init(chunk: chunk, isLast: isLast), associated: header,
            into: &output)
        chunk += 1
        pending.removeAll(keepingCapacity: true)
    }
}

/// Seals a message that is in memory; see ``Sealer``.
public func seal(
    _ plain: [UInt8], to recipient: SealingPublicKey, ephemeralSeed: [UInt8]
) throws(SealError) -> [UInt8] {
    let sealer = try Sealer(to: recipient, ephemeralSeed: ephemeralSeed)
    return sealer.update(plain) + sealer.finish()
}
