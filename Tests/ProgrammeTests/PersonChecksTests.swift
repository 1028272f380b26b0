import Programme
import Replication
import Testing

/// CK-01 to CK-06: who somebody is.
@Suite("Checks of persons") struct PersonChecksTests {
    private let world = World()

    @Test func `CK-01 finds a wrong identity number, and hides it`() throws {
        let found = world.found {
            $0.memory.set($0.mother, ["id_number": .text("990101197803150020")])
        }
        // The decisions on her application rest on who she is.
        #expect(found == [.idNumber: [world.mother], .oldFacts: [world.application]])
        let typed = world.memory.entering(
            "person", ["id_number": .text("990101197803150020")], record: world.mother)
        let finding = try #require(typed.first)
        #expect(typed.count == 1 && finding.severity == .block)
        for text in [finding.phrase.chinese, finding.phrase.english] {
            #expect(text.hasPrefix("CK-01") && !text.contains("19780315"))
        }
    }

    @Test func `CK-02 finds a man's number for a mother, on her and on her papers`() {
        let man: [String: Value] = [
            "id_number": .text("990101198001010014"), "birth_date": .text("1980-01-01"),
            "sex": .text("male"),
        ]
        let found = world.found { $0.memory.set($0.mother, man) }
        #expect(found[.idAgrees] == [world.mother, world.application, world.contract])
        #expect(Set(found.keys) == [.idAgrees, .oldFacts])
        // Her papers say what she is, whatever the form of the person does.
        let other = world.found {
            $0.memory.set($0.mother, man.merging(["relation": .text("other")]) { $1 })
        }
        #expect(other == found)
        #expect(
            world.found { $0.memory.set($0.husband, man) }[.idAgrees] == nil,
            "a husband may be a man")
    }

    @Test(arguments: [["birth_date": "1978-03-16"], ["sex": "male"]])
    func `CK-02 finds another birth date or sex than the form's`(form: [String: String]) {
        let found = world.found {
            $0.memory.set($0.mother, form.mapValues { .text($0) })
        }
        #expect(found == [.idAgrees: [world.mother]])
        #expect(
            world.memory.entering(
                "person", form.mapValues { .text($0) }, record: world.mother
            ).said == ["CK-02 H"])
    }

    @Test func `CK-03 warns of a province that does not exist`() throws {
        let unknown = try #require(Self.number("98010119780315002"))
        let found = world.found { $0.memory.set($0.mother, ["id_number": .text(unknown)]) }
        #expect(found[.idPlausible] == [world.mother])
        #expect(
            world.memory.entering(
                "person", ["id_number": .text(unknown)], record: world.mother
            ).said == ["CK-03 W"])
    }

    @Test(arguments: [
        ("1978-03-15", "1996-03-14", true), ("1978-03-15", "1996-03-15", false),
        ("1978-03-15", "2044-03-14", false), ("1978-03-15", "2044-03-15", true),
    ])
    func `CK-03 warns of an age below 18 or above 65 on the day of a paper`(
        birth: String, on: String, isUnusual: Bool
    ) {
        for field in ["applied_on", "signed_on"] {
            var changed = world
            let paper = field == "applied_on" ? world.application : world.contract
            changed.memory.set(paper, [field: .text(on)])
            let wanted: Set<RecordID>? = isUnusual ? [world.mother, paper] : nil
            #expect(changed.found[.idPlausible] == wanted, "\(field) \(on)")
        }
        #expect(Check.idPlausible.severity == .warning)
    }

    @Test func `CK-04 finds one identity number on two persons, and holds their applications`() {
        var world = world
        let twin = world.memory.add("person", ["id_number": .text(World.id)])
        #expect(world.found == [.duplicatePerson: [world.mother, twin, world.application]])
        #expect(world.severities(.duplicatePerson, on: world.application) == [.hold])
        world.rewind(to: 5)
        #expect(world.memory.before("county_approved", world.application).said == ["CK-04 B"])
        world.rewind(to: 2)
        #expect(world.memory.before("township_agreed", world.application).said == ["CK-04 H"])
    }

    @Test func `CK-04 stops a pay-out until it is known who she is`() {
        var world = world
        world.memory.remove(world.payout)
        world.memory.remove(world.repayment)
        let payout = World.entry("disburse", world.contract, 2_000_000, "2017-07-20", "P-1")
        #expect(world.memory.entering("ledger_entry", payout).isEmpty)
        let twin = world.memory.add("person", ["id_number": .text(World.id)])
        #expect(world.memory.entering("ledger_entry", payout).said == ["CK-04 B"])
        world.link(twin, world.mother)
        #expect(world.memory.entering("ledger_entry", payout).isEmpty)
    }

    @Test func `CK-05 warns of one name and birth date with another number or none`() throws {
        let another = try #require(Self.number("99010119780315004"))
        for id in [nil, another] {
            var world = world
            let other = world.memory.add(
                "person",
                [
                    "name": .text("蔡 秀兰"), "birth_date": .text("1978-03-15"),
                    "id_number": id.map { .text($0) } ?? .absent,
                ])
            #expect(world.found == [.likePerson: [world.mother, other]])
            #expect(world.severities(.likePerson, on: other) == [.warning])
            world.memory.set(other, ["birth_date": .text("1978-03-16"), "id_number": .absent])
            #expect(world.found.isEmpty)
        }
    }

    @Test func `CK-05 compares names in simplified characters and with one middle dot`() {
        for (first, second) in [("陈丽华", "陳麗華"), ("古丽·买买提", "古丽•买买提")] {
            var world = world
            let values: (String) -> [String: Value] = {
                ["name": .text($0), "birth_date": .text("1980-05-05")]
            }
            let one = world.memory.add("person", values(first))
            let two = world.memory.add("person", values(second))
            #expect(world.found == [.likePerson: [one, two]])
        }
    }

    @Test func `CK-05 compares name and village where a birth date is missing`() {
        var world = world
        let other = world.memory.add(
            "person", ["name": .text("蔡秀兰"), "village": .text(World.village)])
        #expect(world.found == [.likePerson: [world.mother, other]])
        world.memory.set(other, ["village": .text("350603101202")])
        #expect(world.found.isEmpty)
        world.memory.set(
            other, ["village": .text(World.village), "relation": .text("child")])
        #expect(world.found[.likePerson]?.contains(other) != true, "children share names")
    }

    @Test func `CK-06 warns of one telephone in two households`() {
        var world = world
        let household = world.memory.add("household", ["number": .text("H-2")])
        let other = world.memory.add(
            "person", ["phone": .text("13000000101"), "household": named(household)])
        #expect(world.found == [.sameNumber: [world.mother, world.husband, other]])
        #expect(world.severities(.sameNumber, on: other) == [.warning])
        world.memory.set(other, ["household": named(world.household)])
        #expect(world.found.isEmpty)
    }

    @Test func `CK-06 holds one account for two persons, of one household too`() {
        var world = world
        world.memory.set(world.husband, ["account": .text("990101000000000014")])
        #expect(world.found == [.sameNumber: [world.mother, world.husband]])
        #expect(world.severities(.sameNumber, on: world.mother) == [.hold])
    }

    @Test func `what the county has found to be one person is no finding`() {
        var world = world
        let household = world.memory.add("household", ["number": .text("H-2")])
        let twin = world.memory.add(
            "person",
            [
                "name": .text("蔡秀兰"), "birth_date": .text("1978-03-15"),
                "phone": .text("13000000101"), "account": .text("990101000000000014"),
                "household": named(household), "relation": .text("mother"),
            ])
        let third = world.memory.add("person", ["id_number": .text(World.id)])
        world.memory.set(world.husband, ["phone": .absent])
        #expect(Set(world.found.keys) == [.duplicatePerson, .likePerson, .sameNumber])
        let link = world.link(twin, world.mother)
        #expect(Set(world.found.keys) == [.duplicatePerson])
        // By a chain, whichever way each link was made.
        world.link(twin, third)
        #expect(world.found.isEmpty)
        world.memory.set(link, ["undone_on": .text("2017-10-02")])
        #expect(Set(world.found.keys) == [.duplicatePerson, .likePerson, .sameNumber])
    }

    /// An identity number from its first 17 digits.
    private static func number(_ digits: String) -> String? {
        "0123456789X".map { digits + String($0) }.first { IDNumber($0) != nil }
    }
}
