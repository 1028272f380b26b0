import Testing

@Suite("Walls")
struct WallTests {
    @Test(arguments: Wall.all)
    func `the house keeps the wall`(_ wall: Wall) {
        let findings = Tree.files.flatMap(wall.check)
        #expect(findings.isEmpty, "\(wall.name): \(wall.never)\n\(lines(findings))")
    }

    @Test(arguments: Wall.all)
    func `the check of the wall finds every planted breach and no innocent`(_ wall: Wall) {
        for breach in wall.breaches {
            let findings = wall.check(SourceFile(breach.path, breach.text))
            #expect(!findings.isEmpty, "not found: \(breach.text) in \(breach.path)")
        }
        for innocent in wall.innocents {
            let findings = wall.check(SourceFile(innocent.path, innocent.text))
            #expect(findings.isEmpty, "\(lines(findings))")
        }
        #expect(!wall.breaches.isEmpty && !wall.innocents.isEmpty)
    }

    @Test func `the walls are those of ARCHITECTURE, by number and by sentence`() {
        let document = Tree.read("ARCHITECTURE.md") ?? ""
        for wall in Wall.all {
            #expect(document.contains("**\(wall.name)**"), "\(wall.name): \(wall.never)")
        }
        let named = Set(matches(of: #"\*\*(WALL-\d+)\*\*"#, in: document).map(\.groups[1]))
        #expect(named == Set(Wall.all.map(\.name)))
    }
}

/// Findings one below the other.
func lines(_ findings: [Finding]) -> String {
    findings.map(\.description).joined(separator: "\n")
}
