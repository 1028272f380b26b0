public import Sync

/// The parent as a peer over HTTP.
///
/// `POST /v1/<question>` with a packed envelope; what comes back is one too, whatever the status:
/// a refusal is signed like an answer. Anything else at the address is not a server.
public final class RemotePeer: Peer {
    private let url: String
    private let client: HTTPClient
    private let deadline: Duration

    /// The media type of a packed envelope.
    static let mediaType = "application/vnd.happiness-sync"

    /// A peer at one of the parent's addresses.
    ///
    /// - Parameters:
    ///   - url: `https://host:port`; plain HTTP only to this machine.
    ///   - pins: SHA-256 of the keys that its certificate may have.
    ///   - isAnyKeyTaken: whether a server of an unknown key is spoken to, as an enrollment by code
    ///     does; the signature of its answer must prove it then.
    ///   - deadline: for one exchange.
    ///   - shouldStop: asked about once a second; true ends the exchange.
    public init(
        _ url: String, pins: [[UInt8]], isAnyKeyTaken: Bool = false,
        deadline: Duration = .seconds(300),
        shouldStop: (@Sendable () -> Bool)? = nil
    ) throws(PeerError) {
        do {
            let origin = try Origin(
                url, pins: pins.compactMap(KeyPin.init(sha256:)), isAnyKeyTaken: isAnyKeyTaken)
            client = try HTTPClient(origin, shouldStop: shouldStop)
        } catch {
            throw PeerError(error, at: url)
        }
        self.url = url
        self.deadline = deadline
    }

    /// Asks, and gives back the packed envelope of the answer.
    public func ask(_ question: Question, _ request: [UInt8]) throws(PeerError) -> [UInt8] {
        let sent = HTTPRequest(
            .post, "/v1/\(question.rawValue)", [HeaderField("Content-Type", Self.mediaType)],
            body: request)
        do {
            let answer = try client.send(sent, deadline: deadline)
            guard answer.value(of: "Content-Type") == Self.mediaType else {
                if answer.status == 503 {
                    let seconds = answer.value(of: "Retry-After").flatMap { Int($0) } ?? 10
                    throw PeerError.busy(retryAfterSeconds: seconds)
                }
                throw PeerError.notAServer("HTTP \(answer.status)")
            }
            return answer.body
        } catch let error as HTTPClientError {
            throw PeerError(error, at: url)
        } catch let error as PeerError {
            throw error
        } catch {
            throw .notAServer("")
        }
    }
}

extension PeerError {
    /// What a failed exchange means to the link.
    init(_ error: HTTPClientError, at url: String) {
        switch error {
        case .unreachable(_, let obstacle): self = .unreachable(url, obstacle)
        case .interrupted: self = .unreachable(url, .broken)
        case .timedOut: self = .timedOut
        case .wrongKey: self = .wrongKey
        case .tooLong, .malformed: self = .notAServer("")
        case .refused: self = .badAddress(url)
        case .stopped: self = .unreachable(url)
        }
    }
}
