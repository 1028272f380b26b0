import Foundation
import Testing
import Transport

/// Something that a test needs did not work.
struct Failure: Error {
    let what: String
}

/// A socket without any HTTP in it, for saying what no HTTP library would say.
final class RawConnection {
    private let descriptor: Int32

    /// Connects to 127.0.0.1, from another loopback address if one is given.
    init(port: UInt16, from source: String? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if let source {
            var local = sockaddr_in()
            local.sin_family = sa_family_t(AF_INET)
            inet_pton(AF_INET, source, &local.sin_addr)
            let bound = withSocketAddress(&local) { bind(descriptor, $0, $1) }
            guard bound == 0 else { throw Failure(what: "cannot bind \(source)") }
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
        let connected = withSocketAddress(&address) { connect(descriptor, $0, $1) }
        guard connected == 0 else { throw Failure(what: "cannot connect to port \(port)") }
    }

    /// Takes over a socket that is connected.
    init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Sends text; false if the other end is gone.
    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// Sends bytes; false if the other end is gone.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Says that nothing more will be sent.
    func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Makes the receive buffer as small as the system allows, before the first answer.
    func shrinkReceiveBuffer() {
        var size: Int32 = 1
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
    }

    /// The next bytes, waited for at most 30 s; nil at the end of the connection.
    func receive(max: Int = 65_536) -> [UInt8]? {
        var waited = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&waited, 1, 30_000) == 1 else {
            Issue.record("Nothing came in 30 seconds.")
            return nil
        }
        var buffer = [UInt8](repeating: 0, count: max)
        let count = recv(descriptor, &buffer, max, 0)
        return count > 0 ? Array(buffer[..<count]) : nil
    }

    /// Whether something, or the end, is there within so many milliseconds.
    func isReadable(within milliseconds: Int32) -> Bool {
        var waited = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&waited, 1, milliseconds) == 1
    }

    /// Everything up to the end of the connection.
    func receiveAll() -> String {
        var all: [UInt8] = []
        while let piece = receive() { all += piece }
        return String(decoding: all, as: UTF8.self)
    }

    /// One answer with a Content-Length: its head and its body.
    func receiveAnswer() -> (head: String, body: String)? {
        var all: [UInt8] = []
        while true {
            let text = String(decoding: all, as: UTF8.self)
            if let end = text.range(of: "\r\n\r\n") {
                let head = String(text[..<end.lowerBound])
                let length = head.lowercased().range(of: "content-length: ").flatMap {
                    Int(head[$0.upperBound...].prefix { $0.isNumber })
                }
                let body = text[end.upperBound...]
                if body.utf8.count >= length ?? 0 { return (head, String(body)) }
            }
            guard let piece = receive() else { return nil }
            all += piece
        }
    }

    /// The final status of one answer, as soon as its head is there.
    func receiveStatus() -> Int? {
        var all: [UInt8] = []
        while let piece = receive() {
            all += piece
            let parts = String(decoding: all, as: UTF8.self).components(separatedBy: "\r\n\r\n")
            for head in parts.dropLast() {
                if let status = status(of: head), status != 100 { return status }
            }
        }
        return nil
    }
}

/// The status in the first line of an answer.
func status(of answer: String) -> Int? {
    let words = answer.prefix { $0 != "\r\n" }.split(separator: " ")
    return words.count > 1 && words[0] == "HTTP/1.1" ? Int(words[1]) : nil
}

private func withSocketAddress(
    _ address: inout sockaddr_in, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
) -> Int32 {
    withUnsafeMutablePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
}
