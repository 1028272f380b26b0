internal import Foundation
internal import Replication
internal import Seal
internal import Wire

/// Writes a bundle under a temporary name, reads it back, and only then gives it its name.
///
/// Sticks lie: those of false capacity take every byte and give back zeros. What is read back is
/// compared with what was written, past the cache of the system, before a person is told that the
/// stick may be unplugged.
final class BundleWriter {
    private let path: String
    private let file: FileHandle
    private let keys: NodeKeys
    private let id: Identifier
    private let sealer: Sealer
    private var written = Hasher256()
    private var envelopes = Hasher256()
    private var count: UInt64 = 0

    private var partial: String { path + ".part" }

    /// Begins a bundle for one recipient.
    init(
        _ path: String, header: BundleHeader, recipient: SealingPublicKey, keys: NodeKeys,
        entropy: any Entropy
    ) throws(BundleError) {
        self.path = path
        self.keys = keys
        id = header.id
        let partial = path + ".part"
        guard
            FileManager.default.createFile(
                atPath: partial, contents: nil, attributes: [.posixPermissions: 0o600]),
            let file = FileHandle(forWritingAtPath: partial)
        else { throw .file("cannot write \(partial)") }
        self.file = file
        do {
            sealer = try Sealer(to: recipient, ephemeralSeed: entropy.bytes(32))
        } catch {
            throw .otherRecipient
        }
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
        do {
            try file.synchronize()
            try file.close()
        } catch {
            throw .file("\(error)")
        }
        let size = try readBack(expected: written.finish())
        // Not FileManager: it cannot put one file in the place of another in one step.
        guard unsafe rename(partial, path) == 0 else { throw .file("cannot name \(path)") }
        return size
    }

    private func write(_ bytes: [UInt8]) throws(BundleError) {
        written.update(bytes)
        do {
            try file.write(contentsOf: bytes)
        } catch {
            throw .file("\(error)")
        }
    }

    private func readBack(expected: [UInt8]) throws(BundleError) -> Int {
        guard let back = FileHandle(forReadingAtPath: partial) else {
            throw .file("cannot read \(partial)")
        }
        defer { try? back.close() }
        posix_fadvise(back.fileDescriptor, 0, 0, POSIX_FADV_DONTNEED)
        var found = Hasher256()
        var size = 0
        do {
            while let part = try back.read(upToCount: Bundle.readBytes), !part.isEmpty {
                found.update([UInt8](part))
                size += part.count
            }
        } catch {
            throw .file("\(error)")
        }
        guard found.finish() == expected else { throw .readBack }
        return size
    }
}
