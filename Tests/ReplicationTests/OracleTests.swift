import Oracle
import Replication
import Support
import Testing

/// The merge against the oracle of what stood on the screen, and the mutants that it must find.
///
/// Most mutants converge perfectly: a test of convergence alone would not notice lost edits.
@Suite("The merge and its oracle")
struct OracleTests {
    @Test(arguments: [
        (Trial.Variant.changesAndStates, 9_000), (.changesOnly, 4_500), (.oldSchema, 2_000),
        (.restores, 4_500),
    ])
    func
        `no schedule loses, revives or invents anything (INV-1, INV-2, INV-3, INV-4, INV-5, INV-12, INV-13)`(
            variant: Trial.Variant, schedules: Int
        ) throws
    {
        for seed in Seeds.first(schedules) {
            let trial = Trial(variant, seed: seed)
            let violations = try trial.run { MemoryReplica($0) }
            guard !violations.isEmpty else { continue }
            var lines: [String] = []
            _ = try trial.run(trace: { lines.append($0) }, { MemoryReplica($0) })
            Issue.record("\(variant): \(violations). \(Seeds.replay(seed, lines))")
            return
        }
    }

    @Test func `replicas whose writes await judgement show and send the same as others`() throws {
        for seed in Seeds.first(1_000) {
            let trial = Trial(.changesAndStates, seed: seed)
            let violations = try trial.run { MemoryReplica($0, isJudged: true) }
            #expect(violations.isEmpty, "\(violations). \(Seeds.replay(seed))")
        }
    }

    /// Each fault, where it shows, and as what.
    private static let faults: [(Mutant.Fault, Trial.Variant, Violations)] = [
        (.contextIsPast, .changesAndStates, .lost),
        (.contextAtCommit, .changesAndStates, .lost),
        (.receivedOnly, .changesAndStates, .falseConflict),
        (.pastCountsAsReceived, .changesAndStates, .lost),
        (.stateIgnoresReceived, .changesAndStates, .stale),
        (.stateIgnoresReceived, .changesAndStates, .falseConflict),
        (.unknownDropped, .oldSchema, .lost),
        (.oldIncarnation, .restores, .lost),
        (.oldIncarnation, .restores, .diverged),
        (.contextDropped, .changesOnly, .stale),
        (.contextDropped, .changesOnly, .falseConflict),
    ]

    @Test(arguments: faults)
    func `a merge that breaks one rule is found out`(
        fault: Mutant.Fault, variant: Trial.Variant, violation: Violations
    ) throws {
        let isFound = try (0..<1_000).contains { seed in
            try Trial(variant, seed: seed).run { Mutant($0, fault) }.contains(violation)
        }
        #expect(isFound, "1,000 schedules did not show it: the oracle is blind to \(fault).")
    }

    @Test func `every fault is shown`() {
        #expect(Set(Self.faults.map(\.0)) == Set(Mutant.Fault.allCases))
    }
}
