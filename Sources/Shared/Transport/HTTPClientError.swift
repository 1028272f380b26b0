public import Sync

/// Why there is no answer, by what the caller does next.
///
/// The texts are libcurl's or ours, in English, for logs; people are told the case.
public enum HTTPClientError: Error, Sendable, Equatable {
    /// The server was not reached; nothing has been asked. Try later.
    case unreachable(String, Obstacle = .unknown)

    /// The line broke on the way; the server may have done what was asked. Ask again.
    case interrupted(String)

    /// The time was over, or nothing moved for too long; as with `interrupted`, ask again.
    case timedOut(String)

    /// The server has another key than it should: another server, or somebody in between. Tell a
    /// person; nothing has been sent.
    case wrongKey

    /// The answer is longer than the caller takes; the rest was not read.
    case tooLong(bytesMax: Int)

    /// What came back is not an answer of HTTP/1.1 with a declared end. Tell a person.
    case malformed(String)

    /// We do not send this: a bad address, an unprotected line, a header that would change the
    /// shape of the message. A mistake in the settings or the program.
    case refused(String)

    /// The caller himself ended it.
    case stopped

    /// Whether the same request may succeed later without anybody doing anything.
    public var passes: Bool {
        switch self {
        case .unreachable, .interrupted, .timedOut: true
        case .wrongKey, .tooLong, .malformed, .refused, .stopped: false
        }
    }
}
