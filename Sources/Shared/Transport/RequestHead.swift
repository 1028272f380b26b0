/// The head of a request as libmicrohttpd holds it in memory, and the only reader of it.
///
/// The library accepts two lengths, two hosts, bare LF, NUL and folded headers, and its callbacks
/// show strings that end at a NUL. But it parses in place: when the handler is called the bytes
/// from the method to the last empty line still lie as they came, with a NUL written over the
/// blanks of the request line, over the first colon of each header line, and over both bytes of
/// each line end. So the head is read again here from those bytes, strictly, and what the library
/// thought of it is not used. Where the layout is not exactly the one described, the request is
/// refused; a later library that parses differently would refuse everything and not accept more.
///
/// Seen: NUL, bare LF, folding, blanks before the colon, doubled blanks in the request line,
/// control characters, a line that begins with NUL (for the library the end of the head).
/// Not seen: a line that ends NUL LF instead of CR LF, and the shape of the bytes before the
/// method (the library skips empty lines there). Neither changes what is read.
package struct RequestHead {
    /// The bytes from the method to the end of the empty line, as the library left them.
    package let image: [UInt8]

    /// The target, taken before the library cut it at `?`.
    package let target: [UInt8]

    /// A head as it lies in memory.
    package init(image: [UInt8], target: [UInt8]) {
        self.image = image
        self.target = target
    }

    /// Reads and checks everything about a request that can be known before its body.
    ///
    /// - Parameters:
    ///   - limits: of headers, targets and heads.
    ///   - hosts: the names this listener answers to, in lower case.
    package func read(limits: HTTPLimits, hosts: Set<String>) throws(RequestFault) -> Request {
        guard image.count <= limits.headBytesMax else { throw .headTooLong }
        guard target.count <= limits.targetBytesMax else { throw .targetTooLong }
        var cursor = 0
        let method = try readRequestLine(&cursor)
        let headers = try readHeaders(&cursor, max: limits.headersMax)
        let authority = try checkHost(headers, hosts: hosts)
        let length = try readLength(headers)
        guard let method = HTTPMethod(rawValue: method) else { throw .method }
        guard method.hasBody || length == 0 else { throw .bodyUnexpected }
        let (path, query) = try splitTarget(authority: authority)
        return Request(
            method: method, path: path, query: query, headers: headers, bodyBytes: length)
    }

    /// METHOD NUL target NUL version NUL NUL; returns the method.
    private func readRequestLine(_ cursor: inout Int) throws(RequestFault) -> String {
        let method = takeToNUL(&cursor)
        guard !method.isEmpty, method.allSatisfy(\.isTokenASCII) else { throw .requestLine }
        guard !target.isEmpty, target.allSatisfy(\.isTargetASCII) else { throw .target }
        // Inside the target the library has written NULs at `?`, `&` and `=`; only its length counts.
        cursor += target.count
        guard takeNUL(&cursor) else { throw .requestLine }
        let version = takeToNUL(&cursor)
        guard takeNUL(&cursor) else { throw .requestLine }
        guard version.elementsEqual("HTTP/1.1".utf8) else { throw .version }
        return String(decoding: method, as: UTF8.self)
    }

    /// NAME NUL blanks VALUE NUL NUL for each header, then NUL NUL and nothing.
    private func readHeaders(
        _ cursor: inout Int, max: Int
    ) throws(RequestFault) -> [HeaderField] {
        var headers: [HeaderField] = []
        while cursor + 2 < image.count {
            let name = takeToNUL(&cursor)
            let value = takeToNUL(&cursor)
            guard takeNUL(&cursor), !name.isEmpty, name.allSatisfy(\.isTokenASCII),
                value.allSatisfy(\.isFieldASCII)
            else { throw .headerLine }
            guard headers.count < max else { throw .headersTooMany }
            headers.append(
                HeaderField(
                    String(decoding: name, as: UTF8.self),
                    String(decoding: value.trimmingBlanks, as: UTF8.self)))
        }
        guard takeNUL(&cursor), takeNUL(&cursor), cursor == image.count else { throw .headerLine }
        return headers
    }

    /// The bytes up to the next NUL, which is taken too; all that is left if there is none.
    private func takeToNUL(_ cursor: inout Int) -> ArraySlice<UInt8> {
        let rest = image[min(cursor, image.count)...]
        let taken = rest.prefix { $0 != 0 }
        cursor = taken.endIndex + 1
        return taken
    }

    /// Whether the next byte was a NUL; it is taken.
    private func takeNUL(_ cursor: inout Int) -> Bool {
        defer { cursor += 1 }
        return cursor < image.count && image[cursor] == 0
    }

    /// The Host header, which must be there once and name this listener.
    ///
    /// An address as a host is always accepted: a name that an attacker makes point here is how a
    /// page in a browser would reach a local server, and an address is no name.
    private func checkHost(
        _ headers: [HeaderField], hosts: Set<String>
    ) throws(RequestFault) -> String {
        let all = headers.filter { $0.isNamed("Host") }
        guard all.count == 1, let authority = all.first?.value else { throw .hostMissing }
        guard let host = Authority(authority)?.host else { throw .host }
        guard Authority.isAddress(host) || host == "localhost" || hosts.contains(host) else {
            throw .host
        }
        return authority
    }

    /// The declared length, zero if there is none.
    ///
    /// Chunked bodies are answered 411: the limit of a route is judged on the declared length, and
    /// a body with one kind of length cannot be read two ways. Our client and browsers declare it.
    private func readLength(_ headers: [HeaderField]) throws(RequestFault) -> Int {
        let lengths = headers.filter { $0.isNamed("Content-Length") }
        let encodings = headers.filter { $0.isNamed("Transfer-Encoding") }
        guard lengths.count + encodings.count <= 1 else { throw .lengthTwice }
        for expectation in headers where expectation.isNamed("Expect") {
            guard expectation.value.lowercased() == "100-continue" else { throw .expectation }
        }
        if let encoding = encodings.first {
            throw encoding.value.lowercased() == "chunked" ? .lengthMissing : .transferEncoding
        }
        guard let length = lengths.first?.value else { return 0 }
        guard !length.isEmpty, length.utf8.allSatisfy(\.isDigitASCII) else { throw .length }
        // More digits than an Int holds is a number all the same: longer than any limit.
        return Int(length) ?? .max
    }

    /// Path and query of a target in origin-form, or in absolute-form to the same host.
    private func splitTarget(
        authority: String
    ) throws(RequestFault) -> (path: String, query: String) {
        var rest = target[...]
        if rest.first != UInt8(ascii: "/") {
            let text = String(decoding: target, as: UTF8.self).lowercased()
            for scheme in ["http://", "https://"] {
                let prefix = scheme + authority.lowercased()
                guard text.hasPrefix(scheme) else { continue }
                guard text.hasPrefix(prefix + "/") else { throw .absoluteTarget }
                rest = rest.dropFirst(prefix.utf8.count)
            }
        }
        guard rest.first == UInt8(ascii: "/") else { throw .target }
        let path = rest.prefix { $0 != UInt8(ascii: "?") }
        return (
            String(decoding: path, as: UTF8.self),
            String(decoding: rest[path.endIndex...].dropFirst(), as: UTF8.self)
        )
    }
}

extension ArraySlice<UInt8> {
    /// Without the blanks and tabs at both ends.
    fileprivate var trimmingBlanks: ArraySlice<UInt8> {
        var rest = drop { $0 == 32 || $0 == 9 }
        while let last = rest.last, last == 32 || last == 9 { rest.removeLast() }
        return rest
    }
}
