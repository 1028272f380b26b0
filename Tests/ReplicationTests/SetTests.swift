import Oracle
import Replication
import Support
import Testing

/// Why each element of a set is a register of its own: a whole set in one register brings back what
/// was removed.
@Suite("Sets")
struct SetTests {
    /// How a set is kept in a record.
    enum Form: Sendable { case elements, oneRegister }

    @Test func `what one removes and the other keeps stays removed`() {
        #expect(Self.scene(.elements) == ["p", "r"])
        #expect(Self.scene(.oneRegister) == ["p", "q", "r"], "q is back: hence the elements.")
    }

    /// {p, q}; one removes q, another adds r, and both hear of it.
    private static func scene(_ form: Form) -> Set<String> {
        var sets = (0..<2).map { Replicated($0, form) }
        let first = ["p", "q"].map { sets[0].set($0, isIn: true) }
        for change in first { sets[1].replica.apply(change) }
        let removal = sets[0].set("q", isIn: false)
        let addition = sets[1].set("r", isIn: true)
        sets[0].replica.apply(addition)
        sets[1].replica.apply(removal)
        return sets[0].elements
    }

    @Test func `an element is in it if somebody added it whom no remover saw`() {
        for seed in Seeds.first(500) {
            #expect(!Self.isWrong(.elements, seed: seed), "\(Seeds.replay(seed))")
        }
    }

    @Test func `a set in one register is found out`() {
        #expect((0..<50 as Range<UInt64>).contains { Self.isWrong(.oneRegister, seed: $0) })
    }

    /// Thirty additions and removals on three replicas, against the oracle.
    private static func isWrong(_ form: Form, seed: UInt64) -> Bool {
        var random = SeededRandom(seed: seed)
        var sets = (0..<3).map { Replicated($0, form) }
        var changes: [(change: Change, element: String, isIn: Bool)] = []
        // Per replica which changes it has heard of, and per change which its author had.
        var heard: [Set<Int>] = [[], [], []]
        var known: [Set<Int>] = []
        for _ in 0..<30 {
            let who = random.below(3)
            if random.below(2) == 0, !changes.isEmpty {
                // In the order of their making, as on one line: what is known is known whole.
                let index = (0..<changes.count).first { !heard[who].contains($0) }
                guard let index else { continue }
                sets[who].replica.apply(changes[index].change)
                heard[who].insert(index)
            } else {
                let element = ["p", "q", "r"][random.below(3)]
                let isIn = random.below(2) == 0
                known.append(heard[who])
                heard[who].insert(changes.count)
                changes.append((sets[who].set(element, isIn: isIn), element, isIn))
            }
        }
        for entry in changes { sets[0].replica.apply(entry.change) }
        let expected = ["p", "q", "r"].filter { element in
            let writes = changes.indices.filter { changes[$0].element == element }
            return writes.contains { write in
                changes[write].isIn && !writes.contains { known[$0].contains(write) }
            }
        }
        return sets[0].elements != Set(expected)
    }
}

/// A replicated set of short texts.
private struct Replicated {
    var replica: MemoryReplica
    private let form: SetTests.Form
    private static let number: UInt32 = 20

    init(_ number: Int, _ form: SetTests.Form) {
        replica = MemoryReplica(number)
        self.form = form
    }

    mutating func set(_ element: String, isIn: Bool) -> Change {
        switch form {
        case .elements:
            let name = RegisterName(Self.number, key: Array(element.utf8))
            return replica.write(Scene.facet, [Assignment(name, isIn ? .bool(true) : .absent)])
        case .oneRegister:
            var elements = elements
            if isIn { elements.insert(element) } else { elements.remove(element) }
            let value = Value.list(elements.sorted().map { .text($0) })
            return replica.write(Scene.facet, [Assignment(RegisterName(Self.number), value)])
        }
    }

    var elements: Set<String> {
        guard let record = replica.record(Scene.facet) else { return [] }
        switch form {
        case .elements:
            return Set(
                record.elements(Self.number).filter {
                    MergePolicy.setAddWins.outcome(of: $0.siblings).value != .absent
                }.map { String(decoding: $0.name.key, as: UTF8.self) })
        case .oneRegister:
            return Set(
                record.siblings(RegisterName(Self.number)).flatMap { sibling -> [String] in
                    guard case .list(let values) = sibling.value else { return [] }
                    return values.compactMap { if case .text(let text) = $0 { text } else { nil } }
                })
        }
    }
}
