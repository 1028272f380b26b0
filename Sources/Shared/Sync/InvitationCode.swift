internal import Replication
internal import Seal

/// The code on an invitation: a secret for one use, and the fingerprint of the server's key.
///
/// 16 bytes of secret, 8 of fingerprint, 2 of check: 42 letters of Crockford's alphabet in groups
/// of six, which has no I, L, O, U to be mistaken. The secret itself never travels: the node proves
/// that it knows it, and the server keeps only its hash. The fingerprint tells the node that it
/// speaks to the right server before it trusts an answer.
public struct InvitationCode: Equatable, Sendable {
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
    /// Bytes of the secret: nobody guesses 128 bits.
    static let secretBytes = 16
    /// Bytes of the fingerprint: enough that no second key is found for it.
    static let fingerprintBytes = 8
    private static let checkBytes = 2

    /// What only the invited office and the server know.
    let secret: [UInt8]
    /// The first bytes of the server's node.
    let fingerprint: [UInt8]

    /// A new code of a server.
    init(secret: [UInt8], server: Identifier) {
        self.secret = secret
        fingerprint = Array(server.bytes.prefix(Self.fingerprintBytes))
    }

    /// A code as somebody typed it; spaces, hyphens and small letters are fine.
    ///
    /// `nil` if a letter is wrong: the check notices it before anything is sent.
    public init?(_ text: some StringProtocol) {
        var bits: UInt64 = 0
        var count = 0
        var bytes: [UInt8] = []
        for letter in text.utf8 where letter != UInt8(ascii: "-") && letter != UInt8(ascii: " ") {
            guard let value = Self.value(of: letter) else { return nil }
            bits = bits << 5 | UInt64(value)
            count += 5
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt64(count)))
            }
        }
        let length = Self.secretBytes + Self.fingerprintBytes
        guard bytes.count == length + Self.checkBytes,
            Array(bytes.suffix(Self.checkBytes)) == Self.check(bytes.prefix(length))
        else { return nil }
        secret = Array(bytes.prefix(Self.secretBytes))
        fingerprint = Array(bytes[Self.secretBytes..<length])
    }

    /// The code as it is printed.
    public var text: String {
        let body = secret + fingerprint
        var bits: UInt64 = 0
        var count = 0
        var letters: [UInt8] = []
        for byte in body + Self.check(body[...]) {
            bits = bits << 8 | UInt64(byte)
            count += 8
            while count >= 5 {
                count -= 5
                letters.append(Self.alphabet[Int(bits >> UInt64(count) & 31)])
            }
        }
        if count > 0 { letters.append(Self.alphabet[Int(bits << UInt64(5 - count) & 31)]) }
        return stride(from: 0, to: letters.count, by: 6).map { start in
            String(decoding: letters[start..<min(start + 6, letters.count)], as: UTF8.self)
        }.joined(separator: "-")
    }

    /// Which invitation it is: a name that betrays nothing of the secret.
    var slot: [UInt8] { Array(hash(Array("happiness-sync/1/slot".utf8) + secret).prefix(8)) }

    /// What the server keeps.
    var secretHash: [UInt8] { hash(secret) }

    private static func check(_ body: some Collection<UInt8>) -> [UInt8] {
        Array(hash(Array("happiness-sync/1/code".utf8) + body).prefix(checkBytes))
    }

    private static func value(of letter: UInt8) -> Int? {
        let upper =
            letter >= UInt8(ascii: "a") && letter <= UInt8(ascii: "z") ? letter - 32 : letter
        switch upper {
        case UInt8(ascii: "O"): return 0
        case UInt8(ascii: "I"), UInt8(ascii: "L"): return 1
        default: return alphabet.firstIndex(of: upper)
        }
    }
}
