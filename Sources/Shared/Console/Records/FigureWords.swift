package import Programme
package import Storage

/// A number of a report in the words of its unit.
package struct FigureWords {
    private let indicator: Indicator
    private let reading: FigureReading
    private let language: Language

    /// The words for what was read of a number.
    package init(_ indicator: Indicator, _ reading: FigureReading, _ language: Language) {
        self.indicator = indicator
        self.reading = reading
        self.language = language
    }

    /// What is not known here, and a ratio to nothing: never a zero.
    private var nothing: Cell { Cell(Phrase("无", "n/a").text(language), json: .null) }

    /// Money in 万元 for people, in fen for programs; ratios with fixed decimals.
    package var value: Cell {
        guard reading.isAvailable, let numerator = reading.numerator else { return nothing }
        guard let denominator = reading.denominator else {
            return indicator.unit == .fen ? Self.money(numerator) : .count(numerator)
        }
        let text = indicator.unit.text(
            Int128(numerator), over: Int128(denominator), isCut: indicator.isLowerBound)
        guard let text else { return nothing }
        let mark = indicator.isLowerBound ? "≥ " : ""
        return Cell(mark + text, json: .text(text), isNumber: true)
    }

    /// The upper part of a ratio, or the number itself.
    package var numerator: Cell { part(reading.numerator) }

    /// The lower part of a ratio.
    package var denominator: Cell { part(reading.denominator) }

    private func part(_ value: Int64?) -> Cell { value.map { .count($0) } ?? .nothing }

    /// The unit; of a ratio with the parts that it is made of.
    package func unit(withParts: Bool) -> Cell {
        let unit = Self.unit(of: indicator.unit, language)
        guard withParts, reading.isAvailable, let first = reading.numerator,
            let second = reading.denominator
        else { return unit }
        let figures = indicator.terms.map(\.figure)
        func text(_ value: Int64, _ figure: Figure?) -> String {
            figure?.unit == .fen ? Money(fen: value).wan : "\(value)"
        }
        let parts = "\(text(first, figures.first)) / \(text(second, figures.last))"
        return Cell("\(unit.text) = \(parts)", json: unit.json)
    }

    /// Money.
    package static func money(_ fen: Int64) -> Cell {
        Cell(Money(fen: fen).wan, json: .integer(fen), isNumber: true)
    }

    /// How many conflicts a number has; with one it is provisional: of the values that disagree it
    /// counts one.
    package static func conflicts(_ count: Int, _ language: Language) -> Cell {
        guard count > 0 else { return .count(0) }
        return Cell(
            Phrase("\(count)（暂计）", "\(count) (provisional)").text(language),
            json: .integer(Int64(count)), isNumber: true)
    }

    /// The unit of a number.
    package static func unit(of unit: Indicator.Unit, _ language: Language) -> Cell {
        let phrase =
            switch unit {
            case .fen, .wan: Phrase("万元", "10,000 yuan")
            case .count: Phrase("个", "count")
            case .percent: Phrase("%", "%")
            case .times: Phrase("次", "times")
            case .share: Phrase("比率", "share")
            case .yuan: Phrase("元", "yuan")
            }
        return Cell(phrase.text(language), json: .text(unit.rawValue))
    }
}
