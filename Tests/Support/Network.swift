internal import Foundation

/// A TCP port of 127.0.0.1 that nobody listens on.
///
/// Nothing reserves it afterwards; the kernel hands out others first, which is enough for tests.
public func freePort() throws -> UInt16 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw SystemFailure("socket") }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let answered = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
        }
    }
    guard answered else { throw SystemFailure("bind") }
    return UInt16(bigEndian: address.sin_port)
}

/// A call of the system that failed.
public struct SystemFailure: Error, CustomStringConvertible {
    /// The call and the system's reason.
    public let description: String

    init(_ call: String, _ number: Int32 = errno) {
        description = "\(call): \(String(cString: strerror(number)))"
    }
}
