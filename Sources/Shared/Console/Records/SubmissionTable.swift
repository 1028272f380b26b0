internal import Programme
internal import Replication
internal import Storage
internal import Sync

/// Submissions as rows.
struct SubmissionTable {
    private let language: Language

    /// Tables in a language.
    init(_ language: Language) { self.language = language }

    /// The figures of a sheet: one row for each, all places together.
    func figures(of sheet: Sheet) -> Table {
        var table = Table([
            .init("figure", Phrase("指标", "figure")), .init("year", Phrase("本年度", "in the year")),
            .init("to_date", Phrase("累计", "to date")),
        ])
        let words = Set(sheet.lines.map(\.figure)).map { ($0, Figure(word: $0)) }
            .sorted { ($0.1?.rawValue ?? .max, $0.0) < ($1.1?.rawValue ?? .max, $1.0) }
        for (word, figure) in words {
            table.add([
                name(word, figure), number(sheet.inYear(word), figure),
                number(sheet.toDate(word), figure),
            ])
        }
        return table
    }

    /// What was submitted beside what was forwarded.
    func comparison(_ pairs: [SubmissionTotal.Pair]) -> Table {
        var table = Table([
            .init("figure", Phrase("指标", "figure")),
            .init("year", Phrase("本年度：提交", "in the year: submitted")),
            .init("year_records", Phrase("记录", "records")),
            .init("to_date", Phrase("累计：提交", "to date: submitted")),
            .init("records", Phrase("记录", "records")), .init("equal", Phrase("一致", "equal")),
        ])
        for pair in pairs {
            let (figure, mine, theirs) = (pair.figure, pair.submitted, pair.forwarded)
            table.add([
                name(pair.word, figure), number(mine.inYear, figure),
                theirs.map { number($0.inYear, figure) } ?? .nothing,
                number(mine.toDate, figure),
                theirs.map { number($0.toDate, figure) } ?? .nothing,
                theirs == nil
                    ? .nothing
                    : Cell(pair.isDifferent ? "✗" : "✓", json: .bool(!pair.isDifferent)),
            ])
        }
        return table
    }

    private func name(_ word: String, _ figure: Figure?) -> Cell {
        Cell(figure?.label.text(language) ?? word, json: .text(word))
    }

    private func number(_ value: Int64, _ figure: Figure?) -> Cell {
        figure?.unit == .fen
            ? Cell(Money(fen: value).wan, json: .integer(value)) : .count(Int(value))
    }

    /// The records of a manifest, and how many of them lie here.
    func manifest(_ manifest: Manifest, here: Manifest) -> Table {
        var table = Table([
            .init("place", Phrase("区划", "place")), .init("type", Phrase("类型", "type")),
            .init("records", Phrase("提交时", "when sealed")),
            .init("here", Phrase("本机现在", "here now")),
            .init("equal", Phrase("一致", "equal")),
        ])
        for line in manifest.lines {
            let found = here.lines.first { $0.place == line.place && $0.type == line.type }
            let isEqual = found?.hash == line.hash
            table.add([
                .text("\(line.place)"),
                Cell(
                    Catalogue.type(named: line.type)?.label.text(language) ?? line.type,
                    json: .text(line.type)), .count(Int(line.records)),
                .count(Int(found?.records ?? 0)), Cell(isEqual ? "✓" : "✗", json: .bool(isEqual)),
            ])
        }
        return table
    }

    /// Every office that is obliged, with its latest revision or none.
    func offices(
        year: Int64, under division: DivisionCode, _ snapshot: Snapshot
    ) throws -> Table {
        var table = Table([
            .init("office", Phrase("机构", "office")), .init("revision", Phrase("版次", "revision")),
            .init("id", Phrase("编号", "ID")), .init("sealed_at", Phrase("封存时间", "sealed at")),
            .init("received_on", Phrase("收到日期", "received on")),
            .init("timeliness", Phrase("是否按时", "in time")), .init("state", Phrase("状态", "state")),
            .init("missing", Phrase("缺", "without")),
        ])
        let all = try Submission.all(year: year, under: division, in: snapshot)
        let tiers: [Tier] = [.province, .county, .township]
        let obliged = try tiers.flatMap {
            try Submission.offices(of: $0, under: division, in: snapshot)
        }
        for office in obliged.sorted() {
            let revisions = all.filter { $0.office == office }
            if revisions.isEmpty { table.add(try none(office, year: year, snapshot)) }
            for revision in revisions { table.add(row(revision)) }
        }
        return table
    }

    private func row(_ submission: Submission) -> [Cell] {
        [
            .text("\(submission.office)"), .count(Int(submission.revision)),
            .text(submission.record.description), .text(submission.sealedAt),
            submission.standing.receivedOn.map { .text("\($0)") } ?? .nothing,
            timeliness(submission), state(submission),
            .text(submission.missing.map(\.description).joined(separator: " ")),
        ]
    }

    private func none(
        _ office: DivisionCode, year: Int64, _ snapshot: Snapshot
    ) throws -> [Cell] {
        let standing = SubmissionStanding(
            events: [], year: Int(clamping: year), asOf: snapshot.today)
        return [
            .text("\(office)"), .nothing, .nothing, .nothing, .nothing,
            Cell(
                standing.timeliness.label.text(language),
                json: .text(standing.timeliness.rawValue)), .nothing, .nothing,
        ]
    }

    /// Whether a revision was in time.
    func timeliness(_ submission: Submission) -> Cell {
        let found = submission.standing.timeliness
        return Cell(found.label.text(language), json: .text(found.rawValue))
    }

    /// Where a revision stands.
    func state(_ submission: Submission) -> Cell {
        let word = submission.standing.course.state
        return Cell(
            Workflow.submission.state(word)?.label.text(language) ?? word, json: .text(word))
    }
}
