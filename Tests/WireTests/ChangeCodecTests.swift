import CBOR
import Replication
import Support
import Testing
import Wire

struct ChangeCodecTests {
    @Test(arguments: 0..<40 as Range<UInt64>)
    func `random changes round-trip to the byte`(seed: UInt64) throws {
        var samples = Samples(seed: seed)
        for _ in 0..<50 {
            let change = samples.change()
            let body = ChangeCodec.encode(change)
            let decoded = try ChangeCodec.decode(body)
            #expect(decoded == change, "seed \(seed)")
            #expect(ChangeCodec.encode(decoded) == body, "seed \(seed)")
            let head = try #require(ChangeCodec.peek(body))
            #expect(head.facet == change.facet && head.home == change.home)
            #expect(head.type == change.type && head.act == change.act)
            #expect(head.replica == change.replica && head.sequence == change.sequence)
        }
    }

    @Test(arguments: 0..<6 as Range<UInt64>)
    func `a cut body is refused, and a flipped bit is refused or read as it stands`(
        seed: UInt64
    ) {
        var samples = Samples(seed: seed)
        let body = ChangeCodec.encode(samples.change())
        let flips = flipsRead(body, decode: ChangeCodec.decode, encode: ChangeCodec.encode)
        #expect(flips.wrong == [])
        #expect(flips.read > 100, "Some flips only change an identifier or a value.")
    }

    @Test func `the check of flips notices a decoder that is not strict`() {
        var samples = Samples(seed: 1)
        let body = ChangeCodec.encode(samples.change())
        func wrong(_ decode: ([UInt8]) throws -> Change) -> [String] {
            flipsRead(body, decode: decode, encode: ChangeCodec.encode).wrong
        }
        #expect(wrong { try ChangeCodec.decode(Array($0.prefix(body.count))) } == ["a byte behind"])
        let overread = wrong { bytes in
            var bytes = bytes
            if !bytes.isEmpty { bytes[0] = body[0] }
            return try ChangeCodec.decode(bytes)
        }
        #expect(overread.contains("bit 0") && !overread.contains("bit 8"))
        let padded = wrong { bytes in
            let missing = max(0, body.count - bytes.count)
            return try ChangeCodec.decode(bytes + body.suffix(missing))
        }
        #expect(padded.count >= body.count)
    }

    // MARK: - Strictness, rule by rule

    static let replica = Identifier(high: 5, low: 5)
    static let other = Identifier(high: 6, low: 6)

    /// A change of two registers, the second of which leaves one dot standing.
    static let sample = Change(
        facet: FacetID(Identifier(high: 1, low: 2), .county), type: 40,
        home: DivisionCode("350603101007") ?? .nation,
        stamp: Stamp(
            author: Identifier(high: 3, low: 4), office: DivisionCode("350603101007") ?? .nation,
            tier: .village, time: HybridTime(ticks: 77)),
        replica: replica, sequence: 9, act: Act(first: 8, count: 2), schema: 1, rights: .none,
        past: VersionVector(ascending: [Dot(replica, 3), Dot(other, 7)]) ?? VersionVector(),
        writes: [
            Write(register: RegisterName(16), dot: Dot(replica, 4), value: .integer(4_200)),
            Write(
                register: RegisterName(17, key: [1]), dot: Dot(replica, 5), value: .text("x"),
                holes: [Dot(other, 6), Dot(other, 7)]),
        ])

    /// The sample as an item, to be spoilt.
    static var item: CBORItem {
        get throws { try CBORItem(decoding: ChangeCodec.encode(sample)) }
    }

    private func place(_ item: CBORItem) -> String? {
        fault { try ChangeCodec.decode(item.encoded()) }?.place
    }

    @Test func `the sample itself is accepted`() throws {
        #expect(place(try Self.item) == nil)
    }

    @Test func `fields out of their range are refused by name`() throws {
        let item = try Self.item
        let id = CBORItem.bytes(Self.replica.bytes)
        let huge = CBORItem.unsigned(1 << 63)
        let cases: [(CBORItem, String)] = [
            (item.replacing(1, by: .bytes([1])), "Change.facet"),
            (item.replacing(1, by: .bytes(Self.replica.bytes + [4])), "Change.facet"),
            (item.replacing(2, by: .unsigned(1 << 32)), "Change.type"),
            (item.replacing(3, by: .text("350603101000")), "Change.home"),
            (item.replacing(3, by: .text("3506031")), "Change.home"),
            (item.replacing(3, by: .text("")), "Change.home"),
            (item.replacing(4, 1, by: .text("350600")), "Change.stamp.office"),
            (item.replacing(4, 2, by: .unsigned(6)), "Change.stamp.tier"),
            (item.replacing(4, by: .array([id])), "Change.stamp"),
            (item.replacing(6, by: .unsigned(0)), "Change.sequence"),
            (item.replacing(6, by: huge), "Change.sequence"),
            (item.replacing(7, 0, by: .unsigned(0)), "Change.act.first"),
            (item.replacing(7, 1, by: .unsigned(0)), "Change.act.count"),
            (item.replacing(8, by: .unsigned(1 << 32)), "Change.schema"),
            (item.replacing(9, 1, by: huge), "Change.rights.sequence"),
            (item.replacing(12, by: .array([id, .unsigned(0)])), "Change.origin.sequence"),
            (item.replacing(13, by: .bytes([0])), "Change.salt"),
            (item.replacing(13, by: .bytes([UInt8](repeating: 0, count: 17))), "Change.salt"),
        ]
        for (item, expected) in cases { #expect(place(item) == expected) }
    }

    @Test func `a change stands within its act`() throws {
        let item = try Self.item
        for (sequence, isFine) in [(7, false), (8, true), (9, true), (10, false)] {
            let spoilt = item.replacing(6, by: .unsigned(UInt64(sequence)))
            #expect((place(spoilt) == nil) == isFine)
        }
    }

    @Test func `a past ascends and knows nothing of a write number 0`() throws {
        let item = try Self.item
        let past = item.entries[10].entries
        let zero = past[0].replacing(1, by: .unsigned(0))
        #expect(place(item.replacing(10, by: .array(past.reversed()))) == "Change.past")
        #expect(place(item.replacing(10, by: .array([past[0], past[0]]))) == "Change.past")
        #expect(place(item.replacing(10, by: .array([zero, past[1]]))) == "Change.past[0].counter")
        let last = past[0].replacing(1, by: .unsigned(Limits.numberMax - 1))
        #expect(place(item.replacing(10, by: .array([last, past[1]]))) == "Change.past")
    }

    @Test func `a change writes something, and a register once`() throws {
        let item = try Self.item
        let write = item.entries[11].entries[0]
        #expect(place(item.replacing(11, by: .array([]))) == "Change.writes")
        #expect(place(item.replacing(11, by: .array([write, write]))) == "Change.writes[1]")
    }

    @Test func `holes ascend and lie within the past`() throws {
        let item = try Self.item
        let holes = item.entries[11].entries[1].entries[3].entries
        let beyond = holes[1].replacing(1, by: .unsigned(8))
        let unknown = holes[1].replacing(0, by: .bytes(Identifier(high: 9, low: 9).bytes))
        let cases: [([CBORItem], String)] = [
            ([holes[1], holes[0]], "Change.writes[1].holes[1]"),
            ([holes[0], holes[0]], "Change.writes[1].holes[1]"),
            ([holes[0], beyond], "Change.writes[1].holes"),
            ([holes[0], unknown], "Change.writes[1].holes"),
        ]
        for (holes, expected) in cases {
            #expect(place(item.replacing(11, 1, 3, by: .array(holes))) == expected)
        }
    }

    @Test func `registers of the engine hold what the engine can read`() throws {
        func isRead(_ number: UInt64, _ key: [UInt8], _ value: Value) throws -> Bool {
            let write = CBORItem.array([
                .unsigned(number), .bytes(key), try CBORItem(decoding: ValueCodec.encode(value)),
                .array([]),
            ])
            return place(try Self.item.replacing(11, by: .array([write]))) == nil
        }
        let dot = RegisterName.void(Dot(Self.other, 7)).key
        let seen = Value.list([.list([.bytes(Self.other.bytes), .integer(7)])])
        let unseen = Value.list([.list([.bytes(Self.other.bytes), .integer(8)])])
        #expect(try isRead(1, [], .text("350603")))
        #expect(try !isRead(1, [], .text("350600")))
        #expect(try !isRead(1, [], .absent))
        #expect(try !isRead(1, [1], .text("350603")))
        #expect(try isRead(2, dot, .bool(true)))
        #expect(try !isRead(2, dot, .bool(false)))
        #expect(try !isRead(2, dot, .absent))
        #expect(try !isRead(2, Array(dot.dropLast()), .bool(true)))
        #expect(try !isRead(2, Array(dot.dropLast()) + [0], .bool(true)))
        #expect(try !isRead(2, Array(dot.prefix(16)) + [128, 0, 0, 0, 0, 0, 0, 1], .bool(true)))
        #expect(try isRead(3, [], seen))
        #expect(try !isRead(3, [], unseen), "Nobody withdraws what he has not seen (INV-15).")
        #expect(try !isRead(3, [], .bool(true)))
        #expect(try !isRead(3, [], .list([.integer(1)])))
        for number: UInt64 in [0, 4, 5, 15] { #expect(try !isRead(number, [], .absent)) }
        #expect(try isRead(16, [], .absent))
        #expect(try isRead(UInt64(UInt32.max), [], .absent))
        #expect(try !isRead(UInt64(UInt32.max) + 1, [], .absent))
    }

    @Test func `an event holds what its author had seen, and no more than there was`() throws {
        let id = Identifier(high: 5, low: 5).bytes
        func isRead(_ key: [UInt8], _ value: Value) throws -> Bool {
            let write = CBORItem.array([
                .unsigned(4), .bytes(key), try CBORItem(decoding: ValueCodec.encode(value)),
                .array([]),
            ])
            return place(try Self.item.replacing(11, by: .array([write]))) == nil
        }
        func dots(_ counters: Int64...) -> Value {
            .list(counters.map { .list([.bytes(Self.other.bytes), .integer($0)]) })
        }
        let said = Value.list([.text("objected"), .text("2017-05-09")])
        #expect(try isRead(id, .list([dots(7), dots(3, 5), said])))
        #expect(try isRead(id, .list([dots(), dots(), .absent])), "the programme judges that")
        #expect(try !isRead(id, .list([dots(8), dots(), said])), "seen before it was there")
        #expect(try !isRead(id, .list([dots(4), dots(5), said])), "a hole in what was not seen")
        #expect(try !isRead(id, .list([dots(7), dots(5, 3), said])))
        #expect(try !isRead(id, .list([dots(7), dots(3, 3), said])))
        #expect(try !isRead(id, .list([dots(6, 7), dots(), said])), "no vector")
        #expect(try !isRead(id, .list([dots(7), said])))
        #expect(try !isRead(id, said))
        #expect(try !isRead(id, .absent), "nobody takes an event back")
        #expect(try !isRead(Array(id.dropLast()), .list([dots(7), dots(), said])))
        #expect(try !isRead([], .list([dots(7), dots(), said])))
    }

    @Test func `a body has exactly fourteen fields`() throws {
        let item = try Self.item
        let fields = item.entries
        #expect(place(.array(fields + [.null])) == "Change")
        #expect(place(.array(Array(fields.dropLast()))) == "Change")
        #expect(place(.unsigned(1)) == "Change")
    }

    // MARK: - Limits

    @Test func `writes, holes, keys and the vector end at their limits`() throws {
        for (more, isFine) in [(-1, true), (0, true), (1, false)] {
            var written = Self.sample
            written.writes = (0..<(Limits.changeWritesMax + more)).map { index in
                Write(
                    register: RegisterName(16 + UInt32(index)),
                    dot: Dot(Self.replica, 4 + UInt64(index)), value: .absent)
            }
            var holed = Self.sample
            holed.past.insert(Dot(Self.other, 5_000))
            holed.writes = [
                Write(
                    register: RegisterName(16), dot: Dot(Self.replica, 4), value: .absent,
                    holes: (0..<(Limits.holesMax + more)).map { Dot(Self.other, UInt64($0) + 1) })
            ]
            var keyed = Self.sample
            keyed.writes = [
                Write(
                    register: RegisterName(
                        16, key: [UInt8](repeating: 1, count: Limits.keyBytesMax + more)),
                    dot: Dot(Self.replica, 4), value: .absent)
            ]
            var known = Self.sample
            let entries = (0..<(Limits.vectorMax + more)).map {
                Dot(Identifier(high: 7, low: UInt64($0)), 1)
            }
            known.past = try #require(VersionVector(ascending: entries))
            known.writes = [
                Write(register: RegisterName(16), dot: Dot(Self.replica, 1), value: .absent)
            ]
            var many = Self.sample
            many.act = Act(first: 1, count: UInt64(Limits.frameChangesMax + more))
            for change in [written, holed, keyed, known, many] {
                let body = ChangeCodec.encode(change)
                #expect((try? ChangeCodec.decode(body)) == (isFine ? change : nil))
            }
        }
    }

    @Test func `a body ends at its limit`() throws {
        func body(_ count: Int) throws -> [UInt8] {
            var change = Self.sample
            let fills = [65_536, 65_536, 65_536, count]
            change.writes = fills.enumerated().map { index, count in
                Write(
                    register: RegisterName(16 + UInt32(index)),
                    dot: Dot(Self.replica, 4 + UInt64(index)),
                    value: .bytes([UInt8](repeating: 0, count: count)))
            }
            return ChangeCodec.encode(change)
        }
        let rest = Limits.changeBytesMax - (try body(40_000)).count + 40_000
        for (more, isFine) in [(-1, true), (0, true), (1, false)] {
            let body = try body(rest + more)
            #expect(body.count == Limits.changeBytesMax + more)
            #expect((fault { try ChangeCodec.decode(body) } == nil) == isFine)
            #expect((ChangeCodec.peek(body) != nil) == isFine)
        }
    }

    // MARK: - Later formats

    @Test func `the head of a later format is read, whatever follows`() throws {
        let fields = try Self.item.entries
        let later = CBORItem.array(
            [.unsigned(2)] + Array(fields[1...7]) + [.map([.init(.unsigned(1), .null)]), .null])
        let refused = fault { try ChangeCodec.decode(later.encoded()) }
        #expect(refused == WireError("Change.format", .unknownFormat(2)))
        let head = try #require(ChangeCodec.peek(later.encoded()))
        #expect(head.format == 2 && head.facet == Self.sample.facet)
        #expect(head.replica == Self.replica && head.sequence == 9)
        #expect(ChangeCodec.peek([]) == nil)
        #expect(ChangeCodec.peek(Array(later.encoded().dropLast())) == nil)
        #expect(ChangeCodec.peek(CBORItem.array(Array(fields[..<7])).encoded()) == nil)
    }
}
