internal import Programme
package import Replication
package import Storage

/// The records that a person has to decide, as rows.
package struct ConflictList {
    private let snapshot: Snapshot
    private let language: Language

    /// A list in a language.
    package init(_ snapshot: Snapshot, _ language: Language) {
        self.snapshot = snapshot
        self.language = language
    }

    /// - Parameters:
    ///   - withSettled: also what a policy has settled.
    ///   - only: the one record that is meant; nil for all.
    package func table(
        under division: DivisionCode?, withSettled: Bool, only: RecordID? = nil
    ) throws -> Table {
        var table = Table([
            .init("id", Phrase("编号", "ID")), .init("type", Phrase("类型", "type")),
            .init("name", Phrase("名称", "name")), .init("field", Phrase("项目", "field")),
            .init("kind", Phrase("情况", "kind")), .init("home", Phrase("归属", "home")),
            .init("who", Phrase("谁", "who")), .init("since", Phrase("何时起", "since")),
        ])
        let text = ValueText(snapshot, language)
        for row in try snapshot.conflicts(under: division) {
            guard withSettled || row.kind != .settled, only ?? row.facet.record == row.facet.record,
                let type = Catalogue.type(row.type)
            else { continue }
            let record = try snapshot.record(row.facet)
            let siblings = row.register.flatMap { record?.siblings($0) } ?? []
            let declaration = row.register.flatMap { type.register($0.number) }
            table.add([
                .text(row.facet.record.description),
                Cell(type.label.text(language), json: .text(type.name)),
                .text(text.name(of: row.facet.record, type: type.name)),
                declaration.map {
                    Cell($0.label.text(language), json: .text($0.name))
                } ?? .nothing,
                kind(row.kind),
                .text((record?.homes ?? [row.home]).map(\.description).joined(separator: " | ")),
                .text(Set(siblings.map { "\($0.stamp.office)" }).sorted().joined(separator: " ")),
                .time(row.since),
            ])
        }
        return table
    }

    private func kind(_ kind: ConflictRow.Kind) -> Cell {
        let phrase =
            switch kind {
            case .conflict: Phrase("不同的值", "values disagree")
            case .settled: Phrase("已按规则选取", "settled by rule")
            case .revived: Phrase("撤回时有人在改", "withdrawn while edited")
            case .twoHomes: Phrase("两处归属", "two homes")
            case .incomplete: Phrase("还缺一部分", "a part is missing")
            case .unfit: Phrase("数值不合格式", "a value does not fit")
            case .tooLarge: Phrase("大得传不下去", "too large to travel")
            }
        return Cell(phrase.text(language), json: .text("\(kind)"))
    }
}
