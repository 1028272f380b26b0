/// What a listener did to a client that its handlers never saw.
public enum ServerEvent: Sendable, Equatable {
    /// What the client was late with.
    public enum Stage: String, Sendable {
        /// TLS handshake or head.
        case head
        /// The bytes of a body.
        case body
        /// Taking the answer.
        case answer
        /// The next request on an open connection.
        case idle
    }

    /// A connection above a limit was cut unheard.
    case connectionRefused(peer: String)

    /// A request was answered by the listener itself: a status from 400 on, and the reason.
    case requestRefused(status: Int, reason: String, peer: String)

    /// A connection was cut because its client was late.
    case connectionCut(Stage, peer: String)
}
