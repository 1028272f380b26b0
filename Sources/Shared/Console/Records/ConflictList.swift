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
    ///   - withSettled: also what a policy has settled, and what a person has decided, with his
    ///     reason.
    ///   - only: the one record that is meant; nil for all.
    package func table(
        under division: DivisionCode?, withSettled: Bool, only: RecordID? = nil
    ) throws -> Table {
        let reason = Table.Column("reason", Phrase("理由", "reason"))
        var table = Table(
            [
                .init("id", Phrase("编号", "ID")), .init("type", Phrase("类型", "type")),
                .init("name", Phrase("名称", "name")), .init("field", Phrase("项目", "field")),
                .init("kind", Phrase("情况", "kind")), .init("home", Phrase("归属", "home")),
                .init("who", Phrase("谁", "who")), .init("since", Phrase("何时起", "since")),
            ] + (withSettled ? [reason] : []))
        let text = ValueText(snapshot, language)
        for row in try snapshot.conflicts(under: division) {
            guard withSettled || row.kind != .settled, only ?? row.facet.record == row.facet.record,
                let type = Catalogue.type(row.type)
            else { continue }
            let record = try snapshot.record(row.facet)
            let siblings = row.register.flatMap { record?.siblings($0) } ?? []
            let declaration = row.register.flatMap { type.register($0.number) }
            table.add(
                [
                    .text(row.facet.record.description),
                    Cell(type.label.text(language), json: .text(type.name)),
                    .text(text.name(of: row.facet.record, type: type.name)),
                    declaration.map {
                        Cell($0.label.text(language), json: .text($0.name))
                    } ?? .nothing,
                    kind(row.kind),
                    .text(
                        (record?.homes ?? [row.home]).map(\.description).joined(separator: " | ")),
                    .text(
                        Set(siblings.map { "\($0.stamp.office)" }).sorted().joined(separator: " ")),
                    .time(row.since),
                ] + (withSettled ? [.nothing] : []))
        }
        if withSettled, only == nil { try decided(under: division).forEach { table.add($0) } }
        return table
    }

    /// The conflicts that the county has decided, as far as the reasons are here.
    private func decided(under division: DivisionCode?) throws -> [[Cell]] {
        let text = ValueText(snapshot, language)
        let rows = try snapshot.rows(
            of: Catalogue.resolution, where: [], under: division, limit: 10_000, after: nil)
        return try rows.compactMap { row in
            guard case .bytes(let bytes)? = row.values["subject"],
                let subject = RecordID(bytes: bytes),
                case .text(let register)? = row.values["field"],
                case .text(let reason)? = row.values["reason"],
                let type = try snapshot.facets(of: subject).first.flatMap({
                    Catalogue.type($0.type)
                })
            else { return nil }
            let sibling = try snapshot.record(FacetID(row.record, .county))?
                .registers.lazy.filter { !$0.name.isEngine }.compactMap(\.siblings.first).first
            let declaration = type.registers.first { $0.name == register }
            return [
                .text(subject.description),
                Cell(type.label.text(language), json: .text(type.name)),
                .text(text.name(of: subject, type: type.name)),
                Cell(
                    declaration?.label.text(language) ?? register, json: .text(register)),
                Cell(Phrase("已裁定", "decided").text(language), json: .text("decided")),
                .text(row.home.description), .text(sibling.map { text.author($0.stamp) } ?? "–"),
                .time(sibling?.stamp.time.milliseconds ?? 0), .text(reason),
            ]
        }
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
