import Oracle
import Replication
import Support
import Testing

@Suite("Identifiers")
struct IdentifierTests {
    @Test func `made later stand later, whatever chance adds (UUIDv7)`() {
        for seed in Seeds.first(200) {
            let entropy = Chance(seed: seed)
            var random = SeededRandom(seed: seed)
            var last = Identifier.zero
            var time: UInt64 = 0
            for _ in 0..<20 {
                time += 1 + UInt64(random.below(1_000_000_000))
                let next = Identifier.timeOrdered(milliseconds: time, entropy: entropy)
                #expect(last < next, "\(Seeds.replay(seed))")
                #expect(next.high >> 16 == time)
                #expect(next.bytes[6] >> 4 == 7, "The version.")
                #expect(next.bytes[8] >> 6 == 2, "The variant.")
                last = next
            }
        }
    }

    @Test func `two of one millisecond differ by chance, and only 48 bits of time enter`() {
        let a = Identifier.timeOrdered(milliseconds: 1 << 50 | 5, entropy: Chance(seed: 1))
        let b = Identifier.timeOrdered(milliseconds: 5, entropy: Chance(seed: 2))
        #expect(a != b)
        #expect(a.high >> 16 == 5 && b.high >> 16 == 5)
    }

    @Test func `the example of the standard`() {
        // RFC 9562, appendix A.6: 2022-02-22T19:22:22.000Z, and its random bits.
        let made = Identifier.timeOrdered(
            milliseconds: 0x017F_22E2_79B0,
            entropy: Fixed(bytes: bytes(hexadecimal: "0000000000000CC3 18C4DC0C0C07398F")))
        #expect(made == Identifier("017F22E2-79B0-7CC3-98C4-DC0C0C07398F"))
    }

    @Test func `are read and printed, by bytes and by digits`() throws {
        let text = "00112233445566778899aabbccddeeff"
        let identifier = try #require(Identifier(text))
        #expect(identifier.description == text)
        #expect(Identifier(bytes: identifier.bytes) == identifier)
        #expect(Identifier("00112233-4455-6677-8899-AABBCCDDEEFF") == identifier)
        #expect(identifier.bytes == bytes(hexadecimal: text))
    }

    @Test(arguments: [
        "", "00", "00112233445566778899aabbccddeef", "0x112233445566778899aabbccddeeff",
    ])
    func `of another form are none`(text: String) { #expect(Identifier(text) == nil) }

    @Test func `stand in the order of their bytes, and so do facets and registers`() {
        let ordered = ["00", "01", "7f", "80", "ff"].flatMap { first in
            ["00", "ff"].compactMap { last in
                Identifier(first + String(repeating: "00", count: 14) + last)
            }
        }
        #expect(ordered.sorted() == ordered)
        #expect(ordered.count == 10)
        let facets = ordered.flatMap { record in Reach.allCases.map { FacetID(record, $0) } }
        #expect(facets.sorted() == facets)
        #expect(facets.allSatisfy { FacetID(bytes: $0.bytes) == $0 })
        let names = [
            RegisterName(1), RegisterName(2, key: []), RegisterName(2, key: [0]),
            RegisterName(2, key: [0, 0]), RegisterName(2, key: [1]), RegisterName(16),
        ]
        #expect(names.sorted() == names)
    }

    @Test func `a facet of another length or reach is none`() {
        let facet = FacetID(.zero, .down)
        #expect(FacetID(bytes: facet.bytes.dropLast()) == nil)
        #expect(FacetID(bytes: facet.bytes + [0]) == nil)
        #expect(FacetID(bytes: facet.bytes.dropLast() + [4]) == nil)
    }

    @Test func `a void names its dot, and nothing else is a void`() {
        let dot = Dot(replica(3), 1 << 40 | 7)
        #expect(RegisterName.void(dot).voided == dot)
        #expect(RegisterName.void(Dot(replica(3), 0)).voided == nil)
        #expect(RegisterName(3, key: RegisterName.void(dot).key).voided == nil)
        #expect(RegisterName(2, key: [1, 2]).voided == nil)
        #expect(RegisterName.void(dot).isEngine && !RegisterName(16).isEngine)
    }

    @Test func `tiers rank as offices do`() {
        let tiers: [Tier] = [.village, .township, .county, .prefecture, .province, .nation]
        #expect(tiers.sorted() == tiers)
        #expect(tiers.map(\.rawValue) == [5, 4, 3, 2, 1, 0])
    }
}

/// Chance of a seed.
private struct Chance: Entropy {
    let seed: UInt64

    func bytes(_ count: Int) -> [UInt8] {
        var random = SeededRandom(seed: seed)
        return random.bytes(count: count)
    }
}

/// The same bytes each time.
private struct Fixed: Entropy {
    let bytes: [UInt8]

    func bytes(_ count: Int) -> [UInt8] { Array(bytes.prefix(count)) }
}
