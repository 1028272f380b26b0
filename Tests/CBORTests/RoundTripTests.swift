import CBOR
import Support
import Testing

/// Whatever is read encodes to the same bytes again.
struct RoundTripTests {
    /// An item with every kind in it, every head length, and keys of several kinds.
    static let sample: CBORItem = .map([
        .init(.unsigned(0), .array([.integer(-1), .integer(-1000), .null, .bool(true)])),
        .init(.unsigned(24), .unsigned(.max)),
        .init(.unsigned(300), .unsigned(70_000)),
        .init(.negative(-1), .negative(.min)),
        .init(.bytes([0, 255]), .bytes([UInt8](repeating: 7, count: 30))),
        .init(.text("水\u{10151}\0é"), .map([])),
        .init(.array([.bool(false)]), .array([])),
    ])

    @Test func `the sample round-trips`() throws {
        let bytes = Self.sample.encoded()
        #expect(try CBORItem(decoding: bytes) == Self.sample)
        #expect(try CBORItem(notation: diagnostic(bytes)) == Self.sample)
    }

    @Test func `a sample that is cut anywhere is refused`() {
        let bytes = Self.sample.encoded()
        for count in 0..<bytes.count {
            #expect(throws: CBORError.self) { try CBORItem(decoding: Array(bytes[..<count])) }
        }
    }

    @Test func `no flipped bit yields a value that encodes to other bytes`() throws {
        let judged = Self.flips { try? CBORItem(decoding: $0) }
        #expect(judged.faults.isEmpty)
        #expect(judged.accepted > 100, "Some flips only change a value, and are read.")
        for flipped in Self.flipped {
            var reader = try CBORReader(flipped)
            let skipped: Void? = try? reader.skip()
            let item = try? CBORItem(decoding: flipped)
            #expect((item != nil) == (skipped != nil && reader.isAtEnd))
        }
    }

    @Test(arguments: LaxDecoder.Fault.allCases)
    func `a decoder that lets something pass is found out by flipped bits`(
        fault: LaxDecoder.Fault
    ) {
        #expect(!Self.flips(LaxDecoder(fault).decode).faults.isEmpty)
    }

    /// The sample with each of its bits turned over.
    private static var flipped: [[UInt8]] {
        let bytes = sample.encoded()
        return (0..<(bytes.count * 8)).map { bit in
            var flipped = bytes
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            return flipped
        }
    }

    /// How many flipped samples a decoder accepts, and which bits show that it should not have.
    private static func flips(
        _ decode: ([UInt8]) -> CBORItem?
    ) -> (accepted: Int, faults: [Int]) {
        let judged = flipped.enumerated().compactMap { bit, bytes in
            decode(bytes).map { (bit, $0.encoded() == bytes) }
        }
        return (judged.count, judged.filter { !$0.1 }.map(\.0))
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `random items round-trip through bytes and notation`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<25 {
            let item = Self.randomItem(&random, depth: 4)
            let bytes = item.encoded()
            let decoded = try CBORItem(decoding: bytes)
            #expect(decoded == item, "seed \(seed)")
            #expect(decoded.encoded() == bytes, "seed \(seed)")
            #expect(try CBORItem(notation: item.notation) == item, "seed \(seed)")
            var reader = try CBORReader(bytes[...])
            #expect(Array(try reader.item()) == bytes, "seed \(seed)")
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `random bytes are refused, or encode to themselves`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<2_000 {
            let bytes = random.bytes(count: Int.random(in: 1...12, using: &random))
            guard let item = try? CBORItem(decoding: bytes) else { continue }
            #expect(item.encoded() == bytes, "seed \(seed)")
        }
    }

    private static func randomItem(_ random: inout SeededRandom, depth: Int) -> CBORItem {
        let small = Int.random(in: 0...6, using: &random)
        switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &random) {
        case 0: return .unsigned(random.next() >> UInt64.random(in: 0..<64, using: &random))
        case 1: return .integer(Int64(bitPattern: random.next()) >> Int64(small * 10))
        case 2: return .bytes(random.bytes(count: small * 7))
        case 3: return .text(randomText(&random, count: small * 3))
        case 4: return .bool(random.next() & 1 == 0)
        case 5: return .null
        case 6: return .array((0..<small).map { _ in randomItem(&random, depth: depth - 1) })
        default:
            var entries: [[UInt8]: CBORItem.Entry] = [:]
            for _ in 0..<small {
                let key = randomItem(&random, depth: depth - 1)
                entries[key.encoded()] = .init(key, randomItem(&random, depth: depth - 1))
            }
            return .map(Array(entries.values))
        }
    }

    private static func randomText(_ random: inout SeededRandom, count: Int) -> String {
        let bounds: [UInt32] = [0x20, 0x80, 0x800, 0x10000, 0x110000]
        var text = ""
        while text.unicodeScalars.count < count {
            let bound = bounds[Int.random(in: 0..<bounds.count, using: &random)]
            if let scalar = Unicode.Scalar(UInt32.random(in: 0..<bound, using: &random)) {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
