import Foundation
import Testing

@Suite("Papers")
struct PaperTests {
    @Test func `no text leads to another machine, a package host or a day's work`() {
        let findings = Tree.files.flatMap(Papers.check)
        #expect(findings.isEmpty, "\(lines(findings))")
    }

    @Test func `every leak is found where it is planted, but in its one home`() {
        for leak in Papers.leaks {
            #expect(Papers.check(SourceFile("README.md", leak.planted)).count == 1, "\(leak.why)")
            guard let home = leak.home else { continue }
            #expect(Papers.check(SourceFile(home, leak.planted)).isEmpty)
        }
    }

    @Test func `links in documents lead somewhere`() {
        let findings = Tree.files.flatMap { Papers.deadLinks($0, exists: Tree.exists) }
        #expect(findings.isEmpty, "\(lines(findings))")
        let file = SourceFile("docs/a.md", "[b](b.md) [c](../c.md#top) [d](https://d.example)")
        #expect(Papers.deadLinks(file) { _ in false }.count == 2)
        #expect(Papers.deadLinks(file) { $0 == "docs/b.md" }.count == 1)
    }

    @Test func `the papers are there, and the map fits on the wall`() {
        for name in ["README", "ARCHITECTURE", "CONTRIBUTING", "SECURITY", "CHANGELOG"] {
            #expect((Tree.read("\(name).md") ?? "").hasPrefix("# "), "\(name).md")
        }
        #expect(Tree.read("LICENSE")?.contains("Apache License") == true)
        let map = Tree.read("ARCHITECTURE.md")?.split(
            separator: "\n", omittingEmptySubsequences: false)
        #expect((map?.count ?? 0) <= 300)
    }

    @Test func `the commands of the papers exist and can be run`() {
        let readme = Tree.read("README.md") ?? ""
        #expect(Papers.scripts(in: readme).contains("deploy/test.sh"))
        for file in Tree.files where file.path.hasSuffix(".md") {
            for script in Papers.scripts(in: file.text) {
                #expect(
                    Tree.isExecutable(script) || script == "deploy/lib.sh",
                    "\(file.path): \(script)")
            }
        }
        #expect(Papers.scripts(in: "run `deploy/nothing.sh` now") == ["deploy/nothing.sh"])
        #expect(!Tree.isExecutable("deploy/nothing.sh"))
    }

    @Test func `the goals stand in README in their order`() {
        let readme = Tree.read("README.md") ?? ""
        let goals = [
            "No edit lost", "Explainable", "Works without a line", "Fast enough on an old PC",
            "Easy to carry on",
        ]
        let places = goals.map { readme.range(of: "**\($0)")?.lowerBound }
        #expect(!places.contains(nil))
        let found = places.compactMap { $0 }
        #expect(found == found.sorted())
    }
}
