import Foundation

/// The seeds of a property test.
///
/// ORACLE_SEED names a single one, to play a failure again.
enum Seeds {
    /// The first so many seeds, or the one that is to be played again.
    static func first(_ count: Int) -> Range<UInt64> {
        guard let seed = ProcessInfo.processInfo.environment["ORACLE_SEED"].flatMap({ UInt64($0) })
        else {
            return 0..<UInt64(count)
        }
        return seed..<seed + 1
    }

    /// How to play a seed again, and what happened.
    static func replay(_ seed: UInt64, _ trace: [String] = []) -> String {
        let command =
            "ORACLE_SEED=\(seed) swift test -c release --disable-xctest --filter ReplicationTests"
        return "Seed \(seed). Play it again: \(command)\n" + trace.joined(separator: "\n")
    }
}
