import Testing

@Suite("Lengths")
struct LengthTests {
    /// Lengths are listed for whoever reads the log; a reason beats a number, so none fails.
    @Test func `long files and functions are listed`() {
        let files = Tree.sources.map { (name: $0.path, lines: $0.text.count { $0 == "\n" }) }
        let bodies = Tree.sources.flatMap { file in
            Bodies(file).functions.map { (name: "\(file.path):\($0.line)", lines: $0.length) }
        }
        print(summary("files", files, long: 400))
        print(summary("functions", bodies, long: 40))
        #expect(!files.isEmpty && !bodies.isEmpty)
    }

    @Test func `the length of a function is counted from its name to its last brace`() {
        let text =
            "struct A {\n    func long(\n        a: Int\n    ) {\n        if a {\n        }\n    }\n}"
        let functions = Bodies(SourceFile("Sources/EdgeNode/a.swift", text)).functions
        #expect(functions.map(\.line) == [2])
        #expect(functions.map(\.length) == [6])
    }

    private func summary(_ title: String, _ all: [(name: String, lines: Int)], long: Int) -> String
    {
        let sorted = all.map(\.lines).sorted()
        let middle = sorted.isEmpty ? 0 : sorted[sorted.count / 2]
        let most = sorted.isEmpty ? 0 : sorted[min(sorted.count * 95 / 100, sorted.count - 1)]
        let heading = "\(title): \(all.count), median \(middle), 95 of 100 within \(most) lines"
        let longest = all.filter { $0.lines > long }.sorted { $0.lines > $1.lines }.prefix(30)
        return ([heading] + longest.map { "    \($0.lines) \($0.name)" }).joined(separator: "\n")
    }
}
