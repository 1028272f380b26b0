internal import Replication
internal import Seal

/// Six numbers for a call by telephone: what the office and the server must both see, so that a
/// stolen invitation is noticed.
///
/// Three digits each, of the hash of both keys: spoken in any dialect, typed on any keyboard.
enum SixWords {
    /// The numbers of two public keys.
    static func words(of node: [UInt8], _ server: [UInt8]) -> String {
        let digest = hash(Array("happiness-sync/1/words".utf8) + node + server)
        return (0..<6).map { index in
            let number = (Int(digest[2 * index]) << 8 | Int(digest[2 * index + 1])) % 1_000
            let text = String(number)
            return String(repeating: "0", count: 3 - text.count) + text
        }.joined(separator: " ")
    }
}
