public import Programme
public import Replication
internal import Seal
public import Storage

/// A revision of what an office submits for a year, as a replica knows it.
public struct Submission: Sendable {
    /// The record.
    public let record: RecordID
    /// The office.
    public let office: DivisionCode
    /// The programme year.
    public let year: Int64
    /// Its number, from 1.
    public let revision: Int64
    /// Where it stands, and whether it was in time.
    public let standing: SubmissionStanding
    /// The figures; `nil` if what is written there is no sheet.
    public let sheet: Sheet?
    /// What they were made of.
    public let manifest: Manifest?
    /// Townships that are left out.
    public let missing: [DivisionCode]
    /// Why it amends the one before.
    public let reason: String?
    /// When it was sealed, as its office's clock said.
    public let sealedAt: String

    /// The word for what a tier submits; `nil` for tiers that submit nothing.
    static func kind(of tier: Tier) -> String? {
        switch tier {
        case .township: "township"
        case .county: "county"
        case .province: "province"
        default: nil
        }
    }

    /// The tier that accepts what a tier submits.
    public static func addressee(of tier: Tier) -> Tier { tier == .township ? .county : .nation }

    /// The revision that a record is, as of the day of the snapshot's clock.
    public init?(_ row: TypedRow, in snapshot: Snapshot) {
        func text(_ field: String) -> String? {
            if case .text(let text)? = row.values[field] { return text }
            return nil
        }
        guard let office = text("office").flatMap({ DivisionCode($0) }),
            case .integer(let year)? = row.values["programme_year"],
            case .integer(let revision)? = row.values["revision"]
        else { return nil }
        record = row.record
        self.office = office
        self.year = year
        self.revision = revision
        sheet = text("sheet").flatMap { Sheet(text: $0) }
        manifest = text("manifest").flatMap { Manifest(text: $0) }
        missing = (text("missing") ?? "").split(separator: " ").compactMap { DivisionCode($0) }
        reason = text("reason")
        sealedAt = text("sealed_at") ?? ""
        let events = snapshot.events(of: row.record)
        let day = Workflow.submission.day(of: events, atLeast: snapshot.today)
        standing = SubmissionStanding(events: events, year: Int(clamping: year), asOf: day)
    }

    /// The revisions of an office for a year, ascending.
    public static func revisions(
        of office: DivisionCode, year: Int64, in snapshot: Snapshot
    ) throws(StorageError) -> [Submission] {
        try snapshot.rows(
            of: Catalogue.submission,
            where: [
                ("office", .text(office.description)), ("programme_year", .integer(year)),
            ]
        ).compactMap { Submission($0, in: snapshot) }.sorted { $0.revision < $1.revision }
    }

    /// All revisions of a year within a division, ascending by office and number.
    public static func all(
        year: Int64, under division: DivisionCode, in snapshot: Snapshot
    ) throws(StorageError) -> [Submission] {
        try snapshot.rows(
            of: Catalogue.submission, where: [("programme_year", .integer(year))],
            under: division, limit: 100_000
        ).compactMap { Submission($0, in: snapshot) }
            .sorted { ($0.office, $0.revision) < ($1.office, $1.revision) }
    }

    /// The offices of a tier that are obliged to submit, ascending: those of the programme that
    /// stand within a division.
    public static func offices(
        of tier: Tier, under division: DivisionCode, in snapshot: Snapshot
    ) throws(StorageError) -> [DivisionCode] {
        let rows = try snapshot.rows(of: Catalogue.office, under: division, limit: 100_000)
        let codes = rows.compactMap { row -> DivisionCode? in
            guard case .text(let code)? = row.values["division"] else { return nil }
            return DivisionCode(code)
        }
        return Set(codes.filter { $0.tier == tier }).sorted()
    }

    // MARK: What is hashed and signed

    /// The hash of a content: SHA-256 over the sheet, a zero byte and the manifest.
    public static func contentHash(sheet: String, manifest: String) -> [UInt8] {
        hash(Array(sheet.utf8) + [0] + Array(manifest.utf8))
    }

    /// What the node of the office signs.
    static func signedBytes(
        office: DivisionCode, year: Int64, revision: Int64, hash: [UInt8]
    ) -> [UInt8] {
        Array("happiness-sync/1/submission \(office) \(year) \(revision) ".utf8) + hash
    }

    /// What a server above signs when it has received or relayed a content.
    static func receiptBytes(_ word: String, on day: CivilDate, hash: [UInt8]) -> [UInt8] {
        Array("happiness-sync/1/submission-receipt \(word) \(day) ".utf8) + hash
    }

    /// `2017-10-31 23:50`, in China.
    static func time(_ milliseconds: UInt64) -> String {
        let minutes = milliseconds / 60_000 + 8 * 60
        let (hour, minute) = (minutes / 60 % 24, minutes % 60)
        func two(_ number: UInt64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(CivilDate(milliseconds: milliseconds)) \(two(hour)):\(two(minute))"
    }
}
