package import Programme
package import Replication
package import Storage

/// The rows of a report, as its entry in the programme says.
package struct ReportLines {
    private let snapshot: Snapshot
    private let language: Language
    private let under: DivisionCode
    private let period: ReportPeriod
    private let isWhole: Bool
    /// What stands behind the numbers.
    package let coverage: ReportCoverage

    /// Rows in a language, of what lies within a division and a period.
    ///
    /// - Parameters:
    ///   - own: the division of the office that asks.
    ///   - isWhole: whether a program reads: it gets the parts of ratios in columns of their own.
    package init(
        _ snapshot: Snapshot, _ language: Language, own: DivisionCode, under: DivisionCode,
        period: ReportPeriod, isWhole: Bool
    ) throws {
        coverage = try ReportCoverage(snapshot, language, own: own, under: under)
        self.period = period
        self.snapshot = snapshot
        self.language = language
        self.under = under
        self.isWhole = isWhole
    }

    /// The rows of a report.
    package func table(of report: Report) throws -> Table {
        if case .places(let tiers, let columns) = report.body {
            return try places(tiers, columns)
        }
        var columns: [Table.Column] = [
            .init("figure", Phrase("指标", "figure")), .init("name", Phrase("名称", "name")),
            .init("value", Phrase("数值", "value")), .init("unit", Phrase("单位", "unit")),
            .init("heard", Phrase("来自机构", "offices heard")),
            .init("conflicts", Phrase("未决冲突", "open conflicts")),
        ]
        if isWhole || period.first != nil {
            columns.append(.init("to_date", Phrase("累计", "to date")))
        }
        if isWhole {
            columns += [
                .init("numerator", Phrase("分子", "numerator")),
                .init("denominator", Phrase("分母", "denominator")),
                .init("number", Phrase("编号", "number")),
            ]
        }
        var table = Table(columns)
        for row in report.rows {
            for cells in try self.rows(row) { table.add(Array(cells.prefix(columns.count))) }
        }
        return table
    }

    private func rows(_ row: Report.Row) throws -> [[Cell]] {
        switch row {
        case .figure(let indicator):
            [try cells(indicator, under: under, name: indicator.label.text(language))]
        case .each(let type, let texts, let figure, let period, let title):
            try each(type, texts, figure, period, title)
        case .by(let tier, let indicator): try parts(indicator, by: tier)
        }
    }

    private func cells(
        _ indicator: Indicator, under division: DivisionCode, name: String
    ) throws -> [Cell] {
        let reading = try snapshot.indicator(indicator, under: division, period: period)
        let words = FigureWords(indicator, reading, language)
        let all = try indicator.toDate.map { indicator in
            FigureWords(
                indicator, try snapshot.indicator(indicator, under: division, period: period),
                language
            ).value
        }
        return [
            .text(indicator.name), .text(name), words.value, words.unit(withParts: !isWhole),
            coverage.heard(indicator.types, under: division),
            FigureWords.conflicts(reading.openConflicts, language), all ?? words.value,
            words.numerator, words.denominator, .text(indicator.number),
        ]
    }

    /// A row for each record of a type.
    private func each(
        _ name: String, _ texts: [String], _ figure: String, _ day: String?, _ title: Phrase
    ) throws -> [[Cell]] {
        guard let type = Catalogue.type(named: name) else { return [] }
        let rows = try snapshot.rows(of: type, where: [], under: under, limit: 10_000, after: nil)
            .filter { row in
                guard period.first != nil, let day else { return true }
                return self.day(row.values[day]).map(period.contains) ?? false
            }
        let text = ValueText(snapshot, language)
        let heard = coverage.heard([name], under: under)
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
            let value = FigureWords.money(amount)
            return [
                .text(name), .text(titled(title, words.joined(separator: " "))), value,
                FigureWords.unit(of: .fen, language), heard,
                FigureWords.conflicts(row.hasConflict ? 1 : 0, language), value,
                Cell("", json: .integer(amount)), .nothing, .text(""),
            ]
        }
    }

    /// The day of a value: a date, or the first of a year.
    private func day(_ value: Value?) -> CivilDate? {
        switch value {
        case .integer(let year)?: CivilDate(year: Int(clamping: year), month: 1, day: 1)
        case .text(let text)?: CivilDate(text)
        default: nil
        }
    }

    private func titled(_ title: Phrase, _ text: String) -> String {
        title.text(language) + (language == .chinese ? "：" : ": ") + text
    }

    /// A row for each division of a tier that has something of a number.
    private func parts(_ indicator: Indicator, by tier: Tier) throws -> [[Cell]] {
        let names = DivisionNames(snapshot)
        return try snapshot.divisions(of: tier, under: under, with: [indicator], period: period)
            .map { code in
                try cells(
                    indicator, under: code, name: titled(indicator.label, names.name(of: code)))
            }
    }

    /// A row for each division of some tiers, a column for each number.
    private func places(_ tiers: Set<Tier>, _ indicators: [Indicator]) throws -> Table {
        var table = Table(
            [
                .init("division", Phrase("区划", "division")),
                .init("name", Phrase("名称", "name")), .init("tier", Phrase("级别", "tier")),
            ]
                + indicators.map { indicator in
                    let unit = FigureWords.unit(of: indicator.unit, language).text
                    return .init(
                        indicator.name,
                        Phrase(
                            "\(indicator.label.chinese)（\(unit)）",
                            "\(indicator.label.english) (\(unit))"))
                })
        let names = DivisionNames(snapshot)
        var codes = tiers.contains(under.tier) ? [under] : []
        for tier in tiers {
            codes += try snapshot.divisions(
                of: tier, under: under, with: indicators, period: period)
        }
        for code in codes.sorted() {
            let values = try indicators.map { indicator in
                let reading = try snapshot.indicator(indicator, under: code, period: period)
                return FigureWords(indicator, reading, language).value
            }
            let name = names.plainName(of: code) ?? code.description
            table.add(
                [
                    .text(code.description), .text(name),
                    Cell(code.tier.label.text(language), json: .text("\(code.tier)")),
                ] + values)
        }
        return table
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
}

/// The names of divisions.
package struct DivisionNames {
    private let snapshot: Snapshot

    /// Names in one moment of a replica.
    package init(_ snapshot: Snapshot) { self.snapshot = snapshot }

    /// The name with its code, or the code alone.
    package func name(of code: DivisionCode) -> String {
        plainName(of: code).map { "\($0) \(code)" } ?? code.description
    }

    /// The name alone; nil if none is known.
    package func plainName(of code: DivisionCode) -> String? {
        let found = snapshot.records(
            of: "division", where: "code", equals: .text(code.description))
        guard let first = found.first, case .text(let name) = snapshot.value(of: first, "name")
        else { return nil }
        return name
    }
}
