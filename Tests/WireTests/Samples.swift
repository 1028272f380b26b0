import CBOR
import Replication
import Support
import Wire

/// Seeded values of the engine, as real replicas make them.
struct Samples {
    var random: SeededRandom

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }

    mutating func identifier() -> Identifier {
        Identifier(high: random.next(), low: random.next())
    }

    mutating func division() -> DivisionCode {
        let codes = ["0", "35", "3506", "350603", "350603101", "350603101007", "01", "010203"]
        return DivisionCode(codes[below(codes.count)]) ?? .nation
    }

    mutating func stamp() -> Stamp {
        Stamp(
            author: identifier(), office: division(), tier: Tier.allCases[below(6)],
            time: HybridTime(ticks: random.next()))
    }

    mutating func number() -> UInt64 {
        let edges: [UInt64] = [1, 2, 23, 24, 255, 256, 65_535, 65_536, 1 << 32, 1 << 40]
        return edges[below(edges.count)]
    }

    mutating func value(depth: Int = 3) -> Value {
        switch below(depth > 0 ? 7 : 5) {
        case 0: return .absent
        case 1: return .bool(below(2) == 0)
        case 2: return .integer([0, -1, .min, .max, 23, 24, -25, 8_215_000][below(8)])
        case 3: return .text(["", "水", "张三\0", "e\u{301}", "a\u{10151}", "é"][below(6)])
        case 4: return .bytes(random.bytes(count: below(40)))
        default: return .list((0..<below(5)).map { _ in value(depth: depth - 1) })
        }
    }

    mutating func vector(_ replicas: [ReplicaID]) -> VersionVector {
        var vector = VersionVector()
        for replica in replicas where below(3) > 0 { vector.insert(Dot(replica, number())) }
        return vector
    }

    /// A change with everything that a change can hold.
    mutating func change() -> Change {
        let replicas = (0..<(1 + below(4))).map { _ in identifier() }
        let past = vector(replicas)
        let first = number()
        let count = UInt64(1 + below(40))
        var change = Change(
            facet: FacetID(identifier(), Reach.allCases[below(4)]), type: UInt32(below(70_000)),
            home: division(), stamp: stamp(), replica: replicas[0],
            sequence: first + UInt64(below(Int(count))), act: Act(first: first, count: count),
            schema: UInt32(below(300)), rights: RightsNumber(identifier(), number()), past: past,
            writes: [])
        for index in 0..<(1 + below(6)) {
            let key = below(2) == 0 ? [] : random.bytes(count: below(65))
            let holes = past.entries.filter { _ in below(3) == 0 }
            change.writes.append(
                Write(
                    register: RegisterName(16 + UInt32(index) * 100, key: key),
                    dot: Dot(replicas[0], past[replicas[0]] + UInt64(index) + 1), value: value(),
                    holes: holes))
        }
        if below(2) == 0 { change.origin = Origin(identifier(), number()) }
        if below(2) == 0 { change.salt = random.bytes(count: 16) }
        return change
    }

    /// Three replicas that write one record, with gaps, voids, moves, withdrawals and pending
    /// writes; what they hold at the end.
    mutating func records() -> [Record] {
        let facet = FacetID(identifier(), .county)
        let replicas = (0..<3).map { _ in identifier() }
        var records = replicas.map { _ in Record(facet: facet, type: 7, home: division()) }
        var changes: [Change] = []
        for sequence in 1...UInt64(4 + below(12)) {
            let who = below(3)
            let change = change(on: records[who], by: replicas[who], sequence: sequence, changes)
            changes.append(change)
            records[who].apply(change, isPending: below(2) == 0)
            for other in records.indices where below(3) > 0 {
                records[other].apply(changes[below(changes.count)])
            }
        }
        return records
    }

    private mutating func change(
        on record: Record, by replica: ReplicaID, sequence: UInt64, _ known: [Change]
    ) -> Change {
        var assignments: [Assignment] = []
        switch below(10) {
        case 0: assignments = [Assignment(.home, .text(division().description))]
        case 1: assignments = [Assignment(.life, record.withdrawal)]
        case 2:
            let refused = known.filter { $0.replica != replica }.last?.writes[0].dot
            assignments = [
                Assignment(
                    .void(refused ?? Dot(identifier(), 1 + UInt64(below(5)))), .bool(true))
            ]
        default:
            assignments = (0..<(1 + below(3))).map { index in
                Assignment(
                    RegisterName(16 + UInt32(index), key: below(3) == 0 ? [UInt8(below(3))] : []),
                    value(), shown: below(3) == 0 ? [] : nil)
            }
        }
        return Change(
            facet: record.facet, type: record.type, home: division(), stamp: stamp(),
            replica: replica, sequence: sequence, act: Act(first: sequence, count: 1), schema: 1,
            rights: .none, past: record.past,
            writes: record.writes(assignments, by: replica, tier: .village) { _ in .authority })
    }
}

extension CBORItem {
    /// The item with one part replaced; `path` are indices into arrays from the outside in.
    func replacing(_ path: [Int], _ change: (CBORItem) -> CBORItem) -> CBORItem {
        guard let first = path.first else { return change(self) }
        guard case .array(var items) = self else {
            preconditionFailure("a path leads through arrays")
        }
        items[first] = items[first].replacing(Array(path.dropFirst()), change)
        return .array(items)
    }

    /// The item with one part replaced by another item.
    func replacing(_ path: Int..., by item: CBORItem) -> CBORItem { replacing(path) { _ in item } }

    /// The entries of an array.
    var entries: [CBORItem] {
        guard case .array(let items) = self else { preconditionFailure("an array is asked for") }
        return items
    }
}

/// Every truncation is refused, and every flipped bit is refused or read as what it says: then it
/// encodes to the very same bytes.
///
/// - Returns: how many flips were read.
func flipsRead<T>(
    _ bytes: [UInt8], decode: ([UInt8]) throws -> T, encode: (T) -> [UInt8]
) -> (read: Int, wrong: [String]) {
    var wrong: [String] = []
    var read = 0
    for count in 0..<bytes.count where (try? decode(Array(bytes[..<count]))) != nil {
        wrong.append("cut at \(count)")
    }
    if (try? decode(bytes + [0])) != nil { wrong.append("a byte behind") }
    for bit in 0..<(bytes.count * 8) {
        var flipped = bytes
        flipped[bit / 8] ^= 1 << UInt8(bit % 8)
        guard let value = try? decode(flipped) else { continue }
        read += 1
        if encode(value) != flipped { wrong.append("bit \(bit)") }
    }
    return (read, wrong)
}

/// The fault of a decoder, or `nil` if it accepts.
func fault(_ decode: () throws -> Any) -> WireError? {
    do {
        _ = try decode()
        return nil
    } catch {
        return error as? WireError
    }
}
