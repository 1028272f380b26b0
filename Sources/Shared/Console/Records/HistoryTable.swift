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
                    rows.append((.zero, unread(entry)))
                    continue
                }
                rows.append((change.stamp.time, cells(of: change, entry)))
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

    private func cells(of change: Change, _ entry: LogEntry) -> [Cell] {
        [
            .time(change.stamp.time.milliseconds), .text(text.author(change.stamp.author)),
            .text(change.stamp.office.description), .text(words(of: change)), standing(entry),
        ]
    }

    /// What a change wrote, in one line.
    package func words(of change: Change) -> String {
        let type = Catalogue.type(change.type)
        return change.writes.compactMap { sentence($0, type) }
            .joined(separator: language == .chinese ? "；" : "; ")
    }

    private func unread(_ entry: LogEntry) -> [Cell] {
        [.nothing, .nothing, .text(entry.home.description), .nothing, standing(entry)]
    }

    /// What one write said; nothing for the home, which `show` tells.
    private func sentence(_ write: Write, _ type: RecordType?) -> String? {
        if write.register == .home { return nil }
        if write.register.voided != nil {
            return Phrase("一次被拒绝的填写作废", "voids a refused write").text(language)
        }
        if write.register == .life { return Phrase("撤回", "withdrawn").text(language) }
        guard let declaration = type?.register(write.register.number) else {
            return "\(write.register.number)"
        }
        guard declaration.isSet, let field = declaration.fields.first else {
            return "\(declaration.label.text(language)) = "
                + text.text(write.value, of: declaration)
        }
        let sign = write.value == .bool(true) ? "+" : "−"
        let element = declaration.element(write.register.key)
        return "\(declaration.label.text(language)) \(sign)\(text.text(element, of: field))"
    }

    private func standing(_ entry: LogEntry) -> Cell {
        let phrase =
            switch entry.standing {
            case .merged: Phrase("已并入", "merged")
            case .held: Phrase("待处理", "held")
            case .refused: Phrase("被拒绝", "refused")
            case .hashOnly: Phrase("内容不到本级", "does not travel this far")
            }
        return Cell(phrase.text(language), json: .text("\(entry.standing)"))
    }
}
