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
    /// Nobody answers at the address, and what is in the way.
    case unreachable(String, Obstacle = .unknown)
    /// The answer did not come in time.
    case timedOut
    /// Somebody answers who does not hold the key that this node knows.
    case wrongKey
    /// Nothing is ever sent to such an address: it is none, or the line would be unprotected.
    case badAddress(String)
    /// Something answers that does not speak the protocol: a captive portal, another program; what
    /// it says in a word or two, the same in all languages.
    case notAServer(String)
    /// The other end asks to come again later; seconds.
    case busy(retryAfterSeconds: Int)
}

/// What keeps a node from reaching another, as far as its carrier can tell.
public enum Obstacle: Hashable, Sendable, CaseIterable {
    /// Nobody knows the name in the address.
    case name
    /// Nothing listens at the address.
    case closed
    /// Nothing answered in time.
    case silent
    /// No protected line could be made.
    case protection
    /// The line broke while somebody was spoken to.
    case broken
    /// The carrier does not know.
    case unknown
}
