internal import Programme
package import Replication
package import Storage
internal import Wire

/// What was changed elsewhere, by the positions of this replica's log.
package struct News {
    private let snapshot: Snapshot
    private let language: Language

    /// News in a language.
    package init(_ snapshot: Snapshot, _ language: Language) {
        self.snapshot = snapshot
        self.language = language
    }

    /// The newest changes of others after a position, oldest first.
    package func table(
        after position: Int64, office: DivisionCode, limit: Int
    ) throws -> Table {
        var table = Table([
            .init("at", Phrase("时间", "at")), .init("office", Phrase("机构", "office")),
            .init("by", Phrase("填写人", "by")), .init("type", Phrase("类型", "type")),
            .init("record", Phrase("记录", "record")), .init("wrote", Phrase("写入", "wrote")),
        ])
        let history = HistoryTable(snapshot, language)
        let text = ValueText(snapshot, language)
        for entry in try snapshot.recent(after: position, limit: limit) {
            guard let body = entry.body, let change = try? ChangeCodec.decode(body),
                change.stamp.office != office,
                // A reason is told with the value that it is about.
                change.type != Catalogue.resolution.number
            else { continue }
            let type = Catalogue.type(change.type)
            let label = type?.label.text(language) ?? "\(change.type)"
            table.add([
                .time(change.stamp.time.milliseconds), .text("\(change.stamp.office)"),
                .text(text.author(change.stamp)), .text(label),
                .text(
                    type.map { text.name(of: change.facet.record, type: $0.name) }
                        ?? "\(change.facet.record)"),
                .text(history.words(of: change)),
            ])
        }
        return table
    }
}
