/// What a client wants done with a path.
public enum HTTPMethod: String, Sendable, CaseIterable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case delete = "DELETE"

    /// Whether a request of this method has a body.
    var hasBody: Bool { self == .post || self == .put }
}

/// A request whose head has passed every check and, in a handler, whose body is complete.
public struct Request: Sendable {
    /// What is wanted.
    public let method: HTTPMethod

    /// The path as sent, with its escapes; begins with `/`.
    public let path: String

    /// What follows the first `?`, as sent, without it; empty if there is none.
    public let query: String

    /// The headers in the order they came.
    public let headers: [HeaderField]

    /// Length of the body as declared, before and after it is read.
    public let bodyBytes: Int

    /// The body; empty while an `admit` closure judges the head.
    public internal(set) var body: [UInt8] = []

    /// The numeric address of the client; empty on a Unix socket.
    public internal(set) var peer = ""

    /// Whether it came over the Unix socket, which only this computer's owner can open.
    public internal(set) var isUnixSocket = false

    /// The value of the first header of this name, in any case.
    public func value(of name: String) -> String? { headers.value(of: name) }
}
