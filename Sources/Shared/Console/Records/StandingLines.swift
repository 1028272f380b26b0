internal import Programme
package import Replication
package import Storage
package import Sync
internal import Wire

/// Where the changes of a record are saved: acknowledgement levels A0 to A2.
package struct StandingLines {
    private let replica: Replica
    private let snapshot: Snapshot
    private let language: Language

    /// Lines in a language.
    package init(_ replica: Replica, _ snapshot: Snapshot, _ language: Language) {
        self.replica = replica
        self.snapshot = snapshot
        self.language = language
    }

    /// One row per change that is here, oldest first.
    package func table(of record: RecordID) throws -> Table {
        var table = Table([
            .init("at", Phrase("时间", "at")), .init("by", Phrase("填写人", "by")),
            .init("office", Phrase("机构", "office")), .init("wrote", Phrase("写入", "wrote")),
            .init("level", Phrase("保存级别", "level")), .init("where", Phrase("在哪里", "where")),
        ])
        let history = HistoryTable(snapshot, language)
        let text = ValueText(snapshot, language)
        for facet in try snapshot.facets(of: record) {
            for entry in try snapshot.entries(of: facet.facet) {
                guard let body = entry.body, let change = try? ChangeCodec.decode(body) else {
                    continue
                }
                let (level, place) = try standing(entry)
                table.add([
                    .time(change.stamp.time.milliseconds),
                    .text(text.author(change.stamp)), .text("\(change.stamp.office)"),
                    .text(history.words(of: change)), .text(level), place,
                ])
            }
        }
        return table
    }

    /// The level of a change and the words for it.
    private func standing(_ entry: LogEntry) throws -> (level: String, place: Cell) {
        let identity = replica.store.identity
        let mark = try snapshot.acknowledged(entry.replica)
        if let exception = mark?.exceptions.first(where: { $0.sequence == entry.sequence }) {
            let words = exception.code.phrase.text(language)
            return ("A1", Cell(words, json: .text("not merged")))
        }
        let reach = entry.facet?.reach ?? .home
        if try snapshot.durable(entry.replica, reach) >= entry.sequence {
            return ("A2", place(Phrase("两处都有", "two places have it"), "durable"))
        }
        if identity.parent == nil {
            return ("A1", place(Phrase("本服务器已有", "this server has it"), "here"))
        }
        // What came over no link from below, and is not the own, came down from the parent.
        let isFromParent = try snapshot.head(entry.replica)?.node == nil
        if isFromParent || (mark?.upTo ?? 0) >= entry.sequence {
            return ("A1", place(Phrase("上级已有", "the parent has it"), "parent"))
        }
        return ("A0", place(Phrase("只在本机", "only here"), "here"))
    }

    private func place(_ phrase: Phrase, _ word: String) -> Cell {
        Cell(phrase.text(language), json: .text(word))
    }
}
