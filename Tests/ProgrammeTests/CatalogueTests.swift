import Programme
import Replication
import Testing

/// Whether the declarations make sense: what no compiler sees.
struct CatalogueTests {
    @Test func `numbers and names are used once`() {
        #expect(Set(Catalogue.types.map(\.number)).count == Catalogue.types.count)
        #expect(Set(Catalogue.types.map(\.name)).count == Catalogue.types.count)
        for type in Catalogue.types {
            #expect(Set(type.registers.map(\.number)).count == type.registers.count)
            #expect(Set(type.registers.map(\.name)).count == type.registers.count)
            // Events have a table and a form of their own.
            let fields = type.registers.filter { $0.shape != .events }.flatMap(\.fields)
            #expect(Set(fields.map(\.name)).count == fields.count, "\(type.name)")
            #expect(Set(fields.map(\.label.chinese)).count == fields.count, "\(type.name)")
            #expect(Catalogue.type(type.number)?.name == type.name)
        }
    }

    @Test func `names fit a command line and a table, labels fit people`() {
        let words = Catalogue.types.flatMap { type in
            [(type.name, type.label)]
                + type.registers.flatMap { register in
                    [(register.name, register.label)]
                        + register.fields.flatMap { field in
                            [(field.name, field.label)] + choices(field).map { ($0.name, $0.label) }
                        }
                }
        }
        for (name, label) in words {
            #expect(isWord(name) || Parameter(rawValue: name) != nil, "\(name)")
            #expect(label.chinese.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) })
            #expect(label.english.unicodeScalars.allSatisfy(\.isASCII) && !label.english.isEmpty)
        }
    }

    @Test func `numbers are given for ever`() {
        let standing = Catalogue.types.flatMap { type in
            type.registers.map { register in
                let fields = register.fields.map(\.name).joined(separator: " ")
                return "\(type.number) \(type.name) \(register.number) \(register.reach): \(fields)"
            }
        }
        let missing = Self.given.split(separator: "\n").filter { !standing.contains(String($0)) }
        #expect(missing.isEmpty, "fields are only ever added at the end: \(missing)")
    }

    @Test func `what is sensitive never reaches the nation`() {
        for (type, register, field) in all where field.privacy == .sensitive {
            #expect([.county, .home].contains(register.reach), "\(type.name).\(field.name)")
        }
        let secret: [FieldKind] = [.idNumber, .phone, .card, .account]
        for (type, register, field) in all where secret.contains(field.kind) {
            // An office's own telephone is public; a person's never travels so far.
            let isOffice = type.name == "office" || field.privacy == .open
            #expect(isOffice || register.reach <= .county, "\(type.name).\(field.name)")
        }
    }

    @Test func `what is required can be written by whoever makes the record`() {
        for type in Catalogue.types {
            #expect(!type.creators.isEmpty)
            for register in type.registers where register.isRequired {
                #expect(
                    type.creators.isSubset(of: register.writers.union(register.initial)),
                    "\(type.name).\(register.name)")
            }
        }
    }

    @Test func `every register has a writer, and proposers only where others write`() {
        for (type, register, _) in all {
            #expect(!register.writers.union(register.initial).isEmpty)
            #expect(register.proposers.isDisjoint(with: register.writers), "\(type.name)")
        }
    }

    @Test func `what is written once has no writer afterwards, and the reverse`() {
        for (type, register, _) in all {
            // A set that is never taken from may be written with the record only, or added to.
            if register.policy == .appendOnly, register.isSet { continue }
            let isOnce = register.policy == .immutable
            #expect(register.writers.isEmpty == isOnce, "\(type.name).\(register.name)")
        }
    }

    @Test func `sets have policies of sets, and one field that names the element`() {
        let ofSets: Set<MergePolicy> = [.setAddWins, .setRemoveWins, .appendOnly]
        for (type, register, _) in all {
            #expect((register.shape != .single) == ofSets.contains(register.policy), "\(type.name)")
            if register.isSet { #expect(register.fields.count == 1) }
            #expect((register.shape == .events) == (register.number == RegisterName.eventNumber))
        }
    }

    @Test func `the county can decide whatever people may disagree on below it`() {
        for (type, register, _) in all where register.policy == .multiValue {
            #expect(register.writers.contains(.county), "\(type.name).\(register.name)")
        }
    }

    @Test func `a natural key is written once, required, and tells the home`() throws {
        for type in Catalogue.types {
            guard let key = type.naturalKey else { continue }
            for name in key.fields {
                let found = try #require(type.field(name), "\(type.name).\(name)")
                #expect(found.register.policy == .immutable && found.field.isRequired)
            }
            // Two offices that make the same thing must agree whose it is.
            switch type.home {
            case .field(let name): #expect(key.fields.contains(name))
            case .homeOf(let names): #expect(names == key.parent.map { [$0] })
            case .office: #expect(type.program == .area, "only the program of one server makes it")
            }
        }
    }

    @Test func `references, homes, handles and fills name what is there`() throws {
        for (type, _, field) in all {
            if case .reference(let target) = field.kind {
                #expect(Catalogue.type(named: target) != nil, "\(type.name).\(field.name)")
            }
            if let condition = field.isRequiredWhen {
                let other = try #require(type.field(condition.field)?.field)
                #expect(condition.words.isSubset(of: Set(choices(other).map(\.name))))
            }
            switch field.fill {
            case .masked(let name), .birthDate(let name), .sex(let name):
                #expect(type.field(name)?.field.kind == .idNumber)
            case .months(_, let name): #expect(type.field(name)?.field.kind == .date)
            case .parameter(_, let name): #expect(type.field(name) != nil)
            case .count(let other, let name, let own):
                #expect(
                    Catalogue.type(named: other)?.field(name)?.field.kind
                        == .reference(type.field(own)?.field.kind.target ?? ""))
            case .seen(let name): #expect(type.field(name)?.field.kind == .reference("application"))
            case .same, .office, nil: break
            }
        }
        for type in Catalogue.types {
            if let handle = type.handle { #expect(type.field(handle)?.field.isRequired != nil) }
            switch type.home {
            case .office: break
            case .field(let name): #expect(type.field(name)?.field.isRequired == true)
            case .homeOf(let names): #expect(names.allSatisfy { type.field($0) != nil })
            }
        }
    }

    @Test func `a reference does not reach further than what it names`() throws {
        // Otherwise a province would hold contracts of households that it cannot name.
        for (type, register, field) in all where register.reach == .nation {
            guard case .reference(let target) = field.kind else { continue }
            let found = try #require(Catalogue.type(named: target))
            let handle = try #require(found.handle ?? found.naturalKey?.fields.first)
            let named = try #require(found.field(handle))
            #expect(named.register.reach == .nation, "\(type.name).\(field.name)")
        }
    }

    @Test func `the policy of what is unknown asks a person`() {
        #expect(Catalogue.contract.policy(of: RegisterName(17)) == .multiValue)
        #expect(Catalogue.contract.policy(of: RegisterName(900)) == .multiValue)
        #expect(Catalogue.staffUser.policy(of: RegisterName(18, key: [1])) == .setRemoveWins)
    }

    private var all: [(RecordType, RegisterDeclaration, Field)] {
        Catalogue.types.flatMap { type in
            type.registers.flatMap { register in register.fields.map { (type, register, $0) } }
        }
    }

    private func choices(_ field: Field) -> [Choice] {
        if case .choice(let choices) = field.kind { return choices }
        return []
    }

    private func isWord(_ text: String) -> Bool {
        text.first?.isLetter == true
            && text.utf8.allSatisfy {
                (97...122).contains($0) || (48...57).contains($0) || $0 == 95
            }
    }

    /// Type, register, reach and fields of schema 1; a release adds what is new in it.
    private static let given = """
        1 division 16 down: code
        1 division 17 down: name
        2 office 16 down: division programme
        2 office 17 down: name
        2 office 18 down: telephone address
        3 node 16 down: node division signing_key sealing_key
        3 node 17 down: incarnation
        3 node 18 down: revoked
        4 staff_user 16 nation: division login
        4 staff_user 17 nation: name
        4 staff_user 18 nation: role
        4 staff_user 19 county: phone
        10 person 16 nation: name
        10 person 17 nation: village
        10 person 18 nation: household
        10 person 19 nation: masked_id
        10 person 20 county: id_number
        10 person 21 county: phone
        10 person 22 county: birth_date
        10 person 23 county: account
        10 person 24 county: relation
        10 person 25 county: sex
        11 household 16 nation: village
        11 household 17 nation: number
        11 household 18 county: address
        11 household 19 county: kind
        11 household 20 nation: head
        12 income_record 16 county: household year basis
        12 income_record 17 county: total_income production_cost members_counted surveyed_on
        20 fund_source 16 nation: division document_no kind amount year note
        21 fund_account 16 nation: title bank opened_on
        21 fund_account 17 county: account_no
        22 contract 16 nation: contract_no household mother batch
        22 contract 17 nation: principal
        22 contract 18 nation: signed_on due_on
        22 contract 19 nation: beneficiaries
        23 ledger_entry 16 nation: kind contract source amount paid_on receipt_no method
        23 ledger_entry 17 nation: reverses reason
        30 change_proposal 16 county: subject field proposed reason
        30 change_proposal 17 county: decision decision_reason
        31 resolution 16 county: subject field reason
        """
}

extension FieldKind {
    fileprivate var target: String? {
        if case .reference(let target) = self { return target }
        return nil
    }
}
