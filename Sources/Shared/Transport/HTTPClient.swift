internal import CCurl
internal import Foundation

/// A client of one server, which keeps its connection from one request to the next.
///
/// It belongs to one thread, which blocks in `send` until the answer is whole or an error says what
/// to do next. A part of an answer is never returned: the answer must declare its end, and every
/// byte up to it must have come.
///
/// Refused on principle: redirects, proxies of the environment, cookies, other protocols, other
/// encodings, HTTP/0.9, an unprotected line to another computer.
public final class HTTPClient {
    /// The server.
    public let origin: Origin

    private let limits: HTTPClientLimits
    private let shouldStop: (@Sendable () -> Bool)?
    private let curl: OpaquePointer

    /// Called once in a process before any use of libcurl; a global is made once by any thread.
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// A client; nothing is sent yet.
    ///
    /// - Parameters:
    ///   - origin: the server.
    ///   - limits: what is taken from it.
    ///   - shouldStop: asked about once a second and whenever bytes move; true ends the request.
    public init(
        _ origin: Origin, limits: HTTPClientLimits = HTTPClientLimits(),
        shouldStop: (@Sendable () -> Bool)? = nil
    ) throws(HTTPClientError) {
        guard Self.isReady, let handle = curl_easy_init() else {
            throw .unreachable("libcurl cannot be started")
        }
        curl = OpaquePointer(handle)
        self.origin = origin
        self.limits = limits
        self.shouldStop = shouldStop
    }

    deinit { curl_easy_cleanup(UnsafeMutableRawPointer(curl)) }

    /// Sends a request and waits for the whole answer.
    ///
    /// - Parameters:
    ///   - request: what is asked. After `interrupted` or `timedOut` it may have been carried out.
    ///   - deadline: for everything together; nil waits as long as bytes move.
    public func send(
        _ request: HTTPRequest, deadline: Duration?
    ) throws(HTTPClientError) -> HTTPResponse {
        let transfer = Transfer(limits: limits, shouldStop: shouldStop, receive: nil)
        return try perform(request, deadline, transfer)
    }

    /// Sends a request and hands the body of its answer on as it comes.
    ///
    /// - Parameters:
    ///   - request: what is asked.
    ///   - deadline: for everything together; nil waits as long as the limits allow.
    ///   - receive: takes a piece; false ends the request. It may have taken pieces before an error
    ///     is thrown; then the body was not whole.
    public func send(
        _ request: HTTPRequest, deadline: Duration?, receive: @escaping ([UInt8]) -> Bool
    ) throws(HTTPClientError) -> HTTPResponse {
        let transfer = Transfer(limits: limits, shouldStop: shouldStop, receive: receive)
        return try perform(request, deadline, transfer)
    }

    private func perform(
        _ request: HTTPRequest, _ deadline: Duration?, _ transfer: Transfer
    ) throws(HTTPClientError) -> HTTPResponse {
        guard request.target.hasPrefix("/"), request.target.utf8.allSatisfy(\.isTargetASCII) else {
            throw .refused("the target \(request.target) is not a path of visible ASCII")
        }
        for field in request.headers where !field.isSendable {
            throw .refused("the header \(field.name) has bytes that cannot be sent")
        }
        let handle = UnsafeMutableRawPointer(curl)
        curl_easy_reset(handle)
        let options = CurlOptions(handle)
        options.setOrigin(origin)
        options.setLimits(limits, deadline)
        options.setTransfer(transfer)
        let headers = options.setRequest(request, origin, limits)
        defer { curl_slist_free_all(headers) }
        // Kept where it is, not copied: libcurl reads the body from there while it performs.
        let code = request.body.withUnsafeBufferPointer { body in
            options.setBody(request.method, body)
            return curl_easy_perform(handle)
        }
        // The transfer must live until here: libcurl holds it without owning it.
        return try withExtendedLifetime(transfer) { () throws(HTTPClientError) in
            try transfer.result(code, handle, isHead: request.method == .head)
        }
    }
}
