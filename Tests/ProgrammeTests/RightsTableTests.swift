import Programme
import Replication
import Testing

/// The printed table says the same as the predicate: a second evaluator reads nothing else.
struct RightsTableTests {
    /// The rights as they are printed, line by line.
    private let lines: [[String: String]] = Rights.table.map { line in
        Dictionary(uniqueKeysWithValues: zip(RightsLine.header, line.columns))
    }

    @Test func `every cell of the predicate is that of the table`() {
        var counts: [String: Int] = [:]
        for cell in Rights.cells {
            let verdict = word(cell.verdict)
            counts[verdict, default: 0] += 1
            #expect(verdict == read(cell, in: lines), "\(cell)")
        }
        let total = Rights.cells.count
        print("rights: \(total) cells, \(counts.sorted { $0.key < $1.key })")
        #expect(total > 1_500)
        #expect(counts.keys.sorted() == ["propose", "refused", "write"])
    }

    @Test(arguments: ["writers", "initial", "creators", "proposers", "owner", "word"])
    func `a table with one column forgotten is found out`(column: String) {
        let forgetful = lines.map { line in
            var line = line
            line[column] = column == "owner" ? "area" : "-"
            return line
        }
        #expect(Rights.cells.contains { word($0.verdict) != read($0, in: forgetful) })
    }

    @Test func `the table prints every cell of a line`() {
        for line in Rights.table {
            #expect(line.columns.count == RightsLine.header.count)
            #expect(line.columns.allSatisfy { !$0.isEmpty && !$0.contains("|") })
        }
        #expect(
            Set(Rights.table.map { "\($0.type) \($0.number) \($0.word ?? "")" }).count
                == Rights.table.count)
    }

    /// What the printed lines say of a cell; the rules are those of the document, in other words.
    private func read(_ cell: RightsCell, in lines: [[String: String]]) -> String {
        let name = Catalogue.type(cell.type)?.name ?? ""
        let candidates = lines.filter {
            $0["type"] == name && $0["number"] == "\(cell.register)"
        }
        let general = candidates.first { $0["word"] == "-" } ?? [:]
        let line =
            cell.word.map { word in candidates.first { $0["word"] == word } ?? general } ?? general
        func has(_ column: String, in line: [String: String]) -> Bool {
            (line[column] ?? "").split(separator: " ").contains(Substring(cell.tier.name))
        }
        let areas: [String: Set<Relation>] = ["own": [.own], "below": [.child]]
        let area = areas[line["owner"] ?? ""] ?? [.own, .child]
        let mayWrite =
            area.contains(cell.relation) && (!cell.isCreation || has("creators", in: line))
            && (has("writers", in: line) || (cell.isCreation && has("initial", in: line)))
        if mayWrite { return "write" }
        let isFixed =
            has("initial", in: general) && !has("writers", in: general)
            && general["writers"] == "-"
        let mayPropose =
            has("proposers", in: line) && cell.relation != .sibling && !isFixed
            && (!cell.isCreation || has("creators", in: line) || !area.contains(cell.relation))
        return mayPropose ? "propose" : "refused"
    }

    private func word(_ verdict: Verdict) -> String {
        switch verdict {
        case .allowed: "write"
        case .propose: "propose"
        case .refused: "refused"
        }
    }
}
