internal import Seal
public import Storage

/// Tells the lines of a file apart by what they say, so that an import that was cut off goes on
/// where it stopped, a file that has grown brings its new lines alone, and nothing is doubled.
///
/// A file that says the same twice means it twice: the second such line is another line.
public struct ImportJournal {
    private let beginning: [UInt8]
    private var seen: [[UInt8]: Int] = [:]

    /// The journal of a file.
    ///
    /// - Parameters:
    ///   - kind: what its lines are entered as: the name of a record type.
    ///   - columns: the names in its first line.
    public init(kind: String, columns: [String]) {
        beginning = Self.bytes([kind] + columns)
    }

    /// The next line of the file.
    public mutating func line(_ cells: [String]) -> ImportedLine {
        let mark = Array(hash(beginning + Self.bytes(cells)).prefix(16))
        let occurrence = seen[mark, default: 0] + 1
        seen[mark] = occurrence
        return ImportedLine(mark: mark, occurrence: occurrence)
    }

    /// Texts, each closed by a byte that no text holds.
    private static func bytes(_ texts: [String]) -> [UInt8] {
        texts.flatMap { Array($0.utf8) + [0xFF] }
    }
}
