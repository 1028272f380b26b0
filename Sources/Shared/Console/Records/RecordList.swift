package import Programme
package import Replication
package import Storage
internal import Wire

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
        let registers = type.registers.filter { !$0.isSet || $0.fields.first?.isNamed == true }
        var table = Table(
            [.init("id", Phrase("编号", "ID")), .init("home", Phrase("归属", "home"))]
                + registers.flatMap(\.fields).map { .init($0.name, $0.label) }
                + [.init("marks", Phrase("标记", "marks"))])
        let text = ValueText(snapshot, language)
        let notMerged = try notMergedAbove()
        for row in rows.prefix(limit) {
            let view =
                registers.contains(where: \.isSet)
                ? try RecordView(row.record, type: type, in: snapshot) : nil
            let values = registers.flatMap { register -> [Cell] in
                if register.isSet { return [elements(of: register, view, text)] }
                return register.fields.map { text.cell(row.values[$0.name] ?? .absent, of: $0) }
            }
            table.add(
                [.text(row.record.description), .text(row.home.description)] + values
                    + [marks(row, isNotMerged: notMerged.contains(row.record))])
        }
        return Page(table: table, hasMore: rows.count > limit)
    }

    /// The elements of a set, in one cell.
    private func elements(
        of register: RegisterDeclaration, _ view: RecordView?, _ text: ValueText
    ) -> Cell {
        guard let field = register.fields.first, let view else { return .nothing }
        let elements = view.elements(of: register)
        guard !elements.isEmpty else { return Cell(Cell.nothing.text, json: .list([])) }
        return Cell(
            elements.map { text.text($0, of: field) }.joined(
                separator: language == .chinese ? "、" : ", "),
            json: .list(elements.map { ValueText.json($0, of: field) }))
    }

    /// The records of which the parent has not merged something that was written here.
    private func notMergedAbove() throws -> Set<RecordID> {
        var records: Set<RecordID> = []
        for incarnation in try snapshot.ownIncarnations() {
            for exception in try snapshot.acknowledged(incarnation)?.exceptions ?? [] {
                let entry = try snapshot.entry(incarnation, exception.sequence)
                if let facet = entry?.facet { records.insert(facet.record) }
            }
        }
        return records
    }

    private func marks(_ row: TypedRow, isNotMerged: Bool) -> Cell {
        var marks: [(Phrase, String)] = []
        if isNotMerged {
            marks.append((Phrase("上级未并入", "not merged above"), "not_merged"))
        }
        if row.hasConflict { marks.append((Phrase("冲突", "conflict"), "conflict")) }
        if row.onHold { marks.append((Phrase("待核", "on hold"), "hold")) }
        if row.isIncomplete { marks.append((Phrase("不全", "incomplete"), "incomplete")) }
        guard !marks.isEmpty else { return .nothing }
        return Cell(
            marks.map { $0.0.text(language) }.joined(separator: " "),
            json: .list(marks.map { .text($0.1) }))
    }
}

extension Field {
    /// Whether its values are words and no bare bytes, which nobody reads in a list.
    fileprivate var isNamed: Bool {
        if case .bytes = kind { return false }
        return true
    }
}
