/// The other end of a link, whatever carries the bytes: HTTP, a test, a simulated network.
public protocol Peer {
    /// Asks a question and waits for the answer.
    ///
    /// - Parameters:
    ///   - route: which question.
    ///   - request: a packed envelope (``Packing``).
    /// - Returns: a packed envelope, of an answer or of a refusal; its signature is not checked yet.
    func ask(_ question: Question, _ request: [UInt8]) throws(PeerError) -> [UInt8]
}

/// Why no answer came: the request may or may not have been received, and is to be sent again.
public enum PeerError: Error, Equatable, Sendable {
    /// Nobody answers at the address; the carrier's own words.
    case unreachable(String)
    /// The answer did not come in time.
    case timedOut
    /// Somebody answers who does not hold the key that this node knows.
    case wrongKey
    /// Something answers that does not speak the protocol: a captive portal, another program.
    case notAServer(String)
    /// The other end asks to come again later; seconds.
    case busy(retryAfterSeconds: Int)
}
