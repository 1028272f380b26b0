import Oracle
import Replication
import Testing

/// What a machine had not sent when it was found to be one of two, written again.
@Suite("Written again")
struct RepeatedTests {
    /// Two machines of one incarnation; the second writes its own again on what the first has sent.
    private struct Fork {
        var first: Scene
        var second: Scene
        var fresh: MemoryReplica
        var origins: [Dot: Dot] = [:]

        /// - Parameter common: what both have, and the parent knows.
        init(_ common: (inout Scene) -> Void) {
            var scene = Scene(1)
            common(&scene)
            first = scene
            second = scene
            fresh = MemoryReplica(9, isJudged: true)
        }

        /// The second machine loads what the first has sent.
        mutating func load() {
            let state = first.record(0)
            if state.registers.isEmpty {
                _ = fresh.index(of: Scene.facet)
            } else {
                fresh.apply(state)
            }
        }

        mutating func repeatChange(_ change: Change) -> Change {
            let record = fresh.records[0]
            let new = fresh.write(
                Scene.facet,
                change.writes.map {
                    record.assignment(repeating: $0, of: change, origins: origins)
                })
            for (old, new) in zip(change.writes, new.writes) { origins[new.dot] = old.dot }
            return new
        }

        func values(_ name: RegisterName = Scene.name) -> [Value] {
            fresh.records[0].siblings(name).map(\.value)
        }
    }

    @Test func `it stands beside what the other machine wrote under the same dots`() {
        var fork = Fork { $0.write(0, 1) }
        fork.first.write(0, 2)
        fork.first.write(0, 3)
        let tail = [fork.second.write(0, 4), fork.second.write(0, 5)]
        fork.load()
        for change in tail { _ = fork.repeatChange(change) }
        #expect(Set(fork.values()) == [.integer(3), .integer(5)])
    }

    @Test func `it replaces what it replaced: its own, and what both had`() {
        var fork = Fork { $0.write(0, 1) }
        let tail = (2...4).map { fork.second.write(0, $0) }
        fork.load()
        for change in tail { _ = fork.repeatChange(change) }
        #expect(fork.values() == [.integer(4)])
    }

    @Test func `a form that was saved late still spares what it did not show`() {
        var fork = Fork { $0.write(0, 1) }
        let drawn = fork.second.record(0).siblings(Scene.name).map(\.dot)
        let tail = [fork.second.write(0, 2), fork.second.write(0, 3, shown: drawn)]
        fork.load()
        for change in tail { _ = fork.repeatChange(change) }
        #expect(Set(fork.values()) == [.integer(2), .integer(3)])
    }

    @Test func `what hides behind an earlier one of them counts as seen, where it was`() {
        var fork = Fork { _ in }
        let a = fork.second.write(0, 1)
        let b = fork.second.write(0, 2)
        let c = fork.second.write(0, 3, shown: a.dots)
        fork.load()
        let repeated = [a, b, c].map { fork.repeatChange($0) }
        #expect(Set(fork.values()) == [.integer(2), .integer(3)])
        var county = MemoryReplica(5, tier: .county)
        county.apply(repeated[0])
        let refusal = county.write(
            Scene.facet, [Assignment(.void(repeated[1].dots[0]), .bool(true))])
        county.apply(repeated[2])
        fork.fresh.apply(refusal)
        #expect(fork.values() == [.integer(3)])
        #expect(canonical(fork.fresh.records[0]) == canonical(county.records[0]))
    }

    @Test func `a withdrawal that is written again has seen what it had seen (INV-15)`() {
        var fork = Fork { $0.write(0, 1) }
        fork.first.write(0, 2, in: RegisterName(17))  // under the dot of the edit below
        let edit = fork.second.write(0, 3)
        let withdrawal = fork.second.write(
            0, [Assignment(.life, fork.second.record(0).withdrawal)])
        fork.load()
        for change in [edit, withdrawal] { _ = fork.repeatChange(change) }
        #expect(fork.fresh.records[0].life == .revived, "The other machine's edit was not seen.")
        var common = Fork { $0.write(0, 1) }
        common.load()
        for change in [edit, withdrawal] { _ = common.repeatChange(change) }
        #expect(common.fresh.records[0].life == .withdrawn, "The own edit was.")
    }
}
