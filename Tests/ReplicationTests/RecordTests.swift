import Oracle
import Replication
import Support
import Testing

@Suite("Records")
struct RecordTests {
    @Test func `a second content under one dot is ignored (INV-7)`() {
        var scene = Scene(2)
        let change = scene.write(0, 1)
        scene.bring(change, to: 1)
        var forged = change
        forged.writes = change.writes.map {
            Write(register: $0.register, dot: $0.dot, value: .integer(2))
        }
        let before = scene.record(1)
        var record = before
        #expect(record.apply(forged) == .nothing)
        #expect(record == before)
    }

    @Test func `to apply again moves nothing, changes and states (INV-6)`() {
        var scene = Scene(3)
        let changes = [scene.write(0, 1), scene.write(1, 2), scene.write(0, 3)]
        for change in changes { scene.bring(change, to: 2) }
        var record = scene.record(2)
        for change in changes { #expect(record.apply(change) == .nothing) }
        record.apply(scene.record(0).shared)
        record.apply(record)
        #expect(record == scene.record(2))
    }

    @Test func `a change is whole: what arrived of it by a state does not stop the rest (INV-8)`() {
        var scene = Scene(2)
        let names = [RegisterName(16), RegisterName(17)]
        let change = scene.write(0, names.map { Assignment($0, .bool(true)) })
        var half = change
        half.writes.removeLast()
        scene.bring(half, to: 1)
        scene.bring(change, to: 1)
        #expect(names.allSatisfy { scene.record(1).siblings($0).count == 1 })
        #expect(canonical(scene.record(0)) == canonical(scene.record(1)))
    }

    @Test func `registers of no schema are kept, merged and passed on (INV-13)`() {
        var scene = Scene(3)
        let unknown = RegisterName(.max, key: [UInt8](repeating: 255, count: 64))
        let a = scene.write(0, [Assignment(unknown, .list([.bytes([1]), .absent]))])
        scene.bring(a, to: 1)
        let b = scene.write(0, [Assignment(unknown, .text("later"))])
        scene.bring(b, to: 1)
        scene.replicas[2].apply(scene.record(1).shared)
        #expect(scene.record(2).siblings(unknown).map(\.value) == [.text("later")])
        #expect(canonical(scene.record(2)) == canonical(scene.record(0)))
    }

    @Test func `ten thousand edits of a register leave what one leaves (INV-16)`() {
        var scene = Scene(2)
        var seen: [Int] = []
        for count in 1...10_000 {
            let change = scene.write(count % 2, count)
            scene.bring(change, to: 1 - count % 2)
            if count == 10 || count == 10_000 { seen.append(Self.size(scene.record(0))) }
        }
        #expect(seen.count == 2 && seen[0] == seen[1])
        #expect(scene.values(0) == [10_000])
    }

    @Test func `edits that await judgement cost what they hold, and nothing once settled (INV-16)`()
    {
        var scene = Scene(1, isJudged: true)
        var sizes: [Int] = []
        for count in 1...1_000 {
            scene.write(0, count)
            if count == 500 || count == 1_000 { sizes.append(Self.size(scene.record(0))) }
        }
        #expect(sizes[1] < sizes[0] * 2 + 100, "Twice the edits must not be four times as much.")
        scene.replicas[0].settle { $0.sequence <= 999 }
        #expect(scene.record(0).pending.count == 1)
        scene.replicas[0].settle { _ in true }
        #expect(Self.size(scene.record(0)) < 10)
        #expect(scene.values(0) == [1_000])
    }

    @Test func `what is pending is in nobody else's state`() {
        var scene = Scene(2, isJudged: true)
        scene.write(0, 1)
        scene.write(0, 2)
        let shared = scene.record(0).shared
        #expect(shared.pending.isEmpty)
        #expect(shared.registers.allSatisfy { $0.shadows.isEmpty })
        #expect(canonical(shared) == canonical(scene.record(0)))
    }

    @Test func `what is shown is what stands`() {
        var scene = Scene(2)
        let a = scene.write(0, 1)
        let b = scene.write(1, 2)
        scene.bring(b, to: 0)
        #expect(scene.record(0).shown == [Scene.name: (a.dots + b.dots).sorted()])
    }

    @Test func `elements of a set are found by their number`() {
        var scene = Scene(1)
        let names = [
            RegisterName(16), RegisterName(17, key: [1]), RegisterName(17, key: [2]),
            RegisterName(19),
        ]
        scene.write(0, names.reversed().map { Assignment($0, .bool(true)) })
        let record = scene.record(0)
        #expect(record.registers.map(\.name) == names)
        #expect(record.elements(17).map(\.name) == Array(names[1...2]))
        #expect(record.elements(18).isEmpty && record.elements(99).isEmpty)
    }

    /// How many things a record holds that could grow.
    private static func size(_ record: Record) -> Int {
        let contexts = { (sibling: Sibling) in
            (sibling.context?.past.entries.count ?? 0) + (sibling.context?.holes.count ?? 0)
        }
        return record.pending.count + record.received.extra.count
            + record.past.entries.count
            + record.registers.reduce(0) { sum, register in
                sum + register.siblings.count + register.siblings.map(contexts).reduce(0, +)
                    + register.shadows.map { 1 + $0.by.count + contexts($0.sibling) }.reduce(0, +)
            }
    }
}
