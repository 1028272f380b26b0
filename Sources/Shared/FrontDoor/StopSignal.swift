internal import Dispatch
internal import Foundation

/// Waits until the process is asked to end: Ctrl-C, or the system's stop.
///
/// Safe: the flag is touched only under the condition.
final class StopSignal: @unchecked Sendable {
    private let condition = NSCondition()
    private var isAsked = false
    private var sources: [any DispatchSourceSignal] = []

    /// Listens to the two signals from now on.
    init() {
        for number in [SIGINT, SIGTERM] {
            // The source hears the signal only if its usual effect is off.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            // Not isolated: a closure of the main actor would trap on Dispatch's thread.
            source.setEventHandler { @Sendable [weak self] in self?.ask() }
            source.resume()
            sources.append(source)
        }
    }

    /// Asks for the end.
    func ask() {
        condition.lock()
        isAsked = true
        condition.broadcast()
        condition.unlock()
    }

    /// Waits for the end, or for so long; true if the end was asked for.
    func wait(seconds: Double) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        let until = Date(timeIntervalSinceNow: seconds)
        while !isAsked {
            guard condition.wait(until: until) else { break }
        }
        return isAsked
    }
}
