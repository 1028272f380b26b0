internal import Foundation

/// The SHA-256 of a server's public key (SubjectPublicKeyInfo), by which a client knows it.
public struct KeyPin: Sendable, Hashable {
    /// The 32 bytes.
    public let sha256: [UInt8]

    /// A pin; nil if it is not 32 bytes.
    public init?(sha256: [UInt8]) {
        guard sha256.count == 32 else { return nil }
        self.sha256 = sha256
    }

    /// As libcurl writes it.
    var text: String { "sha256//" + Data(sha256).base64EncodedString() }
}

/// The server that a client speaks to.
///
/// A server is known by its key and never by name or date: the clocks of villages are wrong by
/// years, and the line may be anybody's. So https needs a pin, and http is for this computer only.
/// Only who enrolls by a code knows no key yet: the code holds the fingerprint that the signature
/// of the answer must have, and nothing secret travels before.
public struct Origin: Sendable, Equatable {
    /// Scheme, host and port; for a Unix socket a name that the server accepts.
    let base: String

    /// The path of the Unix socket, if it is one.
    let socketPath: String?

    /// The keys that the server may have: the present one and, while it changes, the next.
    let pins: [KeyPin]

    /// Whether the line is protected.
    let isSecure: Bool

    /// A server at a URL of scheme, host and perhaps port.
    ///
    /// - Parameters:
    ///   - url: `https://host:port`, or `http://` and a loopback host; a slash may follow.
    ///   - pins: at least one for https.
    ///   - isAnyKeyTaken: whether https goes without a pin, because the answer is signed by a key
    ///     that the caller knows.
    public init(
        _ url: String, pins: [KeyPin] = [], isAnyKeyTaken: Bool = false
    ) throws(HTTPClientError) {
        let isSecure = url.lowercased().hasPrefix("https://")
        guard isSecure || url.lowercased().hasPrefix("http://") else {
            throw .refused("\(url) does not begin with https://")
        }
        var rest = url.dropFirst(isSecure ? 8 : 7)
        if rest.hasSuffix("/") { rest.removeLast() }
        guard let authority = Authority(String(rest)) else {
            throw .refused("\(url) is not https://host or https://host:port")
        }
        guard isSecure || Authority.isLoopback(authority.host) else {
            throw .refused("\(url) would travel unprotected; the address must begin with https://")
        }
        guard !isSecure || !pins.isEmpty || isAnyKeyTaken else {
            throw .refused("the key of \(url) is not known; take it from the invitation")
        }
        let isV6 = authority.host.contains(":")
        base =
            (isSecure ? "https://" : "http://")
            + (isV6 ? "[\(authority.host)]" : authority.host)
            + (authority.port.map { ":\($0)" } ?? "")
        socketPath = nil
        self.pins = isSecure ? pins : []
        self.isSecure = isSecure
    }

    /// A server on this computer, behind a Unix socket.
    public init(unixSocket path: String) {
        base = "http://localhost"
        socketPath = path
        pins = []
        isSecure = false
    }
}
