package import Programme
internal import Replication
package import Storage

extension RecordView {
    /// The registers as rows: what stands, who wrote it and when, and what is to be known about it;
    /// without events.
    package func table(_ text: ValueText, _ language: Language) -> Table {
        var table = Table([
            .init("field", Phrase("项目", "field")), .init("value", Phrase("内容", "value")),
            .init("by", Phrase("填写人", "by")), .init("office", Phrase("机构", "office")),
            .init("at", Phrase("时间", "at")), .init("note", Phrase("备注", "note")),
        ])
        for line in lines where line.declaration.shape != .events {
            let sibling = line.siblings.first { $0.dot == line.outcome.dot } ?? line.siblings[0]
            for row in rows(of: line, text, language) {
                table.add([
                    .text(row.title), row.value, .text(text.author(sibling.stamp)),
                    .text(sibling.stamp.office.description),
                    .time(sibling.stamp.time.milliseconds),
                    note(line, sibling.stamp, text, language),
                ])
            }
        }
        return table
    }

    private func rows(
        of line: Line, _ text: ValueText, _ language: Language
    ) -> [(title: String, value: Cell)] {
        if line.declaration.isSet {
            guard line.outcome.value == .bool(true), let field = line.declaration.fields.first
            else { return [] }
            let element = line.declaration.element(line.name.key)
            return [(field.label.text(language), text.cell(element, of: field))]
        }
        return line.declaration.fields.enumerated().compactMap { index, field in
            let part = line.declaration.part(index, of: line.outcome.value)
            guard part != .absent else { return nil }
            return (field.label.text(language), text.cell(part, of: field))
        }
    }

    private func note(
        _ line: Line, _ stamp: Stamp, _ text: ValueText, _ language: Language
    ) -> Cell {
        let reason = text.reason(of: id, line.declaration.name, stamp)
        let phrase: Phrase? =
            switch line.outcome.standing {
            case .conflict:
                Phrase("冲突：\(line.siblings.count) 个值", "conflict: \(line.siblings.count) values")
            case .settled:
                Phrase("已按规则选取", "settled by rule")
            case .agreed:
                reason.map { Phrase("冲突已解决：\($0)", "conflict decided: \($0)") }
                    ?? (line.isPending ? Phrase("只存在本机", "saved only here") : nil)
            }
        guard let phrase else { return .nothing }
        return Cell(phrase.text(language), json: .text(phrase.english))
    }

    /// The values of a register that disagree: number, value, who, when.
    package static func siblings(
        of line: Line, _ text: ValueText
    ) -> Table {
        var table = Table([
            .init("number", Phrase("序号", "no.")), .init("value", Phrase("值", "value")),
            .init("by", Phrase("填写人", "by")), .init("office", Phrase("机构", "office")),
            .init("tier", Phrase("层级", "tier")), .init("at", Phrase("时间", "at")),
        ])
        for (index, sibling) in line.siblings.enumerated() {
            table.add([
                .count(index + 1), .text(text.text(sibling.value, of: line.declaration)),
                .text(text.author(sibling.stamp)),
                .text(sibling.stamp.office.description), text.tier(sibling.stamp.tier),
                .time(sibling.stamp.time.milliseconds),
            ])
        }
        return table
    }

    /// A sentence for each register that somebody is about to write and whose values disagree: only
    /// what his office wrote is replaced, an administrator decides about the others.
    package func disagreeing(_ words: FieldWords, in snapshot: Snapshot, _ language: Language)
        -> [Phrase]
    {
        let text = ValueText(snapshot, language)
        let touched = Set(words.values.keys)
        return conflicts.filter { line in
            line.declaration.fields.contains { touched.contains($0.name) }
        }.map { line in
            let values = line.siblings.map {
                "\(text.text($0.value, of: line.declaration)) (\($0.stamp.office))"
            }.joined(separator: " | ")
            return Phrase(
                "“\(line.declaration.label.chinese)”有冲突：\(values)。只改本机构写的值，其余由县里用 conflict resolve 裁决",
                "“\(line.declaration.label.english)” is in conflict: \(values). Only this office's value is replaced; the county decides with conflict resolve"
            )
        }
    }
}
