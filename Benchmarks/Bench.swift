import Foundation
import Programme
import Replication
import Storage
import Wire

/// Chance that repeats, so that every run writes the same bytes.
final class BenchEntropy: Entropy, @unchecked Sendable {
    // Safe to share: one thread runs all workloads.
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 56)
        }
    }
}

/// A clock that stands still but for a tick.
final class BenchClock: Clock, @unchecked Sendable {
    // Safe to share: one thread runs all workloads.
    private var time: UInt64 = 1_700_000_000_000

    func now() -> UInt64 {
        time += 1
        return time
    }
}

/// An office of the workloads: a store in a folder of its own.
struct Bench {
    let store: ReplicaStore
    let path: String
    private let stamp: Stamp

    init(_ code: String, in folder: String, seed: UInt64, parent: Identifier? = nil) throws {
        guard let office = DivisionCode(code) else { throw StorageError.notFound(code) }
        path = folder + "/" + code
        stamp = Stamp(
            author: RecordID(high: 0, low: 9), office: office, tier: office.tier, time: .zero)
        store = try ReplicaStore.create(
            directory: path,
            identity: Identity(
                node: Identifier(high: 0xF0F0, low: seed), office: office, tier: office.tier,
                name: code, isPractice: true, signingSeed: [UInt8](repeating: 1, count: 32),
                sealingSeed: [UInt8](repeating: 2, count: 32), parent: parent),
            clock: BenchClock(), entropy: BenchEntropy(seed),
            facts: MachineFacts(values: ["machine", "disk"]))
    }

    var office: DivisionCode { store.identity.office }
    var node: Identifier { store.identity.node }

    /// One act.
    func author(_ drafts: [Draft]) throws {
        _ = try store.write { transaction throws(StorageError) in
            try transaction.author(drafts, stamp: stamp, schema: 1, rights: .none)
        }
    }

    /// All acts of this office as a parent gets them, in frames of 1,000 changes, undecoded.
    func log() throws -> [[LogEntry]] {
        let head = try store.read { s throws(StorageError) in try s.ownHead() }
        return try stride(from: UInt64(1), through: head.sequence, by: 1_000).map { first in
            try store.read { snapshot throws(StorageError) in
                try snapshot.log(
                    head.replica, from: first, limit: 1_000, bytesMax: Int.max)
            }
        }
    }

    /// Takes frames of a child in, as a server does that has checked their signatures.
    func receive(_ frames: [[LogEntry]], from child: Bench) throws {
        for frame in frames {
            let arrivals = try frame.map { entry in
                guard let body = entry.body else { throw StorageError.damaged("no body") }
                return Arrival(
                    replica: entry.replica, sequence: entry.sequence, chain: entry.chain ?? [],
                    item: .change(body: body, try ChangeCodec.decode(body)), verdict: .merge,
                    node: child.node)
            }
            _ = try store.write { transaction throws(StorageError) in
                try transaction.receive(arrivals)
            }
        }
    }

    /// Pulls everything that a parent has for this office's scope; how many items that were.
    func pull(from parent: Bench) throws -> Int {
        var position: Int64 = 0
        var count = 0
        while true {
            let page = try parent.store.read { snapshot throws(StorageError) in
                try snapshot.feed(
                    Scope(child: office), after: position, leavingOut: [], limit: 1_000,
                    bytesMax: 768 << 10)
            }
            let items = try page.items.map { item in
                guard case .change(_, let body) = item else {
                    throw StorageError.damaged("not a change")
                }
                return Pulled.change(body: body, try ChangeCodec.decode(body))
            }
            try store.write { transaction throws(StorageError) in
                try transaction.receivePulled(items)
            }
            count += items.count
            position = page.position
            if page.isLast { return count }
        }
    }

    /// Bytes of the database and its WAL.
    var bytes: Int {
        ["/replica.db", "/replica.db-wal"].reduce(0) { sum, name in
            let facts = try? FileManager.default.attributesOfItem(atPath: path + name)
            return sum + (facts?[.size] as? Int ?? 0)
        }
    }

    func digest(_ scope: Scope) throws -> Digest {
        try store.read { s throws(StorageError) in try s.digest(scope, without: []) }
    }
}

/// Invented persons: two facets, ten texts each person, as an office enters them.
struct People {
    let home: DivisionCode

    /// The two changes of a new person.
    func drafts(_ number: Int) -> [Draft] {
        let record = RecordID(high: 0x0190_0000_0000_7000, low: UInt64(number))
        let household = RecordID(high: 0x0190_0000_0000_6000, low: UInt64(number / 4))
        let serial = "\(1_000_000 + number)"
        return [
            draft(
                FacetID(record, .nation),
                [
                    (16, .text("薛彩凤\(number % 977)")), (17, .text(home.description)),
                    (18, .bytes(household.bytes)), (19, .text("110101********\(number % 9_000)")),
                ]),
            draft(
                FacetID(record, .county),
                [
                    (20, .text("11010119800101\(serial.suffix(4))")), (21, .text("138\(serial)0")),
                    (22, .text("1980-01-\(10 + number % 18)")),
                    (23, .text("622200000\(serial)")), (24, .text("mother")),
                    (25, .text("female")),
                ]),
        ]
    }

    /// An edit of one field.
    func edit(_ number: Int, round: Int) -> Draft {
        draft(
            FacetID(RecordID(high: 0x0190_0000_0000_7000, low: UInt64(number)), .county),
            [(21, .text("139\(1_000_000 + round)0"))])
    }

    private func draft(_ facet: FacetID, _ values: [(UInt32, Value)]) -> Draft {
        Draft(
            facet: facet, type: 10, home: home,
            assignments: values.map { Assignment(RegisterName($0.0), $0.1) })
    }
}
