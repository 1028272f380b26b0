internal import CCurl
internal import Foundation

/// The settings of one request, written into a libcurl handle.
struct CurlOptions {
    private let handle: UnsafeMutableRawPointer

    /// Settings for a handle that has just been reset.
    init(_ handle: UnsafeMutableRawPointer) {
        self.handle = handle
        // What is refused on principle.
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_PROXY, "")
        set(CURLOPT_NOPROXY, "*")
        set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        set(CURLOPT_HTTP09_ALLOWED, 0)
        set(CURLOPT_HTTP_CONTENT_DECODING, 0)
        set(CURLOPT_PATH_AS_IS, 1)
        // Signals and libcurl's time-outs do not go together in a program with threads.
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_TCP_KEEPALIVE, 1)
    }

    /// Whom to speak to, and how it is known.
    func setOrigin(_ origin: Origin) {
        if let path = origin.socketPath { set(CURLOPT_UNIX_SOCKET_PATH, path) }
        guard origin.isSecure else { return }
        // Names and dates are not looked at: the pin is checked all the same, and decides.
        set(CURLOPT_SSL_VERIFYPEER, 0)
        set(CURLOPT_SSL_VERIFYHOST, 0)
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        guard !origin.pins.isEmpty else { return }
        set(CURLOPT_PINNEDPUBLICKEY, origin.pins.map(\.text).joined(separator: ";"))
    }

    /// How long to wait.
    func setLimits(_ limits: HTTPClientLimits, _ deadline: Duration?) {
        set(CURLOPT_CONNECTTIMEOUT_MS, Self.milliseconds(limits.connect))
        if let deadline { set(CURLOPT_TIMEOUT_MS, Self.milliseconds(deadline)) }
        guard limits.silence > .zero else { return }
        set(CURLOPT_LOW_SPEED_LIMIT, 1)
        set(CURLOPT_LOW_SPEED_TIME, Int(max(1, limits.silence.components.seconds)))
    }

    /// Zero would mean that there is no limit.
    private static func milliseconds(_ duration: Duration) -> Int {
        Int(clamping: max(1, duration.milliseconds))
    }

    /// Who takes the answer; libcurl holds the transfer without owning it.
    func setTransfer(_ transfer: Transfer) {
        let context = UnsafeRawPointer(Unmanaged.passUnretained(transfer).toOpaque())
        transport_set_pointer(handle, CURLOPT_WRITEDATA, context)
        transport_set_pointer(handle, CURLOPT_HEADERDATA, context)
        transport_set_pointer(handle, CURLOPT_XFERINFODATA, context)
        transport_set_sink(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            guard let context else { return 0 }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
            return transfer.takeBody(piece) ? piece.count : 0
        }
        transport_set_sink(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            guard let context else { return 0 }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
            return transfer.takeLine(line) ? line.count : 0
        }
        set(CURLOPT_NOPROGRESS, 0)
        transport_set_progress(handle) { context, _, _, _, _ in
            guard let context else { return 1 }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            return transfer.goesOn ? 0 : 1
        }
    }

    /// Target and headers; the list is to be freed after the request.
    func setRequest(
        _ request: HTTPRequest, _ origin: Origin, _ limits: HTTPClientLimits
    ) -> UnsafeMutablePointer<curl_slist>? {
        set(CURLOPT_URL, origin.base + request.target)
        var lines = request.headers.map { field in
            // This is how libcurl writes a header without a value.
            field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)"
        }
        lines.append(
            request.body.count > limits.announcedBytes ? "Expect: 100-continue" : "Expect:")
        set(CURLOPT_EXPECT_100_TIMEOUT_MS, Self.milliseconds(limits.connect))
        // What libcurl would add by itself.
        for name in ["Accept", "Content-Type"] where request.headers.value(of: name) == nil {
            lines.append("\(name):")
        }
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines { list = curl_slist_append(list, line) }
        transport_set_pointer(handle, CURLOPT_HTTPHEADER, list)
        return list
    }

    /// Method and body.
    func setBody(_ method: HTTPMethod, _ body: UnsafeBufferPointer<UInt8>) {
        switch method {
        case .get: set(CURLOPT_HTTPGET, 1)
        case .head: set(CURLOPT_NOBODY, 1)
        case .delete: set(CURLOPT_CUSTOMREQUEST, method.rawValue)
        case .post, .put:
            set(CURLOPT_POST, 1)
            transport_set_size(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
            // With no address libcurl would read the body from standard input.
            let nothing: StaticString = ""
            transport_set_pointer(
                handle, CURLOPT_POSTFIELDS,
                body.baseAddress.map(UnsafeRawPointer.init) ?? UnsafeRawPointer(nothing.utf8Start))
            if method == .put { set(CURLOPT_CUSTOMREQUEST, method.rawValue) }
        }
    }

    private func set(_ option: CURLoption, _ value: Int) {
        transport_set_number(handle, option, value)
    }

    private func set(_ option: CURLoption, _ value: String) {
        transport_set_text(handle, option, value)
    }
}
