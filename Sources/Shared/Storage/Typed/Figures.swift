public import Programme
public import Replication
internal import SQLite

/// A figure with what a reader must know to trust it.
public struct Figure: Hashable, Sendable {
    /// The number: fen, or a count.
    public let value: Int64
    /// How many of the records behind it have an open conflict.
    public let openConflicts: Int
    /// How many of them have a finding of the programme's checks.
    public let onHold: Int
    /// How many of them are known to lack something.
    public let incomplete: Int
}

extension Snapshot {
    /// A figure over the records that lie within a division.
    ///
    /// - Parameter year: only what belongs to that year; `nil` for everything.
    public func indicator(
        _ indicator: Indicator, under division: DivisionCode, year: Int64? = nil
    ) throws(StorageError) -> Figure {
        var marked = Marked()
        let value = try value(
            of: indicator.formula, in: Range(division: division, year: year), &marked)
        return Figure(
            value: value, openConflicts: marked.conflicts.count, onHold: marked.holds.count,
            incomplete: marked.incomplete.count)
    }

    /// What a figure is asked for.
    private struct Range {
        let division: DivisionCode
        let year: Int64?
    }

    /// The records behind a figure that are not simply sound; each counts once, however often the
    /// formula comes by.
    private struct Marked {
        var conflicts: Set<RecordID> = []
        var holds: Set<RecordID> = []
        var incomplete: Set<RecordID> = []
    }

    private func value(
        of formula: Indicator.Formula, in range: Range, _ marked: inout Marked
    ) throws(StorageError) -> Int64 {
        switch formula {
        case .sum(let field, let selection):
            guard let (table, condition) = condition(selection, range),
                let column = table.columns.first(where: { $0.field.name == field }),
                column.field.kind.columnType == .integer
            else { return 0 }
            try mark(table, condition, &marked)
            return try number("coalesce(sum(t.\"\(field)\"), 0)", table, condition)
        case .count(let selection):
            guard let (table, condition) = condition(selection, range) else { return 0 }
            try mark(table, condition, &marked)
            return try number("count(*)", table, condition)
        case .minus(let first, let second):
            return try value(of: first, in: range, &marked)
                - value(of: second, in: range, &marked)
        }
    }

    private func number(
        _ expression: String, _ table: TypedTable, _ condition: TypedCondition
    ) throws(StorageError) -> Int64 {
        try connection.first(
            "SELECT \(expression) FROM \"\(table.name)\" t WHERE \(condition.sql)",
            condition.values
        ) { row throws(StorageError) in try row.number(at: 0) } ?? 0
    }

    private func mark(
        _ table: TypedTable, _ condition: TypedCondition, _ marked: inout Marked
    ) throws(StorageError) {
        try connection.rows(
            """
            SELECT t.record, t._conflicts, t._on_hold, t._incomplete FROM "\(table.name)" t
            WHERE \(condition.sql) AND (t._conflicts > 0 OR t._on_hold > 0 OR t._incomplete > 0)
            """, condition.values
        ) { row throws(StorageError) in
            let record = try row.identifier(at: 0)
            if try row.number(at: 1) > 0 { marked.conflicts.insert(record) }
            if try row.number(at: 2) > 0 { marked.holds.insert(record) }
            if try row.number(at: 3) > 0 { marked.incomplete.insert(record) }
        }
    }

    /// The condition of a selection; `nil` if nothing can fulfil it.
    private func condition(
        _ selection: Indicator.Selection, _ range: Range
    ) -> (TypedTable, TypedCondition)? {
        guard let (table, found) = Self.condition(selection, alias: "t", depth: 0) else {
            return nil
        }
        var condition = found
        condition.add(HomeRange(range.division, of: "t"))
        guard let year = range.year else { return (table, condition) }
        guard let period = table.columns.first(where: { $0.field.name == selection.period }) else {
            return nil
        }
        if period.field.kind == .year {
            condition.add("t.\"\(period.field.name)\" = ?", [.integer(year)])
        } else {
            condition.add("substr(t.\"\(period.field.name)\", 1, 5) = ?", [.text("\(year)-")])
        }
        return (table, condition)
    }

    private static func condition(
        _ selection: Indicator.Selection, alias: String, depth: Int
    ) -> (TypedTable, TypedCondition)? {
        guard let type = Catalogue.type(named: selection.type),
            let table = TypedTable.of(type.number),
            var condition = TypedCondition(
                selection.filter.map { ($0.key, $0.value) }, in: table, alias: alias)
        else { return nil }
        for naming in selection.namings {
            let inner = "n\(depth)"
            guard
                let (other, found) = Self.condition(naming.by, alias: inner, depth: depth + 1),
                other.columns.contains(where: { $0.field.name == naming.field })
            else {
                if naming.isWanted { return nil }
                continue
            }
            condition.add(
                "\(naming.isWanted ? "" : "NOT ")EXISTS (SELECT 1 FROM \"\(other.name)\" \(inner) "
                    + "WHERE \(inner).\"\(naming.field)\" = \(alias).record AND \(found.sql))",
                found.values)
        }
        return (table, condition)
    }
}
