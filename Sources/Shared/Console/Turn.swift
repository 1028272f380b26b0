internal import Foundation
internal import Programme

/// Waits for a data directory that another program has open for a moment.
struct Turn {
    /// Milliseconds: how long it waits in all, how long between two looks, and how long before it
    /// says so.
    private static let (patience, rest, silence) = (10_000, 50, 300)

    private let output: Output
    private var waited = 0
    private var hasSpoken = false

    /// A turn that has not waited yet.
    init(_ output: Output) { self.output = output }

    /// Rests until the next look; false if it has waited long enough.
    mutating func waits(for process: Int32) -> Bool {
        guard waited < Self.patience else { return false }
        if waited >= Self.silence, !hasSpoken {
            hasSpoken = true
            let seconds = Self.patience / 1_000
            output.remark(
                Phrase(
                    "数据正由进程 \(process) 使用，等它结束（最多 \(seconds) 秒）……",
                    "Process \(process) has the data open: waiting for its end, \(seconds) s at most."
                ))
        }
        Thread.sleep(forTimeInterval: Double(Self.rest) / 1_000)
        waited += Self.rest
        return true
    }
}
