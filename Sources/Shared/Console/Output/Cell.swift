/// One value for both kinds of reader: as people read it, and as a program does.
package struct Cell: Hashable, Sendable {
    /// The text for people.
    package let text: String
    /// The value for `--json`.
    package let json: JSONValue
    /// Whether it stands at the right of its column.
    package let isNumber: Bool

    /// A cell of two sides.
    package init(_ text: String, json: JSONValue, isNumber: Bool = false) {
        self.text = text
        self.json = json
        self.isNumber = isNumber
    }

    /// A text, the same for both.
    package static func text(_ text: String) -> Cell { Cell(text, json: .text(text)) }

    /// A number.
    package static func count(_ count: some BinaryInteger) -> Cell {
        Cell(String(count), json: .integer(Int64(clamping: count)), isNumber: true)
    }

    /// Something that is not there: a dash for people.
    package static let nothing = Cell("–", json: .null)

    /// A point in time; people read it as the clock on the wall of any office in China.
    ///
    /// - Parameter milliseconds: Unix time; 0 stands for never.
    package static func time(_ milliseconds: UInt64) -> Cell {
        guard milliseconds > 0 else { return .nothing }
        return Cell(
            WallTime(milliseconds: milliseconds).text,
            json: .text(WallTime(milliseconds: milliseconds).standard))
    }
}
