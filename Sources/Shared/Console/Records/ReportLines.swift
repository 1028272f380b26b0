package import Programme
package import Replication
package import Storage

/// The rows of a report, and what stands behind its sums.
package struct ReportLines {
    private let snapshot: Snapshot
    private let language: Language
    private let under: DivisionCode
    private let year: Int64?
    private let nodes: [Heard]

    /// Rows in a language, of what lies within a division, and in a year if one is given.
    ///
    /// - Parameter own: the division of the office that asks.
    package init(
        _ snapshot: Snapshot, _ language: Language, own: DivisionCode, under: DivisionCode,
        year: Int64? = nil
    ) throws {
        nodes = try Self.nodes(snapshot, own: own)
        self.year = year
        self.snapshot = snapshot
        self.language = language
        self.under = under
    }

    /// How many nodes have proved to hold the same as this one, and what is undecided.
    package struct Coverage {
        /// The nodes directly below.
        package let nodes: Int
        /// Those whose last contact ended with a receipt.
        package let equal: Int
        /// Conflicts that a person has to decide.
        package let conflicts: Int
    }

    /// What stands behind the figures.
    package func coverage() throws -> Coverage {
        let nodes = try snapshot.nodes().filter { $0.kind == .child && $0.status != .revoked }
            .filter { under.contains($0.office) || $0.office.contains(under) }
        let equal = try nodes.filter { try !snapshot.receipts(of: $0.node).isEmpty }
        let conflicts = try ConflictList(snapshot, language).table(under: under, withSettled: false)
        return Coverage(nodes: nodes.count, equal: equal.count, conflicts: conflicts.rows.count)
    }

    /// The rows of a report.
    package func table(of report: Report) throws -> Table {
        var table = Table([
            .init("figure", Phrase("指标", "figure")), .init("name", Phrase("名称", "name")),
            .init("value", Phrase("数值", "value")), .init("unit", Phrase("单位", "unit")),
            .init("heard", Phrase("来自机构", "offices heard")),
            .init("conflicts", Phrase("未决冲突", "open conflicts")),
        ])
        for row in report.rows {
            switch row {
            case .figure(let indicator):
                table.add(try cells(indicator, under: under, name: indicator.label.text(language)))
            case .each(let type, let texts, let figure, let period, let title):
                try each(type, texts, figure, period, title).forEach { table.add($0) }
            case .byTownship(let indicator):
                try townships(indicator).forEach { table.add($0) }
            }
        }
        return table
    }

    private func cells(
        _ indicator: Indicator, under division: DivisionCode, name: String
    ) throws -> [Cell] {
        let result = try snapshot.indicator(indicator, under: division, year: year)
        return [
            .text(indicator.name), .text(name), value(result.value, indicator.unit),
            unit(indicator.unit), try heard(indicator, under: division),
            Self.conflicts(result.openConflicts, language),
        ]
    }

    /// How many conflicts a figure has; with one it is provisional: of the values that disagree it
    /// counts one.
    private static func conflicts(_ count: Int, _ language: Language) -> Cell {
        guard count > 0 else { return .count(0) }
        return Cell(
            Phrase("\(count)（暂计）", "\(count) (provisional)").text(language),
            json: .integer(Int64(count)), isNumber: true)
    }

    /// Whether anything is known of a division: its name, an office, a node, or a record in it.
    package static func isKnown(_ division: DivisionCode, own: DivisionCode, _ snapshot: Snapshot)
        throws -> Bool
    {
        if division.contains(own) { return true }
        if try snapshot.nodes().contains(where: { division.contains($0.office) }) { return true }
        return try Catalogue.types.contains {
            try !snapshot.rows(of: $0, where: [], under: division, limit: 1, after: nil).isEmpty
        }
    }

    /// Of how many offices that may write what a figure counts, how many have been heard.
    private func heard(
        _ indicator: Indicator, under division: DivisionCode
    ) throws -> Cell {
        var types: Set<String> = []
        Self.types(in: indicator.formula, into: &types)
        return try heard(types, under: division)
    }

    private func heard(_ types: Set<String>, under division: DivisionCode) throws -> Cell {
        let tiers = types.reduce(into: Set<Tier>()) { tiers, name in
            tiers.formUnion(Catalogue.type(named: name)?.creators ?? [])
        }
        var offices: [DivisionCode: Bool] = [:]
        for node in nodes where tiers.contains(node.tier) && division.contains(node.office) {
            offices[node.office] = (offices[node.office] ?? false) || node.isHeard
        }
        let known = offices.count
        let count = offices.values.count { $0 }
        return Cell(
            "\(count)/\(known)",
            json: .object(["heard": .integer(Int64(count)), "known": .integer(Int64(known))]),
            isNumber: true)
    }

    /// An office at work, and whether a change of its own is known here.
    private struct Heard {
        let office: DivisionCode
        let isHeard: Bool
        var tier: Tier { office.tier }
    }

    private static func nodes(_ snapshot: Snapshot, own: DivisionCode) throws -> [Heard] {
        try snapshot.nodes().filter { $0.status != .revoked && !$0.isParent }.map { node in
            Heard(
                office: node.office,
                isHeard: try node.incarnations.contains { try snapshot.head($0) != nil })
        } + [Heard(office: own, isHeard: true)]
    }

    /// Money in 万元 for people, in fen for programs.
    private func value(_ value: Int64, _ unit: Indicator.Unit) -> Cell {
        switch unit {
        case .fen: Cell(Money(fen: value).wan, json: .integer(value), isNumber: true)
        case .count: .count(value)
        }
    }

    private func unit(_ unit: Indicator.Unit) -> Cell {
        switch unit {
        case .fen: Cell(Phrase("万元", "10,000 yuan").text(language), json: .text("fen"))
        case .count: Cell(Phrase("个", "count").text(language), json: .text("count"))
        }
    }

    /// A row for each record of a type.
    private func each(
        _ name: String, _ texts: [String], _ figure: String, _ period: String?, _ title: Phrase
    ) throws -> [[Cell]] {
        guard let type = Catalogue.type(named: name) else { return [] }
        let rows = try snapshot.rows(of: type, where: [], under: under, limit: 10_000, after: nil)
            .filter { row in
                guard let year, let period else { return true }
                return Fold.isOf(year, row.values[period] ?? .absent)
            }
        let text = ValueText(snapshot, language)
        let heard = try heard([name], under: under)
        let sorted = rows.sorted { first, second in
            texts.map { "\(first.values[$0] ?? .absent)" }.lexicographicallyPrecedes(
                texts.map { "\(second.values[$0] ?? .absent)" })
        }
        return sorted.map { row in
            let words = texts.compactMap { name -> String? in
                guard let field = type.field(name)?.field,
                    let value = row.values[name], value != .absent
                else { return nil }
                return text.text(value, of: field)
            }
            var amount: Int64 = 0
            if case .integer(let fen) = row.values[figure] ?? .absent { amount = fen }
            return [
                .text(name), .text(titled(title, words.joined(separator: " "))),
                value(amount, .fen), unit(.fen), heard,
                Self.conflicts(row.hasConflict ? 1 : 0, language),
            ]
        }
    }

    private func titled(_ title: Phrase, _ text: String) -> String {
        title.text(language) + (language == .chinese ? "：" : ": ") + text
    }

    /// A row for each township that has something of a figure.
    private func townships(_ indicator: Indicator) throws -> [[Cell]] {
        var types: Set<String> = []
        Self.types(in: indicator.formula, into: &types)
        var codes: Set<DivisionCode> = []
        for name in types {
            guard let type = Catalogue.type(named: name) else { continue }
            for row in try snapshot.rows(
                of: type, where: [], under: under, limit: 1_000_000, after: nil)
            {
                let path = [row.home] + row.home.ancestors
                if let township = path.first(where: { $0.tier == .township }) {
                    codes.insert(township)
                }
            }
        }
        let text = DivisionNames(snapshot)
        return try codes.sorted().map { code in
            try cells(
                indicator, under: code,
                name: titled(indicator.label, text.name(of: code)))
        }
    }

    private static func types(in formula: Indicator.Formula, into types: inout Set<String>) {
        switch formula {
        case .sum(_, let selection), .count(let selection): types.insert(selection.type)
        case .minus(let first, let second):
            Self.types(in: first, into: &types)
            Self.types(in: second, into: &types)
        }
    }
}

/// The names of divisions.
package struct DivisionNames {
    private let snapshot: Snapshot

    /// Names in one moment of a replica.
    package init(_ snapshot: Snapshot) { self.snapshot = snapshot }

    /// The name with its code, or the code alone.
    package func name(of code: DivisionCode) -> String {
        let found = snapshot.records(
            of: "division", where: "code", equals: .text(code.description))
        guard let first = found.first, case .text(let name) = snapshot.value(of: first, "name")
        else { return code.description }
        return "\(name) \(code)"
    }
}
