import Oracle
import Replication
import Support
import Testing

/// Refusals, what is held and admitted, authority, moved homes, clones: a tree of offices against
/// the oracle, and the faults that it must find.
@Suite("Offices and their oracle")
struct TreeTests {
    private static let everything: TreeTrial.Features = [
        .refusals, .holds, .authority, .homes, .forgeries,
    ]

    private static let stories: [(String, TreeTrial.Features, Int)] = [
        ("a county refuses", .refusals, 1_000),
        ("a county holds and admits", [.holds, .refusals], 1_000),
        ("one register is under authority", .authority, 500),
        ("all of it, with forgeries and foreign homes", everything, 1_000),
        ("a province refuses the county", [.province, .refusals, .holds, .homes], 1_000),
        ("a machine is cloned", .clones, 1_000),
        (
            "a machine is cloned where much is refused and held", [.clones, .refusals, .holds],
            1_000
        ),
    ]

    @Test(arguments: stories)
    func `no schedule of offices loses, revives or doubles anything (INV-1, INV-2, INV-3, INV-4)`(
        story: String, features: TreeTrial.Features, schedules: Int
    ) {
        for seed in Seeds.first(schedules) {
            let trial = TreeTrial(features: features, seed: seed)
            let violations = trial.run()
            guard !violations.isEmpty else { continue }
            var lines: [String] = []
            _ = trial.run { lines.append($0) }
            Issue.record("\(story): \(violations). \(Seeds.replay(seed, lines))")
            return
        }
    }

    /// Each fault, where it shows, and as what.
    private static let faults: [(TreeTrial.Fault, TreeTrial.Features, Violations)] = [
        (.shadowsDropped, .refusals, .lost),
        (.shadowsNotMerged, .refusals, .stale),
        (.refusedDominates, .refusals, .lost),
        (.heldIsAccepted, .holds, .lost),
        (.refusedIsAccepted, .refusals, .lost),
        (.takenBackInSilence, [.province, .refusals], .lost),
        (.heldInOneDigest, .holds, .digest),
        (.voidOfAnother, everything, .lost),
        (.voidNotInHash, [.clones, .refusals], .digest),
        (.voidSentAsChange, [.province, .refusals], .lost),
        (.authorityIsPlain, .authority, .lost),
        (.authorityIsPlain, .authority, .breach),
        (.repeatedBlindly, .clones, .lost),
        (.originsForgotten, .clones, .falseConflict),
        (.heldForgotten, [.clones, .holds], .stale),
        (.oldBundleTaken, .clones, .doubled),
        (.ratchetReplacedAtOnce, .clones, .doubled),
    ]

    @Test(arguments: faults)
    func `an office that breaks one rule is found out`(
        fault: TreeTrial.Fault, features: TreeTrial.Features, violation: Violations
    ) {
        let isFound = (0..<1_500).contains { seed in
            TreeTrial(features: features, seed: seed, fault: fault).run().contains(violation)
        }
        #expect(isFound, "1,500 schedules did not show it: the oracle is blind to \(fault).")
    }

    @Test func `every fault is shown`() {
        #expect(Set(Self.faults.map(\.0)) == Set(TreeTrial.Fault.allCases))
    }
}
