import Glibc

/// One line of the table: what was done, how often, how fast, at what cost.
struct Measure {
    private static let columns =
        "workload                                    count  seconds    per s  CPU s  RSS MB"

    static func printHead() { print(columns) }

    /// Runs `body` once and prints what it cost.
    @discardableResult
    static func run<Result>(
        _ name: String, count: Int, _ body: () throws -> Result
    ) rethrows -> Result {
        let processor = processorSeconds
        let start = ContinuousClock.now
        let result = try body()
        let time = ContinuousClock.now - start
        let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
        print(
            pad(name, -40), pad("\(count)", 8), pad(fixed(seconds, 3), 8),
            pad("\(Int(Double(count) / max(seconds, 1e-9)))", 8),
            pad(fixed(processorSeconds - processor, 2), 6), pad("\(memoryPeak)", 7))
        fflush(nil)
        return result
    }

    /// Prints a size beside the work that made it.
    static func note(_ name: String, bytes: Int, per count: Int) {
        print(
            pad(name, -40), pad("\(bytes / 1_000) kB", 12),
            pad("\(bytes / max(count, 1)) B each", 12))
    }

    /// User and system time of the process.
    private static var processorSeconds: Double {
        let usage = usage
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    /// The most memory that was ever resident, in millions of bytes.
    private static var memoryPeak: Int { usage.ru_maxrss * 1_024 / 1_000_000 }

    private static var usage: rusage {
        var usage = rusage()
        getrusage(RUSAGE_SELF.rawValue, &usage)
        return usage
    }

    private static func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) / 1e6
    }

    private static func fixed(_ value: Double, _ digits: Int) -> String {
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let whole = Int((value * scale).rounded())
        let fraction = "\(whole % Int(scale))"
        return "\(whole / Int(scale))."
            + String(repeating: "0", count: digits - fraction.count) + fraction
    }

    /// Fills up with spaces: before the text, or after it where the width is negative.
    private static func pad(_ text: String, _ width: Int) -> String {
        let spaces = String(repeating: " ", count: max(0, abs(width) - text.count))
        return width < 0 ? text + spaces : spaces + text
    }
}
