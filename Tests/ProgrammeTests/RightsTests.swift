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
        division.validity                WWWW--  WWWW-.  WWWW--  WWWW-.  .-----
        office.validity                  WWWW--  WWWW-.  WWWW--  WWWW-.  .-----
        parameter.key                    WW-W--  -----.  ------  -----.  .-----
        reference_value.key              WW-W--  -----.  ------  -----.  .-----
        parameter.setting                WW-W--  -----.  WW-W--  -----.  .-----
        reference_value.figure           WW-W--  -----.  WW-W--  -----.  .-----
        calendar_day.key                 W--W--  -----.  ------  -----.  .-----
        calendar_day.working             W--W--  -----.  W--W--  -----.  .-----
        person_link.link                 ---W--  ---W-.  ------  -----.  .-----
        person_link.undone               ---W--  ---W-.  ---W--  ---W-.  .-----
        household_survey.survey          ---WWW  ---WW.  ------  -----.  .-----
        project_point.key                ---W--  -----.  ------  -----.  .-----
        project_point.point              ---W--  -----.  ---W--  -----.  .-----
        project_point.villages           ---W--  -----.  ---W--  -----.  .-----
        project_point.running            ---W--  -----.  ---W--  -----.  .-----
        batch.key                        ---W--  -----.  ------  -----.  .-----
        batch.plan                       ---W--  -----.  ---W--  -----.  .-----
        batch.towns                      ---W--  -----.  ---W--  -----.  .-----
        batch.paper                      ---W--  -----.  ------  -----.  .-----
        batch.events=screening           ---W--  -----.  ---W--  -----.  .-----
        batch.events=approved            ---W--  -----.  ---W--  -----.  .-----
        batch.events=funded              ---W--  -----.  ---W--  -----.  .-----
        batch.events=assessed            ---W--  -----.  ---W--  -----.  .-----
        batch.events=closed              ---W--  -----.  ---W--  -----.  .-----
        batch.events=cancelled           ---W--  -----.  ---W--  -----.  .-----
        batch.events=held                ---W--  -----.  ---W--  -----.  .-----
        batch.events=released            ---W--  -----.  ---W--  -----.  .-----
        round.key                        ---W--  -----.  ------  -----.  .-----
        round.period                     ---W--  -----.  ---W--  -----.  .-----
        allocation.order                 ---W--  ---W-.  ------  -----.  .-----
        allocation.received              ---W--  ---W-.  ---WW-  ---WW.  .-----
        disbursement_meeting.meeting     ---WW-  ---WW.  ------  -----.  .-----
        hand_over.slip                   ----WW  ----W.  ------  -----.  .-----
        hand_over.entries                ----WW  ----W.  ---WWW  ---WW.  .-----
        hand_over.received               ------  -----.  ---W--  ---W-.  .-----
        application.subject              ---WWW  ---WW.  ------  -----.  .-----
        application.application_no       ---WWW  ---WW.  ---WWW  ---WW.  .-----
        application.applied_on           ---WWW  ---WW.  ---WWW  ---WW.  .-----
        application.project              ---WWW  ---WW.  ---WWW  ---WW.  .-----
        application.amount_requested     ---WWW  ---WW.  ---WWW  ---WW.  .-----
        application.income_before        ---WWW  ---WW.  ---WWW  ---WW.  .-----
        application.conditions           ---WWW  ---WW.  ---WWW  ---WW.  .-----
        application.approved             ---W--  ---W-.  ---W--  ---W-.  .-----
        application.repeat_reason        ---WW-  ---WW.  ---WW-  ---WW.  .-----
        application.copies               ---WW-  ---WW.  ---WW-  ---WW.  .-----
        application.events=screened_out  ---WWW  ---WW.  ---WWW  ---WW.  .-----
        application.events=notice_opened ---WWW  ---WW.  ---WWW  ---WW.  .-----
        application.events=objected      ---WWW  ---WW.  ---WWW  ---WW.  .-----
        application.events=answered      ---WWW  ---WW.  ---WWW  ---WW.  .-----
        application.events=withdrawn     ---WWW  ---WW.  ---WWW  ---WW.  .-----
        application.events=held          ---WWW  ---WW.  ---WWW  ---WW.  .-----
        application.events=village_decided -----W  -----.  -----W  -----.  .-----
        application.events=objection_rejected ---WW-  ---WW.  ---WW-  ---WW.  .-----
        application.events=objection_upheld ---WW-  ---WW.  ---WW-  ---WW.  .-----
        application.events=township_agreed ---WW-  ---WW.  ---WW-  ---WW.  .-----
        application.events=forms_completed ---WW-  ---WW.  ---WW-  ---WW.  .-----
        application.events=county_submitted ---WW-  ---WW.  ---WW-  ---WW.  .-----
        application.events=contracted    ---WW-  ---WW.  ---WW-  ---WW.  .-----
        application.events=returned      ---WW-  ---WW.  ---WW-  ---WW.  .-----
        application.events=county_approved ---W--  ---W-.  ---W--  ---W-.  .-----
        application.events=rejected      ---W--  ---W-.  ---W--  ---W-.  .-----
        application.events=released      ---W--  ---W-.  ---W--  ---W-.  .-----
        review_decision.decided=village  ---WWW  ---WW.  ------  -----.  .-----
        review_decision.decided=township ---WW-  ---WW.  ------  -----.  .-----
        review_decision.decided=county   ---W--  ---W-.  ------  -----.  .-----
        review_decision.opinion          ---WWW  ---WW.  ------  -----.  .-----
        review_decision.seen             ---WWW  ---WW.  ------  -----.  .-----
        village_review.subject           -----W  -----.  ------  -----.  .-----
        village_review.count             -----W  -----.  ---W-W  ---W-.  .-----
        public_notice.notice             ---WWW  ---WW.  ------  -----.  .-----
        public_notice.items              ---WWW  ---WW.  ------  -----.  .-----
        public_notice.channels           ---WWW  ---WW.  ---WWW  ---WW.  .-----
        public_notice.end                ---WWW  ---WW.  ---WWW  ---WW.  .-----
        objection.objection              ---WWW  ---WW.  ------  -----.  .-----
        objection.handling               ---WW-  ---WW.  ---WW-  ---WW.  .-----
        contract.application             ---WW-  ---WW.  ------  -----.  .-----
        contract.management_fee          ---WW-  ---WW.  ---WW-  ---WW.  .-----
        contract.use_of_money            ---WW-  ---WW.  ---WW-  ---WW.  .-----
        contract.events=ready            ---WW-  ---WW.  ---WW-  ---WW.  .-----
        contract.events=archived         ---WW-  ---WW.  ---WW-  ---WW.  .-----
        contract.events=held             ---WW-  ---WW.  ---WW-  ---WW.  .-----
        contract.events=cancelled        ---W--  ---W-.  ---W--  ---W-.  .-----
        contract.events=restructured     ---W--  ---W-.  ---W--  ---W-.  .-----
        contract.events=written_off      ---W--  ---W-.  ---W--  ---W-.  .-----
        contract.events=released         ---W--  ---W-.  ---W--  ---W-.  .-----
        guarantor.guarantee              ---WW-  ---WW.  ------  -----.  .-----
        collection_notice.subject        ---WW-  ---WW.  ------  -----.  .-----
        collection_notice.terms          ---WW-  ---WW.  ---WW-  ---WW.  .-----
        collection_notice.service        ---WW-  ---WW.  ---WWW  ---WW.  .-----
        collection_notice.served_by      ---WW-  ---WW.  ---WWW  ---WW.  .-----
        ledger_entry.standing            ---W--  ---W-.  ---W--  ---W-.  .-----
        ledger_entry.payout              ---WW-  ---WW.  ------  -----.  .-----
        ledger_entry.collection          ---WWW  ---WW.  ------  -----.  .-----
        follow_up_visit.visit            ---WWW  ---WW.  ------  -----.  .-----
        effect_survey.subject            ---WWW  ---WW.  ------  -----.  .-----
        effect_survey.measurement        ---WWW  ---WW.  ---WWW  ---WW.  .-----
        cycle_assessment.assessment      ---W--  -----.  ------  -----.  .-----
        submission.key                   -W-WW-  -----.  ------  -----.  .-----
        submission.amendment             -W-WW-  -----.  ------  -----.  .-----
        submission.content               -W-WW-  -----.  ------  -----.  .-----
        submission.events=sealed         -W-WW-  -----.  -W-WW-  -----.  .-----
        submission.events=sent           -W-WW-  -----.  -W-WW-  -----.  .-----
        submission.events=amended        -W-WW-  -----.  -W-WW-  -----.  .-----
        submission.events=held           -W-WW-  -----.  -W-WW-  -----.  .-----
        submission.events=released       -W-WW-  -----.  -W-WW-  -----.  .-----
        submission.events=accepted       ------  ---W-.  ------  W--W-.  .-----
        submission.events=returned       ------  ---W-.  ------  W--W-.  .-----
        submission.events=closed         ------  ---W-.  ------  W--W-.  .-----
        submission.events=relayed        ------  -----.  ------  -----.  .-----
        submission.events=received       ------  -----.  ------  -----.  .-----
        attachment.file                  ---WWW  ---WW.  ------  -----.  .-----
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
        let lines = Rights.table.filter { $0.number >= 16 || $0.number == 4 }
        let names = lines.map { line in
            "\(line.type).\(line.register)" + (line.word.map { "=\($0)" } ?? "")
        }
        let covered = Set(Self.rows.map(\.register))
        // A register of guarded words has no right beyond them.
        let missing = Set(names).subtracting(covered)
        #expect(
            missing == [
                "ledger_entry.entry", "review_decision.decided", "application.events",
                "batch.events", "contract.events", "submission.events",
            ])
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
            let field = register.fields.first { field in
                guard case .choice(let choices) = field.kind else { return false }
                return choices.contains { $0.name == words[2] }
            }
            value = register.value(of: [try #require(field).name: .text(words[2])])
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
        ("parameter.setting", [.approver, .head]),
        ("reference_value.figure", [.clerk, .head, .finance, .conflictAdmin]),
        ("person_link.link", [.head, .conflictAdmin]),
        ("project_point.running", [.approver, .head]), ("allocation.order", [.finance]),
        ("allocation.received", [.clerk, .head, .finance, .conflictAdmin]),
        ("ledger_entry.standing", [.finance]), ("application.approved", [.approver, .head]),
        ("application.events=county_approved", [.approver, .head]),
        ("application.events=returned", [.approver, .clerk, .head, .finance, .conflictAdmin]),
        ("application.events=objected", [.clerk, .head, .finance, .conflictAdmin]),
        ("review_decision.decided=county", [.approver, .head]),
        ("review_decision.decided=township", [.clerk, .head, .finance, .conflictAdmin]),
        ("batch.events=approved", [.approver, .head]),
        ("submission.content", [.head]), ("submission.events=sealed", [.head]),
        ("submission.events=sent", [.clerk, .head, .finance, .conflictAdmin]),
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

    @Test func `a server's program says what it received from below, and no other event`() throws {
        let township = code("350603101")
        func fault(_ word: String, by office: DivisionCode, of home: DivisionCode) throws
            -> RightsFault?
        {
            Rights.fault(
                in: try act(
                    "submission.events=\(word)", actor: .system(office), home: home,
                    isCreation: false))
        }
        for word in ["received", "relayed"] {
            for server in ["350603", "3506", "35", "0"].map(code) {
                #expect(try fault(word, by: server, of: township) == nil)
            }
            #expect(try fault(word, by: Self.county, of: Self.county) == .foreignRecord)
            #expect(try fault(word, by: code("350604"), of: township) == .foreignRecord)
            #expect(try fault(word, by: township, of: township) == .engine)
        }
        for word in ["sealed", "sent", "accepted", "returned", "released"] {
            #expect(try fault(word, by: Self.county, of: township) == .engine)
        }
        let anybody = try act(
            "submission.events=received", actor: actor(Self.county, .head), home: township,
            isCreation: false)
        #expect(Rights.fault(in: anybody) == .engine)
    }

    @Test func `a type without a workflow has no events`() {
        let act = RegisterAct(
            actor: actor(Self.county, .head), type: Catalogue.person, record: .zero,
            register: .event(.zero), value: .list([.text("held")]), home: Self.county,
            isCreation: false)
        #expect(Rights.fault(in: act) == .engine)
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
