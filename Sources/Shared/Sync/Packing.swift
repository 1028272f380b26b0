internal import Compression
internal import Wire

/// How an envelope stands on a line: compressed, and bounded when it is inflated.
enum Packing {
    /// The bytes to send.
    static func pack(_ envelope: [UInt8]) -> [UInt8] { compress(envelope) }

    /// The envelope that was sent, or a refusal that says what is wrong with the bytes.
    static func unpack(_ bytes: [UInt8]) throws(Denial) -> [UInt8] {
        do {
            return try decompress(bytes, inflatedMax: Limits.envelopeBytesMax)
        } catch {
            switch error {
            case .tooLarge, .tooDense, .windowTooLarge: throw Denial(.tooLarge)
            default: throw Denial(.malformed, ["\(error)"])
            }
        }
    }
}
