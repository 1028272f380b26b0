import Replication
import SQLite
import Seal
import Storage
import Support
import Testing
import Wire

/// A clock that goes on by a second each time somebody looks.
final class TickingClock: Clock {
    private let time = Guarded<UInt64>(1_700_000_000_000)

    func now() -> UInt64 {
        time.withLock { time in
            time += 1_000
            return time
        }
    }
}

/// Chance that repeats.
final class SeededEntropy: Entropy {
    private let random: Guarded<SeededRandom>

    init(_ seed: UInt64) { random = Guarded(SeededRandom(seed: seed)) }

    func bytes(_ count: Int) -> [UInt8] { random.withLock { $0.bytes(count: count) } }
}

/// One office of a test: a store with its folder.
struct Office {
    let store: ReplicaStore
    let path: String

    static let facts = MachineFacts(values: ["machine", "disk", "board"])

    /// Makes a replica in the folder of the running test.
    init(
        _ code: String, parent: Identifier? = nil, seed: UInt64 = 1, name: String? = nil,
        path: String? = nil
    ) throws {
        self.path = path ?? TemporaryDirectory.file(name ?? code)
        store = try ReplicaStore.create(
            directory: self.path, identity: Self.identity(code, parent: parent, seed: seed),
            clock: TickingClock(), entropy: SeededEntropy(seed), facts: Self.facts)
    }

    /// Opens the replica of a folder again.
    init(opening path: String, seed: UInt64 = 77, facts: MachineFacts = facts) throws {
        self.path = path
        store = try ReplicaStore.open(
            directory: path, clock: TickingClock(), entropy: SeededEntropy(seed), facts: facts)
    }

    /// An office over a store that is open already.
    init(store: ReplicaStore, path: String) {
        self.store = store
        self.path = path
    }

    static func identity(_ code: String, parent: Identifier?, seed: UInt64) -> Identity {
        let office = division(code)
        return Identity(
            node: Identifier(high: 0xF0F0, low: seed), office: office, tier: office.tier,
            name: "Office \(code)", isPractice: true,
            signingSeed: [UInt8](repeating: 1, count: 32),
            sealingSeed: [UInt8](repeating: 2, count: 32), parent: parent)
    }

    var node: Identifier { store.identity.node }
    var office: DivisionCode { store.identity.office }
    var scope: Scope { Scope(child: office) }

    // MARK: What people do

    func stamp(_ author: UInt64 = 9) -> Stamp {
        Stamp(
            author: RecordID(high: 0, low: author), office: office, tier: office.tier, time: .zero)
    }

    @discardableResult
    func author(_ drafts: [Draft]) throws -> [Change] {
        try store.write { transaction throws(StorageError) in
            try transaction.author(drafts, stamp: self.stamp(), schema: 1, rights: .none)
        }
    }

    /// Writes texts into registers of one facet.
    @discardableResult
    func set(
        _ facet: FacetID, _ values: [UInt32: String], type: UInt32 = unknownType,
        home: DivisionCode? = nil
    ) throws -> [Change] {
        try author([
            Draft(
                facet: facet, type: type, home: home ?? office,
                assignments: values.sorted { $0.key < $1.key }.map {
                    Assignment(RegisterName($0.key), .text($0.value))
                })
        ])
    }

    func record(_ facet: FacetID) throws -> Record? {
        try store.read { snapshot throws(StorageError) in try snapshot.record(facet) }
    }

    /// The texts that stand in a register, ascending.
    func texts(_ facet: FacetID, _ register: UInt32) throws -> [String] {
        (try record(facet)?.siblings(RegisterName(register)) ?? []).map(\.value).compactMap {
            if case .text(let text) = $0 { return text }
            return nil
        }.sorted()
    }

    func digest(_ scope: Scope) throws -> Digest {
        try store.read { snapshot throws(StorageError) in
            try snapshot.digest(scope, without: [])
        }
    }

    var heads: [Head] {
        get throws {
            try store.read { snapshot throws(StorageError) in try snapshot.heads(under: nil) }
        }
    }

    var position: Int64 {
        get throws { try store.read { snapshot in snapshot.position } }
    }
}

/// A type that no programme knows: every register is `multiValue`.
let unknownType: UInt32 = 60_000

func division(_ code: String) -> DivisionCode {
    guard let division = DivisionCode(code) else { preconditionFailure("no division \(code)") }
    return division
}

func facet(_ number: UInt64, _ reach: Reach = .county) -> FacetID {
    FacetID(RecordID(high: 0x0190_0000_0000_7000, low: number), reach)
}

let county = "110101"
let village = "110101001001"
let neighbour = "110101001002"
let township = "110101001"

/// The bytes of a change.
func encoded(_ change: Change) -> [UInt8] { ChangeCodec.encode(change) }
