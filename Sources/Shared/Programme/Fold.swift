public import Replication

/// The values that the fields of one record show: what checks and figures look at.
public struct Facts: Hashable, Sendable {
    /// The record.
    public let record: RecordID
    /// Its type's name.
    public let type: String
    /// The division that owns it.
    public let home: DivisionCode
    /// By field; absent ones left out.
    public let values: [String: Value]

    /// A record's facts.
    public init(record: RecordID, type: String, home: DivisionCode, values: [String: Value]) {
        self.record = record
        self.type = type
        self.home = home
        self.values = values
    }

    /// What a field shows.
    public subscript(field: String) -> Value { values[field] ?? .absent }
}

/// A figure added up in memory, record by record: the oracle of the SQL that Storage makes of it.
public struct Fold: Sendable {
    private let byType: [String: [Facts]]

    /// A fold over records.
    public init(_ records: [Facts]) { byType = Dictionary(grouping: records, by: \.type) }

    /// The figure over the records whose home is a division or lies within it.
    ///
    /// - Parameter year: only what belongs to that year; `nil` for everything.
    public func value(
        of formula: Indicator.Formula, under division: DivisionCode, year: Int64? = nil
    ) -> Int64 {
        switch formula {
        case .sum(let field, let selection):
            records(selection, under: division, year: year).reduce(0) { sum, facts in
                if case .integer(let number) = facts[field] { sum + number } else { sum }
            }
        case .count(let selection):
            Int64(records(selection, under: division, year: year).count)
        case .minus(let first, let second):
            value(of: first, under: division, year: year)
                - value(of: second, under: division, year: year)
        }
    }

    private func records(
        _ selection: Indicator.Selection, under division: DivisionCode, year: Int64?
    ) -> [Facts] {
        (byType[selection.type] ?? []).filter { facts in
            division.contains(facts.home) && isSelected(facts, by: selection)
                && (year.map { Self.isOf($0, facts[selection.period ?? ""]) } ?? true)
        }
    }

    /// Whether a record has the values, and is named as wanted; by whatever division.
    private func isSelected(_ facts: Facts, by selection: Indicator.Selection) -> Bool {
        selection.filter.allSatisfy { facts[$0.key] == $0.value }
            && selection.namings.allSatisfy { naming in
                let isNamed = (byType[naming.by.type] ?? []).contains { other in
                    other[naming.field] == .bytes(facts.record.bytes)
                        && isSelected(other, by: naming.by)
                }
                return isNamed == naming.isWanted
            }
    }

    /// Whether a period, a year or a date, lies in a year.
    public static func isOf(_ year: Int64, _ value: Value) -> Bool {
        switch value {
        case .integer(let number): number == year
        case .text(let text): CivilDate(text).map { Int64($0.year) } == year
        default: false
        }
    }
}
