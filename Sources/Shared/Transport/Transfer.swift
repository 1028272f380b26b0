internal import CCurl
internal import Foundation
internal import Sync

/// One answer on its way in.
///
/// Touched only by the thread that performs the request: libcurl calls back on it.
final class Transfer {
    private let limits: HTTPClientLimits
    private let shouldStop: (@Sendable () -> Bool)?
    private let receive: (([UInt8]) -> Bool)?

    private var headers: [HeaderField] = []
    private var headBytes = 0
    private var isHeadWhole = false
    private var body: [UInt8] = []
    /// Why libcurl was told to stop.
    private var failure: HTTPClientError?

    /// A transfer that has not begun.
    init(
        limits: HTTPClientLimits, shouldStop: (@Sendable () -> Bool)?,
        receive: (([UInt8]) -> Bool)?
    ) {
        self.limits = limits
        self.shouldStop = shouldStop
        self.receive = receive
    }

    /// Whether the caller still wants the answer.
    var goesOn: Bool {
        if shouldStop?() == true { failure = .stopped }
        return failure == nil
    }

    /// Takes a line of a head: of the answer, or of an interim one before it.
    func takeLine(_ bytes: UnsafeRawBufferPointer) -> Bool {
        headBytes += bytes.count
        guard headBytes <= limits.headBytesMax else {
            return stop(.malformed("the headers are longer than \(limits.headBytesMax) bytes"))
        }
        let line = bytes.prefix { $0 != 13 && $0 != 10 }
        let text = String(decoding: line, as: UTF8.self)
        if isHeadWhole || headers.isEmpty, text.hasPrefix("HTTP/") {
            isHeadWhole = false
            headers = []
        } else if text.isEmpty {
            isHeadWhole = true
        } else if let colon = text.firstIndex(of: ":") {
            let value = text[text.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            headers.append(HeaderField(String(text[..<colon]), value))
        }
        return true
    }

    /// Takes a piece of the body.
    func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        if let receive {
            return receive(Array(bytes)) || stop(.stopped)
        }
        guard body.count + bytes.count <= limits.bodyBytesMax else {
            return stop(.tooLong(bytesMax: limits.bodyBytesMax))
        }
        body.append(contentsOf: bytes)
        return true
    }

    private func stop(_ reason: HTTPClientError) -> Bool {
        failure = reason
        return false
    }

    /// The whole answer, or why there is none.
    func result(
        _ code: CURLcode, _ handle: UnsafeMutableRawPointer, isHead: Bool
    ) throws(HTTPClientError) -> HTTPResponse {
        if let failure { throw failure }
        guard code == CURLE_OK else { throw Self.error(code, handle) }
        var status = 0
        transport_get_number(handle, CURLINFO_RESPONSE_CODE, &status)
        // libcurl takes a connection that ends inside the head, and a body without a declared end,
        // for a whole answer.
        guard isHeadWhole else { throw .interrupted("the line broke inside the headers") }
        guard status >= 200 else { throw .malformed("the answer has no final status") }
        let isBodiless = isHead || status == 204 || status == 304
        let isChunked = headers.value(of: "Transfer-Encoding")?.lowercased() == "chunked"
        guard isBodiless || isChunked || headers.value(of: "Content-Length") != nil else {
            throw .malformed("the answer does not say where it ends")
        }
        return HTTPResponse(status: status, headers: headers, body: body)
    }

    /// What libcurl's code means for the caller.
    private static func error(
        _ code: CURLcode, _ handle: UnsafeMutableRawPointer
    ) -> HTTPClientError {
        let text = String(cString: curl_easy_strerror(code))
        // Set once connection and TLS stand; before that nothing can have been asked.
        var asked: curl_off_t = 0
        transport_get_size(handle, CURLINFO_PRETRANSFER_TIME_T, &asked)
        switch code {
        case CURLE_SSL_PINNEDPUBKEYNOTMATCH: return .wrongKey
        case CURLE_OPERATION_TIMEDOUT:
            return asked > 0 ? .timedOut(text) : .unreachable(text, .silent)
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT: return .refused(text)
        case CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING: return .malformed(text)
        case CURLE_ABORTED_BY_CALLBACK: return .stopped
        default: return asked > 0 ? .interrupted(text) : .unreachable(text, obstacle(code))
        }
    }

    private static func obstacle(_ code: CURLcode) -> Obstacle {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: .name
        case CURLE_COULDNT_CONNECT: .closed
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_PEER_FAILED_VERIFICATION:
            .protection
        case CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR: .broken
        default: .unknown
        }
    }
}
