internal import Foundation
internal import Replication
internal import Seal
internal import Wire

/// Reads a bundle: once to check it as a whole, once more to hand out what is in it.
struct BundleReader {
    /// What the first envelope says.
    let header: BundleHeader
    private let path: String
    private let key: SealingKey

    /// Opens a bundle and checks everything that can be checked without knowing the sender:
    /// the seal, the order, the number, the hash of all envelopes.
    init(_ path: String, sealedTo key: SealingKey) throws(BundleError) {
        self.path = path
        self.key = key
        var header: BundleHeader?
        var trailer: BundleTrailer?
        var count: UInt64 = 0
        var frames = Hasher256()
        do {
            try Self.scan(path, key) { bytes in
                guard trailer == nil, count <= Limits.bundleEnvelopesMax else {
                    throw BundleError.damaged
                }
                let message = try Self.message(bytes)
                if case .bundleTrailer(let last) = message {
                    trailer = last
                    return
                }
                if count == 0 {
                    guard case .bundleHeader(let first) = message else {
                        throw BundleError.damaged
                    }
                    header = first
                }
                frames.update(bytes)
                count += 1
            }
        } catch let error as BundleError {
            throw error
        } catch {
            throw .damaged
        }
        guard let header, let trailer, trailer.id == header.id, trailer.count == count,
            trailer.hash == frames.finish()
        else { throw .damaged }
        self.header = header
    }

    /// Checks the signatures of all envelopes, header and trailer included.
    func verify(by sender: VerifyingKey) throws {
        try Self.scan(path, key) { bytes in _ = try Self.verified(bytes, by: sender) }
    }

    /// Hands out the envelopes between header and trailer, with their messages.
    func envelopes(
        by sender: VerifyingKey, _ body: ([UInt8], Message) throws -> Void
    ) throws {
        try Self.scan(path, key) { bytes in
            let message = try Self.verified(bytes, by: sender)
            switch message {
            case .bundleHeader, .bundleTrailer: break
            default: try body(bytes, message)
            }
        }
    }

    private static func message(_ bytes: [UInt8]) throws(BundleError) -> Message {
        guard let envelope = try? Envelope(decoding: bytes),
            let message = try? Message(decoding: envelope.payload)
        else { throw .damaged }
        return message
    }

    private static func verified(
        _ bytes: [UInt8], by sender: VerifyingKey
    ) throws(BundleError) -> Message {
        do {
            return try Envelope(decoding: bytes).message(by: sender)
        } catch {
            throw .unauthentic
        }
    }

    /// Goes through the envelopes of a file, opening the seal as it reads.
    private static func scan(
        _ path: String, _ key: SealingKey, _ body: ([UInt8]) throws -> Void
    ) throws {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw BundleError.file(FileFault(reading: path))
        }
        defer { try? file.close() }
        func part(_ count: Int) throws(BundleError) -> Data {
            do {
                return try file.read(upToCount: count) ?? Data()
            } catch {
                throw .file(FileFault(reading: path))
            }
        }
        guard [UInt8](try part(BundleFraming.magic.count)) == BundleFraming.magic else {
            throw BundleError.notABundle
        }
        let opener = Opener(with: key)
        var waiting: [UInt8] = []
        var isOver = false
        while !isOver {
            let sealed = try part(Bundle.readBytes)
            isOver = sealed.isEmpty
            do {
                waiting += isOver ? try opener.finish() : try opener.update([UInt8](sealed))
            } catch {
                throw error == .wrongRecipient
                    ? BundleError.otherRecipient : BundleError.damaged
            }
            try cut(&waiting, body)
        }
        guard waiting.isEmpty else { throw BundleError.damaged }
    }

    /// Hands out the whole envelopes at the beginning of what has been opened.
    private static func cut(
        _ waiting: inout [UInt8], _ body: ([UInt8]) throws -> Void
    ) throws {
        var start = 0
        while waiting.count - start >= 4 {
            guard let length = try? BundleFraming.count(head: waiting[start..<start + 4]) else {
                throw BundleError.damaged
            }
            guard waiting.count - start - 4 >= length else { break }
            let packed = Array(waiting[start + 4..<start + 4 + length])
            guard let envelope = try? Packing.unpack(packed) else { throw BundleError.damaged }
            try body(envelope)
            start += 4 + length
        }
        waiting.removeFirst(start)
    }
}
