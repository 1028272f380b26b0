import Testing

@Suite("Words")
struct WordTests {
    @Test(arguments: Word.all)
    func `the banned word stands nowhere`(_ word: Word) {
        let findings = Tree.files.flatMap(word.check)
        #expect(findings.isEmpty, "\(lines(findings))")
    }

    @Test(arguments: Word.all)
    func `the banned word is found where it is planted, and not between quotes`(_ word: Word) {
        let path = "Sources/Shared/Sync/Planted.swift"
        #expect(word.check(SourceFile(path, "let a = 1\n" + word.planted)).map(\.line) == [2])
        let quoted = "let text = #\"\"\"\n    \(word.planted)\n    \"\"\"#"
        #expect(word.check(SourceFile(path, quoted)).isEmpty)
    }

    @Test func `every unchecked promise is argued where it is made`() {
        let findings = Tree.files.flatMap(unargued)
        #expect(findings.isEmpty, "\(lines(findings))")
    }

    @Test func `an unchecked promise without its argument is found`() {
        let path = "Sources/Shared/Sync/Planted.swift"
        let promises = [
            "final class Box: @unchecked Sendable {", "nonisolated(unsafe) var count = 0",
        ]
        for promise in promises {
            #expect(unargued(SourceFile(path, "\n" + promise)).map(\.line) == [2])
            #expect(unargued(SourceFile(path, "// Safe: one owner.\n" + promise)).isEmpty)
            #expect(unargued(SourceFile(path, promise + "  // safe: one owner")).isEmpty)
        }
    }

    /// `@unchecked Sendable` and `nonisolated(unsafe)` without a comment beside or right above.
    private func unargued(_ file: SourceFile) -> [Finding] {
        guard file.isSource || file.isTest else { return [] }
        let comments = file.comments.split(separator: "\n", omittingEmptySubsequences: false)
        return file.find(#"@unchecked\s+Sendable|\bnonisolated\s*\(\s*unsafe\s*\)"#, why: "say why")
            .filter { finding in
                (max(finding.line - 2, 0)..<finding.line).allSatisfy { index in
                    comments[index].allSatisfy { $0 == " " }
                }
            }
    }
}
