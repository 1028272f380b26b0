import Oracle
import Replication
import Testing

/// What is to be said about a record: incomplete, in conflict, settled, revived, owned twice.
@Suite("Cases")
struct CaseTests {
    private static func cases(_ record: Record, _ policy: MergePolicy = .multiValue) -> [Case] {
        record.cases { _ in policy }
    }

    @Test func `nothing is said of a record on which all agree`() {
        var scene = Scene(2)
        scene.bring(scene.write(0, 1), to: 1)
        scene.bring(scene.write(1, 2), to: 0)
        #expect(Self.cases(scene.record(0)).isEmpty)
        #expect(Self.cases(Record(facet: Scene.facet, type: 1, home: .nation)).isEmpty)
    }

    @Test func `an absent write is named, until it arrives`() {
        var scene = Scene(3)
        let a = scene.write(0, 1)
        scene.bring(a, to: 1)
        let b = scene.write(1, 2, in: RegisterName(17))
        scene.bring(b, to: 2)
        #expect(Self.cases(scene.record(2)) == [.incomplete(first: a.dots[0])])
        #expect(scene.record(2).isIncomplete)
        scene.bring(a, to: 2)
        #expect(Self.cases(scene.record(2)).isEmpty)
    }

    @Test func `unequal values are a conflict, or settled by the policy; equal ones are neither`() {
        var scene = Scene(3, tiers: [.county, .village, .village])
        let writes = [scene.write(0, 1), scene.write(1, 2)]
        for write in writes { scene.bring(write, to: 2) }
        #expect(Self.cases(scene.record(2)) == [.conflict(Scene.name)])
        #expect(Self.cases(scene.record(2), .authority) == [.settled(Scene.name)])
        var twins = Scene(3)
        for write in [twins.write(0, 1), twins.write(1, 1)] { twins.bring(write, to: 2) }
        #expect(twins.record(2).siblings(Scene.name).count == 2)
        #expect(Self.cases(twins.record(2)).isEmpty)
    }

    @Test func `a resolution ends the conflict, and a sibling that nobody saw reopens it`() {
        var scene = Scene(4)
        let (a, b, late) = (scene.write(0, 1), scene.write(1, 2), scene.write(2, 3))
        scene.bring(a, b, to: 3)
        let resolution = scene.write(3, 9)
        #expect(Self.cases(scene.record(3)).isEmpty)
        scene.bring(late, to: 3)
        #expect(scene.values(3) == [3, 9])
        #expect(Self.cases(scene.record(3)) == [.conflict(Scene.name)])
        scene.bring(b, resolution, to: 0)
        #expect(scene.values(0) == [9])
    }

    @Test func `two who move a record at once own it both`() throws {
        var scene = Scene(3)
        let codes = ["350603101", "350603102"]
        let moves = codes.enumerated().map { who, code in
            scene.write(who, [Assignment(.home, .text(code))])
        }
        for move in moves { scene.bring(move, to: 2) }
        #expect(scene.record(2).homes.map(\.description) == codes)
        #expect(Self.cases(scene.record(2)) == [.twoHomes])
        scene.write(2, [Assignment(.home, .text(codes[1]))])
        #expect(scene.record(2).homes.map(\.description) == [codes[1]])
        #expect(Self.cases(scene.record(2)).isEmpty)
    }

    @Test func `the claim stands until the home itself has arrived; the least of several`() throws {
        var record = Record(facet: Scene.facet, type: 1, home: .nation)
        for code in ["350604", "350603", "350605"] {
            var other = MemoryReplica(Int(code.suffix(1)) ?? 0)
            let change = other.author(
                Scene.facet, [Assignment(Scene.name, .bool(true))], home: DivisionCode(code))
            record.apply(change)
        }
        #expect(record.homes == [DivisionCode("350603")])
    }

    // MARK: - Withdrawn drafts (INV-15)

    @Test func `a draft that is withdrawn is gone, and what its author saw does not revive it`() {
        var scene = Scene(2)
        let a = scene.write(0, 1)
        scene.bring(a, to: 1)
        scene.write(1, [Assignment(.life, scene.record(1).withdrawal)])
        #expect(scene.record(0).life == .standing)
        #expect(scene.record(1).life == .withdrawn)
        #expect(Self.cases(scene.record(1)).isEmpty)
    }

    @Test func `an edit beside the withdrawal is listed and revives, in both orders (INV-15)`() {
        var scene = Scene(4)
        let a = scene.write(0, 1)
        scene.bring(a, to: 1)
        let edit = scene.write(0, 2)
        let withdrawal = scene.write(1, [Assignment(.life, scene.record(1).withdrawal)])
        scene.bring(a, edit, withdrawal, to: 2)
        scene.bring(withdrawal, edit, a, to: 3)
        for who in 2...3 {
            #expect(scene.record(who).life == .revived)
            #expect(Self.cases(scene.record(who)) == [.revived])
        }
    }

    @Test func `an edit after the withdrawal revives too, and may be withdrawn again`() {
        var scene = Scene(1)
        scene.write(0, 1)
        scene.write(0, [Assignment(.life, scene.record(0).withdrawal)])
        scene.write(0, 2)
        #expect(scene.record(0).life == .revived)
        scene.write(0, [Assignment(.life, scene.record(0).withdrawal)])
        #expect(scene.record(0).life == .withdrawn)
    }

    @Test func `an edit that was only known of when the draft was withdrawn revives it (INV-15)`() {
        var scene = Scene(3)
        let a = scene.write(0, 1)
        scene.bring(a, to: 1)
        let b = scene.write(1, 2, in: RegisterName(17))
        scene.bring(b, to: 2)
        scene.write(2, [Assignment(.life, scene.record(2).withdrawal)])
        #expect(scene.record(2).life == .withdrawn)
        scene.bring(a, to: 2)
        #expect(scene.record(2).life == .revived)
    }

    @Test func `of two who withdraw, what each of them saw is gone`() {
        var scene = Scene(3)
        let a = scene.write(0, 1)
        let b = scene.write(1, 2, in: RegisterName(17))
        let first = scene.write(0, [Assignment(.life, scene.record(0).withdrawal)])
        let second = scene.write(1, [Assignment(.life, scene.record(1).withdrawal)])
        scene.bring(a, b, first, to: 2)
        #expect(scene.record(2).life == .revived)
        scene.bring(second, to: 2)
        #expect(scene.record(2).life == .withdrawn)
    }
}
