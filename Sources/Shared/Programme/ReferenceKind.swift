/// A figure of a place and a year that rules are measured by; its raw value is its word in data.
public enum ReferenceKind: String, CaseIterable, Sendable {
    /// The average income per head, in fen a year.
    case localAverageIncome = "local_average_income"
    /// The income per head below which a household is poor, in fen a year.
    case povertyStandard = "poverty_standard"
    /// The rural population, in persons.
    case ruralPopulation = "rural_population"

    /// The word for people.
    public var label: Phrase {
        switch self {
        case .localAverageIncome: Phrase("当地人均年收入（分）", "local average income, fen")
        case .povertyStandard: Phrase("贫困标准（分）", "poverty standard, fen")
        case .ruralPopulation: Phrase("农村人口（人）", "rural population, persons")
        }
    }
}
