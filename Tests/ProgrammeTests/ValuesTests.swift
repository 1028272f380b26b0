import Programme
import Replication
import Testing

/// From what a person typed to the registers that are written.
struct ValuesTests {
    private let office = code("350603101201")

    @Test func `typed texts become values, references by their handles`() throws {
        var memory = Memory()
        let household = memory.add("household", ["number": .text("350603101201-2017-01")])
        let values = try type("person").parse(
            [
                "name": "蔡秀兰", "village": "350603101201", "household": "350603101201-2017-01",
                "relation": "受助母亲", "id_number": "99010119790101004x", "phone": "",
            ], lookup: memory)
        #expect(values["household"] == named(household))
        #expect(values["relation"] == .text("mother"))
        #expect(values["id_number"] == .text("99010119790101004X"))
        #expect(values["phone"] == .absent)
    }

    @Test(arguments: [
        (["nmae": "蔡"], FieldFault("nmae", .unknownField)),
        (["masked_id": "990101********0022"], FieldFault("masked_id", .computed)),
        (["household": "nowhere"], FieldFault("household", .noSuchRecord)),
        (["household": "twice"], FieldFault("household", .severalRecords(2))),
        (["birth_date": "2017-02-30"], FieldFault("birth_date", .noSuchDate)),
        (
            ["id_number": "990101197803150020"],
            FieldFault("id_number", .notAnIDNumber(.check))
        ),
    ])
    func `what does not fit is refused under the name of its field`(
        texts: [String: String], fault: FieldFault
    ) {
        var memory = Memory()
        memory.add("household", ["number": .text("twice")])
        memory.add("household", ["number": .text("twice")])
        #expect(throws: fault) { try type("person").parse(texts, lookup: memory) }
    }

    @Test func `the elements of a set stand behind each other`() throws {
        for text in ["clerk,finance", "finance; clerk;clerk", "经办人，财务"] {
            let values = try type("staff_user").parse(["role": text], lookup: Memory())
            guard case .list(let roles)? = values["role"] else {
                Issue.record("no list")
                return
            }
            #expect(Set(roles) == [.text("clerk"), .text("finance")] && roles.count == 2)
        }
        #expect(throws: FieldFault.self) {
            try type("staff_user").parse(["role": "clerk,king"], lookup: Memory())
        }
    }

    @Test func `the program adds what follows from an identity number`() {
        let typed: [String: Value] = ["id_number": .text("990101197803150022")]
        let filled = type("person").filled(
            typed, office: office, isCreation: false, lookup: Memory())
        #expect(filled["masked_id"] == .text("990101********0022"))
        #expect(filled["birth_date"] == .text("1978-03-15"))
        #expect(filled["sex"] == .text("female"))
        let emptied = type("person").filled(
            ["id_number": .absent], office: office, isCreation: false, lookup: Memory())
        #expect(emptied["masked_id"] == .absent)
        let other = type("person").filled(
            ["name": .text("陈")], office: office, isCreation: false, lookup: Memory())
        #expect(other == ["name": .text("陈")])
    }

    @Test func `what a person typed is not overwritten`() {
        let typed: [String: Value] = [
            "id_number": .text("990101197803150022"), "birth_date": .text("1978-03-16"),
        ]
        let filled = type("person").filled(
            typed, office: office, isCreation: true, lookup: Memory())
        #expect(filled["birth_date"] == .text("1978-03-16"))
    }

    @Test func `beneficiaries are the recorded members, frozen when the contract is made`() {
        var memory = Memory()
        let household = memory.add("household", ["number": .text("1")])
        for _ in 0..<4 { memory.add("person", ["household": named(household)]) }
        memory.add("person", ["household": named(RecordID(high: 1, low: 1))])
        let typed: [String: Value] = [
            "household": named(household), "signed_on": .text("2017-07-12"),
        ]
        let contract = type("contract")
        let filled = contract.filled(typed, office: office, isCreation: true, lookup: memory)
        #expect(filled["beneficiaries"] == .integer(4))
        #expect(filled["due_on"] == .text("2019-07-12"))
        let later = contract.filled(typed, office: office, isCreation: false, lookup: memory)
        #expect(later["beneficiaries"] == nil)
    }

    @Test func `what is required depends on the kind of an entry`() {
        let entry = type("ledger_entry")
        var values: [String: Value] = [
            "kind": .text("repay"), "amount": .integer(1), "paid_on": .text("2017-09-14"),
        ]
        #expect(entry.missing(in: values) == FieldFault("contract", .required))
        values["contract"] = named(.zero)
        #expect(entry.missing(in: values) == nil)
        values["kind"] = .text("reverse")
        #expect(entry.missing(in: values) == FieldFault("reverses", .required))
        values["kind"] = .text("source_in")
        #expect(entry.missing(in: values) == FieldFault("source", .required))
        #expect(entry.missing(in: [:]) == FieldFault("kind", .required))
    }

    @Test func `a new record has the home that its type says`() throws {
        let village = code("350603103202")
        let homeOf = { (record: RecordID) -> DivisionCode? in record == .zero ? nil : village }
        let record = named(RecordID(high: 1, low: 1))
        func home(_ name: String, _ values: [String: Value]) -> DivisionCode? {
            type(name).home(of: values, office: office, homeOf: homeOf)
        }
        #expect(home("person", ["village": .text("350603103202")]) == village)
        #expect(home("person", [:]) == nil)
        #expect(home("contract", ["household": record]) == village)
        #expect(home("ledger_entry", ["source": record]) == village)
        #expect(home("ledger_entry", ["contract": named(.zero), "source": record]) == nil)
        #expect(home("change_proposal", [:]) == office)
        #expect(home("division", ["code": .text("350603103202")]) == village)
    }

    @Test func `a register of several fields is written whole, and only if it changes`() {
        let contract = type("contract")
        let standing = Value.list([.text("2017-07-12"), .text("2019-07-12")])
        let writes = contract.writes(
            ["due_on": .text("2019-08-12")], current: { $0.number == 18 ? standing : .absent })
        #expect(writes.map(\.name) == [RegisterName(18)])
        #expect(writes.first?.value == .list([.text("2017-07-12"), .text("2019-08-12")]))
        let same = contract.writes(
            ["due_on": .text("2019-07-12")], current: { $0.number == 18 ? standing : .absent })
        #expect(same.isEmpty)
        let bare = contract.writes(["principal": .integer(5)])
        #expect(bare.first?.value == .integer(5))
    }

    @Test func `a set is written element by element`() {
        let writes = type("staff_user").writes(
            ["role": .list([.text("clerk"), .text("finance")])],
            elements: { _ in [Array("finance".utf8), Array("head".utf8)] })
        let byKey = Dictionary(
            uniqueKeysWithValues: writes.map {
                (String(decoding: $0.name.key, as: UTF8.self), $0.value)
            })
        #expect(byKey == ["clerk": .bool(true), "head": .absent])
    }

    @Test func `an entry without its contract is found in its register`() throws {
        let entry = try #require(type("ledger_entry").register(16))
        func fault(_ kind: String, contract: Value, source: Value = .absent) -> FieldError? {
            let values: [Value] = [
                .text(kind), contract, source, .integer(1), .text("2017-09-14"), .text("R-1"),
            ]
            return entry.fault(in: .list(values))?.error
        }
        #expect(fault("repay", contract: named(.zero)) == nil)
        #expect(fault("repay", contract: .absent) == .required)
        #expect(fault("source_in", contract: .absent, source: named(.zero)) == nil)
        #expect(fault("source_in", contract: named(.zero)) == .required)
        #expect(fault("reverse", contract: .absent) == nil)
        #expect(entry.fault(in: .list([.text("reverse")]))?.error == .required, "no amount")
    }

    @Test func `a value of the wrong shape is found in its register`() throws {
        let dates = try #require(type("contract").register(18))
        let right = Value.list([.text("2017-07-12"), .text("2019-07-12")])
        #expect(dates.fault(in: right) == nil)
        #expect(dates.fault(in: .list([.text("2017-07-12")]))?.error == .required)
        let contact = try #require(type("office").register(18))
        #expect(contact.fault(in: .list([.text("13000000001")])) == nil, "an absent tail")
        #expect(contact.fault(in: .absent) == nil)
        let name = try #require(type("person").register(16))
        #expect(name.fault(in: .absent)?.error == .required)
        #expect(dates.fault(in: .text("2017-07-12"))?.error == .wrongShape)
        #expect(dates.fault(in: .list([.text("2017-07-12"), .text("2019-07-12"), .absent])) != nil)
        #expect(dates.fault(in: .list([.text("2017-02-30"), .absent]))?.field.name == "signed_on")
        let roles = try #require(type("staff_user").register(18))
        #expect(roles.fault(in: .bool(true), key: Array("clerk".utf8)) == nil)
        #expect(roles.fault(in: .absent, key: Array("clerk".utf8)) == nil)
        #expect(roles.fault(in: .bool(false), key: Array("clerk".utf8))?.error == .wrongShape)
        #expect(roles.fault(in: .bool(true), key: Array("king".utf8)) != nil)
        #expect(roles.fault(in: .bool(true), key: [0xFF]) != nil)
        #expect(roles.fault(in: .bool(true)) != nil, "a set has elements only")
    }
}
