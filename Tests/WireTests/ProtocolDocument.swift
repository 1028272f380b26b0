import Foundation

/// `protocol.md`, as a text whose examples are executed.
///
/// A block that begins with ```` ```example KIND NAME ```` holds hexadecimal digits, a line `---`,
/// and the same in diagnostic notation. A block that begins with ```` ```vectors ```` holds lines
/// `name = value`. With the environment variable PROTOCOL_WRITE set to 1, a test run writes into the
/// blocks what this program computes; the text around them is never touched.
struct ProtocolDocument {
    var lines: [String]

    /// A fenced block: what stands behind the fence, and which lines it holds.
    struct Block {
        let words: [String]
        let range: Range<Int>
    }

    static let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("protocol.md")

    static var isWriting: Bool { ProcessInfo.processInfo.environment["PROTOCOL_WRITE"] == "1" }

    init() throws {
        lines = try String(contentsOf: Self.url, encoding: .utf8).components(separatedBy: "\n")
    }

    func save() throws {
        try lines.joined(separator: "\n").write(to: Self.url, atomically: true, encoding: .utf8)
    }

    /// All fenced blocks, from the first to the last.
    var blocks: [Block] {
        var blocks: [Block] = []
        var open: (words: [String], first: Int)?
        for (index, line) in lines.enumerated() where line.hasPrefix("```") {
            if let begun = open {
                blocks.append(Block(words: begun.words, range: begun.first..<index))
                open = nil
            } else {
                let words = line.dropFirst(3).split(separator: " ").map(String.init)
                open = (words, index + 1)
            }
        }
        return blocks
    }

    func blocks(_ word: String) -> [Block] { blocks.filter { $0.words.first == word } }

    /// The cells of all tables below a heading, up to the next heading; without the heads.
    func rows(below heading: String) -> [[String]] {
        guard let start = lines.firstIndex(of: heading) else { return [] }
        let section = lines[(start + 1)...].prefix { !$0.hasPrefix("#") }
        var rows: [[String]] = []
        var isBody = false
        for line in section {
            guard line.hasPrefix("|") else {
                isBody = false
                continue
            }
            if line.hasPrefix("|-") {
                isBody = true
            } else if isBody {
                let cells = line.dropFirst().dropLast().components(separatedBy: " | ")
                rows.append(cells.map { $0.trimmingCharacters(in: .whitespaces) })
            }
        }
        return rows
    }

    /// The headings of one depth, without their marks.
    func headings(_ mark: String) -> [String] {
        lines.filter { $0.hasPrefix(mark + " ") }.map { String($0.dropFirst(mark.count + 1)) }
    }
}

extension String {
    /// A word of a table without the marks of code.
    var bare: String { replacingOccurrences(of: "`", with: "") }
}
