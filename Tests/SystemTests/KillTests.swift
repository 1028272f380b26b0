import Dispatch
import Foundation
import Support
import Testing

/// The current fails anywhere, and nobody notices afterwards.
///
/// A play that failed is played again alone, and leaves its folders, when TEST_KILLS names its
/// kills: `TEST_KILLS="20 350603 serve:11,38 350603 serve:48"`.
@Suite("Kills", .temporaryDirectory)
struct KillTests {
    /// How often the current fails.
    private static let kills = 200

    @Test func `a play with two hundred kills ends as the play without`() throws {
        let folder = TemporaryDirectory.path
        let undisturbed = try Play(in: folder + "/undisturbed", hasTraces: true)
        defer { undisturbed.stop() }
        try undisturbed.play()
        let expected = try Harvest(undisturbed)
        #expect(expected.faults == [])
        #expect(expected.lines.contains("nation: repaid 350050 conflicts 0"))
        #expect(expected.lines.contains("nation: contracts 2 conflicts 0"))

        if let kills = ProcessInfo.processInfo.environment["TEST_KILLS"] {
            let folder = NSTemporaryDirectory() + "/kills"
            try? FileManager.default.removeItem(atPath: folder)
            #expect(Self.result(of: KillPoint.list(kills), in: folder, expected).failures == [])
            return
        }
        let plan = KillPlan(undisturbed.points, count: Self.kills)
        let ledger = Ledger()
        DispatchQueue.concurrentPerform(iterations: plan.plays.count) { number in
            ledger.add(Self.result(of: plan.plays[number], in: "\(folder)/\(number)", expected))
        }
        #expect(ledger.failures == [])
        print(plan.summary(killed: ledger.killed))
        // A server has moved on a little in some plays before its point came.
        #expect(ledger.killed.count >= Self.kills)
    }

    /// Plays once with kills, and says what differs from the play without.
    private static func result(
        of kills: [KillPoint], in folder: String, _ expected: Harvest
    ) -> Ledger.Entry {
        var entry = Ledger.Entry()
        do {
            let play = try Play(in: folder, kills: kills)
            defer {
                play.stop()
                entry.killed = play.killed
            }
            try play.play()
            let harvest = try Harvest(play)
            entry.failures += harvest.faults
            for (found, wanted) in zip(harvest.lines, expected.lines) where found != wanted {
                entry.failures.append("\(found) instead of \(wanted)")
            }
            if entry.failures.isEmpty { try FileManager.default.removeItem(atPath: folder) }
        } catch {
            entry.failures.append("\(error)")
        }
        if !entry.failures.isEmpty {
            entry.failures.append("killed at \(kills.map(\.description).joined(separator: ","))")
        }
        return entry
    }
}

/// What the plays have found.
///
/// Safe: it is touched only under the lock.
final class Ledger: @unchecked Sendable {
    struct Entry {
        var killed: [KillPoint] = []
        var failures: [String] = []
    }

    private let lock = NSLock()
    private var entries: [Entry] = []

    var killed: [KillPoint] { lock.withLock { entries.flatMap(\.killed) } }
    var failures: [String] { lock.withLock { entries.flatMap(\.failures) } }

    func add(_ entry: Entry) { lock.withLock { entries.append(entry) } }
}

/// Which points are chosen, and in which play each comes.
struct KillPlan {
    /// The kills of each play; no step twice.
    let plays: [[KillPoint]]
    private let kinds: [KillPoint: String]

    /// Points spread evenly over each kind, and over the steps of the play.
    ///
    /// - Parameter count: how many must come true; some more are planned, because a server that
    ///   does its jobs in another order may never come to a point.
    init(_ steps: [(step: String, kinds: [String])], count: Int) {
        var points: [(point: KillPoint, kind: String)] = []
        for (step, kinds) in steps {
            for (index, kind) in kinds.enumerated() {
                points.append((KillPoint(step: step, number: index + 1), kind))
            }
        }
        kinds = Dictionary(uniqueKeysWithValues: points.map { ($0.point, $0.kind) })
        let ordered = points.enumerated().sorted {
            ($0.element.kind, $0.offset) < ($1.element.kind, $1.offset)
        }.map(\.element.point)
        let wanted = min(ordered.count, count + count / 8)
        let chosen = (0..<wanted).map { ordered[$0 * ordered.count / wanted] }
        let places = Dictionary(
            uniqueKeysWithValues: steps.enumerated().map { ($0.element.step, $0.offset) })
        let ofStep = Dictionary(grouping: chosen) { $0.step }
        let number = max(24, ofStep.values.map(\.count).max() ?? 0)
        var plays = [[KillPoint]](repeating: [], count: number)
        for (step, points) in ofStep {
            for (index, point) in points.enumerated() {
                plays[((places[step] ?? 0) * 7 + index) % number].append(point)
            }
        }
        self.plays = plays.filter { !$0.isEmpty }
    }

    /// How many points there are of each kind, and at how many the current failed.
    func summary(killed: [KillPoint]) -> String {
        let all = Dictionary(grouping: kinds.values) { $0 }.mapValues(\.count)
        let hit = Dictionary(grouping: killed) { kinds[$0] ?? "" }.mapValues(\.count)
        let parts = all.keys.sorted().map { "\($0) \(hit[$0] ?? 0) of \(all[$0] ?? 0)" }
        return "kills: \(killed.count) in \(plays.count) plays; " + parts.joined(separator: ", ")
    }
}
