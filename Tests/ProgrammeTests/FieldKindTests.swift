import Programme
import Replication
import Support
import Testing

/// What fields take, from a keyboard and over a line.
struct FieldKindTests {
    static let choice = FieldKind.choice([
        Choice("cash", Phrase("现金", "cash")), Choice("card", Phrase("转账", "bank transfer")),
    ])

    /// For every kind: a text and the value that it stands for.
    static let samples: [(FieldKind, String, Value)] = [
        (.money(least: 0), "20000.50", .integer(2_000_050)), (.count(least: 0), "4", .integer(4)),
        (.year, "2017", .integer(2017)), (.date, "2017-07-15", .text("2017-07-15")),
        (.text(max: 5), "陈·阿花", .text("陈·阿花")), (choice, "cash", .text("cash")),
        (.bool, "yes", .bool(true)), (.division([.village]), "350603101201", .text("350603101201")),
        (
            .reference("person"), "000102030405060708090a0b0c0d0e0f", .bytes(Array(0..<16))
        ),
        (.idNumber, "990101197803150022", .text("990101197803150022")),
        (.maskedID, "990101********0022", .text("990101********0022")),
        (.phone, "13000000001", .text("13000000001")),
        (.card, "9901012017000000018", .text("9901012017000000018")),
        (.account, "13600101040012345", .text("13600101040012345")),
        (.login, "county.head", .text("county.head")),
        (.bytes(count: 2), "00ff", .bytes([0, 255])),
    ]

    @Test(arguments: samples.indices)
    func `a text becomes a value and the same text again`(index: Int) throws {
        let (kind, text, value) = Self.samples[index]
        #expect(try kind.parse(text) == value)
        #expect(try kind.parse("  \(text)\u{3000}") == value)
        #expect(kind.format(value) == text)
        #expect(kind.fault(in: value) == nil)
        #expect(try kind.parse(kind.format(value)) == value)
    }

    @Test(arguments: samples.indices)
    func `nothing is no value, and a value of another shape is refused`(index: Int) throws {
        let (kind, _, value) = Self.samples[index]
        #expect(try kind.parse(" \t") == .absent)
        #expect(kind.fault(in: .absent) == nil)
        #expect(kind.fault(in: .list([value])) == .wrongShape)
        for (_, _, other) in Self.samples where other.shape != value.shape {
            #expect(kind.fault(in: other) == .wrongShape)
        }
    }

    @Test func `every kind has a sample`() {
        // A new kind without a sample breaks this switch, and then the list above.
        for (kind, _, _) in Self.samples {
            switch kind {
            case .money, .count, .year, .date, .text, .choice, .reference, .division, .bool,
                .idNumber, .maskedID, .phone, .card, .account, .login, .bytes:
                break
            }
        }
        #expect(Set(Self.samples.map { "\($0.0)".prefix { $0 != "(" } }).count == 16)
    }

    @Test(arguments: [
        (FieldKind.money(least: 1), Value.integer(0)), (.money(least: 0), .integer(-1)),
        (.money(least: 0), .integer(FieldKind.fenMax + 1)), (.money(least: 0), .text("12.345")),
        (.count(least: 1), .integer(0)), (.count(least: 0), .integer(.max)),
        (.year, .integer(17)), (.date, .text("2017-02-30")), (.text(max: 3), .text("一二三四")),
        (.text(max: 9), .text("a\u{0}b")), (.text(max: 9), .text("a\u{1b}[31m")),
        (.text(max: 9), .text("ab\u{202E}")), (.text(max: 9), .text(" ")),
        (.division([.village]), .text("350603101")), (.division([.county]), .text("350603000000")),
        (.division([.county]), .text("35060")), (.reference("person"), .bytes([1, 2, 3])),
        (.idNumber, .text("990101197803150020")), (.phone, .text("12000000001")),
        (.phone, .text("1300000000")), (.phone, .text("130-0000-0001")), (.phone, .text("110")),
        (.card, .text("9901012017000000019")), (.card, .text("12345678901")),
        (.account, .text("1234567")), (.account, .text("1360 0101")), (.login, .text("County")),
        (.login, .text("1a")), (.login, .text("")), (.bytes(count: 2), .bytes([1])),
        (.choice([Choice("a", Phrase("甲", "a"))]), .text("b")),
    ])
    func `an ill-typed value over a line is refused`(kind: FieldKind, value: Value) {
        let error = kind.fault(in: value)
        #expect(error != nil)
        #expect(error?.phrase.chinese.isEmpty == false && error?.phrase.english.isEmpty == false)
    }

    @Test func `no error says what was typed`() {
        let secret = "990101197803150020"
        for (kind, _, _) in Self.samples {
            do { _ = try kind.parse(secret) } catch {
                #expect(!"\(error)\(error.phrase)".contains(secret))
            }
        }
    }

    @Test(arguments: ["cash", "现金"])
    func `a choice is typed by its word or its label`(text: String) throws {
        #expect(try Self.choice.parse(text) == .text("cash"))
        #expect(try Self.choice.parse("bank transfer") == .text("card"))
        #expect(Self.choice.label(.text("card")) == Phrase("转账", "bank transfer"))
        #expect(throws: FieldError.notAChoice(["cash", "card"])) {
            try Self.choice.parse("gold")
        }
    }

    @Test func `a phone, a card and a division are typed with blanks and padding`() throws {
        #expect(try FieldKind.phone.parse("130 0000 0001") == .text("13000000001"))
        #expect(try FieldKind.phone.parse("0596-2012345") == .text("05962012345"))
        #expect(try FieldKind.card.parse("9901 0120 1700 0000 018") == .text("9901012017000000018"))
        #expect(try FieldKind.division([.county]).parse("350603000000") == .text("350603"))
        #expect(throws: FieldError.divisionTier([.village])) {
            try FieldKind.division([.village]).parse("350603")
        }
    }

    @Test(arguments: [
        ("provinces", Tier.province, "350000"), ("cities", .prefecture, "350600"),
        ("areas", .county, "350603"), ("streets", .township, "350603101"),
    ])
    func `every code of the country is a division of its tier`(
        file: String, tier: Tier, own: String
    ) throws {
        var codes = [own]
        if let bytes = try TestData.require("divisions/\(file).csv") {
            let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").dropFirst()
            codes += lines.compactMap { $0.split(separator: ",").first.map(String.init) }
            #expect(codes.count > 30)
        }
        let kind = FieldKind.division([tier])
        for code in codes {
            let value = try kind.parse(code)
            #expect(code.hasPrefix(kind.format(value)) && kind.fault(in: value) == nil)
        }
        for code in codes.dropFirst() {
            #expect(kind.format(try kind.parse(code)) == code, "no digit is cut")
        }
    }

    @Test func `what is private is hidden in lists`() {
        #expect(FieldKind.idNumber.masked(.text("990101197803150022")) == "990101********0022")
        #expect(FieldKind.idNumber.masked(.text("9901011978")) == "**********")
        #expect(FieldKind.phone.masked(.text("13000000001")) == "130****0001")
        #expect(FieldKind.card.masked(.text("9901012017000000018")) == "***************0018")
        #expect(FieldKind.text(max: 9).masked(.text("陈")) == "陈")
    }

    @Test func `no wrong digit of a card passes`() throws {
        let right = Array("9901012017000000018")
        for place in right.indices {
            for digit in "0123456789" where digit != right[place] {
                var wrong = right
                wrong[place] = digit
                #expect(FieldKind.card.fault(in: .text(String(wrong))) == .notAnAccount)
            }
        }
    }
}

extension Value {
    /// The case without its payload.
    fileprivate var shape: Int {
        switch self {
        case .absent: 0
        case .bool: 1
        case .integer: 2
        case .text: 3
        case .bytes: 4
        case .list: 5
        }
    }
}
