/// The room table of ARCHITECTURE.md: the sentence, the arrows and the files of every room.
///
/// A row is `| **Room** | sentence | arrows | files |`. Arrows are room names, or `all`, or a dash.
/// Files are nouns in backticks; `Folder/*` covers a folder. A room with many files may name them in
/// its own `Room.docc` instead.
struct RoomTable {
    /// One row.
    struct Row {
        var sentence: String
        var arrows: Set<String>
        var files: Set<String>
    }

    var rows: [String: Row]

    /// The table as it stands.
    static let standing = RoomTable(Tree.read("ARCHITECTURE.md") ?? "")

    init(_ document: String) {
        rows = [:]
        for line in document.split(separator: "\n") where line.hasPrefix("| **") {
            let cells = line.split(separator: "|", omittingEmptySubsequences: false)
                .dropFirst().map(String.init)
            guard cells.count >= 4 else { continue }
            let room = matches(of: #"\*\*(\w+)\*\*"#, in: cells[0]).first?.groups[1] ?? ""
            rows[room] = Row(
                sentence: cells[1],
                arrows: Set(matches(of: #"\w+"#, in: cells[2]).map(\.text)),
                files: Set(matches(of: #"`([^`]+)`"#, in: cells[3]).map(\.groups[1])))
        }
    }

    /// What the table does not say about a source file.
    func missing(_ file: SourceFile) -> [Finding] {
        guard file.path.hasPrefix("Sources/"), !file.path.contains(".docc/") else { return [] }
        guard let row = rows[file.room] else {
            return [absent(file, "the room `\(file.room)` has no row in ARCHITECTURE.md")]
        }
        let isCloset = Rooms.closets.keys.contains(file.room)
        if isCloset, ["module.modulemap", "shim.h"].contains(where: file.path.hasSuffix) {
            return []
        }
        let inside = file.path.components(after: file.room)
        let folders = inside.dropLast().map { "\($0)/*" }
        if row.files.contains(file.noun) || folders.contains(where: row.files.contains) {
            return []
        }
        return [
            absent(file, "add `\(file.noun)` to the row \(file.room) of ARCHITECTURE.md")
        ]
    }

    /// Files that the table names and that are not there: `Room/Noun`.
    func stale(_ files: [SourceFile]) -> [String] {
        rows.flatMap { room, row in
            row.files.filter { name in
                !files.contains { file in
                    guard file.path.hasPrefix("Sources/"), file.room == room else { return false }
                    let folders = file.path.components(after: room).dropLast().map { "\($0)/*" }
                    return file.noun == name || folders.contains(name)
                        || file.path.hasSuffix("/\(name)")
                }
            }.map { "\(room)/\($0)" }
        }.sorted()
    }

    private func absent(_ file: SourceFile, _ words: String) -> Finding {
        Finding(path: file.path, line: 0, words: words)
    }
}

extension String {
    /// The parts of a path behind a folder: `["Types", "Loan.swift"]`.
    fileprivate func components(after folder: String) -> [String] {
        let parts = split(separator: "/").map(String.init)
        guard let index = parts.firstIndex(of: folder) else { return parts }
        return Array(parts[(index + 1)...])
    }
}
