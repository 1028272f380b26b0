/// What a handler answers.
public struct Response: Sendable {
    /// How the body comes.
    public enum Body: Sendable {
        /// All at once, with a Content-Length.
        case bytes([UInt8])

        /// Piece by piece as it is made; see ``ResponseStream``.
        case stream(Producer)
    }

    /// Makes a body; runs on the handler's thread after the head has gone out.
    ///
    /// Returns whether the body is whole. If not, the connection is cut so that the client sees an
    /// error and never takes the part for the whole.
    public typealias Producer = @Sendable (ResponseStream) -> Bool

    /// The status, from 200 to 599.
    public var status: Int

    /// The headers, without Content-Length, Transfer-Encoding and Connection, which the server sets.
    public var headers: [HeaderField]

    /// The body.
    public var body: Body

    /// An answer with a body that is there.
    public init(_ status: Int, _ headers: [HeaderField] = [], body: [UInt8] = []) {
        precondition((200...599).contains(status), "An answer has a final status.")
        self.status = status
        self.headers = headers
        self.body = .bytes(body)
    }

    /// An answer whose body is still being made.
    public init(_ status: Int, _ headers: [HeaderField] = [], stream: @escaping Producer) {
        precondition((200...599).contains(status), "An answer has a final status.")
        self.status = status
        self.headers = headers
        self.body = .stream(stream)
    }

    /// An answer of one line for people.
    public static func text(
        _ status: Int, _ line: String, _ headers: [HeaderField] = []
    ) -> Response {
        Response(
            status, [HeaderField("Content-Type", "text/plain; charset=utf-8")] + headers,
            body: Array((line + "\n").utf8))
    }
}
