import Foundation
import Testing
import Transport

/// A server that says exactly what the test wants, one connection after the other.
final class FakeServer: Sendable {
    let port: UInt16
    private let listening: Int32
    private let done = DispatchSemaphore(value: 0)

    /// Talks with each connection that comes until this is gone.
    ///
    /// - Parameter talk: told the number of the connection; it is closed afterwards.
    init(_ talk: @escaping @Sendable (RawConnection, Int) -> Void) throws {
        let listening = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isOpen = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listening, $0, length) == 0 && listen(listening, 16) == 0
                    && getsockname(listening, $0, &length) == 0
            }
        }
        guard isOpen else { throw Failure(what: "no port for a fake server") }
        self.listening = listening
        port = address.sin_port.bigEndian
        let done = done
        Thread {
            var number = 0
            while true {
                let descriptor = accept(listening, nil, nil)
                guard descriptor >= 0 else { break }
                talk(RawConnection(descriptor: descriptor), number)
                number += 1
            }
            done.signal()
        }.start()
    }

    deinit {
        shutdown(listening, Int32(SHUT_RDWR))
        done.wait()
        close(listening)
    }

    /// A server that gives each connection the same answer to its first request.
    convenience init(answer: [UInt8]) throws {
        try self.init { connection, _ in
            connection.receiveRequest()
            connection.send(answer)
        }
    }

    /// A client of it.
    func client(
        limits: HTTPClientLimits = HTTPClientLimits(), shouldStop: (@Sendable () -> Bool)? = nil
    ) throws -> HTTPClient {
        try HTTPClient(Origin("http://127.0.0.1:\(port)"), limits: limits, shouldStop: shouldStop)
    }
}

extension RawConnection {
    /// The head of a request; nil if the connection ended before.
    @discardableResult
    func receiveRequest() -> String? {
        var all = ""
        while let piece = receive() {
            all += String(decoding: piece, as: UTF8.self)
            if all.contains("\r\n\r\n") { return all }
        }
        return nil
    }
}
