/// What a client asks.
public struct HTTPRequest: Sendable {
    /// What is wanted.
    public var method: HTTPMethod

    /// Path and query as they are sent, beginning with `/`.
    public var target: String

    /// The headers; Host, Content-Length and Connection are set by the client.
    public var headers: [HeaderField]

    /// The body; only POST and PUT have one.
    public var body: [UInt8]

    /// A request.
    public init(
        _ method: HTTPMethod, _ target: String, _ headers: [HeaderField] = [], body: [UInt8] = []
    ) {
        precondition(method.hasBody || body.isEmpty, "Only POST and PUT have a body.")
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
    }
}

/// A whole answer: every byte that the server declared has come.
public struct HTTPResponse: Sendable, Equatable {
    /// The final status.
    public let status: Int

    /// The headers in the order they came.
    public let headers: [HeaderField]

    /// The body; empty if it was given to a receiver piece by piece.
    public let body: [UInt8]

    /// The value of the first header of this name, in any case.
    public func value(of name: String) -> String? { headers.value(of: name) }
}

/// How much a client takes and how long it waits.
public struct HTTPClientLimits: Sendable {
    /// Longest body of an answer; what a receiver takes piece by piece is not counted.
    public var bodyBytesMax = 16 * 1_024 * 1_024

    /// Longest head of an answer with its line ends.
    public var headBytesMax = 16 * 1_024

    /// Until the server takes the connection and TLS is agreed.
    public var connect = Duration.seconds(20)

    /// Without a byte in either direction; zero waits for ever, for commands that think long.
    public var silence = Duration.seconds(60)

    /// Bodies longer than this are announced first, so that a server that refuses them says so
    /// before they travel.
    public var announcedBytes = 64 * 1_024

    /// The limits above.
    public init() {}
}
