import Compression
import Foundation
import Programme
import Replication
import SQLite
import Seal
import Storage
import Support
import Sync
import Testing
import Transport
import Wire

/// What must not leave the county is in no file above it, whatever carried the rest there.
@Suite(.temporaryDirectory) struct ReachTests {
    /// A country whose offices have entered something into every register that stays in the county.
    private struct Played {
        let country: Country
        let folder: String
        /// Per register what was typed: the needles of the search.
        var secrets: [String: [[UInt8]]] = [:]
        /// Records that have a part that stays in the county.
        var records: Set<RecordID> = []
        /// What was sent upward from the county, inflated; per place.
        var sent: [String: [[UInt8]]] = [:]
        /// How many values were made up.
        var serial = 0
    }

    @Test func `every value that stays in the county stands there and in no file above`() throws {
        var played = try start()
        let household = try enterPeople(&played)
        try enterMoney(&played, household: household)
        try enterPapers(&played)
        let kept = Catalogue.types.flatMap { type in
            type.registers.filter { $0.reach == .county }.map { "\(type.name).\($0.name)" }
        }
        #expect(Set(played.secrets.keys) == Set(kept), "every such register was filled")
        try carryUp(&played)
        try carryUp(&played)
        let county = try hits(of: played, at: .county)
        for (register, needles) in played.secrets where !needles.isEmpty {
            #expect(county[register] == needles.count, "\(register) stands at the county")
        }
        for tier in [Tier.prefecture, .province, .nation] {
            let found = try hits(of: played, at: tier)
            #expect(found.isEmpty, "\(tier): \(found)")
            try checkRecords(played, at: played.country.office(tier))
        }
        for (place, messages) in played.sent {
            let found = hits(of: played, in: messages.map { [UInt8]($0) })
            #expect(found.isEmpty, "\(place): \(found)")
            #expect(!messages.isEmpty)
        }
        let needles = played.secrets.values.reduce(0) { $0 + $1.count }
        print("reach: \(needles) values of \(kept.count) registers, all at the county, none above")
        try played.country.close()
    }

    /// What may reach the nation is there: the search above looked at the right files.
    private func checkRecords(_ played: Played, at office: Office) throws {
        let files = try contents(of: played, at: office.code.tier)
        for needle in ["李春花", "990101********0022", "HT-2017-1"] {
            let bytes = Array(needle.utf8)
            #expect(files.contains { contains($0, bytes) }, "\(needle) at \(office.code)")
        }
        for record in played.records {
            let facet = try office.store.read { snapshot throws(StorageError) in
                try snapshot.record(FacetID(record, .county))
            }
            #expect(facet == nil)
        }
    }

    // MARK: Entering

    private func start() throws -> Played {
        let template = TemporaryDirectory.file("template")
        try FileManager.default.createDirectory(
            atPath: template, withIntermediateDirectories: true)
        try Country.found(in: template)
        let folder = TemporaryDirectory.file("country")
        return Played(
            country: try Country.open(copyOf: template, in: folder, seed: 11), folder: folder)
    }

    /// Enters fields as a person types them, and notes what of them stays in the county.
    @discardableResult
    private func enter(
        _ name: String, _ fields: [String: String], at tier: Tier, record: RecordID? = nil,
        isUnchecked: Bool = false, _ played: inout Played
    ) throws -> RecordID {
        let type = try #require(Catalogue.type(named: name))
        var values: [String: Value] = [:]
        for (name, text) in fields {
            let (register, _, field) = try #require(type.field(name))
            let value = try field.kind.parse(text)
            values[name] = register.isSet ? .list([value]) : value
        }
        let replica = try played.country.office(tier).replica
        let entered = try replica.enter(
            Entry(type, record: record, values: values), by: try replica.actor(login: nil),
            isUnchecked: isUnchecked
        ).record
        for (field, value) in values {
            guard let register = type.field(field)?.register, register.reach == .county else {
                continue
            }
            played.records.insert(entered)
            var needles: [[UInt8]] = []
            // A word of a choice or a division's code stands in many places, and means nothing there;
            // the day of a paper is that of the event that follows from it, which travels.
            let isDay = type.consequences.contains { $0.on == field }
            switch type.field(field)?.field.kind {
            case .choice?, .division?: break
            default: needles = isDay ? [] : needle(of: value)
            }
            played.secrets["\(name).\(register.name)", default: []] += needles
        }
        for register in type.registers where register.reach == .county {
            for field in register.fields where !field.isTyped {
                let value = try replica.store.read { snapshot throws(StorageError) in
                    snapshot.value(of: entered, field.name)
                }
                played.secrets["\(name).\(register.name)", default: []] += needle(of: value)
            }
        }
        return entered
    }

    /// The bytes to look for: texts and numbers that nothing else can hold by chance.
    private func needle(of value: Value) -> [[UInt8]] {
        switch value {
        case .text(let text) where text.utf8.count > 9: [Array(text.utf8)]
        case .integer(let number) where number > 1 << 28:
            [
                Array(
                    (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
                        .drop { $0 == 0 })
            ]
        default: []
        }
    }

    private func enterPeople(_ played: inout Played) throws -> RecordID {
        let village = "350603101201"
        let household = try enter(
            "household",
            [
                "number": "户-001", "village": village, "address": "圳尾路密址十八号之二",
                "kind": "registered_poor",
            ], at: .village, &played)
        let mother = try enter(
            "person",
            [
                "name": "李春花", "village": village, "household": "\(household)",
                "relation": "mother", "id_number": "990101197803150022", "phone": "13057171901",
            ], at: .village, &played)
        // What the program fills in from the number stays in the county too.
        played.secrets["person.birth_date"] = [Array("1978-03-15".utf8)]
        played.secrets["person.sex"] = []
        try carry(.village, &played)
        try carry(.township, &played)
        // Two surveyors measured differently: a conflict, whose values stay where they are.
        let surveys: [(Tier, String, String)] = [
            (.village, "98765432.11", "1987-11-23"), (.township, "87654321.09", "1987-11-24"),
        ]
        for (tier, total, date) in surveys {
            try enter(
                "income_record",
                [
                    "household": "\(household)", "year": "2017", "basis": "application",
                    "total_income": total, "production_cost": "7654321.09",
                    "members_counted": "876543210", "surveyed_on": date,
                ], at: tier, &played)
        }
        try enter(
            "change_proposal",
            [
                "subject": "\(mother)", "field": "account", "proposed": "6228480402564890018",
                "reason": "旧卡已在密址遗失补办",
            ], at: .village, &played)
        // Refused by the county: the value goes into its quarantine, and no further.
        try enter(
            "person", ["account": "4242424242424242"], at: .village, record: mother,
            isUnchecked: true, &played)
        try carry(.village, &played)
        try enter("person", ["account": "5555555555554444"], at: .county, record: mother, &played)
        try carry(.village, &played)
        return household
    }

    private func enterMoney(_ played: inout Played, household: RecordID) throws {
        let county = try played.country.office(.county)
        let mother = try county.store.read { snapshot throws(StorageError) in
            snapshot.records(of: "person", where: "household", equals: .bytes(household.bytes))
        }
        try #require(mother.count == 1)
        try enter(
            "contract",
            [
                "contract_no": "HT-2017-1", "household": "\(household)",
                "mother": "\(mother[0])", "batch": "24", "principal": "20000",
                "signed_on": "2017-07-15", "beneficiaries": "4",
            ], at: .county, isUnchecked: true, &played)
        try enter(
            "fund_account",
            ["title": "幸福工程专户", "bank": "农行龙文支行", "account_no": "350603990011223344"],
            at: .county, &played)
        try enter(
            "fund_account",
            ["title": "步文专户", "bank": "农行步文支行", "account_no": "350603990055667788"],
            at: .township, &played)
        let clerk = try played.country.office(.village).replica.actor(login: nil)
        try enter("staff_user", ["phone": "13057171902"], at: .county, record: clerk.user, &played)
        let proposals = try county.store.read { snapshot throws(StorageError) in
            snapshot.records(of: "change_proposal", where: "field", equals: .text("account"))
        }
        try #require(proposals.count == 1)
        try enter(
            "change_proposal",
            ["decision": "refuse", "decision_reason": "密址与身份证登记不符"], at: .county,
            record: proposals[0], &played)
        try enter(
            "resolution",
            [
                "subject": "\(clerk.user)", "field": "phone",
                "reason": "密址来访时以本人所说为准",
            ], at: .county, &played)
    }

    /// The papers of the aid cycle, at the county and then at those who alone make some: every field
    /// that is typed gets a value of its own.
    ///
    /// What they mean and whether it is sound is not asked: here they only have to be there.
    private func enterPapers(_ played: inout Played) throws {
        var made: [String: RecordID] = [:]
        try played.country.office(.county).store.read { snapshot throws(StorageError) in
            for name in ["person", "household", "contract"] {
                made[name] =
                    snapshot.records(
                        of: name, where: name == "contract" ? "batch" : "village",
                        equals: name == "contract" ? .integer(24) : .text("350603101201")
                    ).first
            }
        }
        // An entry names a meeting and an application's papers name it: what is named comes first.
        let order = ["application", "disbursement_meeting", "ledger_entry"]
        let types = order + Catalogue.types.map(\.name).filter { !order.contains($0) }
        for tier in [Tier.county, .village, .county] {
            for name in types {
                let type = try #require(Catalogue.type(named: name))
                guard made[name] != nil || type.creators.contains(tier) else { continue }
                let open = type.registers.filter {
                    $0.reach == .county && played.secrets["\(name).\($0.name)"] == nil
                }
                guard !open.isEmpty else { continue }
                let registers = (made[name] == nil ? type.registers : open).filter {
                    $0.shape != .events && $0.writers.union($0.initial).contains(tier)
                }
                var fields: [String: String] = [:]
                for field in registers.flatMap(\.fields) where field.isTyped {
                    played.serial += 1
                    fields[field.name] = text(field, made, serial: played.serial)
                }
                guard !fields.isEmpty else { continue }
                if name == "ledger_entry" { fields["kind"] = "repay" }
                made[name] = try enter(
                    name, fields.filter { !$0.value.isEmpty }, at: tier, record: made[name],
                    isUnchecked: true, &played)
            }
            try carry(.village, &played)
        }
    }

    /// A text for a field, like no other but for what stands for something known.
    private func text(_ field: Field, _ made: [String: RecordID], serial: Int) -> String {
        let day = CivilDate(year: 1911, month: 1, day: 1)?.adding(days: serial)
        return switch field.kind {
        case .money: "\(30_000_000 + serial).07"
        case .count: field.name == "batch" ? "24" : "\(600_000_000 + serial)"
        case .year: "2017"
        case .date: day?.description ?? ""
        case .text: "密件第\(1_000 + serial)号"
        case .choice(let choices): choices.first?.name ?? ""
        case .reference(let type): made[type].map { "\($0)" } ?? ""
        case .division(let tiers): tiers.contains(.village) ? "350603101201" : "350603101"
        case .bool: "yes"
        case .bytes(let count):
            String(repeating: "5e", count: count - 2) + "\(1_000 + serial)"
        default: ""
        }
    }

    // MARK: Carrying

    private func carry(_ tier: Tier, _ played: inout Played) throws {
        let child = try played.country.office(tier)
        let parent = try played.country.office(
            try #require(Country.servers(above: tier).first))
        let listener = HTTPListener(
            .tcp(address: "127.0.0.1", port: 0),
            router: Router(SyncRoutes.routes(parent.endpoint)))
        let server = try HTTPServer([listener], chance: { $0.upperBound })
        defer { server.stop(grace: .seconds(5)) }
        let port = try #require(server.port)
        let ear = Ear(try RemotePeer("http://127.0.0.1:\(port)", pins: []))
        var contact = Contact(child.replica, peer: ear)
        #expect(try contact.run().isEqual)
        guard tier >= .county else { return }
        played.sent["line from \(child.code)", default: []] += try ear.heard.map {
            try decompress($0, inflatedMax: 16 << 20)
        }
    }

    /// Everything upward: on the line and on a stick, whatever the other has brought already.
    private func carryUp(_ played: inout Played) throws {
        try carry(.township, &played)
        for tier in [Tier.county, .prefecture, .province] {
            let child = try played.country.office(tier)
            let parent = try played.country.office(
                try #require(Country.servers(above: tier).first))
            let up = "\(played.folder)/\(child.code)-\(played.sent.count).up"
            _ = try Courier(child.replica).exportUpward(to: up)
            played.sent["stick from \(child.code)", default: []] += try opened(
                up, by: parent.replica.keys.sealing)
            if played.sent.count > 3 { _ = try Courier(parent.replica).importBundle(up) }
            try carry(tier, &played)
        }
        try carry(.village, &played)
    }

    /// The envelopes of a bundle, opened by the one for whom it is.
    private func opened(_ path: String, by key: SealingKey) throws -> [[UInt8]] {
        let file = try #require(FileManager.default.contents(atPath: path)).map { $0 }
        let opener = Opener(with: key)
        var bytes = try opener.update(Array(file.dropFirst(BundleFraming.magic.count)))
        bytes += try opener.finish()
        var envelopes: [[UInt8]] = []
        var rest = bytes[...]
        while rest.count >= 4 {
            let length = try BundleFraming.count(head: rest.prefix(4))
            envelopes.append(
                try decompress(Array(rest.dropFirst(4).prefix(length)), inflatedMax: 16 << 20))
            rest = rest.dropFirst(4 + length)
        }
        return envelopes
    }

    // MARK: Searching

    private func hits(of played: Played, at tier: Tier) throws -> [String: Int] {
        hits(of: played, in: try contents(of: played, at: tier))
    }

    /// Per register how many of its values stand somewhere in these bytes.
    private func hits(of played: Played, in places: [[UInt8]]) -> [String: Int] {
        var found: [String: Int] = [:]
        for (register, needles) in played.secrets {
            for needle in needles where places.contains(where: { contains($0, needle) }) {
                found[register, default: 0] += 1
            }
        }
        return found
    }

    private func contains(_ place: [UInt8], _ needle: [UInt8]) -> Bool {
        Data(place).range(of: Data(needle)) != nil
    }

    /// The bytes of all files of an office, a backup included; of databases also every value of
    /// every table, because a file cuts long ones into pages; and what of all that is compressed.
    private func contents(of played: Played, at tier: Tier) throws -> [[UInt8]] {
        let office = try played.country.office(tier)
        let directory = "\(played.folder)/\(office.code)"
        let backup = "\(played.folder)/backup-\(office.code)-\(UInt32.random(in: 0...(.max))).db"
        _ = try office.store.backup(to: backup)
        var files = try #require(FileManager.default.enumerator(atPath: directory))
            .compactMap { $0 as? String }.map { "\(directory)/\($0)" }
        files += [backup, directory + ".mark"]
        var places: [[UInt8]] = []
        for file in files {
            guard let data = FileManager.default.contents(atPath: file) else { continue }
            places.append([UInt8](data))
            if data.starts(with: Array("SQLite format 3".utf8)) { places += try values(in: file) }
        }
        #expect(places.count > 1_000, "all tables were read")
        return places + places.compactMap(inflated)
    }

    private func inflated(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) else { return nil }
        return try? decompress(bytes, inflatedMax: 16 << 20)
    }

    private func values(in file: String) throws -> [[UInt8]] {
        let connection = try Connection(.reader(file))
        defer { try? connection.close() }
        let tables = try connection.all("SELECT name FROM sqlite_master WHERE type = 'table'") {
            row throws(SQLiteError) in try row.text(at: 0)
        }
        var found: [[UInt8]] = []
        for table in tables {
            let columns = try connection.all("SELECT name FROM pragma_table_info('\(table)')") {
                row throws(SQLiteError) in try row.text(at: 0)
            }
            let list = columns.map { "\"\($0)\"" }.joined(separator: ", ")
            try connection.rows("SELECT \(list) FROM \"\(table)\"") { row throws(SQLiteError) in
                for column in columns.indices {
                    switch try row.value(at: column) {
                    case .text(let text): found.append(Array(text.utf8))
                    case .blob(let bytes): found.append(bytes)
                    case .integer(let number):
                        found.append(
                            (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) })
                    default: break
                    }
                }
            }
        }
        return found
    }
}

/// A peer that keeps what was sent to the one above.
private final class Ear: Peer {
    private let peer: RemotePeer
    private(set) var heard: [[UInt8]] = []

    init(_ peer: RemotePeer) { self.peer = peer }

    func ask(_ question: Question, _ request: [UInt8]) throws(PeerError) -> [UInt8] {
        heard.append(request)
        return try peer.ask(question, request)
    }
}
