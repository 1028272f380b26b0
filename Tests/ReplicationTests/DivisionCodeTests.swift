import Oracle
import Replication
import Support
import Testing

@Suite("Division codes")
struct DivisionCodeTests {
    /// As people write it, as it prints, and whose office works for it.
    private static let table: [(text: String, code: String, tier: Tier)] = [
        ("0", "0", .nation), ("35", "35", .province), ("3506", "3506", .prefecture),
        ("350603", "350603", .county), ("350603101", "350603101", .township),
        ("350603101202", "350603101202", .village),
        // Padded ones are accepted and cut.
        ("350000", "35", .province), ("350600", "3506", .prefecture),
        ("350000000000", "35", .province), ("350600000000", "3506", .prefecture),
        ("350603000000", "350603", .county), ("350603101000", "350603101", .township),
        ("350603000", "350603", .county), ("3500", "35", .province),
        // Zeros that are not padding.
        ("100001", "100001", .county), ("460100001", "460100001", .township),
        ("010101", "010101", .county),
    ]

    @Test(arguments: table)
    func `are read, cut and printed`(text: String, code: String, tier: Tier) throws {
        let division = try #require(DivisionCode(text))
        #expect(division.description == code)
        #expect(division.tier == tier)
        #expect(DivisionCode(code) == division)
        #expect(division.length == (code == "0" ? 0 : code.count))
    }

    @Test(arguments: [
        "", "00", "000000", "000000000000", "3", "350", "35060", "3506031", "35060310120",
        "3506031012021", "35a603", " 35", "35 ", "-5", "３５", "+1", "35.0",
    ])
    func `are refused if they are none`(text: String) { #expect(DivisionCode(text) == nil) }

    @Test func `contain what lies within them, and nothing else`() throws {
        let codes = try [
            "0", "35", "3506", "350603", "350603101", "350603101202", "36", "3505", "350604",
            "350603102", "350603101203",
        ].map { try #require(DivisionCode($0)) }
        for a in codes {
            for b in codes {
                let isPrefix = a == .nation || b.description.hasPrefix(a.description)
                #expect(a.contains(b) == isPrefix, "\(a) \(b)")
                #expect(a.contains(b) == (a == b || b.ancestors.contains(a)), "\(a) \(b)")
            }
        }
    }

    @Test func `stand just before those within them`() throws {
        let codes = try ["0", "11", "35", "350603", "350603101", "3506", "36"].map {
            try #require(DivisionCode($0))
        }
        let sorted = codes.sorted().map(\.description)
        #expect(sorted == ["0", "11", "35", "3506", "350603", "350603101", "36"])
    }

    @Test func `know the divisions above, also where there is no county`() throws {
        let village = try #require(DivisionCode("350603101202"))
        #expect(village.ancestors.map(\.description) == ["350603101", "350603", "3506", "35", "0"])
        #expect(DivisionCode.nation.above == nil)
        let township = try #require(DivisionCode("441900003"))
        #expect(township.ancestors.map(\.description) == ["441900", "4419", "44", "0"])
        #expect(township.above == DivisionCode("441900"))
        #expect(DivisionCode("441900000000") == DivisionCode("441900"))
        #expect(DivisionCode("4419")?.tier == .prefecture)
    }

    /// The published lists, their lengths, and what their codes are.
    private static let lists: [(String, Int, Set<Tier>)] = [
        ("provinces.csv", 31, [.province]), ("cities.csv", 342, [.prefecture]),
        ("areas.csv", 2_978, [.county]),
        ("streets.csv", 41_352, [.township]),
    ]

    @Test(arguments: lists)
    func `of the whole country are read and printed back`(
        file: String, count: Int, tiers: Set<Tier>
    ) throws {
        guard let bytes = try TestData.require("divisions/" + file) else {
            return try Self.check(["35", "3506", "350603", "350603101"], Set(Tier.allCases))
        }
        let rows = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        let codes = rows.dropFirst().map { String($0.prefix { $0 != "," }) }
        #expect(codes.count == count)
        try Self.check(codes, tiers)
    }

    /// Every code is read, prints as it was written but for padding, and so does all above it.
    private static func check(_ codes: [String], _ tiers: Set<Tier>) throws {
        var faults: [String] = []
        for code in codes {
            let division = try #require(DivisionCode(code), "\(code)")
            let printed = division.description
            let isCut =
                code.hasPrefix(printed) && code.dropFirst(printed.count).allSatisfy { $0 == "0" }
            let above = division.ancestors.allSatisfy { DivisionCode($0.description) == $0 }
            if !isCut || !tiers.contains(division.tier) || !above { faults.append(code) }
        }
        #expect(faults.isEmpty)
    }
}
