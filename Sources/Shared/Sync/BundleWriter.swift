internal import Replication
internal import Seal
internal import Wire

/// Writes a bundle into a file for a person, which is read back before it gets its name.
final class BundleWriter {
    private let file: GivenFile
    private let keys: NodeKeys
    private let id: Identifier
    private let sealer: Sealer
    private var envelopes = Hasher256()
    private var count: UInt64 = 0

    /// Begins a bundle for one recipient.
    init(
        _ path: String, header: BundleHeader, recipient: SealingPublicKey, keys: NodeKeys,
        entropy: any Entropy
    ) throws(BundleError) {
        self.keys = keys
        id = header.id
        do {
            sealer = try Sealer(to: recipient, ephemeralSeed: entropy.bytes(32))
        } catch {
            throw .otherRecipient
        }
        do { file = try GivenFile(path) } catch { throw .file(error) }
        try write(BundleFraming.magic)
        try append(keys.envelope(.bundleHeader(header)).encoded())
    }

    /// Adds an envelope: a message of this node, or one that another node signed.
    func append(_ envelope: [UInt8]) throws(BundleError) {
        let packed = Packing.pack(envelope)
        envelopes.update(envelope)
        count += 1
        try write(sealer.update(BundleFraming.head(count: packed.count) + packed))
    }

    /// Adds a message of this node.
    func append(_ message: Message) throws(BundleError) {
        try append(keys.envelope(message).encoded())
    }

    /// Ends the bundle: trailer, to the disk, read back, named.
    ///
    /// - Returns: the size of the file in bytes.
    func finish() throws(BundleError) -> Int {
        let trailer = BundleTrailer(id: id, count: count, hash: envelopes.finish())
        let packed = Packing.pack(keys.envelope(.bundleTrailer(trailer)).encoded())
        try write(sealer.update(BundleFraming.head(count: packed.count) + packed))
        try write(sealer.finish())
        do { return try file.finish() } catch { throw .file(error) }
    }

    private func write(_ bytes: [UInt8]) throws(BundleError) {
        do { try file.write(bytes) } catch { throw .file(error) }
    }
}
