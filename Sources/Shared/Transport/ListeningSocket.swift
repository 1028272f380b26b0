internal import Foundation

/// A socket that listens, made here and not by the HTTP library so that the address is exactly the
/// one asked for, the port is known, and a Unix socket has its mode before anybody can connect.
struct ListeningSocket {
    /// The descriptor; whoever takes it closes it.
    let descriptor: Int32

    /// The place with the port that the system gave.
    let place: HTTPListener.Place

    /// Opens a socket and listens.
    init(_ place: HTTPListener.Place, backlog: Int) throws(HTTPServerError) {
        switch place {
        case .tcp(let address, let port):
            let address = address == "localhost" ? "127.0.0.1" : address
            descriptor = try Self.listenTCP(address, port, backlog)
            self.place = .tcp(address: address, port: Self.port(of: descriptor))
        case .unix(let path):
            descriptor = try Self.listenUnix(path, backlog)
            self.place = place
        }
    }

    private static func listenTCP(
        _ address: String, _ port: UInt16, _ backlog: Int
    ) throws(HTTPServerError) -> Int32 {
        var v4 = sockaddr_in()
        var v6 = sockaddr_in6()
        if inet_pton(AF_INET, address, &v4.sin_addr) == 1 {
            v4.sin_family = sa_family_t(AF_INET)
            v4.sin_port = port.bigEndian
            return try listen(at: v4, AF_INET, "\(address):\(port)", backlog)
        }
        guard inet_pton(AF_INET6, address, &v6.sin6_addr) == 1 else {
            throw .notAnAddress(address)
        }
        v6.sin6_family = sa_family_t(AF_INET6)
        v6.sin6_port = port.bigEndian
        return try listen(at: v6, AF_INET6, "[\(address)]:\(port)", backlog)
    }

    private static func listenUnix(
        _ path: String, _ backlog: Int
    ) throws(HTTPServerError) -> Int32 {
        let address = try unixAddress(path)
        try removeStale(path, address)
        return try listen(at: address, AF_UNIX, path, backlog)
    }

    /// Binds and listens; the socket is closed again if that fails.
    private static func listen<Address>(
        at address: Address, _ family: Int32, _ name: String, _ backlog: Int
    ) throws(HTTPServerError) -> Int32 {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(family, type, 0)
        guard descriptor >= 0 else { throw .system(lastError()) }
        var yes: Int32 = 1
        if family != AF_UNIX {
            setsockopt(
                descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        }
        let bound = withAddress(address) { bind(descriptor, $0, $1) }
        // Until it listens nobody can connect, so there is no moment with another mode.
        let listens =
            bound == 0 && (family != AF_UNIX || chmod(name, 0o600) == 0)
            && Foundation.listen(descriptor, Int32(backlog)) == 0
        guard listens else {
            let isTaken = errno == EADDRINUSE
            let reason = lastError()
            close(descriptor)
            throw isTaken ? .placeTaken(name) : .system("\(name): \(reason)")
        }
        return descriptor
    }

    private static func unixAddress(_ path: String) throws(HTTPServerError) -> sockaddr_un {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytesMax = MemoryLayout.size(ofValue: address.sun_path) - 1
        guard path.utf8.count <= bytesMax else { throw .pathTooLong(path, bytesMax: bytesMax) }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return address
    }

    /// Removes the socket that a dead process left; refuses if its process lives.
    ///
    /// Two processes that start at the same moment are kept apart by the lock of their data
    /// directory, not here.
    private static func removeStale(
        _ path: String, _ address: sockaddr_un
    ) throws(HTTPServerError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path) }
        let probe = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard probe >= 0 else { throw .system(lastError()) }
        defer { close(probe) }
        let answer = withAddress(address) { connect(probe, $0, $1) }
        guard answer != 0, errno == ECONNREFUSED else { throw .placeTaken(path) }
        guard unlink(path) == 0 else { throw .system("\(path): \(lastError())") }
    }

    private static func port(of descriptor: Int32) -> UInt16 {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        withUnsafeMutablePointer(to: &storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = getsockname(descriptor, $0, &length)
            }
        }
        // sin_port and sin6_port lie at the same place.
        return withUnsafeBytes(of: &storage) {
            UInt16(bigEndian: $0.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
        }
    }

    private static func withAddress<Address>(
        _ address: Address, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = address
        return withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<Address>.size))
            }
        }
    }

    private static func lastError() -> String { String(cString: strerror(errno)) }
}
