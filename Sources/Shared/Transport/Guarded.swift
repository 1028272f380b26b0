internal import Foundation

/// A value that one thread at a time may touch.
///
/// Not `Synchronization.Mutex`: ThreadSanitizer on Linux does not see its lock and reports races
/// that are none. Unchecked, because `value` is touched only between lock and unlock.
final class Guarded<Value>: @unchecked Sendable {
    private let lock = NSLock()
    private var value: Value

    /// Guards a value that nobody else holds.
    init(_ value: sending Value) { self.value = value }

    /// Runs `body` while no other thread touches the value.
    func withLock<Result, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        lock.lock()
        defer { lock.unlock() }
        return try body(&value)
    }
}
