package import Programme
package import Replication
package import Storage

/// The records on which a check does not pass, as rows.
package struct HoldList {
    private let snapshot: Snapshot
    private let language: Language

    /// A list in a language.
    package init(_ snapshot: Snapshot, _ language: Language) {
        self.snapshot = snapshot
        self.language = language
    }

    /// - Parameters:
    ///   - check: only what does not pass this one.
    ///   - withWarnings: also what waits for nobody.
    package func table(
        check: Check?, under division: DivisionCode?, withWarnings: Bool, limit: Int
    ) throws -> Table {
        var table = Table([
            .init("id", Phrase("编号", "ID")), .init("type", Phrase("类型", "type")),
            .init("name", Phrase("名称", "name")), .init("home", Phrase("归属", "home")),
            .init("check", Phrase("检查", "check")), .init("what", Phrase("情况", "what")),
            .init("other", Phrase("相关", "about")), .init("since", Phrase("何时起", "since")),
        ])
        let text = ValueText(snapshot, language)
        for row in try snapshot.holds(check: check, limit: limit) {
            let isWarning = [.warning, .information].contains(row.finding.severity)
            guard withWarnings || !isWarning, let home = snapshot.home(of: row.record),
                division?.contains(home) ?? true,
                let type = try snapshot.facets(of: row.record).first
                    .flatMap({ Catalogue.type($0.type) })
            else { continue }
            table.add([
                .text(row.record.description),
                Cell(type.label.text(language), json: .text(type.name)),
                .text(text.name(of: row.record, type: type.name)), .text(home.description),
                .text(row.finding.check.name), .text(row.finding.check.phrase.text(language)),
                try row.finding.other.map { try other($0, text) } ?? .nothing,
                .time(row.since),
            ])
        }
        return table
    }

    private func other(_ record: RecordID, _ text: ValueText) throws -> Cell {
        let type = try snapshot.facets(of: record).first.flatMap { Catalogue.type($0.type) }
        return Cell(
            type.map { text.name(of: record, type: $0.name) } ?? record.description,
            json: .text(record.description))
    }
}
