/// Opens a sealed message piece by piece, in memory for two chunks (``SealedFormat``).
///
/// `update` as often as there are sealed bytes, then `finish` once; what they return, one after another, is the
/// plaintext. Every byte returned is authentic, but only `finish` tells that the message was whole: whoever acts
/// on a part before that acts on a message that may have been cut.
public final class Opener {
    private let key: SealingKey
    private var opened: (header: [UInt8], cipher: ChaChaPoly)?
    private var chunk: UInt64 = 0
    private var pending: [UInt8] = []
    private var isFinished = false

    /// An opener for one message.
    public init(with key: SealingKey) {
        self.key = key
        pending.reserveCapacity(SealedFormat.sealedChunkBytes)
    }

    /// Takes sealed bytes and returns the plaintext that is ready; after an error the opener is of no further use.
    public func update(_ sealed: ArraySlice<UInt8>) throws(SealError) -> [UInt8] {
        precondition(!isFinished, "An opener opens one message.")
        var output: [UInt8] = []
        output.reserveCapacity(sealed.count)
        var rest = sealed
        while !rest.isEmpty {
            // A full chunk waits until more comes, because it may be the last one.
            if pending.count == wanted { try take(isLast: false, into: &output) }
            let part = rest.prefix(wanted - pending.count)
            pending.append(contentsOf: part)
            rest = rest.dropFirst(part.count)
        }
        return output
    }

    /// Takes sealed bytes and returns the plaintext that is ready; after an error the opener is of no further use.
    public func update(_ sealed: [UInt8]) throws(SealError) -> [UInt8] {
        try update(sealed[...])
    }

    /// Ends the message, and returns its last bytes if it was whole.
    public func finish() throws(SealError) -> [UInt8] {
        precondition(!isFinished, "An opener opens one message.")
        isFinished = true
        var output: [UInt8] = []
        if opened == nil {
            guard pending.count == wanted else {
                let begin = SealedFormat.magic.prefix(pending.count)
                throw pending.starts(with: begin) ? .truncated : .notSealed
            }
            try take(isLast: false, into: &output)
        }
        try take(isLast: true, into: &output)
        return output
    }

    /// How many bytes make the next part: the header first, then chunks.
    private var wanted: Int {
        opened == nil ? SealedFormat.headerBytes : SealedFormat.sealedChunkBytes
    }

    private func take(isLast: Bool, into output: inout [UInt8]) throws(SealError) {
        guard let (header, cipher) = opened else { return try begin() }
        let isEmpty = pending.count == ChaChaPoly.tagBytes
        do {
            try cipher.open(
                pending[...], nonce: .init(chunk: chunk, isLast: isLast), associated: header,
                into: &output)
        } catch {
            throw error == .damaged && isLast ? whyTheLastFails(header, cipher) : error
        }
        // The one form of a message: nothing is left to an empty chunk if a chunk is there already.
        if isEmpty && chunk > 0 { throw .damaged }
        chunk += 1
        pending.removeAll(keepingCapacity: true)
    }

    private func begin() throws(SealError) {
        let header = try SealedFormat.Header(reading: pending)
        guard header.recipientHint == SealedFormat.hint(key.publicKey) else {
            throw .wrongRecipient
        }
        let cipher: ChaChaPoly
        do {
            cipher = try SealedFormat.cipher(
                key, header.ephemeralKey, ephemeral: header.ephemeralKey,
                recipient: key.publicKey)
        } catch { throw .damaged }
        opened = (header.bytes, cipher)
        pending.removeAll(keepingCapacity: true)
    }

    /// A message cut between two chunks ends with one that opens as a middle one; cut inside a chunk, nobody can
    /// tell it from a changed one, and what the person should do is the same: copy the file again.
    private func whyTheLastFails(_ header: [UInt8], _ cipher: ChaChaPoly) -> SealError {
        guard pending.count == SealedFormat.sealedChunkBytes else { return .damaged }
        var ignored: [UInt8] = []
        do {
            try cipher.open(
                pending[...], nonce: .init(chunk: chunk, isLast: false), associated: header,
                into: &ignored)
            return .truncated
        } catch { return .damaged }
    }
}

/// Opens a message that is in memory; see ``Opener``.
public func open(_ sealed: [UInt8], with key: SealingKey) throws(SealError) -> [UInt8] {
    let opener = Opener(with: key)
    return try opener.update(sealed) + opener.finish()
}
