/// Why a key, a sealed message or a certificate is not accepted.
///
/// Nothing that failed to open has left this room beyond the chunks before it, each of which was authentic.
public enum SealError: Error, Equatable, Sendable {
    /// A key or seed has another length than 32 bytes, or a public key lets everybody know the shared secret.
    case unusableKey
    /// The bytes do not begin as a sealed message does.
    case notSealed
    /// Sealed to another key than the one that opens; ask for the file that was made for this office.
    case wrongRecipient
    /// A chunk is not authentic: changed, moved, repeated, or taken from another message.
    case damaged
    /// The message ends before its last chunk; copy the file again.
    case truncated
    /// A cost of password hashing that would take no time, or all memory.
    case unusableCost
    /// A name that no certificate can carry: empty, or longer than 64 characters.
    case unusableName
    /// Text that is no certificate, no private key, or the key of another certificate.
    case unusableCertificate
}
