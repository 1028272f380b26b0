import Oracle
import Replication
import Testing

/// Schedules in which a refusal once lost something, made something stale, or left two replicas
/// unable to prove that they are equal.
@Suite("Refusals")
struct RefusalTests {
    /// A county, 0, and villages whose writes it judges.
    private static func scene(_ villages: Int) -> Scene {
        Scene(1 + villages, tiers: [.county], isJudged: true)
    }

    @Test
    func `what a refused write had replaced stands again, at the sender and nowhere else anew`() {
        var scene = Self.scene(2)
        let a = scene.write(1, 1)
        scene.bring(a, to: 0)
        scene.bring(a, to: 2)
        let b = scene.write(1, 2)
        #expect(scene.values(1) == [2])
        let refusal = scene.refuse(b, at: 0)
        scene.bring(refusal, to: 1)
        scene.bring(refusal, to: 2)
        #expect((0..<3).map { scene.values($0) } == [[1], [1], [1]])
        #expect(scene.record(1).voids == b.dots)
        #expect(canonical(scene.record(0)) == canonical(scene.record(1)))
        #expect(canonical(scene.record(0)) == canonical(scene.record(2)))
    }

    @Test func `a later own write inherits what the refused one had replaced`() {
        var scene = Self.scene(1)
        let a = scene.write(1, 1)
        let b = scene.write(1, 2)
        let c = scene.write(1, 3)
        scene.bring(a, to: 0)
        let refusal = scene.refuse(b, at: 0)
        scene.bring(refusal, to: 1)
        #expect(scene.values(1) == [3])
        let second = scene.refuse(c, at: 0)
        scene.bring(second, to: 1)
        #expect(scene.values(1) == [1])
        #expect(canonical(scene.record(0)) == canonical(scene.record(1)))
    }

    @Test func `refusals may arrive in any order`() {
        var scene = Self.scene(1)
        let writes = (1...4).map { scene.write(1, $0) }
        scene.bring(writes[0], to: 0)
        let refusals = writes.dropFirst().map { scene.refuse($0, at: 0) }
        for order in permutations(refusals) {
            var village = scene.replicas[1]
            for refusal in order { village.apply(refusal) }
            #expect(village.record(Scene.facet)?.siblings(Scene.name).map(\.value) == [.integer(1)])
        }
    }

    @Test func `a form drawn before does not replace what hides behind a write it does not show`() {
        var scene = Self.scene(1)
        let drawn: [Dot] = []
        let a = scene.write(1, 1)
        let b = scene.write(1, 2)
        let c = scene.write(1, 3, shown: drawn)
        scene.bring(a, to: 0)
        let refusal = scene.refuse(b, at: 0)
        scene.bring(c, to: 0)
        scene.bring(refusal, to: 1)
        #expect(scene.values(1) == [1, 3])
        #expect(scene.values(0) == [1, 3])
    }

    @Test func `a form that shows what hides behind another write replaces it, gap and all`() {
        var scene = Self.scene(3)
        let a = scene.write(2, 1)
        scene.bring(a, to: 3)
        let b = scene.write(3, 2)
        scene.bring(b, to: 1)  // the village knows of a and has not seen it
        let drawn = scene.record(1).siblings(Scene.name).map(\.dot)
        let c = scene.write(1, 3)
        let d = scene.write(1, 4, shown: drawn)
        scene.bring(b, d, to: 0)
        let refusal = scene.refuse(c, at: 0)
        scene.bring(a, to: 0)
        scene.bring(refusal, a, to: 1)
        #expect(scene.values(0) == [4])
        #expect(scene.values(1) == [4])
    }

    @Test func `a write of the server that refused may arrive before the refusal`() {
        var scene = Self.scene(1)
        let a = scene.write(1, 1)
        let b = scene.write(1, 2)
        let refusal = scene.refuse(b, at: 0)
        let c = scene.write(0, 3)  // knows of a by the refused dot, and has not seen it
        scene.bring(c, to: 1)  // covers the refused write, and not what hides behind it
        #expect(scene.values(1) == [1, 3])
        scene.bring(refusal, to: 1)
        scene.bring(a, to: 0)
        #expect(scene.values(1) == [1, 3])
        #expect(scene.values(0) == [1, 3])
    }

    @Test func `below a server whose own write is refused, its state gives back what was replaced`()
    {
        // 0 province, 1 county, 2 village
        var scene = Scene(3, tiers: [.province, .county], isJudged: true)
        let a = scene.write(2, 1)
        scene.bring(a, to: 1)
        scene.bring(a, to: 0)
        let b = scene.write(1, 2)
        scene.bring(b, to: 2)
        scene.replicas[2].settle { _ in true }
        #expect(scene.values(2) == [2])
        let c = scene.write(2, 3, in: RegisterName(17))  // awaits judgement, and is no obstacle
        let refusal = scene.refuse(b, at: 0)
        scene.bring(refusal, to: 1)
        scene.replicas[2].apply(scene.record(1).shared)
        #expect(scene.values(2) == [1])
        #expect(scene.record(2).pending.map(\.dot) == c.dots)
    }

    /// Finds a writer who counts what covers the gap as final although it awaits judgement itself: he
    /// would replace what nobody who stands in the end had before his eyes.
    @Test func `what is missing behind a pending write that was not seen is a hole`() {
        // 0 province, 1 county, 2 and 3 villages
        var scene = Scene(4, tiers: [.province, .county], isJudged: true)
        let missing = scene.write(3, 1)
        scene.bring(missing, to: 1)
        let county = scene.write(1, 2)
        let drawn = scene.record(2).siblings(Scene.name).map(\.dot)
        scene.bring(county, to: 2)  // the village knows of the missing one and has not seen it
        let pending = scene.write(2, 3)
        let refusal = scene.refuse(county, at: 0)
        scene.bring(refusal, to: 1)
        scene.bring(refusal, to: 2)
        #expect(scene.values(1) == [1])
        let late = scene.write(2, 4, shown: drawn)
        #expect(late.writes[0].holes == (pending.dots + missing.dots).sorted())
        let second = scene.refuse(pending, at: 1)
        scene.bring(missing, second, to: 2)
        scene.bring(late, to: 1)
        #expect(scene.values(1) == [1, 4])
        #expect(scene.values(2) == [1, 4])
    }

    @Test func `what a state gives back stays behind a write that replaced it`() {
        var scene = Scene(3, tiers: [.province, .county], isJudged: true)
        let a = scene.write(2, 1)
        scene.bring(a, to: 1)
        let b = scene.write(1, 2)
        scene.bring(b, to: 2)
        scene.replicas[2].settle { _ in true }
        let c = scene.write(2, 3)
        let refusal = scene.refuse(b, at: 0)
        scene.bring(refusal, to: 1)
        scene.replicas[2].apply(scene.record(1).shared)
        #expect(scene.values(2) == [3])
        scene.bring(c, to: 1)
        #expect(scene.values(1) == [3])
        let second = scene.refuse(c, at: 1)
        scene.bring(second, to: 2)
        #expect(scene.values(2) == [1])
    }

    @Test func `a refused change leaves no claim to the record`() {
        var scene = Self.scene(1)
        let a = scene.write(1, 1)
        scene.bring(a, to: 0)
        let astray = scene.replicas[1].author(
            Scene.facet, [Assignment(Scene.name, .integer(2))], home: DivisionCode("11"))
        scene.replicas[1].keep(astray)
        let refusal = scene.refuse(astray, at: 0)
        scene.bring(refusal, to: 1)
        #expect(scene.record(1).claimedHome == MemoryReplica.home)
        #expect(canonical(scene.record(0)) == canonical(scene.record(1)))
    }

    @Test func `what is taken back before its void has come leaves no claim either`() {
        for (isAnother, isLast) in [(false, true), (true, false), (true, true)] {
            var scene = Self.scene(2)
            let astray = scene.replicas[1].author(
                Scene.facet, [Assignment(Scene.name, .integer(1))], home: DivisionCode("11"))
            scene.replicas[1].keep(astray)
            let other =
                isAnother
                ? [
                    scene.replicas[1].author(
                        Scene.facet, [Assignment(RegisterName(17), .integer(2))],
                        home: MemoryReplica.home)
                ] : []
            for change in other { scene.replicas[1].keep(change) }
            scene.replicas[1].unapply(astray)
            #expect(scene.values(1) == [])
            if isAnother { #expect(scene.record(1).claimedHome == MemoryReplica.home) }
            for change in other { scene.bring(change, to: 0) }
            scene.replicas[1].settle { _ in true }
            let foreign = isLast ? [scene.write(2, 3)] : []
            for change in foreign { (0..<2).forEach { scene.bring(change, to: $0) } }
            let refusal = scene.refuse(astray, at: 0)
            scene.bring(refusal, to: 1)
            #expect(scene.record(1).claimedHome == MemoryReplica.home)
            #expect(canonical(scene.record(0)) == canonical(scene.record(1)))
        }
    }

    @Test func `a state that has an own write is the word that it was accepted`() {
        var scene = Self.scene(1)
        let a = scene.write(1, 1)
        scene.write(1, 2, in: RegisterName(17))
        scene.bring(a, to: 0)
        scene.replicas[1].apply(scene.record(0).shared)
        #expect(scene.record(1).pending.count == 1)
        let b = scene.write(1, 3)
        scene.bring(b, to: 0)
        scene.replicas[1].apply(scene.record(0).shared)
        #expect(scene.record(1).registers.flatMap(\.shadows).isEmpty)
    }

    @Test func `an accepted change claims the record once it is settled`() {
        var scene = Self.scene(1)
        let a = scene.write(1, 1)
        let moved = scene.replicas[1].author(
            Scene.facet, [Assignment(Scene.name, .integer(2))], home: DivisionCode("11"))
        scene.replicas[1].keep(moved)
        scene.bring(a, moved, to: 0)
        scene.replicas[1].settle { $0.sequence == a.sequence }
        #expect(scene.record(1).claimedHome == MemoryReplica.home)
        scene.replicas[1].settle { _ in true }
        #expect(scene.record(1).claimedHome == DivisionCode("11"))
        #expect(canonical(scene.record(0)) == canonical(scene.record(1)))
    }
}
