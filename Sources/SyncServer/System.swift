import Foundation
import Replication

/// The machine's clock, right or wrong.
struct SystemClock: Clock {
    /// Unix time in milliseconds.
    func now() -> UInt64 { UInt64(max(0, Date().timeIntervalSince1970 * 1_000)) }
}

/// The kernel's chance.
struct SystemEntropy: Entropy {
    /// So many bytes that nobody can foretell.
    func bytes(_ count: Int) -> [UInt8] {
        var random = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
    }
}
