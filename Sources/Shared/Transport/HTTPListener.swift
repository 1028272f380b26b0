/// Key and certificate of a server, as PEM text.
public struct TLSIdentity: Sendable {
    /// The certificate.
    let certificate: String

    /// The private key.
    let key: String

    /// An identity; whether the two fit together is found when the server starts.
    public init(certificatePEM: String, keyPEM: String) {
        certificate = certificatePEM
        key = keyPEM
    }
}

/// One place where a server listens, and what it answers there.
public struct HTTPListener: Sendable {
    /// Where.
    public enum Place: Sendable, Equatable {
        /// A numeric address, or `localhost`; port 0 takes a free one.
        case tcp(address: String, port: UInt16)

        /// A socket in the file system that only the user of this process can open.
        case unix(path: String)
    }

    /// Where it listens.
    public let place: Place

    /// How it is known to clients; nil for plain HTTP.
    let tls: TLSIdentity?

    /// The names by which it is called.
    let hosts: [String]

    /// What it answers.
    let router: Router

    /// A listener.
    ///
    /// - Parameters:
    ///   - place: without TLS only a loopback address or a Unix socket.
    ///   - tls: nil for plain HTTP.
    ///   - hosts: names by which clients call it, besides `localhost` and addresses, which are
    ///     always accepted.
    ///   - router: what it answers.
    public init(_ place: Place, tls: TLSIdentity? = nil, hosts: [String] = [], router: Router) {
        self.place = place
        self.tls = tls
        self.hosts = hosts
        self.router = router
    }
}

/// Why a server does not start; nothing has been opened then.
public enum HTTPServerError: Error, Sendable, Equatable {
    /// Plain HTTP would travel over a network; give key and certificate, or listen on 127.0.0.1.
    case plainOnNetwork(address: String)

    /// The text is no numeric address.
    case notAnAddress(String)

    /// Somebody listens there already: another program, or this one running twice.
    case placeTaken(String)

    /// The path of the socket is too long for the system; use a shorter data directory.
    case pathTooLong(String, bytesMax: Int)

    /// Something that is no socket is in the place of the socket; it is left alone.
    case notASocket(String)

    /// The system refused; the text is its reason.
    case system(String)

    /// Key or certificate are not PEM, or do not belong together.
    case identity
}
