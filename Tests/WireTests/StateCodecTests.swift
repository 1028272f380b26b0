import CBOR
import Replication
import Support
import Testing
import Wire

struct StateCodecTests {
    @Test(arguments: 0..<60 as Range<UInt64>)
    func `records of real merges round-trip in both parts`(seed: UInt64) throws {
        var samples = Samples(seed: seed)
        for _ in 0..<10 {
            for record in samples.records() {
                let canonical = StateCodec.canonical(record)
                let local = StateCodec.local(record)
                let stored = try StateCodec.record(canonical: canonical, local: local)
                #expect(stored == record, "seed \(seed)")
                #expect(StateCodec.canonical(stored) == canonical)
                #expect(StateCodec.local(stored) == local)
                let state = StateCodec.state(record)
                let sent = try StateCodec.record(state: state)
                #expect(sent == record.shared, "seed \(seed)")
                #expect(StateCodec.state(sent) == state)
            }
        }
    }

    @Test func `what is local does not enter what is hashed (INV-4)`() throws {
        var samples = Samples(seed: 4)
        var differing = 0
        for _ in 0..<50 {
            for record in samples.records() {
                #expect(StateCodec.canonical(record) == StateCodec.canonical(record.shared))
                if record != record.shared { differing += 1 }
            }
        }
        #expect(differing > 20)
    }

    @Test func `equal sets of writes give equal bytes in whatever order they came (INV-4)`() {
        for seed in 0..<40 as Range<UInt64> {
            var samples = Samples(seed: seed)
            let facet = FacetID(samples.identifier(), .nation)
            var author = Record(facet: facet, type: 7, home: .nation)
            let replica = samples.identifier()
            var changes: [Change] = []
            for sequence in 1...5 as ClosedRange<UInt64> {
                let writes = author.writes(
                    [Assignment(RegisterName(16 + UInt32(samples.below(2))), samples.value())],
                    by: replica, tier: .village
                ) { _ in .multiValue }
                let change = Change(
                    facet: facet, type: 7, home: samples.division(), stamp: samples.stamp(),
                    replica: replica, sequence: sequence, act: Act(first: sequence, count: 1),
                    schema: 1, rights: .none, past: author.past, writes: writes)
                author.apply(change)
                changes.append(change)
            }
            for _ in 0..<5 {
                var other = Record(facet: facet, type: 7, home: changes[0].home)
                for change in changes.shuffled(using: &samples.random) { other.apply(change) }
                var first = Record(facet: facet, type: 7, home: changes[0].home)
                for change in changes { first.apply(change) }
                #expect(StateCodec.canonical(other) == StateCodec.canonical(first))
                #expect(StateCodec.state(other) == StateCodec.state(first))
            }
            // The comparison would notice: one write less gives other bytes, and so does one more
            // thing that depends on the order.
            var fewer = Record(facet: facet, type: 7, home: changes[0].home)
            for change in changes.dropLast() { fewer.apply(change) }
            #expect(StateCodec.canonical(fewer) != StateCodec.canonical(author))
            var pending = Record(facet: facet, type: 7, home: changes[0].home)
            for change in changes { pending.apply(change, isPending: true) }
            #expect(StateCodec.local(pending) != StateCodec.local(author))
        }
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func `a cut state is refused, and a flipped bit is refused or read as it stands`(
        seed: UInt64
    ) {
        var samples = Samples(seed: seed)
        let record = samples.records()[0]
        let state = flipsRead(
            StateCodec.state(record), decode: StateCodec.record(state:), encode: StateCodec.state)
        #expect(state.wrong == [])
        #expect(state.read > 100)
        let canonical = StateCodec.canonical(record)
        let local = flipsRead(
            StateCodec.local(record),
            decode: { try StateCodec.record(canonical: canonical, local: $0) },
            encode: StateCodec.local)
        #expect(local.wrong == [])
    }

    // MARK: - Strictness, rule by rule

    static let a = Identifier(high: 1, low: 0)
    static let b = Identifier(high: 2, low: 0)

    static func stamp(_ time: UInt64) -> Stamp {
        Stamp(
            author: Identifier(high: 3, low: 4), office: .nation, tier: .nation,
            time: HybridTime(ticks: time))
    }

    /// Two registers, two replicas, a straggler, something missing, a context and a void.
    static let sample: Record = {
        let context = CausalContext(
            past: VersionVector(ascending: [Dot(a, 9)]) ?? VersionVector(), holes: [Dot(a, 2)])
        return Record(
            facet: FacetID(Identifier(high: 7, low: 7), .county), type: 40,
            claimedHome: DivisionCode("350603") ?? .nation,
            registers: [
                Register(
                    name: .void(Dot(a, 1)),
                    siblings: [Sibling(dot: Dot(b, 1), value: .bool(true), stamp: stamp(1))]),
                Register(
                    name: RegisterName(16),
                    siblings: [
                        Sibling(dot: Dot(a, 2), value: .integer(1), stamp: stamp(2)),
                        Sibling(
                            dot: Dot(b, 3), value: .integer(2), stamp: stamp(1), context: context),
                    ]),
            ],
            received: DotSet(
                contiguous: VersionVector(ascending: [Dot(a, 2), Dot(b, 1)]) ?? VersionVector(),
                extra: [Dot(b, 3)]) ?? DotSet(),
            past: VersionVector(ascending: [Dot(a, 9), Dot(b, 3)]) ?? VersionVector())
    }()

    private func refused(_ spoil: (CBORItem) -> CBORItem) throws -> WireError? {
        let canonical = try CBORItem(decoding: StateCodec.canonical(Self.sample))
        let local = StateCodec.local(Self.sample)
        return fault {
            try StateCodec.record(canonical: spoil(canonical).encoded(), local: local)
        }
    }

    @Test func `the sample itself is accepted`() throws {
        #expect(try refused { $0 } == nil)
        let state = StateCodec.state(Self.sample)
        #expect(try StateCodec.record(state: state) == Self.sample)
    }

    @Test func `tables ascend, and every entry of them is used`() throws {
        let received = try refused {
            $0.replacing([4]) { .array($0.entries.reversed()) }
        }
        #expect(received?.place == "State.received[1]")
        let idle = try refused {
            $0.replacing([4]) {
                .array(
                    $0.entries + [
                        .array([.bytes(Identifier(high: 9, low: 9).bytes), .unsigned(0)])
                    ])
            }
        }
        #expect(idle?.place == "State.received[2]")
        let stamps = try refused { $0.replacing([6]) { .array($0.entries.reversed()) } }
        #expect(stamps?.place == "State.stamps[1]")
        let unused = try refused { $0.replacing(7, 1, 4, by: .unsigned(0)) }
        #expect(unused?.place == "State.stamps")
        let beyond = try refused { $0.replacing(7, 1, 4, by: .unsigned(2)) }
        #expect(beyond?.place == "State.registers[1].siblings[0].stamp")
    }

    @Test func `stragglers are what lies beyond a gap, ascending`() throws {
        for counter: UInt64 in [0, 1, 2, 1 << 63] {
            #expect(try refused { $0.replacing(5, 0, 1, by: .unsigned(counter)) } != nil)
        }
        #expect(try refused { $0.replacing([5]) { .array($0.entries + $0.entries) } } != nil)
        #expect(try refused { $0.replacing(5, 0, 0, by: .unsigned(2)) } != nil)
    }

    @Test func `what stands has been received`() throws {
        let refusal = try refused { $0.replacing(7, 1, 3, by: .unsigned(3)) }
        #expect(refusal?.place == "State.registers[1].siblings[0].counter")
        let unknown = try refused { $0.replacing(7, 1, 2, by: .unsigned(2)) }
        #expect(unknown?.place == "State.registers[1].siblings[0].replica")
    }

    @Test func `what was voided has been received and does not stand`() throws {
        let key = RegisterName.void(Dot(Self.a, 2)).key
        #expect(
            try refused { $0.replacing(7, 0, 1, by: .bytes(key)) }?.place == "State.registers")
        let missing = RegisterName.void(Dot(Self.a, 3)).key
        #expect(
            try refused { $0.replacing(7, 0, 1, by: .bytes(missing)) }?.place == "State.registers")
    }

    @Test func `registers and siblings ascend, and hold something`() throws {
        let registers = try refused { $0.replacing([7]) { .array($0.entries.reversed()) } }
        #expect(registers?.place == "State.registers[1]")
        let siblings = try refused {
            $0.replacing([7, 1]) { register in
                let items = register.entries
                return .array(Array(items[..<2] + items[6...] + items[2..<6]))
            }
        }
        #expect(siblings?.place == "State.registers[1].siblings[1]")
        let empty = try refused { $0.replacing([7, 0]) { .array(Array($0.entries[..<2])) } }
        #expect(empty?.place == "State.registers[0]")
        let torn = try refused { $0.replacing([7, 0]) { .array(Array($0.entries[..<5])) } }
        #expect(torn?.place == "State.registers[0]")
    }

    @Test func `the format and the count of fields are exact`() throws {
        #expect(try refused { $0.replacing(0, by: .unsigned(2)) }?.fault == .unknownFormat(2))
        #expect(try refused { .array($0.entries + [.null]) } != nil)
        #expect(try refused { .array(Array($0.entries.dropLast())) } != nil)
    }

    @Test func `the past is what was received, and what is ahead of it`() throws {
        let canonical = StateCodec.canonical(Self.sample)
        let local = try CBORItem(decoding: StateCodec.local(Self.sample))
        func place(_ item: CBORItem) -> String? {
            fault { try StateCodec.record(canonical: canonical, local: item.encoded()) }?.place
        }
        #expect(place(local) == nil)
        // Something that has arrived is not ahead; nor does a context reach beyond the past.
        #expect(place(local.replacing(1, 0, 1, by: .unsigned(2))) == "State.ahead")
        #expect(
            place(local.replacing(1, 0, 1, by: .unsigned(8)))
                == "State.registers[1].siblings[1].context")
        #expect(place(local.replacing(2, 0, 1, 1, by: .unsigned(2))) == "State.contexts")
        #expect(
            place(local.replacing(2, 0, 2, 1, 0, 1, by: .unsigned(10)))
                == "Local.contexts[0].context.holes")
        #expect(
            place(local.replacing([2]) { .array($0.entries + $0.entries) }) == "Local.contexts[1]")
    }

    @Test func `a state ends at its limit`() throws {
        func state(_ count: Int) -> [UInt8] {
            let fills = [UInt8](repeating: 0, count: 65_536)
            let registers = (0..<16).map { index in
                Register(
                    name: RegisterName(16 + UInt32(index)),
                    siblings: [
                        Sibling(
                            dot: Dot(Self.a, UInt64(index) + 1),
                            value: .bytes(index < 15 ? fills : Array(fills.prefix(count))),
                            stamp: Self.stamp(1))
                    ])
            }
            let vector = VersionVector(ascending: [Dot(Self.a, 16)]) ?? VersionVector()
            return StateCodec.state(
                Record(
                    facet: FacetID(Self.b, .county), type: 40, claimedHome: .nation,
                    registers: registers,
                    received: DotSet(contiguous: vector, extra: []) ?? DotSet(), past: vector))
        }
        let rest = Limits.stateBytesMax - state(40_000).count + 40_000
        for (more, isFine) in [(-1, true), (0, true), (1, false)] {
            let state = state(rest + more)
            #expect(state.count == Limits.stateBytesMax + more)
            #expect((fault { try StateCodec.record(state: state) } == nil) == isFine)
        }
    }

    @Test func `stragglers on the wire end at their limit, stored ones do not`() throws {
        for (more, isFine) in [(-1, true), (0, true), (1, false)] {
            let extra = (0..<(Limits.stragglersMax + more)).map { Dot(Self.a, UInt64($0) + 2) }
            let past = VersionVector(ascending: [Dot(Self.a, UInt64(extra.count) + 1)])
            let record = Record(
                facet: FacetID(Self.b, .county), type: 40, claimedHome: .nation, registers: [],
                received: try #require(DotSet(contiguous: VersionVector(), extra: extra)),
                past: try #require(past))
            let state = StateCodec.state(record)
            #expect((fault { try StateCodec.record(state: state) } == nil) == isFine)
            let stored = try StateCodec.record(
                canonical: StateCodec.canonical(record), local: StateCodec.local(record))
            #expect(stored == record)
        }
    }
}
