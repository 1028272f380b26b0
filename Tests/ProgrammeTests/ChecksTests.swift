import Programme
import Replication
import Testing

/// Every check: silent on a clean world, red on a planted violation.
struct ChecksTests {
    /// A household with a mother, her contract, its pay-out and a repayment; a source and its
    /// booking.
    struct World {
        var memory = Memory()
        let mother, contract, payout, repayment, source: RecordID

        init(
            id: String = "990101197803150022", birth: String = "1978-03-15",
            sex: String = "female", signed: String = "2017-07-12", repaid: Int64 = 100_000,
            paidOn: String = "2017-09-14", booked: Int64 = 15_000_000
        ) {
            mother = memory.add(
                "person",
                [
                    "name": .text("蔡秀兰"), "id_number": .text(id), "birth_date": .text(birth),
                    "sex": .text(sex), "relation": .text("mother"),
                ])
            contract = memory.add(
                "contract",
                [
                    "contract_no": .text("LW24-01"), "mother": named(mother),
                    "principal": .integer(2_000_000), "signed_on": .text(signed),
                    "beneficiaries": .integer(4),
                ])
            payout = memory.add(
                "ledger_entry",
                [
                    "kind": .text("disburse"), "contract": named(contract),
                    "amount": .integer(2_000_000), "paid_on": .text("2017-07-14"),
                    "receipt_no": .text("P-1"),
                ])
            repayment = memory.add(
                "ledger_entry",
                [
                    "kind": .text("repay"), "contract": named(contract),
                    "amount": .integer(repaid), "paid_on": .text(paidOn),
                    "receipt_no": .text("R-1"),
                ])
            source = memory.add(
                "fund_source", home: "350603",
                ["document_no": .text("S-1"), "amount": .integer(15_000_000)])
            memory.add(
                "ledger_entry", home: "350603",
                [
                    "kind": .text("source_in"), "source": named(source),
                    "amount": .integer(booked), "receipt_no": .text("B-1"),
                ])
        }

        /// All findings of all records, by check.
        var found: [Check: Set<RecordID>] {
            var found: [Check: Set<RecordID>] = [:]
            for facts in memory.facts {
                for finding in memory.findings(facts.record) {
                    found[finding.check, default: []].insert(facts.record)
                }
            }
            return found
        }

        mutating func reverse(_ entry: RecordID) {
            memory.add(
                "ledger_entry",
                [
                    "kind": .text("reverse"), "reverses": named(entry),
                    "amount": memory.value(of: entry, "amount"), "reason": .text("twice"),
                ])
        }
    }

    @Test func `nothing is found in a clean world`() {
        #expect(World().found.isEmpty)
    }

    @Test func `CK-01 finds a wrong identity number, and hides it`() throws {
        let world = World(id: "990101197803150020")
        #expect(world.found == [.idNumber: [world.mother]])
        let finding = try #require(world.memory.findings(world.mother).first)
        #expect(finding.check.severity == .block && finding.check.severity.onceMerged == .hold)
        for text in [finding.phrase.chinese, finding.phrase.english] {
            #expect(text.hasPrefix("CK-01") && !text.contains("19780315"))
        }
    }

    @Test func `CK-02 finds a man's number for a mother, on her and on the contract`() {
        let world = World(id: "990101198001010014", birth: "1980-01-01", sex: "male")
        #expect(world.found == [.idAgrees: [world.mother, world.contract]])
    }

    @Test func `CK-02 finds another birth date or sex than the form's`() {
        let birth = World(birth: "1978-03-16")
        #expect(birth.found == [.idAgrees: [birth.mother]])
        let sex = World(sex: "male")
        #expect(sex.found == [.idAgrees: [sex.mother]])
    }

    @Test func `CK-03 warns of a province that does not exist and of an unusual age`() throws {
        let unknown = try #require(Self.number("98010119780315002"))
        let province = World(id: unknown)
        #expect(province.found == [.idPlausible: [province.mother]])
        #expect(province.memory.findings(province.mother).first?.check.severity == .warning)
        // 1949-12-31 is 67 on the day of signing; on her 65th birthday, and until 66, she is not.
        let old = World(id: "11010519491231002X", birth: "1949-12-31")
        #expect(old.found == [.idPlausible: [old.mother, old.contract]])
        let day = World(id: "11010519491231002X", birth: "1949-12-31", signed: "2015-12-30")
        #expect(day.found.isEmpty)
        let young = World(signed: "1996-03-14")
        #expect(young.found[.idPlausible] == [young.mother, young.contract])
        #expect(World(signed: "1996-03-15").found[.idPlausible] == nil)
    }

    @Test func `CK-04 finds one identity number on two persons`() {
        var world = World()
        let twin = world.memory.add(
            "person", ["id_number": .text("990101197803150022"), "relation": .text("mother")])
        #expect(world.found == [.duplicatePerson: [world.mother, twin]])
        #expect(world.memory.affected(twin) == [world.mother])
    }

    @Test func `CK-41 finds a second pay-out, and a reversal settles it`() {
        var world = World()
        let second = world.memory.add(
            "ledger_entry",
            [
                "kind": .text("disburse"), "contract": named(world.contract),
                "amount": .integer(2_000_000), "paid_on": .text("2017-07-15"),
                "receipt_no": .text("P-2"),
            ])
        #expect(world.found == [.secondPayout: [world.payout, second]])
        #expect(Check.secondPayout.severity == .block)
        world.reverse(second)
        #expect(world.found.isEmpty)
    }

    @Test func `CK-42 finds a receipt typed twice, and a reversal settles it`() {
        var world = World()
        let copy = world.memory.add(
            "ledger_entry",
            [
                "kind": .text("repay"), "contract": named(world.contract),
                "amount": .integer(100_000), "paid_on": .text("2017-09-14"),
                "receipt_no": .text("R-1"),
            ])
        #expect(world.found == [.numberTwice: [world.repayment, copy]])
        world.reverse(copy)
        #expect(world.found.isEmpty)
    }

    @Test func `CK-42 finds a contract number used twice`() {
        var world = World()
        let copy = world.memory.add("contract", ["contract_no": .text("LW24-01")])
        #expect(world.found == [.numberTwice: [world.contract, copy]])
    }

    @Test func `CK-44 finds a fen too much and a day too early`() {
        #expect(World(repaid: 2_000_000).found.isEmpty)
        let more = World(repaid: 2_000_001)
        #expect(more.found == [.overpaid: [more.repayment]])
        #expect(World(paidOn: "2017-07-14").found.isEmpty)
        let early = World(paidOn: "2017-07-13")
        #expect(early.found == [.overpaid: [early.repayment]])
    }

    @Test func `CK-44 finds a repayment whose pay-out was reversed`() {
        var world = World()
        world.reverse(world.payout)
        #expect(world.found == [.overpaid: [world.repayment]])
    }

    @Test func `CK-46 finds a source that is off by one fen, or was never booked`() {
        let off = World(booked: 14_999_999)
        #expect(off.found == [.sources: [off.source]])
        var unbooked = World()
        let source = unbooked.memory.add("fund_source", ["amount": .integer(1)])
        #expect(unbooked.found == [.sources: [source]])
    }

    @Test(arguments: [1, 1_999_999, 2_000_001, nil] as [Int64?])
    func `CK-49 finds a reversal of another amount`(amount: Int64?) {
        var world = World()
        var values = [
            "kind": Value.text("reverse"), "reverses": named(world.payout),
            "reason": .text("x"),
        ]
        values["amount"] = amount.map { .integer($0) }
        let reversal = world.memory.add("ledger_entry", values)
        #expect(world.found[.reversal] == [reversal])
        #expect(Check.reversal.severity == .block && Check.reversal.name == "CK-49")
    }

    @Test func `CK-49 finds a second reversal, and that of nothing that stands`() {
        var world = World()
        world.reverse(world.repayment)
        #expect(world.found[.reversal] == nil)
        let first = RecordID(high: 7, low: UInt64(world.memory.facts.count))
        world.reverse(world.repayment)
        let second = RecordID(high: 7, low: UInt64(world.memory.facts.count))
        #expect(world.found[.reversal] == [first, second])
        #expect(world.memory.affected(second).contains(first))
        #expect(world.memory.affected(world.repayment).isSuperset(of: [first, second]))
        var again = World()
        again.reverse(again.payout)
        let reversal = RecordID(high: 7, low: UInt64(again.memory.facts.count))
        again.reverse(reversal)
        let undoing = RecordID(high: 7, low: UInt64(again.memory.facts.count))
        #expect(again.found[.reversal] == [undoing])
        var unknown = World()
        let nothing = unknown.memory.add(
            "ledger_entry",
            ["kind": .text("reverse"), "reverses": named(RecordID(high: 9, low: 9))])
        #expect(unknown.found[.reversal] == [nothing])
    }

    @Test func `what is touched by a change is looked at again`() {
        var world = World()
        #expect(world.memory.affected(world.repayment) == [world.payout])
        #expect(world.memory.affected(world.mother) == [world.contract])
        #expect(world.memory.affected(world.contract) == [world.payout, world.repayment])
        world.reverse(world.payout)
        let reversal = RecordID(high: 7, low: UInt64(world.memory.facts.count))
        #expect(world.memory.affected(reversal) == [world.payout, world.repayment])
    }

    @Test func `every check has a number, a severity and both texts`() {
        #expect(Check.allCases.map(\.rawValue) == [1, 2, 3, 4, 41, 42, 44, 46, 49, 99, 100])
        #expect(Check.idNumber.name == "CK-01" && Check.authorised.name == "CK-100")
        let blocks = Check.allCases.filter { $0.severity == .block }
        #expect(blocks == [.idNumber, .secondPayout, .reversal, .authentic, .authorised])
        for check in Check.allCases {
            #expect(!check.phrase.chinese.isEmpty && !check.phrase.english.isEmpty)
        }
    }

    /// An identity number from its first 17 digits.
    private static func number(_ digits: String) -> String? {
        "0123456789X".map { digits + String($0) }.first { IDNumber($0) != nil }
    }
}
