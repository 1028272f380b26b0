internal import Foundation

/// A thread that can be waited for, which Foundation's cannot.
///
/// Unchecked, because the only mutable state is written before the thread exists.
final class OSThread: @unchecked Sendable {
    private final class Work {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    private var handle = pthread_t()

    /// Starts a thread; nil if the system has none to give.
    ///
    /// - Parameters:
    ///   - name: shown by `top -H`, at most 15 bytes.
    ///   - body: runs once on the new thread.
    init?(name: String, body: @escaping @Sendable () -> Void) {
        let work = Unmanaged.passRetained(Work(name: name, body: body))
        let failure = pthread_create(
            &handle, nil,
            { raw in
                guard let raw else { return nil }
                let work = Unmanaged<Work>.fromOpaque(raw).takeRetainedValue()
                Thread.current.name = work.name
                work.body()
                return nil
            }, work.toOpaque())
        guard failure == 0 else {
            work.release()
            return nil
        }
    }

    /// Waits until the thread has ended; called once.
    func join() { pthread_join(handle, nil) }

    /// Lets the thread end by itself; called instead of `join`.
    func detach() { pthread_detach(handle) }
}
