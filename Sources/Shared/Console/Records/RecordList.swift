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

    /// The records that have these values and are in a state, if one is named.
    package func page(
        _ words: FieldWords, under division: DivisionCode?, state: String? = nil, limit: Int
    ) throws -> Page {
        if let state { try check(state) }
        let filter = words.values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        let found = try rows(filter, under: division, state: state, limit: limit + 1)
        let registers = type.registers.filter {
            $0.shape == .single || $0.isSet && $0.fields.first?.isNamed == true
        }
        var table = Table(
            [.init("id", Phrase("编号", "ID")), .init("home", Phrase("归属", "home"))]
                + (type.workflow == nil ? [] : [.init("state", Phrase("状态", "state"))])
                + registers.flatMap(\.fields).map { .init($0.name, $0.label) }
                + [.init("marks", Phrase("标记", "marks"))])
        let text = ValueText(snapshot, language)
        let notMerged = try notMergedAbove()
        for (row, state) in found.prefix(limit) {
            let view =
                registers.contains(where: \.isSet)
                ? try RecordView(row.record, type: type, in: snapshot) : nil
            let values = registers.flatMap { register -> [Cell] in
                if register.isSet { return [elements(of: register, view, text)] }
                return register.fields.map { text.cell(row.values[$0.name] ?? .absent, of: $0) }
            }
            let isNotMerged = notMerged.contains(row.record)
            table.add(
                [.text(row.record.description), .text(row.home.description)]
                    + (state.map { [Cell($0.label.text(language), json: .text($0.name))] } ?? [])
                    + values + [marks(row, state, isNotMerged: isNotMerged)])
        }
        return Page(table: table, hasMore: found.count > limit)
    }

    /// So many rows with their states, of those that are in one.
    private func rows(
        _ filter: [(String, Value)], under division: DivisionCode?, state word: String?, limit: Int
    ) throws -> [(row: TypedRow, state: RecordState?)] {
        var found: [(row: TypedRow, state: RecordState?)] = []
        var last: RecordID?
        while found.count < limit {
            // A state is no column: more rows are looked at until enough are in it.
            let count = word == nil ? limit : max(limit, 500)
            let rows = try snapshot.rows(
                of: type, where: filter, under: division, limit: count, after: last)
            for row in rows {
                let state = RecordState(of: row.record, type: type, in: snapshot)
                if let word, state?.isNamed(word) != true { continue }
                found.append((row, state))
            }
            guard rows.count == count, let end = rows.last?.record else { break }
            last = end
        }
        return Array(found.prefix(limit))
    }

    /// Refuses the name of a state that the type does not have.
    private func check(_ word: String) throws {
        let states = RecordState.states(of: type)
        guard !states.contains(where: { $0.isNamed(word) }) else { return }
        let chinese = states.map { "\($0.name)（\($0.label.chinese)）" }.joined(separator: "、")
        let english = states.map { "\($0.name) (\($0.label.english))" }.joined(separator: ", ")
        throw ConsoleError.usage(
            states.isEmpty
                ? Phrase("\(type.label.chinese)没有状态。", "A \(type.name) has no state.")
                : Phrase(
                    "没有“\(word)”这个状态。有：\(chinese)",
                    "There is no state “\(word)”. There are: \(english)"))
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

    private func marks(_ row: TypedRow, _ state: RecordState?, isNotMerged: Bool) -> Cell {
        var marks: [(Phrase, String)] = []
        if isNotMerged {
            marks.append((Phrase("上级未并入", "not merged above"), "not_merged"))
        }
        if row.hasConflict { marks.append((Phrase("冲突", "conflict"), "conflict")) }
        if state?.course.isOnHold == true {
            marks.append((Phrase("已暂停", "held"), "held"))
        }
        if state?.course.remarks.isEmpty == false {
            marks.append((Phrase("须处理", "to settle"), "remark"))
        }
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
