import Testing

@Suite("Versions")
struct VersionTests {
    @Test(arguments: Versions.all)
    func `papers say the numbers of the code`(_ versions: Versions) {
        let findings = versions.check(Tree.read)
        #expect(findings.isEmpty, "\(lines(findings))")
    }

    @Test(arguments: Versions.all)
    func `a number that was raised in one place is found`(_ versions: Versions) {
        for place in [versions.code] + versions.papers {
            let findings = versions.check { path in
                guard path == place.path, let text = Tree.read(path) else { return Tree.read(path) }
                return Self.raising(place, in: text)
            }
            #expect(!findings.isEmpty, "\(place.path)")
        }
        let nowhere = versions.check { $0 == versions.code.path ? Tree.read($0) : "" }
        #expect(nowhere.count == versions.papers.count)
        #expect(versions.check { _ in nil }.count == 1)
    }

    /// The text with every number of a place one higher.
    private static func raising(_ place: Versions.Place, in text: String) -> String {
        matches(of: place.pattern, in: text).reduce(text) { text, match in
            let number = match.groups[1]
            let raised = match.text.replacing(number, with: "\((Int(number) ?? 0) + 1)")
            return text.replacing(match.text, with: raised)
        }
    }
}
