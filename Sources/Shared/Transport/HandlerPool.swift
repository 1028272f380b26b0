internal import Foundation

/// The threads of a listener that run handlers, and the queue before them.
///
/// Unchecked, because all state is touched under the condition's lock.
final class HandlerPool: @unchecked Sendable {
    /// Work that nobody waits for.
    typealias Job = @Sendable () -> Void

    private let condition = NSCondition()
    private var jobs: [Job] = []
    private var running = 0
    private var live = 0
    private var isClosed = false
    private var threads: [OSThread] = []
    private let waitingMax: Int

    /// Starts the threads.
    ///
    /// - Parameters:
    ///   - count: threads, at least one.
    ///   - waitingMax: jobs that may wait while every thread works.
    init(threads count: Int, waitingMax: Int) {
        precondition(count > 0, "Handlers need a thread.")
        self.waitingMax = waitingMax
        condition.lock()
        defer { condition.unlock() }
        for number in 1...count {
            let thread = OSThread(name: "handler \(number)") { [weak self] in self?.work() }
            if let thread { threads.append(thread) }
        }
        live = threads.count
    }

    /// Whether at least one thread could be started.
    var isUsable: Bool { !threads.isEmpty }

    /// Puts work into the queue; false if the queue is full or closed.
    func submit(_ job: @escaping Job) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        guard !isClosed, jobs.count < waitingMax + (threads.count - running) else { return false }
        jobs.append(job)
        condition.signal()
        return true
    }

    private func work() {
        condition.lock()
        while true {
            if !jobs.isEmpty {
                let job = jobs.removeFirst()
                running += 1
                condition.unlock()
                job()
                condition.lock()
                running -= 1
            } else if isClosed {
                break
            } else {
                condition.wait()
            }
        }
        live -= 1
        condition.unlock()
    }

    /// Whether nothing runs and nothing waits.
    var isIdle: Bool {
        condition.lock()
        defer { condition.unlock() }
        return jobs.isEmpty && running == 0
    }

    /// Forgets what waits and lets each thread end after the work it is at.
    func close() {
        condition.lock()
        isClosed = true
        jobs = []
        condition.broadcast()
        condition.unlock()
    }

    /// Whether each thread has come to its end.
    var isFinished: Bool {
        condition.lock()
        defer { condition.unlock() }
        return live == 0
    }

    /// Waits for the threads if they are finished, or leaves them to end by themselves.
    func release() {
        let finished = isFinished
        for thread in threads { finished ? thread.join() : thread.detach() }
        threads = []
    }
}
