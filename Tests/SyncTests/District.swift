import Programme
import Replication
import Storage
import Support
import Sync
import Testing
import Wire

/// A county with a township and a village below it, and the papers of an application.
///
/// The clock stands on 14 July 2017; notices run from the 1st to the 8th.
struct District {
    let world: World
    let county: Office
    let township: Office
    let village: Office
    private static let villageCode = "350603101201"

    init(_ folder: String) throws {
        world = World(folder: folder)
        county = try world.county()
        township = try world.office("350603101", under: county)
        village = try world.office(Self.villageCode, under: county)
        for office in [township, village] { try office.sync() }
    }

    /// Another machine of the village's office.
    func secondMachine() throws -> Office {
        let invitation = try county.replica.invite(
            office: try #require(DivisionCode(Self.villageCode)), name: "第二台", days: 14,
            by: try county.actor())
        let enrollment = try Enrollment(
            Enrollment.Candidate(entropy: SeededEntropy(77)),
            code: try #require(InvitationCode(invitation.code)), isPractice: true,
            program: "test 1")
        let answer = county.endpoint.answer(.enrollments, enrollment.request)
        let replica = try Replica.enroll(
            world.surroundings("second"), enrollment: enrollment,
            credential: try enrollment.credential(in: answer.bytes))
        let office = Office(replica, directory: world.folder + "/second", parent: county)
        try office.sync()
        return office
    }

    /// Everybody calls until everybody has everything.
    func exchange() throws {
        for office in [village, township, village, township] { try office.sync() }
    }

    // MARK: Entering

    /// Enters a record from field texts, with the items of a notice.
    @discardableResult
    func enter(
        _ office: Office, _ name: String, _ fields: [String: String], record: RecordID? = nil,
        items: [RecordID]? = nil, isUnchecked: Bool = false
    ) throws -> Entered {
        let type = try #require(Catalogue.type(named: name))
        var values = try office.store.read { snapshot throws(StorageError) in
            Result { try type.parse(fields, lookup: snapshot) }
        }.get()
        if let items { values["items"] = .list(items.map { .bytes($0.bytes) }) }
        return try office.replica.enter(
            Entry(type, record: record, values: values), by: try office.actor(),
            isUnchecked: isUnchecked)
    }

    /// A mother's application, typed in the village.
    func application(_ number: String) throws -> RecordID {
        let household = try village.add(
            "household", ["village": Self.villageCode, "number": "B-\(number)"])
        let mother = try village.add(
            "person",
            [
                "name": "王秀英", "village": Self.villageCode, "relation": "mother",
                "household": "\(household)",
            ])
        return try village.add(
            "application",
            [
                "application_no": number, "household": "\(household)", "mother": "\(mother)",
                "batch": "24", "project_kind": "breeding", "applied_on": "2017-06-10",
                "amount_requested": "10000",
                "income_before": "3200", "c1": "yes", "c2": "yes", "c3": "yes", "c4": "yes",
                "c5": "yes",
            ])
    }

    func review(_ application: RecordID) -> [String: String] {
        [
            "application": "\(application)", "kind": "two_committees", "held_on": "2017-06-20",
            "chair": "林", "eligible": "9", "present": "8", "votes_for": "8",
            "votes_against": "0", "abstain": "0", "minutes_no": "M-1",
        ]
    }

    let notice = [
        "number": "N-1", "kind": "publicity", "subject_kind": "aid_list",
        "starts_on": "2017-07-01", "days": "7", "start_photo": "1.jpg",
        "channels": "village_board",
    ]

    /// An application whose notice is over, as village, county and township know it.
    func cleared(_ number: String) throws -> RecordID {
        let application = try application(number)
        try enter(village, "village_review", review(application))
        let notice = try enter(village, "public_notice", notice, items: [application]).record
        try enter(
            village, "public_notice", ["closed_on": "2017-07-09", "end_photo": "2.jpg"],
            record: notice)
        try exchange()
        return application
    }

    /// An objection made in the village on the notice's last day.
    @discardableResult
    func object(_ application: RecordID) throws -> RecordID {
        try enter(
            village, "objection",
            ["application": "\(application)", "raised_on": "2017-07-08", "content": "不符合条件"]
        ).record
    }

    @discardableResult
    func agree(
        _ office: Office, _ application: RecordID, _ stage: String, on day: String
    ) throws -> RecordID {
        try enter(
            office, "review_decision",
            [
                "application": "\(application)", "stage": stage, "decision": "agree",
                "decided_on": day,
            ]
        ).record
    }

    /// Takes an application from the township's agreement to the county's approval, unknown to the
    /// village.
    func approve(_ application: RecordID) throws {
        try agree(township, application, "township", on: "2017-07-09")
        try enter(
            township, "application", ["copies": "village,township,county,file"],
            record: application)
        for (word, day) in [("forms_completed", "2017-07-09"), ("county_submitted", "2017-07-10")] {
            _ = try township.replica.enter(
                EventEntry(application, EventContent(word, on: try #require(CivilDate(day)))),
                by: try township.actor())
        }
        try township.sync()
        try enter(county, "application", ["amount_approved": "10000"], record: application)
        try agree(county, application, "county", on: "2017-07-11")
        try township.sync()
    }

    /// Signs a contract in the township, unknown to the village.
    func contract(_ application: RecordID) throws -> RecordID {
        let household = try township.shows(application, "household")
        let mother = try township.shows(application, "mother")
        let type = try #require(Catalogue.type(named: "contract"))
        let day = Value.text("2017-07-12")
        return try township.replica.enter(
            Entry(
                type,
                values: [
                    "contract_no": .text("C-01"), "household": household, "mother": mother,
                    "batch": .integer(24), "principal": .integer(1_000_000), "signed_on": day,
                    "application": .bytes(application.bytes),
                ]), by: try township.actor(), isUnchecked: true
        ).record
    }

    /// Pays a contract out in the township.
    func payOut(_ contract: RecordID) throws {
        try enter(
            township, "ledger_entry",
            [
                "kind": "disburse", "contract": "\(contract)", "amount": "10000",
                "paid_on": "2017-07-13", "method": "card", "receipt_no": "R-01",
            ], isUnchecked: true)
    }

    // MARK: Looking

    func events(_ office: Office, _ record: RecordID) throws -> [Event] {
        try office.store.read { snapshot throws(StorageError) in snapshot.events(of: record) }
    }

    /// The records that each act wrote.
    func acts(_ office: Office, _ records: [RecordID]) throws -> [Act: Set<RecordID>] {
        try office.store.read { snapshot throws(StorageError) in
            var acts: [Act: Set<RecordID>] = [:]
            for record in records {
                for facet in try snapshot.facets(of: record) {
                    for entry in try snapshot.entries(of: facet.facet) {
                        guard let body = entry.body, let change = try? ChangeCodec.decode(body)
                        else { continue }
                        acts[change.act, default: []].insert(record)
                    }
                }
            }
            return acts
        }
    }

    func course(
        _ office: Office, _ record: RecordID, on day: String = "2017-07-14"
    ) throws -> Course {
        Workflow.application.course(
            of: try events(office, record), asOf: try #require(CivilDate(day)))
    }

    func state(
        _ office: Office, _ record: RecordID, on day: String = "2017-07-14"
    ) throws -> String { try course(office, record, on: day).state }
}
