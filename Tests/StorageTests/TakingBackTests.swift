import Replication
import Storage
import Support
import Testing
import Wire

/// A server whose own write is refused above: those below it had merged that write for good.
@Suite("What a server takes back", .temporaryDirectory)
struct TakingBackTests {
    let province: Office
    let middle: Office
    let low: Office
    let target = facet(1, .nation)

    init() throws {
        province = try Office("11", seed: 1)
        middle = try Office(county, parent: province.node, seed: 2)
        low = try Office(village, parent: middle.node, seed: 3)
        try low.set(target, [16: "village"])
        try Carrying.push(low, to: middle)
        try Carrying.push(middle, to: province)
    }

    /// The county overwrites the village's value, the village learns it, the province refuses it.
    private func refused() throws -> Change {
        let change = try middle.set(target, [16: "county"], home: division(village))[0]
        try Carrying.pull(low, from: middle)
        #expect(try low.texts(target, 16) == ["county"])
        try Carrying.push(middle, to: province) { _ in .refuse(code: 1, detail: "no") }
        try province.author([
            Draft(
                facet: target, type: unknownType, home: division(village),
                assignments: change.writes.map { Assignment(.void($0.dot), .bool(true)) })
        ])
        return change
    }

    private func expectVillagesValue() throws {
        for office in [province, middle, low] {
            #expect(try office.texts(target, 16) == ["village"])
        }
        #expect(try low.record(target)?.voids.count == 1)
        #expect(try province.digest(middle.scope) == middle.digest(middle.scope))
        #expect(try middle.digest(low.scope) == low.digest(low.scope))
    }

    @Test func `what it had replaced stands again below, by the void alone (INV-4)`() throws {
        _ = try refused()
        try Carrying.pull(middle, from: province)
        try Carrying.pull(low, from: middle)
        try expectVillagesValue()
    }

    @Test func `what it had replaced stands again below, by the word before the void (INV-4)`()
        throws
    {
        let change = try refused()
        let before = try middle.position
        try middle.store.write { transaction throws(StorageError) in
            try transaction.unapply(change.replica, change.sequence)
        }
        try Carrying.pull(low, from: middle, after: before)
        #expect(try low.texts(target, 16) == ["village"])
        try Carrying.pull(middle, from: province)
        try Carrying.pull(low, from: middle)
        try expectVillagesValue()
    }

    @Test func `what was refused at another home leaves no claim (INV-4)`() throws {
        let astray = try low.set(facet(2), [16: "a"], home: division(neighbour))[0]
        let kept = try low.set(facet(2), [17: "b"], home: low.office)[0]
        try Carrying.push(low, to: middle) { change in
            change.sequence == astray.sequence ? .refuse(code: 1, detail: "no") : .merge
        }
        try low.store.write { transaction throws(StorageError) in
            try transaction.unapply(astray.replica, astray.sequence)
        }
        #expect(try low.record(facet(2))?.claimedHome == kept.home)
        try middle.author([
            Draft(
                facet: facet(2), type: unknownType, home: low.office,
                assignments: astray.writes.map { Assignment(.void($0.dot), .bool(true)) })
        ])
        try Carrying.pull(low, from: middle)
        #expect(try middle.digest(low.scope) == low.digest(low.scope))
    }
}
