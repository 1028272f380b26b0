public import Replication

/// What the figures of a submission were made of: how many records of each type lay in each place,
/// and a hash over them all.
///
/// Only records that reach the nation are in it, so that every server above can count what it has
/// against it. As text it is lines of `place,type,records,hash` with a header.
public struct Manifest: Hashable, Sendable {
    /// The records of a type in a place.
    public struct Line: Hashable, Sendable {
        /// The place.
        public let place: DivisionCode
        /// The type's name.
        public let type: String
        /// How many there are.
        public let records: Int64
        /// SHA-256 over their names and hashes, ascending, in lower-case hexadecimal digits.
        public let hash: String

        /// A line.
        public init(place: DivisionCode, type: String, records: Int64, hash: String) {
            self.place = place
            self.type = type
            self.records = records
            self.hash = hash
        }
    }

    /// The lines, ascending by place and type.
    public let lines: [Line]

    /// A manifest of some lines.
    public init(_ lines: [Line]) {
        self.lines = lines.sorted { a, b in
            a.place != b.place ? a.place < b.place : a.type < b.type
        }
    }

    private static let header = "place,type,records,hash"

    /// The manifest as text.
    public var text: String {
        ([Self.header] + lines.map { "\($0.place),\($0.type),\($0.records),\($0.hash)" })
            .map { $0 + "\n" }.joined()
    }

    /// The manifest that a text holds; `nil` if it is none.
    public init?(text: String) {
        let rows = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard rows.first == Self.header[...], rows.last == "" else { return nil }
        var lines: [Line] = []
        for row in rows.dropFirst().dropLast() {
            let cells = row.split(separator: ",", omittingEmptySubsequences: false)
            guard cells.count == 4, let place = DivisionCode(String(cells[0])),
                let records = Int64(cells[2])
            else { return nil }
            lines.append(
                Line(
                    place: place, type: String(cells[1]), records: records,
                    hash: String(cells[3])))
        }
        self.init(lines)
    }

    /// All records that it names.
    public var records: Int64 { lines.reduce(0) { $0 &+ $1.records } }
}
