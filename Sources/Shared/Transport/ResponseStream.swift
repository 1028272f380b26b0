internal import Foundation

/// The way of a body from the handler that makes it to the client that reads it.
///
/// The handler writes on its own thread and waits when the client is slow; the network thread
/// takes what is there and gives the connection away while there is nothing.
///
/// Unchecked, because all state is touched under the condition's lock.
public final class ResponseStream: @unchecked Sendable {
    /// What the network thread finds.
    enum Piece {
        /// So many bytes.
        case bytes(Int)
        /// Nothing yet; the connection has been suspended.
        case later
        /// The body is whole.
        case end
        /// The body ends here and is not whole.
        case broken
    }

    /// Bytes that may wait for the client before the handler does.
    static let waitingBytesMax = 256 * 1_024

    private let condition = NSCondition()
    private var waiting: [UInt8] = []
    private var taken = 0
    private var end: Bool?
    private var isClosed = false
    private var isSuspended = false
    private let resume: @Sendable () -> Void

    /// A stream whose connection is given back to its network thread by `resume`.
    init(resume: @escaping @Sendable () -> Void) { self.resume = resume }

    /// Sends bytes to the client; waits while too many are on their way.
    ///
    /// - Returns: false once the client has gone; what is written then is lost and the producer
    ///   should end.
    public func write(_ bytes: [UInt8]) -> Bool {
        condition.lock()
        while waiting.count - taken >= Self.waitingBytesMax && !isClosed { condition.wait() }
        guard !isClosed else {
            condition.unlock()
            return false
        }
        waiting += bytes
        let wake = isSuspended
        isSuspended = false
        condition.unlock()
        if wake { resume() }
        return true
    }

    /// Ends the body, which is whole or not.
    func finish(whole: Bool) {
        condition.lock()
        end = whole
        let wake = isSuspended
        isSuspended = false
        condition.unlock()
        if wake { resume() }
    }

    /// Takes the next piece, at most as long as `buffer`; on the network thread.
    ///
    /// - Parameter suspend: gives the connection away; false if that is not possible any more.
    func next(into buffer: UnsafeMutableRawBufferPointer, suspend: () -> Bool) -> Piece {
        condition.lock()
        defer { condition.unlock() }
        let count = min(buffer.count, waiting.count - taken)
        if count > 0 {
            buffer.copyBytes(from: waiting[taken..<taken + count])
            taken += count
            if taken == waiting.count {
                waiting.removeAll(keepingCapacity: true)
                taken = 0
            }
            condition.broadcast()
            return .bytes(count)
        }
        if let end { return end ? .end : .broken }
        // Under the lock, so that a writer cannot give the connection back before it is away.
        guard suspend() else { return .broken }
        isSuspended = true
        return .later
    }

    /// Tells the writer that nobody reads any more.
    func close() {
        condition.lock()
        isClosed = true
        condition.broadcast()
        condition.unlock()
    }
}
