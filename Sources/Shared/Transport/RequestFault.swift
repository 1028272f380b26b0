/// Why a request is refused before any handler sees it.
///
/// Everything that two programs on the way could read differently is refused, not repaired: one
/// request has one length, one host, one end.
package enum RequestFault: String, Error, Sendable, CaseIterable {
    case requestLine = "The request line is not METHOD, one blank, target, one blank, HTTP/1.1."
    case version = "Only HTTP/1.1 is spoken here."
    case method = "The method is unknown."
    case target = "The target is not a path of visible ASCII."
    case targetTooLong = "The target is too long."
    case absoluteTarget = "The target names another host than the Host header."
    case headerLine = "A header line is not NAME: VALUE in ASCII, ended by CR LF."
    case headersTooMany = "There are too many headers."
    case headTooLong = "The headers are too long."
    case hostMissing = "There is not exactly one Host header."
    case host = "This host is not served here."
    case lengthTwice = "There is more than one declared length of the body."
    case length = "The Content-Length is not a number."
    case transferEncoding = "The Transfer-Encoding is unknown."
    case lengthMissing = "The body comes without Content-Length."
    case expectation = "The Expect header is not 100-continue."
    case bodyUnexpected = "A request of this method has no body."

    /// The status that says so; 400 unless another one tells the client what to change.
    var status: Int {
        switch self {
        case .version: 505
        case .targetTooLong: 414
        case .headersTooMany, .headTooLong: 431
        case .lengthMissing: 411
        default: 400
        }
    }
}
