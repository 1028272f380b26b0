import Programme
import Replication
import Seal
import Testing

/// Records that two offices make without knowledge of each other.
struct NaturalKeyTests {
    private let household = RecordID(high: 0x0190_aabb_ccdd_7001, low: 0x8000_0000_0000_0001)

    private func income(_ year: Int64, _ basis: String = "application") -> [String: Value] {
        ["household": named(household), "year": .integer(year), "basis": .text(basis)]
    }

    private func id(_ name: String, _ values: [String: Value]) -> RecordID? {
        type(name).derivedID(values, hash: { Seal.hash($0) })
    }

    @Test func `two sides derive the same id, whatever else they typed`() {
        var other = income(2016)
        other["total_income"] = .integer(490_000)
        #expect(id("income_record", income(2016)) == id("income_record", other))
        #expect(id("income_record", income(2016)) != nil)
    }

    @Test func `another household, year or basis is another record`() {
        var other = income(2016)
        other["household"] = named(RecordID(high: household.high, low: 2))
        let ids = [
            income(2016), income(2017), income(2016, "follow_up"), other,
        ].map { id("income_record", $0) }
        #expect(Set(ids).count == 4)
    }

    @Test func `the id begins like the parent's, so that records of a household stand together`() {
        let derived = id("income_record", income(2016))
        #expect(derived.map { Array($0.bytes.prefix(6)) } == Array(household.bytes.prefix(6)))
        let division = id("division", ["code": .text("350603")])
        #expect(division.map { Array($0.bytes.prefix(6)) } == [0, 0, 0, 0, 0, 0])
    }

    @Test func `the bytes are those that any language computes`() {
        // SHA-256 over "division", a zero byte and "350603", cut to ten bytes.
        #expect(
            id("division", ["code": .text("350603")])?.description
                == "0000000000005ba182b112e68948e363")
        #expect(
            id("office", ["division": .text("350603"), "programme": .text("happiness")])?
                .description == "0000000000008d07efa1f779c3b1390e")
        #expect(
            id("income_record", income(2016))?.description == "0190aabbccddf1163b06c894216eb4f3")
    }

    @Test func `a key that is not whole gives no id`() {
        #expect(id("income_record", ["household": named(household)]) == nil)
        #expect(id("income_record", ["year": .integer(2016), "basis": .text("exit")]) == nil)
        #expect(id("person", ["name": .text("陈")]) == nil)
    }

    @Test func `parts of a key cannot run into each other`() {
        let first = ["division": Value.text("350603"), "document_no": .text("1")]
        let second = ["division": Value.text("35060"), "document_no": .text("31")]
        #expect(id("fund_source", first) != id("fund_source", second))
    }
}
