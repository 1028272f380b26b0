internal import Programme
internal import Replication
internal import Storage
internal import Sync

/// The submissions of a year added up, beside the records that came from below.
struct SubmissionTotal {
    /// The revision of each county that counts.
    let taken: [Submission]
    /// The counties that are obliged.
    let obliged: [DivisionCode]
    /// The townships that are in it.
    let towns: Set<DivisionCode>
    /// How many townships are obliged.
    let obligedTowns: Int
    /// How many records the manifests name.
    let rowsNamed: Int64
    /// How many of them lie here.
    let rowsHere: Int64
    private let period: ReportPeriod

    /// A figure from both sides.
    struct Pair {
        /// The figure's word.
        let word: String
        /// What it is; `nil` for one that only a newer program knows.
        let figure: Figure?
        /// From the submissions.
        let submitted: Sums
        /// From the records; `nil` if they stay in the county.
        let forwarded: Sums?

        /// Whether both are known and differ.
        var isDifferent: Bool { forwarded.map { $0 != submitted } ?? false }
    }

    /// What a figure came to.
    struct Sums: Hashable {
        /// In the programme's year.
        var inYear: Int64 = 0
        /// Since the beginning.
        var toDate: Int64 = 0
    }

    /// - Parameter inTime: only what was received by the day.
    init(
        year: Int64, inTime: Bool, under office: DivisionCode, _ snapshot: Snapshot
    ) throws {
        guard let period = ReportPeriod.programmeYear(Int(clamping: year)) else {
            throw ConsoleError.usage(Phrase("没有这个年度。", "There is no such year."))
        }
        self.period = period
        let all = try Submission.all(year: year, under: office, in: snapshot)
            .filter { $0.office.tier == .county }
        obliged = try Submission.offices(of: .county, under: office, in: snapshot)
        taken = Dictionary(grouping: all, by: \.office).values.compactMap { revisions in
            revisions.last { Self.counts($0, inTime: inTime) }
        }.sorted { $0.office < $1.office }
        towns = Set(taken.flatMap { $0.sheet?.places ?? [] }.filter { $0.tier == .township })
        obligedTowns = try Submission.offices(of: .township, under: office, in: snapshot).count
        rowsNamed = taken.reduce(0) { $0 + ($1.manifest?.records ?? 0) }
        rowsHere = try taken.reduce(0) { sum, submission in
            let places = Set(submission.manifest?.lines.map(\.place) ?? [])
            let here = try snapshot.manifest(under: submission.office, by: .township)
            return sum
                + here.lines.filter { places.contains($0.place) }.reduce(0) { $0 + $1.records }
        }
    }

    /// Of revisions received in time the last counts, whatever came after; else the last that was
    /// accepted.
    private static func counts(_ submission: Submission, inTime: Bool) -> Bool {
        let state = submission.standing.course.state
        return inTime
            ? submission.standing.timeliness == .inTime && state != "returned"
            : ["accepted", "closed"].contains(state)
    }

    /// Every figure from both sides, in the order of their numbers.
    func comparison(_ snapshot: Snapshot) throws -> [Pair] {
        var forwarded: [String: Sums] = [:]
        for submission in taken {
            let places = submission.sheet?.places ?? []
            for total in try snapshot.totals(
                under: submission.office, by: .township, period: period)
            where places.union([submission.office]).contains(total.division) {
                forwarded[total.figure.word, default: Sums()].inYear += total.inPeriod
                forwarded[total.figure.word, default: Sums()].toDate += total.toDate
            }
        }
        var submitted: [String: Sums] = [:]
        for line in taken.flatMap({ $0.sheet?.lines ?? [] }) {
            submitted[line.figure, default: Sums()].inYear += line.inYear
            submitted[line.figure, default: Sums()].toDate += line.toDate
        }
        return Set(submitted.keys).union(forwarded.keys).map { word in
            let figure = Figure(word: word)
            let isKnown = figure.map { !$0.staysInCounty } ?? false
            return Pair(
                word: word, figure: figure, submitted: submitted[word] ?? Sums(),
                forwarded: isKnown ? forwarded[word] ?? Sums() : nil)
        }.sorted {
            ($0.figure?.rawValue ?? .max, $0.word) < ($1.figure?.rawValue ?? .max, $1.word)
        }
    }
}
