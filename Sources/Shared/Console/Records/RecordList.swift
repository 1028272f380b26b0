package import Programme
package import Replication
package import Storage

/// Records of one type as rows, out of the typed tables.
package struct RecordList {
    /// The type.
    package let type: RecordType
    private let snapshot: Snapshot
    private let language: Language

    /// A list of a type.
    package init(_ snapshot: Snapshot, _ type: RecordType, _ language: Language) {
        self.snapshot = snapshot
        self.type = type
        self.language = language
    }

    /// Rows, and whether there are more.
    package struct Page {
        /// The rows.
        package let table: Table
        /// Whether more records fit.
        package let hasMore: Bool
    }

    /// The records that have these values.
    package func page(
        _ words: FieldWords, under division: DivisionCode?, limit: Int
    ) throws -> Page {
        let filter = words.values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        let rows = try snapshot.rows(
            of: type, where: filter, under: division, limit: limit + 1, after: nil)
        let fields = type.registers.filter { !$0.isSet }.flatMap(\.fields)
        var table = Table(
            [.init("id", Phrase("编号", "ID")), .init("home", Phrase("归属", "home"))]
                + fields.map { .init($0.name, $0.label) } + [.init("marks", Phrase("标记", "marks"))])
        let text = ValueText(snapshot, language)
        for row in rows.prefix(limit) {
            let values = fields.map { text.cell(row.values[$0.name] ?? .absent, of: $0) }
            table.add(
                [.text(row.record.description), .text(row.home.description)] + values + [marks(row)]
            )
        }
        return Page(table: table, hasMore: rows.count > limit)
    }

    private func marks(_ row: TypedRow) -> Cell {
        var marks: [(Phrase, String)] = []
        if row.hasConflict { marks.append((Phrase("冲突", "conflict"), "conflict")) }
        if row.onHold { marks.append((Phrase("待核", "on hold"), "hold")) }
        if row.isIncomplete { marks.append((Phrase("不全", "incomplete"), "incomplete")) }
        guard !marks.isEmpty else { return .nothing }
        return Cell(
            marks.map { $0.0.text(language) }.joined(separator: " "),
            json: .list(marks.map { .text($0.1) }))
    }
}
