internal import Console
internal import Foundation
internal import Programme
internal import Storage
internal import Sync

/// A verified backup each day, in the data directory; the last few are kept.
///
/// It protects from mistakes and torn databases, not from a broken disk: `backup FILE` writes one
/// on a stick.
struct DailyBackup {
    private let replica: Replica
    private let folder: String
    private let output: Output
    private var lastTry = ""

    /// How many are kept: a week, so that a mistake of Friday is found on Monday.
    private static let kept = 7

    /// Backups of a replica in a folder of its directory.
    init(_ replica: Replica, directory: String, _ output: Output) {
        self.replica = replica
        folder = directory + "/backups"
        self.output = output
    }

    /// Makes the backup of a day unless it is there; one try a day.
    ///
    /// - Parameter now: Unix milliseconds.
    mutating func tick(now: UInt64) {
        let day = WallTime(milliseconds: now).day
        let path = "\(folder)/\(day).db"
        guard day != lastTry else { return }
        lastTry = day
        guard !FileManager.default.fileExists(atPath: path) else { return }
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
            _ = try replica.store.backup(to: path)
            prune()
        } catch {
            output.complain(Explanation(of: error))
        }
    }

    private func prune() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let days = names.filter { $0.hasSuffix(".db") }.sorted()
        for name in days.dropLast(Self.kept) {
            try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
        }
    }
}
