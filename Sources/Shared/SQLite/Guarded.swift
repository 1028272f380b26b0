internal import Foundation

/// A value that one thread at a time may touch.
///
/// Not `Synchronization.Mutex`: ThreadSanitizer on Linux does not see its lock and reports races
/// that are none. The lock is not recursive: `withLock` inside `withLock` of the same value waits
/// for ever.
public final class Guarded<Value: ~Copyable>: @unchecked Sendable {
    // Safe to share: `value` is touched only between lock and unlock, and `sending` keeps any
    // reference into it from staying outside.
    private let lock = NSLock()
    private var value: Value

    /// Takes a value that nobody else holds.
    public init(_ value: consuming sending Value) { self.value = value }

    /// Waits for the value, lends it to `body`, and passes on what `body` returns or throws.
    ///
    /// What is returned must not reach back into the value: the compiler refuses it.
    public func withLock<Result: ~Copyable, Failure: Error>(
        _ body: (inout sending Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        lock.lock()
        defer { lock.unlock() }
        return try body(&value)
    }
}
