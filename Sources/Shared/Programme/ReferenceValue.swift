internal import Replication

extension Lookup {
    /// A published figure, as the local average income, of a place and a year: the most specific
    /// office that has set it counts; `nil` if none has.
    func referenceValue(_ kind: String, at division: DivisionCode, year: Int64) -> Int64? {
        let found = records(of: "reference_value", where: "kind", equals: .text(kind))
        let fitting = found.compactMap { record -> (length: Int, value: Int64)? in
            guard number(of: record, "year") == year,
                let scope = text(of: record, "division").flatMap({ DivisionCode($0) }),
                scope.contains(division),
                case .integer(let number) = value(of: record, "value")
            else { return nil }
            return (scope.description.utf8.count, number)
        }
        return fitting.max { $0.length < $1.length }?.value
    }
}
