import Programme
import Replication
import Testing

/// Rights against a table written by hand from the programme's permission matrix.
struct RightsTests {
    /// One register: what the six tiers may do, nation first, village last.
    ///
    /// `W` writes, `P` proposes, `-` neither, `.` has no such relation. A word behind `=` is one of
    /// the words of a field that not everybody may write.
    static let expected = """
        register                   making own  making child  changing own  changing child  around
        division.code              WWWW--      WWWW-.        ------        -----.          .-----
        division.name              WWWW--      WWWW-.        WWWWPP        WWWWP.          .---PP
        office.identity            WWWW--      WWWW-.        ------        -----.          .-----
        office.name                WWWW--      WWWW-.        WWWWPP        WWWWP.          .---PP
        office.contact             WWWW--      WWWW-.        WWWWWW        WWWWW.          .-----
        node.identity              WWWW--      WWWW-.        ------        -----.          .-----
        node.incarnation           WWWW--      WWWW-.        WWWW--        WWWW-.          .-----
        node.revoked               WWWW--      WWWW-.        WWWW--        WWWW-.          .-----
        staff_user.identity        WWWW--      WWWW-.        ------        -----.          .-----
        staff_user.name            WWWW--      WWWW-.        WWWWPP        WWWWP.          .---PP
        staff_user.role            WWWW--      WWWW-.        WWWW--        WWWW-.          .-----
        staff_user.phone           WWWW--      WWWW-.        WWWWWW        WWWWW.          .-----
        person.name                ---WWW      ---WW.        ---WWW        ---WW.          .-----
        person.village             ---WWW      ---WW.        ---WPP        ---WP.          .---PP
        person.household           ---WWW      ---WW.        ---WWW        ---WW.          .-----
        person.masked_id           ---WWW      ---WW.        ---WWW        ---WW.          .-----
        person.id_number           ---WWW      ---WW.        ---WWW        ---WW.          .-----
        person.phone               ---WWW      ---WW.        ---WWW        ---WW.          .-----
        person.birth_date          ---WWW      ---WW.        ---WWW        ---WW.          .-----
        person.account             ---WPP      ---WP.        ---WPP        ---WP.          .---PP
        person.relation            ---WWW      ---WW.        ---WWW        ---WW.          .-----
        person.sex                 ---WWW      ---WW.        ---WWW        ---WW.          .-----
        household.village          ---WWW      ---WW.        ---WPP        ---WP.          .---PP
        household.number           ---WWW      ---WW.        ---WWW        ---WW.          .-----
        household.address          ---WWW      ---WW.        ---WWW        ---WW.          .-----
        household.kind             ---WWW      ---WW.        ---WWW        ---WW.          .-----
        household.head             ---WWW      ---WW.        ---WWW        ---WW.          .-----
        income_record.key          ---WWW      ---WW.        ------        -----.          .-----
        income_record.measurement  ---WWW      ---WW.        ---WWW        ---WW.          .-----
        fund_source.entry          WW-W--      -----.        ------        -----.          .-----
        fund_account.account       ---WW-      ---WW.        ---WP-        ---WP.          .---P-
        fund_account.account_no    ---WW-      ---WW.        ---WP-        ---WP.          .---P-
        contract.parties           ---WW-      ---WW.        ------        -----.          .-----
        contract.principal         ---WW-      ---WW.        ---WWP        ---WW.          .----P
        contract.dates             ---WW-      ---WW.        ---WWP        ---WW.          .----P
        contract.beneficiaries     ---WW-      ---WW.        ------        -----.          .-----
        ledger_entry.entry=repay      ---WWW   ---WW.        ------        -----.          .-----
        ledger_entry.entry=fee        ---WWW   ---WW.        ------        -----.          .-----
        ledger_entry.entry=disburse   ---WW-   ---WW.        ------        -----.          .-----
        ledger_entry.entry=source_in  WW-W--   -----.        ------        -----.          .-----
        ledger_entry.entry=return_up  WW-W--   -----.        ------        -----.          .-----
        ledger_entry.entry=reverse    ---W--   ---W-.        ------        -----.          .-----
        ledger_entry.reversal      ---W--      ---W-.        ------        -----.          .-----
        change_proposal.proposal   ---WWW      ---WW.        ------        -----.          .-----
        change_proposal.decision   ---W--      ---W-.        ---W--        ---W-.          .-----
        resolution.resolution      ---W--      ---W-.        ------        -----.          .-----
        """

    struct Row: Sendable, CustomTestStringConvertible {
        var register: String
        var columns: [String]
        var testDescription: String { register }
    }

    static let rows = expected.split(separator: "\n").dropFirst().map { line in
        let words = line.split(separator: " ").map(String.init)
        return Row(register: words[0], columns: Array(words.dropFirst()))
    }

    @Test(arguments: rows)
    func `everybody may what the matrix says, and nothing else`(row: Row) throws {
        let cases: [(Relation, Bool)] = [
            (.own, true), (.child, true), (.own, false), (.child, false), (.parent, false),
        ]
        try #require(row.columns.count == cases.count)
        for (column, (relation, isCreation)) in zip(row.columns, cases) {
            for (tier, sign) in zip(Tier.allCases, column) {
                let verdict = try verdict(row.register, tier, relation, isCreation)
                #expect(
                    verdict == sign, "\(tier) \(relation) \(isCreation ? "making" : "changing")")
            }
        }
        for tier in Tier.allCases.dropFirst() {
            for isCreation in [true, false] {
                #expect(try verdict(row.register, tier, .sibling, isCreation) == "-")
            }
        }
    }

    @Test func `the matrix has every register, and every word that has a guardian`() {
        let lines = Rights.table.filter { $0.number >= 16 }
        let names = lines.map { line in
            "\(line.type).\(line.register)" + (line.word.map { "=\($0)" } ?? "")
        }
        let covered = Set(Self.rows.map(\.register))
        // A register of guarded words has no right beyond them.
        let missing = Set(names).subtracting(covered)
        #expect(missing == ["ledger_entry.entry"])
        #expect(covered.isSubset(of: names))
    }

    /// The sign of a verdict for one who has all the roles there are.
    private func verdict(
        _ name: String, _ tier: Tier, _ relation: Relation, _ isCreation: Bool
    ) throws -> Character {
        guard let home = Rights.sampleHome(relation, of: tier) else { return "." }
        let office = try #require(Rights.sampleOffices[tier])
        let actor = Actor(
            user: RecordID(high: 1, low: 1), office: office, tier: tier,
            roles: Set(Role.allCases))
        switch Rights.decide(
            try act(name, actor: actor, home: home, isCreation: isCreation))
        {
        case .allowed: return "W"
        case .propose: return "P"
        case .refused: return "-"
        }
    }

    /// An act on `type.register` or `type.register=word`.
    func act(
        _ name: String, actor: Actor, home: DivisionCode, isCreation: Bool = true,
        record: RecordID = RecordID(high: 1, low: 2)
    ) throws -> RegisterAct {
        let words = name.split(whereSeparator: { ".=".contains($0) }).map(String.init)
        let type = type(words[0])
        let register = try #require(type.register(named: words[1]))
        var value = Value.text("x")
        if words.count > 2 {
            let field = try #require(register.fields.first)
            value = register.value(of: [field.name: .text(words[2])])
        }
        return RegisterAct(
            actor: actor, type: type, record: record, register: register.registerName(),
            value: value, home: home, isCreation: isCreation)
    }

    static let village = code("350603101201")
    static let county = code("350603")

    private func actor(_ office: DivisionCode, _ roles: Role...) -> Actor {
        Actor(
            user: RecordID(high: 1, low: 1), office: office, tier: office.tier, roles: Set(roles))
    }

    @Test(arguments: [
        ("person.name", [Role.clerk, .head, .finance, .conflictAdmin]),
        ("contract.principal", [.clerk, .head, .finance, .conflictAdmin]),
        ("staff_user.role", [.head, .security]), ("office.name", [.head, .security]),
        ("division.name", [.head, .security]), ("node.revoked", [.head, .security]),
        ("office.contact", [.clerk, .head, .finance, .conflictAdmin]),
        ("fund_source.entry", [.finance]), ("fund_account.account_no", [.finance, .head]),
        ("ledger_entry.entry=repay", [.clerk, .head, .finance, .conflictAdmin]),
        ("ledger_entry.entry=reverse", [.finance]), ("ledger_entry.reversal", [.finance]),
        ("ledger_entry.entry=source_in", [.finance]),
        ("change_proposal.decision", [.head, .conflictAdmin]),
        ("resolution.resolution", [.conflictAdmin]),
    ])
    func `one of these roles is needed, and no other will do`(name: String, roles: [Role]) throws {
        for role in Role.allCases {
            let act = try act(name, actor: actor(Self.county, role), home: Self.county)
            #expect(Rights.fault(in: act) == (roles.contains(role) ? nil : .role), "\(role)")
        }
        let nobody = try act(name, actor: actor(Self.county), home: Self.county)
        #expect(Rights.fault(in: nobody) == .role)
    }

    @Test func `nobody gives roles to himself`() throws {
        let me = RecordID(high: 1, low: 1)
        let security = actor(Self.county, .security)
        let mine = try act(
            "staff_user.role", actor: security, home: Self.county, isCreation: false, record: me)
        #expect(Rights.fault(in: mine) == .oneself)
        let phone = try act(
            "staff_user.phone", actor: actor(Self.county, .clerk), home: Self.county,
            isCreation: false, record: me)
        #expect(Rights.fault(in: phone) == nil)
    }

    @Test func `the program writes what its types say, at servers, and nothing else`() throws {
        let servers = ["0", "35", "3506", "350603"].map(code)
        for office in servers {
            let system = Actor.system(office)
            for name in ["node.identity", "staff_user.role", "office.name", "division.code"] {
                #expect(Rights.fault(in: try act(name, actor: system, home: office)) == nil)
            }
            for name in ["person.name", "ledger_entry.entry=disburse", "fund_source.entry"] {
                #expect(Rights.fault(in: try act(name, actor: system, home: office)) == .engine)
            }
        }
        let county = Actor.system(Self.county)
        let below = try act("node.incarnation", actor: county, home: Self.village)
        #expect(Rights.fault(in: below) == nil)
        let staff = try act("staff_user.role", actor: county, home: Self.village)
        #expect(Rights.fault(in: staff) == .foreignRecord, "only its own, when it is founded")
        let later = try act(
            "staff_user.role", actor: county, home: Self.county, isCreation: false)
        #expect(Rights.fault(in: later) == .engine)
        let village = Actor.system(Self.village)
        for name in ["node.identity", "staff_user.role", "person.name"] {
            #expect(Rights.fault(in: try act(name, actor: village, home: Self.village)) == .engine)
        }
    }

    @Test func `what a newer program declared is judged by its area`() {
        for (home, fault) in [(Self.village, nil), (code("350604"), RightsFault.foreignRecord)] {
            for (type, number) in [(nil, 17), (Catalogue.contract, 999)] as [(RecordType?, UInt32)]
            {
                let act = RegisterAct(
                    actor: actor(Self.county), type: type, record: .zero,
                    register: RegisterName(number), value: .absent, home: home, isCreation: true)
                #expect(Rights.fault(in: act) == fault)
            }
        }
    }
}
