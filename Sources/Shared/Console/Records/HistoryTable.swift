internal import Programme
package import Replication
package import Storage
internal import Wire

/// The changes of a record as rows, oldest first.
package struct HistoryTable {
    private let snapshot: Snapshot
    private let language: Language
    private let text: ValueText

    /// Rows in a language, of one moment of a replica.
    package init(_ snapshot: Snapshot, _ language: Language) {
        self.snapshot = snapshot
        self.language = language
        text = ValueText(snapshot, language)
    }

    /// The table of a record.
    package func table(of record: RecordID) throws -> Table {
        var rows: [(time: HybridTime, cells: [Cell])] = []
        for facet in try snapshot.facets(of: record) {
            for entry in try snapshot.entries(of: facet.facet) {
                guard let body = entry.body, let change = try? ChangeCodec.decode(body) else {
                    rows.append((.zero, try unread(entry)))
                    continue
                }
                rows.append((change.stamp.time, try cells(of: change, entry)))
            }
        }
        var table = Table([
            .init("at", Phrase("时间", "at")), .init("by", Phrase("填写人", "by")),
            .init("office", Phrase("机构", "office")), .init("wrote", Phrase("写入", "wrote")),
            .init("standing", Phrase("状态", "standing")),
        ])
        for row in rows.sorted(by: { $0.time < $1.time }) { table.add(row.cells) }
        return table
    }

    private func cells(of change: Change, _ entry: LogEntry) throws -> [Cell] {
        [
            .time(change.stamp.time.milliseconds), .text(text.author(change.stamp)),
            .text(change.stamp.office.description), .text(words(of: change)),
            try standing(entry),
        ]
    }

    /// What a change wrote, in one line; why, where it ended a conflict.
    package func words(of change: Change) -> String {
        let type = Catalogue.type(change.type)
        let isMove = change.writes.allSatisfy { $0.register == .home }
        let words = change.writes.compactMap { sentence($0, type, tellsHome: isMove) }
        let reasons = change.writes.compactMap { write in
            type?.register(write.register.number).flatMap {
                text.reason(of: change.facet.record, $0.name, change.stamp)
            }
        }.map { Phrase("解决冲突，理由：\($0)", "decides a conflict, because: \($0)").text(language) }
        return (words + reasons).joined(separator: language == .chinese ? "；" : "; ")
    }

    private func unread(_ entry: LogEntry) throws -> [Cell] {
        [.nothing, .nothing, .text(entry.home.description), .nothing, try standing(entry)]
    }

    /// What one write said; nothing for the home of what is made or changed, which `show` tells.
    private func sentence(_ write: Write, _ type: RecordType?, tellsHome: Bool) -> String? {
        if write.register == .home {
            guard tellsHome, case .text(let code) = write.value else { return nil }
            return Phrase("归属 = \(code)", "home = \(code)").text(language)
        }
        if write.register.voided != nil {
            return Phrase("一次被拒绝的填写作废", "voids a refused write").text(language)
        }
        if write.register == .life { return Phrase("撤回", "withdrawn").text(language) }
        guard let declaration = type?.register(write.register.number) else {
            return "\(write.register.number)"
        }
        if declaration.shape == .events { return event(write, type) }
        guard declaration.isSet, let field = declaration.fields.first else {
            return "\(declaration.label.text(language)) = "
                + text.text(write.value, of: declaration)
        }
        let sign = write.value == .bool(true) ? "+" : "−"
        let element = declaration.element(write.register.key)
        return "\(declaration.label.text(language)) \(sign)\(text.text(element, of: field))"
    }

    /// What happened, when, until when, why.
    private func event(_ write: Write, _ type: RecordType?) -> String {
        guard let (_, content) = EventValue.parts(write.value), let said = EventContent(content)
        else { return Phrase("要更新的程序才能读", "only a newer program can read it").text(language) }
        let label = type?.workflow?.step(said.word)?.label ?? .same(said.word)
        let until = said.until.map { Phrase("，至 \($0)", ", until \($0)") } ?? .none
        let reason = said.reason.map { Phrase("：\($0)", ": \($0)") } ?? .none
        return Phrase(
            "\(label.chinese)（\(said.on)\(until.chinese)）\(reason.chinese)",
            "\(label.english) (\(said.on)\(until.english))\(reason.english)"
        ).text(language)
    }

    /// What became of a change: here, or at the parent, which may have refused what stands here.
    private func standing(_ entry: LogEntry) throws -> Cell {
        let exception = try snapshot.acknowledged(entry.replica)?.exceptions.first {
            $0.sequence == entry.sequence
        }
        let (phrase, word) =
            switch (exception?.standing, entry.standing) {
            case (.refused?, _): (Phrase("被上级拒绝", "refused above"), "refused")
            case (.held?, _): (Phrase("待上级处理", "held above"), "held")
            case (_, .merged): (Phrase("已并入", "merged"), "merged")
            case (_, .held): (Phrase("待处理", "held"), "held")
            case (_, .refused): (Phrase("被拒绝", "refused"), "refused")
            case (_, .hashOnly): (Phrase("内容不到本级", "does not travel this far"), "hashOnly")
            }
        return Cell(phrase.text(language), json: .text(word))
    }
}
