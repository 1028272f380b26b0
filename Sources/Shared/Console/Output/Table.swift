package import Programme

/// Rows under headings, for people and for programs.
package struct Table: Sendable {
    /// A heading, and the name of the value in JSON.
    package struct Column: Sendable {
        /// The name in JSON.
        package let key: String
        /// The heading.
        package let title: Phrase

        /// A column.
        package init(_ key: String, _ title: Phrase) {
            self.key = key
            self.title = title
        }
    }

    /// The columns, from left to right.
    package let columns: [Column]
    /// The rows; each as long as `columns`.
    package private(set) var rows: [[Cell]] = []

    /// A table without rows.
    package init(_ columns: [Column]) { self.columns = columns }

    /// Adds a row.
    package mutating func add(_ cells: [Cell]) {
        precondition(cells.count == columns.count, "a row has a cell for each column")
        rows.append(cells)
    }

    /// The rows as objects; of two columns with one name the left one counts.
    package var json: JSONValue {
        let keys = columns.map(\.key)
        return .list(
            rows.map { row in
                .object(Dictionary(zip(keys, row.map(\.json))) { left, _ in left })
            })
    }

    /// The rows as separated values, by RFC 4180; a line of headings first.
    package func separated(_ language: Language) -> [String] {
        ([columns.map { $0.title.text(language) }] + rows.map { $0.map(\.text) }).map {
            $0.map(Self.quoted).joined(separator: ",")
        }
    }

    private static func quoted(_ text: String) -> String {
        // A spreadsheet would take a text that begins so for a formula, and run it.
        let isFormula = text.first.map { "=@\t\r".contains($0) } ?? false
        let safe = isFormula ? "'" + text : text
        guard safe.contains(where: { ",\"\n\r\r\n".contains($0) }) else { return safe }
        return "\"" + safe.replacing("\"", with: "\"\"") + "\""
    }

    /// The lines for people.
    ///
    /// - Parameter width: the columns of the terminal, nil if the text goes elsewhere. A table that
    ///   is wider is printed row by row, name and value under each other: nothing is ever cut off.
    package func lines(_ language: Language, width: Int?) -> [String] {
        let titles = columns.map { $0.title.text(language) }
        let texts = rows.map { $0.map { DisplayWidth.printable($0.text) } }
        let widths = titles.indices.map { index in
            texts.reduce(DisplayWidth.of(titles[index])) { max($0, DisplayWidth.of($1[index])) }
        }
        let total = widths.reduce(0, +) + 2 * max(0, widths.count - 1)
        if let width, total > width { return cards(titles, texts) }
        let heading = line(titles, widths, right: columns.map { _ in false })
        return [heading] + zip(rows, texts).map { line($1, widths, right: $0.map(\.isNumber)) }
    }

    private func line(_ texts: [String], _ widths: [Int], right: [Bool]) -> String {
        let padded = texts.indices.map { index in
            index == texts.count - 1 && !right[index]
                ? texts[index]
                : DisplayWidth.padded(texts[index], to: widths[index], onTheLeft: right[index])
        }
        return padded.joined(separator: "  ")
    }

    private func cards(_ titles: [String], _ texts: [[String]]) -> [String] {
        let width = titles.map(DisplayWidth.of).max() ?? 0
        return texts.flatMap { row in
            [""] + zip(titles, row).map { DisplayWidth.padded($0, to: width) + "  " + $1 }
        }
    }
}
