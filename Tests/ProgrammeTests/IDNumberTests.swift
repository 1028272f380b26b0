import Programme
import Replication
import Testing

/// Identity numbers (GB 11643), with the numbers of area 990101 that belong to nobody.
struct IDNumberTests {
    struct Example: Sendable {
        var text: String
        var isFemale: Bool
        var birth: String
    }

    static let valid = [
        Example(text: "11010519491231002X", isFemale: true, birth: "1949-12-31"),
        Example(text: "440524188001010014", isFemale: false, birth: "1880-01-01"),
        Example(text: "990101197803150022", isFemale: true, birth: "1978-03-15"),
        Example(text: "990101197511200040", isFemale: true, birth: "1975-11-20"),
        Example(text: "990101198212310068", isFemale: true, birth: "1982-12-31"),
        Example(text: "990101196908080089", isFemale: true, birth: "1969-08-08"),
        Example(text: "99010119790101004X", isFemale: true, birth: "1979-01-01"),
        Example(text: "990101198001010014", isFemale: false, birth: "1980-01-01"),
    ]

    @Test(arguments: valid)
    func `a number tells sex and birth date`(example: Example) throws {
        let number = try #require(IDNumber(example.text))
        #expect(number.text == example.text)
        #expect(number.isFemale == example.isFemale)
        #expect(number.birthDate.description == example.birth)
        #expect(FieldKind.idNumber.fault(in: .text(example.text)) == nil)
    }

    @Test(arguments: [
        ("990101197803150020", IDNumber.Fault.check), ("990101197902300022", .date),
        ("99010119780315002", .length), ("", .length), ("9901011978031500222", .length),
        ("99010119780315002Y", .characters), ("X90101197803150022", .characters),
        ("990101 97803150022", .characters), ("99010119780315002X", .check),
        ("990101190002290027", .date),
    ])
    func `what is no number is refused with its reason`(text: String, fault: IDNumber.Fault) {
        #expect(throws: fault) { try IDNumber.read(text) }
        #expect(IDNumber(text) == nil)
        #expect(FieldKind.idNumber.fault(in: .text(text)) != nil)
        #expect(!fault.phrase.chinese.isEmpty && !fault.phrase.english.isEmpty)
    }

    @Test func `a small x, full-width digits and blanks are typed and stored plainly`() throws {
        let typed = ["99010119790101004x", " 990101 19790101 004X ", "９９０１０１１９７９０１０１００４Ｘ"]
        for text in typed {
            #expect(try FieldKind.idNumber.parse(text) == .text("99010119790101004X"))
        }
        #expect(FieldKind.idNumber.fault(in: .text("99010119790101004x")) != nil, "stored as X")
    }

    @Test func `the fifteen characters of old papers become eighteen`() {
        #expect(IDNumber("110105491231002")?.text == "11010519491231002X")
        #expect(IDNumber("990101780315002")?.text == "990101197803150022")
        #expect(IDNumber("990101780230002") == nil)
        #expect(IDNumber("99010178031500X") == nil)
    }

    @Test func `only the birth date is hidden, and nothing else passes for a hidden number`() throws
    {
        let number = try #require(IDNumber("990101197803150022"))
        #expect(number.masked == "990101********0022")
        #expect(IDNumber.isMasked(number.masked))
        #expect(number.matches(masked: "990101********0022"))
        #expect(!number.matches(masked: "990101********0023"))
        let others = [
            number.text, "990101*******0022", "990101********002Y", "99010a********0022", "",
        ]
        for text in others { #expect(!IDNumber.isMasked(text)) }
    }

    @Test func `no wrong digit and no pair of swapped digits passes`() {
        #expect(Self.slips(of: { IDNumber($0) != nil }).isEmpty)
    }

    @Test func `a check without weights would let swapped digits pass`() {
        let slips = Self.slips { text in
            let digits = text.compactMap(\.wholeNumberValue)
            return digits.count == 18 && digits.dropLast().reduce(0, +) % 10 == 2
        }
        #expect(!slips.isEmpty)
    }

    /// Numbers with one wrong digit or two neighbours swapped that a rule accepts.
    private static func slips(of rule: (String) -> Bool) -> [String] {
        let right = Array("990101197803150022")
        var slips: [String] = []
        for place in right.indices {
            for digit in "0123456789" where digit != right[place] {
                var wrong = right
                wrong[place] = digit
                slips.append(String(wrong))
            }
            if place > 0, right[place] != right[place - 1] {
                var wrong = right
                wrong.swapAt(place, place - 1)
                slips.append(String(wrong))
            }
        }
        return slips.filter(rule)
    }
}
