import Foundation
import Oracle
import Replication
import Storage
import Support
import Testing

/// The schedules of the oracle through SQL, codecs, batches, backups and restores.
@Suite("Storage and the oracle", .temporaryDirectory)
struct OracleTests {
    /// Plays schedules with the same four stores; the first seed with a violation, and which.
    private func play(
        _ variant: Trial.Variant, _ seeds: Range<UInt64>, parent: Identifier? = nil,
        way: DiskReplica.Way = .backup, until found: Violations? = nil
    ) throws -> (seed: UInt64, violations: Violations)? {
        // Thirty thousand acts that nobody needs after the test: in memory where there is one.
        let name = "/dev/shm/happy-" + String(UInt64.random(in: 0...(.max)), radix: 36)
        let files = FileManager.default
        let hasMemory = files.isWritableFile(atPath: "/dev/shm")
        let folder = hasMemory ? name : TemporaryDirectory.file("players")
        try files.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? files.removeItem(atPath: folder) }
        let players = try (0..<4).map {
            try DiskReplica.Player($0, in: folder, parent: parent, way: way)
        }
        for seed in seeds {
            let violations = try Trial(variant, seed: seed).run {
                DiskReplica(players[$0], schedule: seed + 1)
            }
            if found == nil, !violations.isEmpty { return (seed, violations) }
            if let found, violations.contains(found) { return (seed, violations) }
        }
        for player in players {
            let report = try player.office.store.verify()
            #expect(report.isSound, "\(report.faults)")
        }
        return nil
    }

    private static let variants: [(Trial.Variant, UInt64)] = [
        (.changesAndStates, 150), (.changesOnly, 100), (.oldSchema, 50), (.restores, 150),
    ]

    @Test(arguments: variants)
    func
        `no schedule loses, revives, invents or moves anything (INV-1, INV-2, INV-3, INV-4, INV-5, INV-6, INV-11)`(
            variant: Trial.Variant, schedules: UInt64
        ) throws
    {
        let found = try play(variant, 0..<schedules)
        #expect(found == nil, "\(variant), seed \(found?.seed ?? 0): \(found?.violations ?? [])")
    }

    @Test func `copies of the folder are found out by the mark, and lose nothing (INV-12)`() throws
    {
        let found = try play(.restores, 500..<550, way: .folder)
        #expect(found == nil, "seed \(found?.seed ?? 0): \(found?.violations ?? [])")
    }

    @Test func `writes that wait for a parent show and send the same`() throws {
        let found = try play(.changesAndStates, 0..<50, parent: Identifier(high: 1, low: 1))
        #expect(found == nil, "seed \(found?.seed ?? 0): \(found?.violations ?? [])")
    }

    @Test func `without the mark the oracle sees edits vanish: it is not blind`() throws {
        let found = try play(.restores, 0..<400, way: .folderWithMark, until: .lost)
        #expect(found != nil)
    }
}
